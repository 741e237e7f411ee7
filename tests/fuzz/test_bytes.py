"""S7: bytes of every kind against a running server: no 500, no hang, no fault in its log, its memory bounded."""

import gzip
import random
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from support.server import ServerProcess

ROUNDS = 400
SEED = 20_261_127
ANSWERS_WITHIN_S = 60.0
MOST_GROWTH_KB = 150 * 1024
PATHS = (
    "/",
    "/boards",
    "/boards/new",
    "/boards/import",
    "/api/v1/sessions",
    "/api/v1/boards",
    "/api/csp-reports",
    "/play",
    "/j/x",
    "/nowhere",
)
METHODS = ("GET", "POST", "POST", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "BREW", "get", "")
KINDS = (
    "application/json",
    "application/json",
    "application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "multipart/form-data",
    "text/html; charset=utf-7",
    "a/b;;=",
    "",
)
CODINGS = ("identity", "gzip", "br", "x" * 200, "gzip;q=2", "\xff")
NAMES = (
    "Accept",
    "Accept-Encoding",
    "Cookie",
    "Origin",
    "Host",
    "If-None-Match",
    "Authorization",
    "Content-Type",
    "Content-Encoding",
    "X-Forwarded-For",
    "Sec-Fetch-Site",
    "Transfer-Encoding",
    "Expect",
    "Last-Event-ID",
    "Range",
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    server = ServerProcess(tmp_path_factory.mktemp("fuzz-bytes"))
    server.start()
    yield server
    server.stop()
    assert server.faults() == []


def odd_text(chance: random.Random) -> bytes:
    choices = (
        lambda: bytes(chance.randrange(256) for _ in range(chance.randrange(40))),
        lambda: b"a" * chance.choice((0, 1, 4_095, 7_990, 8_001, 33_000, 120_000)),
        lambda: b"\xff\xfe\xf0\x9f\x98\x80" * chance.randrange(20),
        lambda: b"%00%ff%F0%9F%zz" * chance.randrange(9),
        lambda: b", ".join([b"x;q=0.5"] * chance.choice((1, 50, 900))),
        lambda: b'=;";=,' * chance.randrange(300),
    )
    return chance.choice(choices)()


def odd_body(chance: random.Random) -> bytes:
    choices = (
        lambda: b"",
        lambda: bytes(chance.randrange(256) for _ in range(500)),
        lambda: b"[" * chance.choice((64, 65, 5_000, 200_000)),
        lambda: b'{"csp-report":' * 40,
        lambda: b"&".join([b"a=%ff"] * chance.choice((3, 2_500))),
        lambda: b'--x\r\nContent-Disposition: form-data; name="f"; filename="\xff"\r\n\r\n' * chance.choice((1, 1_200)),
        lambda: (
            b'--x\r\ncontent-disposition: form-data; name="a"\r\ncontent-type: text/plain; charset=nonsense\r\n\r\nb\r\n--x--\r\n'
        ),
        lambda: gzip.compress(b" " * 1_000_000),
        lambda: b'"' + b"\\ud800" * 9_000 + b'"',
        lambda: b"1" * chance.choice((400, 600_000)),
        lambda: b"x" * 1_200_000,
    )
    return chance.choice(choices)()


def odd_request(chance: random.Random) -> bytes:
    """A request of which any part may be wrong, and most parts are right enough to reach what is behind them."""
    path = chance.choice(PATHS).encode() + (b"?q=" + odd_text(chance) if chance.random() < 0.2 else b"")
    lines = [
        chance.choice(METHODS).encode() + b" " + path.replace(b"\n", b"").replace(b"\r", b"") + b" HTTP/1.1",
        b"Host: x",
        b"Connection: close",
    ]
    body = odd_body(chance) if chance.random() < 0.7 else b""
    if body:
        lines.append(b"Content-Type: " + chance.choice(KINDS).encode())
    if chance.random() < 0.1:
        lines.append(b"Content-Encoding: " + chance.choice(CODINGS).encode("latin-1"))
    if chance.random() < 0.3:
        lines += [chance.choice(NAMES).encode() + b": " + odd_text(chance) for _ in range(chance.choice((1, 3, 140)))]
    length = len(body) + chance.choice((0, 0, 0, 0, 0, -3))
    is_chunked = chance.random() < 0.2
    lines.append(b"Transfer-Encoding: chunked" if is_chunked else b"Content-Length: %d" % max(length, 0))
    sent = (b"%x\r\n" % len(body) + body + b"\r\n" if body else b"") + b"0\r\n\r\n" if is_chunked else body
    return b"\r\n".join((*lines, b"", sent))


def answer_to(server: ServerProcess, request: bytes) -> bytes:
    """Everything that the server says to one connection, which then has nothing more to say."""
    heard = b""
    with socket.create_connection(("127.0.0.1", server.port), timeout=ANSWERS_WITHIN_S) as line:
        with suppress(BrokenPipeError, ConnectionResetError):
            line.sendall(request)
        with suppress(ConnectionResetError, BrokenPipeError):
            while more := line.recv(65_536):
                heard += more
    return heard


def memory_kb(pid: int) -> int:
    """How much of a process is in memory."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


def test_s7_odd_bytes_find_no_fault_and_no_hang(server: ServerProcess) -> None:
    chance = random.Random(SEED)
    for _ in range(ROUNDS // 4):
        answer_to(server, odd_request(chance))
    before = memory_kb(server.pid)
    statuses = set()
    for number in range(ROUNDS):
        request = odd_request(chance)
        heard = answer_to(server, request)
        status = int(heard.split(b" ", 2)[1]) if heard.startswith(b"HTTP/1.1 ") else 0
        assert status < 500, (number, request[:300], heard[:300])
        statuses.add(status)
    assert {200, 400, 403, 404, 405, 413, 415, 431} <= statuses
    assert memory_kb(server.pid) - before < MOST_GROWTH_KB
    assert httpx.get(server.url, timeout=30).status_code == 200


def test_s7_a_hundred_large_things_at_once_do_not_fill_the_memory(server: ServerProcess) -> None:
    """A hundred callers of 8 MB each, of which a server that kept them would hold 800 MB."""
    before = memory_kb(server.pid)
    highest = [before]
    has_ended = threading.Event()

    def watch() -> None:
        while not has_ended.is_set():
            highest[0] = max(highest[0], memory_kb(server.pid))
            time.sleep(0.01)

    def flood(number: int) -> None:
        kinds = (b"X-Endless: ", b"Content-Length: 8000000\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n7A1200\r\n")
        head = b"POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" + kinds[number % 3]
        answer_to(server, head + b"a" * 8_000_000)

    watching = threading.Thread(target=watch)
    watching.start()
    callers = [threading.Thread(target=flood, args=(number,)) for number in range(100)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join(120)
    has_ended.set()
    watching.join()
    assert not any(caller.is_alive() for caller in callers)
    assert highest[0] - before < MOST_GROWTH_KB
    assert httpx.get(server.url, timeout=30).status_code == 200
