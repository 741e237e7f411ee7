"""One WebSocket, or HTTP connection, on a plain non-blocking socket.

What takes several steps (connect, upgrade, greet) is a generator that yields whenever it must wait for bytes; `crowd`
runs thousands of them on one epoll.
"""

import os
import socket
import struct
from collections.abc import Generator
from typing import Final

Steps = Generator[None, None, None]

KEY: Final = "AAAAAAAAAAAAAAAAAAAAAA=="
MASK: Final = b"\0\0\0\0"
"""A mask of zeros is a mask (RFC 6455, 5.3), and costs this side nothing."""
PING: Final = b"\x89\x04"
"""How a ping of our server begins: it has four bytes of payload. No JSON holds these two bytes."""
PING_SIZE: Final = 6
READ: Final = 8_192
"""Larger buffers would cost this side a page fault each."""


class Line:
    """A connection. `waiting` holds bytes that came and were not used yet."""

    __slots__ = ("connection", "fd", "held", "marker", "sent", "sent_at", "waiting")

    def __init__(self, port: int) -> None:
        self.connection = socket.create_connection(("127.0.0.1", port))
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.connection.setblocking(False)
        self.fd = self.connection.fileno()
        self.waiting = b""
        self.marker = b""
        self.sent = 0
        self.sent_at = 0.0
        self.held = False

    def read(self) -> bytes:
        """Return what came, without waiting; pings are answered.

        Raises:
            ConnectionError: the server has closed the connection.
        """
        try:
            data = os.read(self.fd, READ)
        except BlockingIOError:
            return b""
        if not data:
            raise ConnectionError("the server closed a connection")
        if PING in data:
            place = data.index(PING)
            self.write(b"\x8a\x84" + MASK + data[place + 2 : place + PING_SIZE])
        return data

    def write(self, data: bytes) -> None:
        """Write a small message whole; the kernel's buffer is far larger."""
        written = self.connection.send(data)
        if written != len(data):
            raise ConnectionError("the server does not read")

    def close(self) -> None:
        """End the connection."""
        self.connection.close()

    def request(self, method: str, path: str, *, cookie: str = "", body: bytes = b"", extra: str = "") -> Steps:
        """Send an HTTP request and wait until the whole answer stands in `waiting`."""
        self.write(_head(method, path, cookie=cookie, size=len(body), extra=extra) + body)
        yield from self._until_head()
        size = _content_length(self.waiting)
        whole = self.waiting.index(b"\r\n\r\n") + 4 + size
        while len(self.waiting) < whole:
            yield
            self.waiting += self.read()

    def upgrade(self, path: str, *, cookie: str = "") -> Steps:
        """Become a WebSocket."""
        extra = f"Upgrade: websocket\r\nSec-WebSocket-Key: {KEY}\r\nSec-WebSocket-Version: 13\r\n"
        self.write(_head("GET", path, cookie=cookie, extra=extra).replace(b"keep-alive", b"Upgrade"))
        yield from self._until_head()
        if not self.waiting.startswith(b"HTTP/1.1 101"):
            raise ConnectionError(f"no upgrade: {self.waiting[:300]!r}")
        self.waiting = self.waiting.split(b"\r\n\r\n", 1)[1]

    def wait_for(self, needle: bytes) -> Steps:
        """Wait until some bytes have come, and forget everything up to them."""
        while needle not in self.waiting:
            yield
            self.waiting += self.read()
        self.waiting = b""

    def _until_head(self) -> Steps:
        self.waiting = b""
        while b"\r\n\r\n" not in self.waiting:
            yield
            self.waiting += self.read()


def text_frame(payload: bytes) -> bytes:
    """A masked text frame."""
    size = len(payload)
    if size < 126:
        return bytes((0x81, 0x80 | size)) + MASK + payload
    return struct.pack("!BBH", 0x81, 0x80 | 126, size) + MASK + payload


def _head(method: str, path: str, *, cookie: str, size: int = 0, extra: str = "") -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: bench", "Origin: http://bench", "Connection: keep-alive"]
    if cookie:
        lines.append(f"Cookie: {cookie}")
    if size:
        lines += ["Content-Type: application/json", f"Content-Length: {size}"]
    return ("\r\n".join(lines) + "\r\n" + extra + "\r\n").encode()


def _content_length(answer: bytes) -> int:
    for line in answer.split(b"\r\n\r\n", 1)[0].lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.split(b":")[1])
    return 0
