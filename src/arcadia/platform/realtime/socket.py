"""What the server gives us of a WebSocket beside ASGI: raw writes, and received text without a queue between."""

from collections.abc import Callable
from typing import Final, Protocol

EXTENSION: Final = "arcadia.raw_socket"
"""The key under `scope["extensions"]` at which the server's protocol class puts a `RawSocket`."""


class RawSocket(Protocol):
    """A socket's transport. No method raises; a closed socket only says so."""

    on_text: Callable[[bytes], None] | None
    """Called with each text message, on the event loop. None: messages go to the application's `receive`."""

    def write(self, data: bytes) -> bool:
        """Write a whole frame. False when the transport is closing, the close frame is out, or it is not open yet."""
        ...

    def buffered(self) -> int:
        """Bytes that the peer has not taken yet: back-pressure for free."""
        ...

    def close(self, code: int, reason: str = "") -> None:
        """Send a close frame and close."""
        ...

    def abort(self) -> None:
        """Drop the connection and what is buffered."""
        ...
