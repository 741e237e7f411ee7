"""uvicorn's HTTP protocol with limits on what stands before a body and behind its answer (S7), and headers on its own
answers (S4).

The parser below collects a header without end before it tells anybody, so a head is measured twice: by its fields as
they are told, and by the pieces that come in while none is told. uvicorn's own patience with a connection ends as soon
as a byte comes in; a head that trickles, or a body that goes on behind the answer that refused it, would stay for ever.
"""

import asyncio
from asyncio import TimerHandle
from http import HTTPStatus
from typing import Final, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from arcadia.platform.realtime.sse import EXTENSION
from arcadia.web.server.bare_answers import bare_answer
from arcadia.web.server.unread import give_up_unread

LARGEST_HEAD: Final = 32 * 1024
LARGEST_FIELD: Final = 8_000
"""An address or one field with its name. Below the 8,192 that the socket library takes, which reads the head again."""
MOST_FIELDS: Final = 100
HEAD_WITHIN_S: Final = 10.0
"""How long a head may take from its first byte, or from the connection's beginning."""
REST_WITHIN_S: Final = 5.0
"""How long the rest of a body may take behind the answer; it is read and dropped, so that the answer arrives."""
_AROUND_FIELD: Final = 4
"""The colon, the space and the line's end."""


class HeadTooLarge(Exception):
    """The head of a request is larger than allowed; ends the parser's run."""


class HttpProtocol(HttpToolsProtocol):
    """One connection."""

    is_in_head = True
    has_begun_now = False
    head_bytes = 0
    pending_bytes = 0
    is_head_too_large = False
    patience: TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn's own
        """Take a connection, and wait for its first head."""
        super().connection_made(transport)
        self._wait(HEAD_WITHIN_S)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Give a piece to the parser; refuse a head that has grown beyond the limit without an end."""
        was_in_head, self.has_begun_now = self.is_in_head, False
        super().data_received(data)
        if self.transport.is_closing() or not self.is_in_head:
            return
        # A piece in which a head begins may hold the end of a body: it is not counted, and it has a bound itself.
        if was_in_head and not self.has_begun_now:
            self.pending_bytes += len(data)
        if self.pending_bytes > LARGEST_HEAD:
            self.is_head_too_large = True
            self.send_400_response("")

    def give_up_unread(self, within_s: float) -> None:
        """See `Connection.give_up_unread`: the bound of this connection, in place of the server's."""
        give_up_unread(self.transport.get_extra_info("socket"), within_s)

    def handle_websocket_upgrade(self) -> None:
        """Hand the connection over; its patience is the socket's from here."""
        self._stop_waiting()
        super().handle_websocket_upgrade()

    def send_400_response(self, msg: str) -> None:
        """Say what is wrong and close. While an answer is under way, a second one would only garble it."""
        if self.is_answering():
            self.transport.close()
            return
        refusal = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE if self.is_head_too_large else HTTPStatus.BAD_REQUEST
        sentence = f"The head of this request is larger than {LARGEST_HEAD} bytes." if self.is_head_too_large else msg
        self.transport.write(bare_answer(refusal, sentence))
        self.transport.close()

    def is_answering(self) -> bool:
        """Whether an answer has begun and is not finished."""
        cycle: RequestResponseCycle | None = self.cycle
        return cycle is not None and cycle.response_started and not cycle.response_complete

    def on_message_begin(self) -> None:
        """A new head begins."""
        super().on_message_begin()
        cast("dict[str, object]", self.scope)["extensions"] = {EXTENSION: self}
        self.is_in_head = self.has_begun_now = True
        self.head_bytes = self.pending_bytes = 0
        self._wait(HEAD_WITHIN_S)

    def on_url(self, url: bytes) -> None:
        """Take a piece of the address."""
        super().on_url(url)
        self._count(len(url), of_one=len(self.url))

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take one field, of the head or behind a chunked body."""
        super().on_header(name, value)
        size = len(name) + len(value) + _AROUND_FIELD
        self._count(size, of_one=size)

    def on_headers_complete(self) -> None:
        """The head is whole."""
        self.is_in_head = False
        self._stop_waiting()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """What comes next is another head."""
        super().on_message_complete()
        self.is_in_head = True
        self.pending_bytes = 0
        if not self._is_busy():
            self._wait(self.timeout_keep_alive)

    def on_response_complete(self) -> None:
        """The answer is whole; its request need not be."""
        super().on_response_complete()
        if not self.is_in_head:
            self._wait(REST_WITHIN_S)

    def _is_busy(self) -> bool:
        cycle: RequestResponseCycle | None = self.cycle
        return cycle is not None and not cycle.response_complete

    def _wait(self, seconds: float) -> None:
        self._stop_waiting()
        self.patience = self.loop.call_later(seconds, self._give_up)

    def _stop_waiting(self) -> None:
        if self.patience is not None:
            self.patience.cancel()
            self.patience = None

    def _give_up(self) -> None:
        if self._is_busy():
            self._wait(HEAD_WITHIN_S)
            return
        if self.is_in_head and self.head_bytes and not self.transport.is_closing():
            self.transport.write(bare_answer(HTTPStatus.REQUEST_TIMEOUT, "The head of this request took too long."))
        self.transport.close()

    def _count(self, size: int, *, of_one: int) -> None:
        self.head_bytes += size
        if self.head_bytes > LARGEST_HEAD or of_one > LARGEST_FIELD or len(self.headers) > MOST_FIELDS:
            self.is_head_too_large = True
            raise HeadTooLarge
