"""S7: how large anything may be that comes in, on a real server: heads, bodies however sent, depth, codings, frames."""

import gzip
import json
import re
import socket
from collections.abc import Callable, Iterator

import httpx
import pytest

from arcadia.web.body import MAX_BODY_BYTES
from arcadia.web.server.http_protocol import LARGEST_FIELD, LARGEST_HEAD, MOST_FIELDS
from arcadia.web.server.serving import LARGEST_FRAME
from support.raw_client import CLOSE, RawClient
from support.server import ServerProcess

PATH = "/api/v1/sessions"
GOALS = [{"text": f"goal {number}"} for number in range(25)]
FAIR = json.dumps({"nickname": "Host", "card": {"goals": GOALS}}).encode()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    server = ServerProcess(tmp_path_factory.mktemp("sizes"))
    server.start()
    yield server
    assert httpx.get(f"{server.url}{PATH}").status_code == 200
    server.stop()
    assert server.faults() == []


class Line:
    """One connection to the server, spoken by hand."""

    def __init__(self, server: ServerProcess) -> None:
        self.socket = socket.create_connection(("127.0.0.1", server.port), timeout=60)
        self.is_cut = False

    def say(self, data: bytes) -> None:
        """Send; a server that has hung up in the middle is no failure, what it said is."""
        try:
            self.socket.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            self.is_cut = True

    def status(self) -> int:
        """Read the next answer to its end; its status, or 0 where the server has hung up without one."""
        heard = self._until(b"", lambda heard: b"\r\n\r\n" in heard)
        if b"\r\n\r\n" not in heard:
            return 0
        head, _, body = heard.partition(b"\r\n\r\n")
        found = re.search(rb"content-length: (\d+)", head)
        self._until(body, lambda body: len(body) >= (int(found[1]) if found else 0))
        return int(head.split(b" ")[1])

    def _until(self, heard: bytes, is_enough: Callable[[bytes], bool]) -> bytes:
        while not is_enough(heard):
            try:
                more = self.socket.recv(65_536)
            except ConnectionResetError:
                return heard
            if not more:
                return heard
            heard += more
        return heard

    def close(self) -> None:
        self.socket.close()


@pytest.fixture
def line(server: ServerProcess) -> Iterator[Line]:
    line = Line(server)
    yield line
    line.close()


def head(*fields: bytes, method: bytes = b"GET", path: bytes = PATH.encode()) -> bytes:
    return b"\r\n".join((method + b" " + path + b" HTTP/1.1", b"Host: x", *fields, b"", b""))


def post(*fields: bytes) -> bytes:
    return head(b"Content-Type: application/json", *fields, method=b"POST")


