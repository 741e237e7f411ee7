"""A body comes as it is (S7): a compressed one is refused before a byte of it is read, so that none can swell here."""

from typing import Final

from litestar.exceptions import HTTPException

from arcadia.web.answer import send_answer
from arcadia.web.asgi import ASGIApp, Receive, Scope, Send
from arcadia.web.errors import ErrorAnswers

_PLAIN: Final = frozenset({"", "identity"})


class BodyCodingLayer:
    """Answers 415 to a request whose body has a content coding, and names what is taken (RFC 9110, section 15.5.16)."""

    def __init__(self, app: ASGIApp, *, errors: ErrorAnswers) -> None:
        self._app = app
        self._errors = errors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "http" and not _is_plain(scope):
            detail = "Send the body without a content encoding."
            refusal = HTTPException(status_code=415, detail=detail, headers={"accept-encoding": "identity"})
            await send_answer(self._errors.answer(scope, refusal), scope, send)
            return
        await self._app(scope, receive, send)


def _is_plain(scope: Scope) -> bool:
    return all(
        value.strip().lower().decode("latin-1") in _PLAIN
        for name, value in scope["headers"]
        if name == b"content-encoding"
    )
