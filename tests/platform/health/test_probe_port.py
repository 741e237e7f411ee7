"""The port where a thread answers probes (H2, H3, S4)."""

import socket
from contextlib import AbstractContextManager
from functools import partial

import httpx
import pytest

from arcadia.core.errors import Conflict
from arcadia.platform.health.probe_port import FindFault
from arcadia.platform.health.probe_port import open_probe_port as open_with
from arcadia.web.security_policy import STRICTEST
from support.security_scan import faults_of


def open_probe_port(port: int, find_fault: FindFault = lambda _kind: None) -> AbstractContextManager[int]:
    return open_with("127.0.0.1", port, find_fault, STRICTEST)


def ask(port: int, words: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port)) as caller:
        caller.sendall(words)
        caller.shutdown(socket.SHUT_WR)
        return b"".join(iter(partial(caller.recv, 4096), b""))


def test_h3_it_answers_what_it_knows_and_nothing_else() -> None:
    faults: dict[str, str] = {}
    with (
        open_probe_port(0, faults.get) as port,
        httpx.Client(base_url=f"http://127.0.0.1:{port}") as probe,
    ):
        assert probe.get("/health/live").json() == {"status": "ok", "faults": {}}
        assert probe.get("/api/health/ready").status_code == 200
        faults["ready"] = "about to stop"
        unready = probe.get("/health/ready")
        assert (unready.status_code, unready.json()["faults"]) == (503, {"server": "about to stop"})
        assert unready.headers["cache-control"] == "no-cache, no-store, must-revalidate"
        assert probe.get("/health/live?now").status_code == 200
        assert probe.get("/").status_code == 404
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"http://127.0.0.1:{port}/health/live")


def test_h3_a_caller_that_says_nothing_or_nonsense_does_not_keep_it_from_the_next() -> None:
    with open_probe_port(0) as port:
        with socket.create_connection(("127.0.0.1", port)):
            assert httpx.get(f"http://127.0.0.1:{port}/health/live", timeout=10).status_code == 200
        for words in (b"", b"\r\n\r\n", b"\xff\xfe\x00 \x01\r\n\r\n", b"GET\r\n\r\n"):
            assert ask(port, words).startswith(b"HTTP/1.1 400 Bad Request\r\n")
        assert httpx.get(f"http://127.0.0.1:{port}/health/live", timeout=10).status_code == 200


def test_h3_a_port_that_is_taken_is_said_so() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with (
            pytest.raises(Conflict, match="ARCADIA_PROBE_PORT"),
            open_probe_port(port),
        ):
            pass


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("GET /health/live HTTP/1.1", 200),
        ("HEAD /api/health/ready HTTP/1.1", 503),
        ("GET /health/ready HTTP/1.0", 503),
        ("GET /metrics HTTP/1.1", 404),
        ("GET /health/live%0d%0ax-forged:1 HTTP/1.1", 404),
        ("POST /health/live HTTP/1.1", 405),
        ("HELLO", 400),
        ("GET /health/live", 400),
        ("\x16\x03\x01\x02\x00", 400),
    ],
)
def test_s4_every_answer_of_the_probe_port_carries_the_headers(line: str, status: int) -> None:
    faults = {"ready": "not started yet, or stopped"}
    with open_probe_port(0, faults.get) as port:
        answer = ask(port, f"{line}\r\nHost: a\r\n\r\n".encode("latin-1"))
    head, _, body = answer.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    assert first.startswith(f"HTTP/1.1 {status} ")
    headers = [(name, value) for name, _, value in (one.partition(": ") for one in lines)]
    assert faults_of(headers) == []
    assert [value for name, value in headers if name == "cache-control"] == ["no-cache, no-store, must-revalidate"]
    assert ("allow", "GET, HEAD") in headers or status != 405
    assert bool(body) is not line.startswith("HEAD")
