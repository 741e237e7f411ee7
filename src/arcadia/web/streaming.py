"""A long answer in pieces, each made when the one before has left (F5).

Whoever reads slowly slows the making down: a piece is awaited by the transport. Whoever hangs up ends it. Pieces are
compressed on their way (`compression`), and an answer that stands still for 30 s is cut (`deadline`).
"""

from collections.abc import AsyncGenerator, Mapping
from typing import Any

import structlog
from litestar import Litestar, Request
from litestar.response import Stream
from litestar.response.streaming import ASGIStreamingResponse
from litestar.types import Receive, Send

from arcadia.core.errors import ArcadiaError

_log = structlog.get_logger("arcadia.web")


class AnswerInPieces(Stream):
    """An answer that breaks off where a piece cannot be made: the server cuts what is left unfinished."""

    __slots__ = ("_pieces",)

    def __init__(self, pieces: AsyncGenerator[bytes], *, media_type: str, headers: dict[str, str]) -> None:
        super().__init__(pieces, media_type=media_type, headers=headers)
        self._pieces = pieces

    def to_asgi_response(
        self,
        app: Litestar | None,
        request: Request[Any, Any, Any],
        **told: Any,  # noqa: ANN401 - what the framework tells its own class
    ) -> ASGIStreamingResponse:
        """Return what sends it."""
        usual = super().to_asgi_response(app, request, **told)
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in usual.encode_headers()}
        return _BreakingOff(iterator=self._pieces, headers=headers, status_code=usual.status_code)


class _BreakingOff(ASGIStreamingResponse):
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
    return AnswerInPieces(_joined(first, pieces), media_type=media_type, headers=dict(headers))


async def _joined(first: bytes, pieces: AsyncGenerator[bytes]) -> AsyncGenerator[bytes]:
    yield first
    async for piece in pieces:
        yield piece