@pytest.mark.parametrize(
    ("status", "request_bytes"),
    [
        (200, head(b"X-Big: " + b"a" * (LARGEST_FIELD - 20))),
        (431, head(b"X-Big: " + b"a" * LARGEST_FIELD)),
        (431, head(b"a" * LARGEST_FIELD + b": x")),
        (431, head(path=PATH.encode() + b"?q=" + b"a" * LARGEST_FIELD)),
        (431, head(*(b"X-%d: " % n + b"a" * 7_000 for n in range(LARGEST_HEAD // 7_000 + 1)))),
        (200, head(*(b"X-%d: y" % n for n in range(MOST_FIELDS - 5)))),
        (431, head(*(b"X-%d: y" % n for n in range(MOST_FIELDS + 1)))),
        (431, head(b"Upgrade: websocket", b"Connection: upgrade", b"X-Big: " + b"a" * LARGEST_FIELD)),
    ],
)
def test_s7_a_head_above_the_limit_is_answered_431(line: Line, status: int, request_bytes: bytes) -> None:
    line.say(request_bytes)
    assert line.status() == status


def test_s7_a_field_that_never_ends_is_cut_while_it_grows(line: Line) -> None:
    """The parser keeps such a field and tells nobody: what has come in is measured, not what was told."""
    line.say(b"GET / HTTP/1.1\r\nHost: x\r\nX-Endless: ")
    sent = 0
    while not line.is_cut and sent < 2_000 * LARGEST_HEAD:
        line.say(b"a" * 8_192)
        sent += 8_192
    assert line.is_cut
    assert line.status() in {431, 0}, "0 where the reset has overtaken the answer"


def test_s7_many_requests_on_one_connection_are_no_large_head(line: Line) -> None:
    for _ in range(20):
        line.say(head(*(b"X-%d: " % n + b"a" * 900 for n in range(30))))
        assert line.status() == 200


def test_s7_pipelined_requests_behind_a_body_are_no_large_head(server: ServerProcess) -> None:
    body = b'{"a":' + b" " * 60_000
    request = post(b"Content-Length: %d" % len(body)) + body
    answers = raw(server, request * 3 + head(b"Connection: close"))
    assert [int(one[:3]) for one in answers.split(b"HTTP/1.1 ")[1:]] == [400, 400, 400, 200]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        (PATH, "application/json"),
        ("/api/v1/boards", "application/json"),
        ("/boards/new", "application/x-www-form-urlencoded"),
        ("/boards/import", "multipart/form-data; boundary=x"),
        ("/play", "application/x-www-form-urlencoded"),
    ],
)
def test_s7_a_body_above_the_limit_is_413_however_it_is_sent(server: ServerProcess, path: str, kind: str) -> None:
    piece = b"x" * 65_536
    headers = {"content-type": kind, "origin": server.url}
    whole = httpx.post(server.url + path, content=piece * 113, headers=headers, timeout=60)
    chunked = httpx.post(server.url + path, content=iter([piece] * 113), headers=headers, timeout=60)
    assert (whole.status_code, chunked.status_code) == (413, 413)


def test_s7_sessions_and_forms_are_bounded_at_one_mebibyte(server: ServerProcess) -> None:
    for path, kind in ((PATH, "application/json"), ("/play", "application/x-www-form-urlencoded")):
        for content in (b"x" * (MAX_BODY_BYTES + 1), iter([b"x" * 65_536] * 17)):
            headers = {"content-type": kind, "origin": server.url}
            assert httpx.post(server.url + path, content=content, headers=headers, timeout=60).status_code == 413


def test_s7_a_lying_length_neither_passes_nor_spills_into_the_next_request(server: ServerProcess, line: Line) -> None:
    """Said to be shorter: the rest is no request. Said to be longer: the answer waits for what never comes."""
    line.say(post(b"Content-Length: 10") + FAIR)
    assert line.status() in {400, 413}
    promised = Line(server)
    promised.say(post(b"Content-Length: %d" % (MAX_BODY_BYTES + 1)))
    assert promised.status() == 413
    promised.close()
    short = Line(server)
    short.say(post(b"Content-Length: %d" % (len(FAIR) + 1)) + FAIR)
    short.socket.shutdown(socket.SHUT_WR)
    assert short.status() in {0, 400}, "and the log holds no fault: the fixture looks"
    short.close()


@pytest.mark.parametrize(
    "fields",
    [
        (b"Content-Length: 5", b"Content-Length: 6"),
        (b"Content-Length: 0x5",),
        (b"Content-Length: 99999999999999999999999",),
    ],
)
def test_s7_a_length_that_is_none_is_400(line: Line, fields: tuple[bytes, ...]) -> None:
    line.say(post(*fields) + b"hello")
    assert line.status() == 400


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd", "deflate", "GZIP", "identity, gzip", "gzip, gzip"])
@pytest.mark.parametrize(
    "kind", ["application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
def test_s7_a_compressed_body_is_refused_before_it_swells(server: ServerProcess, coding: str, kind: str) -> None:
    headers = {"content-encoding": coding, "content-type": kind, "origin": server.url}
    for path in (PATH, "/play", "/api/csp-reports"):
        answer = httpx.post(server.url + path, content=gzip.compress(b" " * 10_000_000), headers=headers)
        assert (answer.status_code, answer.headers["accept-encoding"]) == (415, "identity")


@pytest.mark.parametrize(("levels", "status"), [(63, 400), (64, 400), (65, 413), (100_000, 413)])
def test_s7_json_nests_64_levels(server: ServerProcess, levels: int, status: int) -> None:
    content = b"[" * levels + b"]" * levels
    answer = httpx.post(server.url + PATH, content=content, headers={"content-type": "application/json"})
    assert answer.status_code == status, answer.text


def test_s7_a_frame_of_64_kib_passes_and_one_more_byte_does_not(server: ServerProcess) -> None:
    code = httpx.post(server.url + PATH, content=FAIR, headers={"content-type": "application/json"}).json()["code"]
    client = RawClient(server.url)
    client.shake_hands(f"{PATH}/{code}/socket")
    client.send(b" " * LARGEST_FRAME)
    opcode, told = client.receive()
    assert (opcode != CLOSE, b"malformed" in told) == (True, True)
    client.send(b" " * (LARGEST_FRAME + 1))
    assert client.receive_close()[0] == 1009
    client.close()


def raw(server: ServerProcess, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
        connection.sendall(request)
        return b"".join(iter(lambda: connection.recv(65_536), b""))


def test_s7_a_head_that_trickles_and_a_connection_that_says_nothing_are_given_up(server: ServerProcess) -> None:
    silent, slow = Line(server), Line(server)
    slow.say(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ")
    assert (silent.status(), slow.status()) == (0, 408)
    silent.close()
    slow.close()


def test_s7_what_goes_on_behind_a_refusal_is_given_up(line: Line) -> None:
    line.say(post(b"Content-Length: 8000000") + b"a" * 1_000)
    assert line.status() == 413
    assert rest_of(line) == b""


def test_s7_a_connection_is_kept_after_a_refused_body_that_ends(line: Line) -> None:
    line.say(post(b"Content-Encoding: gzip", b"Content-Length: 100000") + b"a" * 100_000)
    assert line.status() == 415
    line.say(head())
    assert line.status() == 200


def rest_of(line: Line) -> bytes:
    """What comes until the server hangs up; the socket's own patience makes it a failure if it does not."""
    return b"".join(iter(lambda: line.socket.recv(65_536), b""))
