"""A port where a thread answers probes, also while the event loop is stuck, starting or ending (H2, H3).

It knows what can be known without the loop, and asks no dependency: `ready` here means started, turning and not about
to stop. It speaks just enough HTTP for a probe, one caller after the other, each for a second at most.
"""

import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from http import HTTPStatus
from typing import Final

from arcadia.core.errors import Conflict
from arcadia.core.wire import encode

LIVE: Final = frozenset({"/health/live", "/api/health/live"})
READY: Final = frozenset({"/health/ready", "/api/health/ready"})
_CALLER_S: Final = 1.0
_LOOK_S: Final = 0.5
_MOST_BYTES: Final = 8192
_BACKLOG: Final = 16
_METHODS: Final = ("GET", "HEAD")
_WORDS: Final = 3
"""Method, address and version."""
_END_OF_HEAD: Final = b"\r\n\r\n"

FindFault = Callable[[str], str | None]
"""Given `live` or `ready`: why not, or None."""
Headers = Sequence[tuple[bytes, bytes]]


@contextmanager
def open_probe_port(host: str, port: int, find_fault: FindFault, headers: Headers) -> Iterator[int]:
    """Answer probes for the block; yield the port, which is another than asked for where that is 0.

    Every answer carries `headers` (S4), whatever is asked.

    Raises:
        Conflict: the port is taken.
    """
    try:
        listening = socket.create_server((host, port), backlog=_BACKLOG)
    except OSError as error:
        message = f"cannot answer probes on {host} port {port}: {error.strerror}; choose another ARCADIA_PROBE_PORT"
        raise Conflict(message) from error
    over = threading.Event()
    work = (listening, over, find_fault, headers)
    answering = threading.Thread(target=_answer_all, args=work, name="probe-port", daemon=True)
    answering.start()
    try:
        yield listening.getsockname()[1]
    finally:
        over.set()
        answering.join()
        listening.close()


def _answer_all(listening: socket.socket, over: threading.Event, find_fault: FindFault, headers: Headers) -> None:
    listening.settimeout(_LOOK_S)
    while not over.is_set():
        try:
            caller, _ = listening.accept()
        except OSError:
            continue
        with caller, suppress(OSError):
            caller.settimeout(_CALLER_S)
            caller.sendall(_answer(caller.recv(_MOST_BYTES), find_fault, headers))


def _answer(head: bytes, find_fault: FindFault, headers: Headers) -> bytes:
    words = head.split(b"\r\n", 1)[0].decode("latin-1").split(" ")
    if len(words) != _WORDS or not words[-1].startswith("HTTP/1."):
        return _response(HTTPStatus.BAD_REQUEST, {"status": "unknown"}, headers)
    path = words[1].partition("?")[0]
    if path not in LIVE | READY:
        return _response(HTTPStatus.NOT_FOUND, {"status": "unknown"}, headers)
    if words[0] not in _METHODS:
        allowed = (b"allow", ", ".join(_METHODS).encode())
        return _response(HTTPStatus.METHOD_NOT_ALLOWED, {"status": "unknown"}, (allowed, *headers))
    fault = find_fault("live" if path in LIVE else "ready")
    if fault is None:
        answer = _response(HTTPStatus.OK, {"status": "ok", "faults": {}}, headers)
    else:
        told = {"status": "unready", "faults": {"server": fault}}
        answer = _response(HTTPStatus.SERVICE_UNAVAILABLE, told, headers)
    return answer if words[0] == "GET" else answer.partition(_END_OF_HEAD)[0] + _END_OF_HEAD


def _response(status: HTTPStatus, told: object, headers: Headers) -> bytes:
    body = encode(told)
    lines = [
        f"HTTP/1.1 {status.value} {status.phrase}".encode(),
        b"content-type: application/json",
        f"content-length: {len(body)}".encode(),
        b"connection: close",
        *(b": ".join(one) for one in headers),
    ]
    return b"\r\n".join(lines) + _END_OF_HEAD + body
