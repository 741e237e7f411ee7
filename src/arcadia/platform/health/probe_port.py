"""A port where a thread answers probes, also while the event loop is stuck, starting or ending (H2, H3).

It knows what can be known without the loop, and asks no dependency: `ready` here means started, turning and not about
to stop. It speaks just enough HTTP for a probe, one caller after the other, each for a second at most.
"""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Final

from arcadia.core.errors import Conflict
from arcadia.core.wire import encode

LIVE: Final = frozenset({"/health/live", "/api/health/live"})
READY: Final = frozenset({"/health/ready", "/api/health/ready"})
_CALLER_S: Final = 1.0
_LOOK_S: Final = 0.5
_MOST_BYTES: Final = 8192
_BACKLOG: Final = 16

FindFault = Callable[[str], str | None]
"""Given `live` or `ready`: why not, or None."""


@contextmanager
def open_probe_port(host: str, port: int, find_fault: FindFault) -> Iterator[int]:
    """Answer probes for the block; yield the port, which is another than asked for where that is 0.

    Raises:
        Conflict: the port is taken.
    """
    try:
        listening = socket.create_server((host, port), backlog=_BACKLOG)
    except OSError as error:
        message = f"cannot answer probes on {host} port {port}: {error.strerror}; choose another ARCADIA_PROBE_PORT"
        raise Conflict(message) from error
    over = threading.Event()
    answering = threading.Thread(target=_answer_all, args=(listening, over, find_fault), name="probe-port", daemon=True)
    answering.start()
    try:
        yield listening.getsockname()[1]
    finally:
        over.set()
        answering.join()
        listening.close()


def _answer_all(listening: socket.socket, over: threading.Event, find_fault: FindFault) -> None:
    listening.settimeout(_LOOK_S)
    while not over.is_set():
        try:
            caller, _ = listening.accept()
        except OSError:
            continue
        with caller, suppress(OSError):
            caller.settimeout(_CALLER_S)
            caller.sendall(_answer(_read_path(caller), find_fault))


def _read_path(caller: socket.socket) -> str:
    head = caller.recv(_MOST_BYTES)
    words = head.split(b"\r\n", 1)[0].decode("latin-1").split(" ")
    return words[1].partition("?")[0] if len(words) > 1 else ""


def _answer(path: str, find_fault: FindFault) -> bytes:
    if path not in LIVE | READY:
        return _response("404 Not Found", {"status": "unknown"})
    fault = find_fault("live" if path in LIVE else "ready")
    if fault is None:
        return _response("200 OK", {"status": "ok", "faults": {}})
    return _response("503 Service Unavailable", {"status": "unready", "faults": {"server": fault}})


def _response(status: str, told: object) -> bytes:
    body = encode(told)
    head = (
        f"HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n"
        "cache-control: no-cache, no-store, must-revalidate\r\nconnection: close\r\n\r\n"
    )
    return head.encode() + body
