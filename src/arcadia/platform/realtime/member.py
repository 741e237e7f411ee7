"""One viewer of a room. A member is its transport plus who it is to the feature."""

from abc import ABC, abstractmethod
from typing import Final

from arcadia.platform.realtime.message import Message
from arcadia.platform.realtime.socket import RawSocket

HIGH_WATER: Final = 262_144
"""Bytes a viewer may have waiting. Above it, it is cut back to a resync."""
LOW_WATER: Final = 16_384


class Member(ABC):
    """A viewer. `seat` is 0 for watchers; `wants_public` keeps a seated viewer on the public view.

    `principal` is who looks, where that is known; `token_hash` is of the token by which they came, where they did.
    """

    __slots__ = ("audience", "lagging_since", "principal", "seat", "token_hash", "wants_public")

    def __init__(
        self, *, audience: str, seat: int = 0, principal: str | None = None, wants_public: bool = False
    ) -> None:
        self.audience = audience
        self.seat = seat
        self.principal = principal
        self.wants_public = wants_public
        self.token_hash = ""
        self.lagging_since: float | None = None

    @abstractmethod
    def send(self, message: Message) -> bool:
        """Hand a message to the transport. False when it is closed; never raises."""

    @abstractmethod
    def buffered(self) -> int:
        """Bytes that the viewer has not taken yet."""

    @abstractmethod
    def close(self, code: int, reason: str) -> None:
        """End the connection politely."""

    @abstractmethod
    def abort(self) -> None:
        """Drop the connection."""


class SocketMember(Member):
    """A viewer on a WebSocket."""

    __slots__ = ("_socket",)

    def __init__(
        self,
        socket: RawSocket,
        *,
        audience: str,
        seat: int = 0,
        principal: str | None = None,
        wants_public: bool = False,
    ) -> None:
        super().__init__(audience=audience, seat=seat, principal=principal, wants_public=wants_public)
        self._socket = socket

    def send(self, message: Message) -> bool:
        """See `Member.send`."""
        return self._socket.write(message.frame)

    def buffered(self) -> int:
        """See `Member.buffered`."""
        return self._socket.buffered()

    def close(self, code: int, reason: str) -> None:
        """See `Member.close`."""
        self._socket.close(code, reason)

    def abort(self) -> None:
        """See `Member.abort`."""
        self._socket.abort()
