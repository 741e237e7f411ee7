"""uvicorn's WebSocket protocol with its transport open to us.

Through ASGI a broadcast to 1,000 sockets costs twice as much as one write of the same bytes to each transport, and
each received frame costs a queue and a task switch. So the scope carries a `RawSocket` (see
`platform.realtime.socket`): frames go out without ASGI, and text comes in by a call. Everything else (handshake, ping,
close, limits) stays uvicorn's.
"""

from collections.abc import Callable
from typing import Any, Final, cast

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request

from arcadia.platform.realtime.socket import EXTENSION
from arcadia.web.server.bare_answers import Handshakes

GRACE_S: Final = 1.0
"""How long a peer may take to answer a close frame; a removed seat loses its sockets within 1 s (rules 9)."""


class TransportSocket:
    """The `RawSocket` of one connection."""

    __slots__ = ("_protocol", "on_text")

    def __init__(self, protocol: "SocketProtocol") -> None:
        self._protocol = protocol
        self.on_text: Callable[[bytes], None] | None = None

    @property
    def is_open(self) -> bool:
        """Whether frames may be written now."""
        protocol = self._protocol
        return protocol.handshake_complete and not protocol.close_sent and not protocol.disconnected

    def write(self, data: bytes) -> bool:
        """See `RawSocket.write`. uvloop raises on a closed transport; that must not end a broadcast."""
        transport = self._protocol.transport
        if not self.is_open or transport.is_closing():
            return False
        try:
            transport.write(data)
        except RuntimeError:
            return False
        return True

    def buffered(self) -> int:
        """See `RawSocket.buffered`."""
        return self._protocol.transport.get_write_buffer_size()

    def close(self, code: int, reason: str = "") -> None:
        """See `RawSocket.close`."""
        protocol = self._protocol
        if not self.is_open or protocol.transport.is_closing():
            return
        protocol.conn.send_close(code, reason)
        self.write(b"".join(protocol.conn.data_to_send()))
        protocol.close_sent = True
        protocol.close_timer = protocol.loop.call_later(GRACE_S, self.abort)

    def abort(self) -> None:
        """See `RawSocket.abort`."""
        self._protocol.transport.abort()


class SocketProtocol(WebSocketsSansIOProtocol):
    """See the module's docstring."""

    raw: TransportSocket | None = None

    def __init__(self, *args: Any, **more: Any) -> None:  # noqa: ANN401 - uvicorn's own
        super().__init__(*args, **more)
        self.conn = Handshakes(max_size=self.config.ws_max_size, logger=self.conn.logger)

    def handle_connect(self, event: Request) -> None:
        """Put the raw socket into the scope before the application sees it."""
        super().handle_connect(event)
        if not self.close_sent:
            self.raw = TransportSocket(self)
            cast("dict[str, object]", self.scope["extensions"])[EXTENSION] = self.raw

    def send_receive_event_to_app(self) -> None:
        """Give text to the application by a call, where it wants so; reading goes on, the call is synchronous."""
        on_text = self.raw.on_text if self.raw is not None else None
        if on_text is None or self.curr_msg_data_type != "text" or self.close_sent:
            super().send_receive_event_to_app()
            return
        data = self.frames[0] if len(self.frames) == 1 else b"".join(self.frames)
        self.frames = []
        on_text(data)

    def keepalive_timeout(self) -> None:
        """A peer that is dead takes no close frame either: do not wait for its buffer to drain (30 s rule)."""
        super().keepalive_timeout()
        self.transport.abort()
