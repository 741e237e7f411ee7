"""A long answer in pieces, each made when the one before has left (F5).

Whoever reads slowly slows the making down: a piece is awaited by the transport. Whoever hangs up ends it. Pieces are
compressed on their way (`compression`), and an answer that stands still for 30 s is cut (`deadline`).
"""

from collections.abc import AsyncGenerator, Mapping

import structlog
from litestar.response.streaming import ASGIStreamingResponse
from litestar.types import Receive, Send

from arcadia.core.errors import ArcadiaError

_log = structlog.get_logger("arcadia.web")


class AnswerInPieces(ASGIStreamingResponse):
    """An answer that breaks off where a piece cannot be made: the server cuts what is left unfinished."""

    __slots__ = ()

    async def send_body(self, send: Send, receive: Receive) -> None:
        """Send one piece after another, until the last one or until the client is gone."""
        try:
            await super().send_body(send, receive)
        except* ArcadiaError as faults:
            _log.warning("answer_broken_off", faults=[str(one) for one in faults.exceptions])


async def streamed(pieces: AsyncGenerator[bytes], *, media_type: str, headers: Mapping[str, str]) -> AnswerInPieces:
    """Return the answer once its first piece is made: what fails until then is told by a status, as always."""
    first = await anext(pieces)
    return AnswerInPieces(iterator=_joined(first, pieces), media_type=media_type, headers=dict(headers))


async def _joined(first: bytes, pieces: AsyncGenerator[bytes]) -> AsyncGenerator[bytes]:
    yield first
    async for piece in pieces:
        yield piece
