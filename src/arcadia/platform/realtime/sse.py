"""A viewer on an event stream: the same interface as a socket, over a bounded buffer that the response drains.

A stream has no pings. Its dead peer is noticed because a comment goes out in every silence, and the kernel gives a
connection up whose peer has left unread for `UNREAD_S` what was sent: both together stay within the 30 s of a socket.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from typing import Final, Protocol

from arcadia.platform.realtime.member import Member
from arcadia.platform.realtime.message import Message

COMMENT_EVERY_S: Final = 15.0
UNREAD_S: Final = 12.0
EXTENSION: Final = "arcadia.connection"
"""The key under `scope["extensions"]` at which the server's protocol class puts the `Connection` of a request."""
_COMMENT: Final = b": still here\n\n"


class Connection(Protocol):
    """What an event stream wants of the connection below it."""

    def give_up_unread(self, within_s: float) -> None:
        """End the connection when its peer leaves unread for this long what was sent to it."""
        ...


class StreamMember(Member):
    """Chunks wait here until the response takes them; what waits is counted, so that a slow reader is cut like any."""

    __slots__ = ("_chunks", "_is_closed", "_size", "_wake")

    def __init__(
        self, *, audience: str, seat: int = 0, principal: str | None = None, wants_public: bool = False
    ) -> None:
        super().__init__(audience=audience, seat=seat, principal=principal, wants_public=wants_public)
        self._chunks: deque[bytes] = deque()
        self._size = 0
        self._wake = asyncio.Event()
        self._is_closed = False

    def send(self, message: Message) -> bool:
        """See `Member.send`."""
        if self._is_closed:
            return False
        self._chunks.append(message.chunk)
        self._size += len(message.chunk)
        self._wake.set()
        return True

    def buffered(self) -> int:
        """See `Member.buffered`."""
        return self._size

    def close(self, code: int, reason: str) -> None:
        """See `Member.close`: a stream ends after what is buffered."""
        self._is_closed = True
        self._wake.set()

    def abort(self) -> None:
        """See `Member.abort`."""
        self._chunks.clear()
        self._size = 0
        self.close(0, "")

    async def chunks(self, *, comment_every_s: float = COMMENT_EVERY_S) -> AsyncIterator[bytes]:
        """Yield what is to be sent, and a comment every 15 s so that no proxy thinks the stream dead."""
        while True:
            while self._chunks:
                chunk = self._chunks.popleft()
                self._size -= len(chunk)
                yield chunk
            if self._is_closed:
                return
            self._wake.clear()
            try:
                async with asyncio.timeout(comment_every_s):
                    await self._wake.wait()
            except TimeoutError:
                yield _COMMENT
