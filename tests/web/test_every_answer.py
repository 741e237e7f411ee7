"""S1 to S4, S6: a scan of every route, error, file and socket handshake of a real server finds no header missing."""

import re
import socket
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from arcadia.app import make_app
from arcadia.platform.config import read_settings
from arcadia.platform.health.probe_port import LIVE
from support.raw_client import RawClient
from support.security_scan import faults_of, nonce_in
from support.server import ServerProcess
from support.site import make_test_app

GOALS = [{"text": f"goal {number}"} for number in range(25)]
UNKNOWN = ("/", "/nowhere", "/api", "/api/", "/api/v1/nowhere", "/static/", "/static/../app.py", "/play/", "/%00", "//")
ODD_METHODS = ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND")
NEVER_KEPT = "no-cache, no-store, must-revalidate"


class Scanned:
    """A server with a session and a board on it, and what a scanner says of its answers."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.http = httpx.Client(base_url=url, headers={"origin": url}, timeout=60)
        self.code = self.make_session()
        board = {"title": "T", "rows": 5, "columns": 5, "squares": GOALS}
        self.board = self.http.post("/api/v1/boards", json={"board": board}).json()["id"]
        self.stranger = httpx.Client(base_url=url, timeout=60)
        self.nonces: list[str] = []

    def faults(self, method: str, path: str, client: httpx.Client | None = None, **more: Any) -> list[str]:
        """What stands against the answer to one request; a stream is not waited for."""
        with (client or self.http).stream(method, path, **more) as answer:
            policy = answer.headers.get("content-security-policy", "")
            self.nonces.append(nonce_in(policy))
            is_overlay = method == "GET" and re.fullmatch("/play/[A-Z0-9]+/overlay", path) is not None
            is_embeddable = is_overlay and answer.status_code == httpx.codes.OK
            found = faults_of(answer.headers.multi_items(), is_embeddable=is_embeddable)
            if path.startswith("/api/") and "cache-control" not in answer.headers:
                found.append("S6: no cache-control")
            return [f"{method} {path} ({answer.status_code}): {fault}" for fault in found]

    def make_session(self) -> str:
        """The code of a new session; the walk over all routes ends the one that it is given."""
        made = self.http.post("/api/v1/sessions", json={"nickname": "Host", "card": {"goals": GOALS}})
        return str(made.json()["code"])

    def filled(self, path: str) -> str:
        """The path of a route with something real in its places."""
        return re.sub(r"\{(\w+):\w+\}", lambda place: {"code": self.code}.get(place[1], self.board), path)


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scanned]:
    server = ServerProcess(tmp_path_factory.mktemp("scan"))
    server.start()
    scanned = Scanned(server.url)
    yield scanned
    scanned.http.close()
    scanned.stranger.close()
    server.stop()
    assert server.faults() == []


@pytest.fixture
async def routes(tmp_path: Path) -> AsyncIterator[list[tuple[str, str]]]:
    """Every method and path that the framework knows, its own included."""
    settings = read_settings({"ARCADIA_ENV": "test", "ARCADIA_DATA": str(tmp_path)})
    async with make_app(settings)._run() as running:
        yield [
            (method, route.path)
            for route in running.framework.routes
            for method in sorted(getattr(route, "methods", None) or ["GET"])
        ]


async def test_s1_to_s4_every_route_answers_with_all_headers(scanned: Scanned, routes: list[tuple[str, str]]) -> None:
    assert len(routes) > 80
    faults = []
    for method, path in (*routes, *(("GET", path) for path in sorted(LIVE))):
        for client in (scanned.http, scanned.stranger):
            faults += scanned.faults(method, scanned.filled(path), client)
    assert faults == []
    fresh = [nonce for nonce in scanned.nonces if nonce]
    assert len(fresh) == len(set(fresh)) > 150


def test_s4_errors_and_methods_that_nobody_answers(scanned: Scanned) -> None:
    faults = []
    for path in (*UNKNOWN, f"/play/{scanned.code}", "/boards", *sorted(LIVE)):
        for accept in ("text/html", "application/json"):
            faults += scanned.faults("GET", path, headers={"accept": accept})
        for method in ODD_METHODS:
            faults += scanned.faults(method, path)
    assert faults == []


def test_s4_files_304_and_head(scanned: Scanned) -> None:
    scanned.stranger.cookies.clear()
    page = scanned.stranger.get("/", headers={"accept": "text/html"})
    files = sorted(set(re.findall(r'"(/static/[^"]+)"', page.text)))
    assert len(files) > 3
    faults = []
    for path in ("/", *files):
        first = scanned.stranger.get(path, headers={"accept": "text/html"})
        same = {"accept": "text/html", "if-none-match": first.headers["etag"]}
        assert scanned.stranger.get(path, headers=same).status_code == 304
        for headers in ({"accept": "text/html"}, same):
            for method in ("GET", "HEAD", "POST"):
                faults += scanned.faults(method, path, scanned.stranger, headers=headers)
    assert faults == []


def test_s4_socket_handshakes_taken_and_refused(scanned: Scanned) -> None:
    path = f"/api/v1/sessions/{scanned.make_session()}/socket"
    cookie = "; ".join(f"{name}={value}" for name, value in scanned.http.cookies.items())
    for status, asked, headers in (
        (101, path, {}),
        (101, path, {"Cookie": cookie, "Origin": scanned.url}),
        (403, path, {"Cookie": cookie, "Origin": "https://elsewhere.example"}),
        (404, "/api/v1/sessions/AAAAAA/socket", {}),
        (403, "/nowhere", {}),
        (400, path, {"Sec-WebSocket-Key": "short"}),
        (400, path, {"Sec-WebSocket-Version": "7"}),
    ):
        head = handshake(scanned.url, asked, headers)
        assert (status_of(head), faults_of(headers_in(head))) == (status, []), (asked, headers)


@pytest.mark.parametrize(
    ("status", "request_bytes"),
    [
        (400, b"nonsense\r\n\r\n"),
        (400, b"GET / HTTP/9.9\r\nHost: x\r\n\r\n"),
        (400, b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n"),
        (400, b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        (431, b"GET / HTTP/1.1\r\nHost: x\r\nX-Large: " + b"a" * 40_000 + b"\r\n\r\n"),
    ],
)
def test_s4_what_the_server_says_by_itself(scanned: Scanned, status: int, request_bytes: bytes) -> None:
    head = raw_answer(scanned.url, request_bytes).partition(b"\r\n\r\n")[0].decode()
    assert (status_of(head), faults_of(headers_in(head))) == (status, [])


def test_s6_an_answer_of_the_api_is_not_kept_unless_its_route_says_so(scanned: Scanned) -> None:
    listed = scanned.http.get("/api/v1/sessions")
    unknown = scanned.http.get("/api/v1/nowhere")
    published = scanned.http.get("/schemas/arcadia-board-1.json")
    assert listed.headers.get_list("cache-control") == [NEVER_KEPT]
    assert unknown.headers.get_list("cache-control") == [NEVER_KEPT]
    assert published.headers.get_list("cache-control") == ["public, max-age=3600"]


async def test_s1_s2_production_reports_by_endpoint_and_upgrades(tmp_path: Path) -> None:
    """What only https brings: an instance whose public address is one says so on its pages."""
    app = make_test_app(tmp_path, {"ARCADIA_PUBLIC_URL": "https://bingo.example.org"})
    async with app._run() as running:
        transport = httpx.ASGITransport(running.serve)
        async with httpx.AsyncClient(transport=transport, base_url="https://bingo.example.org") as client:
            answer = await client.get("/", headers={"accept": "text/html"})
    assert faults_of(answer.headers.multi_items()) == []
    assert answer.headers["content-security-policy"].endswith("; report-to csp; upgrade-insecure-requests")
    assert answer.headers["reporting-endpoints"] == 'csp="/api/csp-reports"'


def handshake(url: str, path: str, headers: dict[str, str]) -> str:
    """The head of the answer to a handshake; what `headers` name replaces what a good client sends."""
    usual = {"Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA=="}
    lines = [
        f"GET {path} HTTP/1.1",
        "Host: " + url.removeprefix("http://"),
        "Connection: Upgrade",
        "Upgrade: websocket",
    ]
    lines += [f"{name}: {value}" for name, value in {**usual, **headers}.items()]
    client = RawClient(url)
    try:
        return client.ask("\r\n".join(lines).encode() + b"\r\n\r\n")
    finally:
        client.close()


def raw_answer(url: str, request: bytes) -> bytes:
    """Everything that the server says until it hangs up."""
    host, _, port = url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=60) as connection:
        connection.sendall(request)
        return b"".join(iter(lambda: connection.recv(65_536), b""))


def status_of(head: str) -> int:
    return int(head.split(" ")[1])


def headers_in(head: str) -> list[tuple[str, str]]:
    return [(name, value) for name, _, value in (line.partition(": ") for line in head.split("\r\n")[1:])]
