"""A WebSocket client that does only what it is told: no pongs, no reads, no goodbyes by itself."""

import base64
import os
import socket
import struct
from collections.abc import Mapping
from typing import Final

TEXT: Final = 0x1
CLOSE: Final = 0x8
PING: Final = 0x9
PONG: Final = 0xA


class RawClient:
    """One connection on a blocking socket; call it in a thread where the server lives in the same loop."""

    def __init__(self, url: str, *, receive_buffer: int | None = None) -> None:
        self._host, _, port = url.removeprefix("http://").partition(":")
        self._port = int(port)
        self._socket = socket.socket()
        if receive_buffer is not None:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self._socket.settimeout(30)
        self._socket.connect((self._host, self._port))
        self._read = b""

    def shake_hands(self, path: str, headers: Mapping[str, str] | None = None, *, behind: bytes = b"") -> str:
        """Ask for the socket, `behind` right behind the request; return the head of the answer."""
        lines = [
            f"GET {path} HTTP/1.1",
            f"Host: {self._host}:{self._port}",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
            *(f"{name}: {value}" for name, value in (headers or {}).items()),
        ]
        return self.ask("\r\n".join(lines).encode() + b"\r\n\r\n" + behind)

    def ask(self, request: bytes) -> str:
        """Send a request as it is; return the head of the answer."""
        self._socket.sendall(request)
        while b"\r\n\r\n" not in self._read:
            self._read += self._receive()
        head, _, self._read = self._read.partition(b"\r\n\r\n")
        return head.decode("latin-1")

    def send(self, payload: bytes, *, opcode: int = TEXT) -> None:
        """Send one frame."""
        self._socket.sendall(frame(payload, opcode=opcode))

    def send_bytes(self, raw: bytes) -> None:
        """Send anything."""
        self._socket.sendall(raw)

    def receive(self) -> tuple[int, bytes]:
        """The next frame: its opcode and payload."""
        first, size = self._take(2)
        if size == 126:
            (size,) = struct.unpack("!H", self._take(2))
        elif size == 127:
            (size,) = struct.unpack("!Q", self._take(8))
        return first & 0x0F, self._take(size)

    def receive_close(self) -> tuple[int, str]:
        """Read on to the close frame; its code and reason."""
        opcode, payload = self.receive()
        while opcode != CLOSE:
            opcode, payload = self.receive()
        return int.from_bytes(payload[:2], "big"), payload[2:].decode()

    def is_hung_up(self) -> bool:
        """Read on until the other end is gone. False when nothing happens for 30 s."""
        try:
            while self._socket.recv(65_536):
                pass
        except ConnectionResetError:
            return True
        except TimeoutError:
            return False
        return True

    def reset(self) -> None:
        """Be gone without a goodbye: the peer gets RST."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._socket.close()

    def close(self) -> None:
        """Close the connection."""
        self._socket.close()

    def _take(self, count: int) -> bytes:
        while len(self._read) < count:
            self._read += self._receive()
        taken, self._read = self._read[:count], self._read[count:]
        return taken

    def _receive(self) -> bytes:
        more = self._socket.recv(65_536)
        if not more:
            raise ConnectionResetError("the other end has hung up")
        return more


def frame(payload: bytes, *, opcode: int = TEXT, is_last: bool = True) -> bytes:
    """A client's frame, masked with zeros."""
    first = (0x80 if is_last else 0) | opcode
    size = len(payload)
    if size < 126:
        return bytes((first, 0x80 | size)) + bytes(4) + payload
    if size < 65_536:
        return struct.pack("!BBH", first, 0x80 | 126, size) + bytes(4) + payload
    return struct.pack("!BBQ", first, 0x80 | 127, size) + bytes(4) + payload
