"""A name for every request (O1): a well-formed `X-Request-ID` or one made here; it goes back with the answer."""

import re
import secrets
from typing import Final

from structlog.contextvars import bound_contextvars

from arcadia.web.answer import header
from arcadia.web.asgi import ASGIApp, Message, Receive, Scope, Send

SCOPE_KEY: Final = "arcadia.request_id"
_WELL_FORMED: Final = re.compile(r"[A-Za-z0-9._-]{8,64}")


class RequestIdLayer:
    """Hangs the request's id on the scope and the log context, and sends it back."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        request_id = _accepted(header(scope, b"x-request-id")) or secrets.token_hex(8)
        scope[SCOPE_KEY] = request_id
        line = (b"x-request-id", request_id.encode())

        async def send_with_id(message: Message) -> None:
            if message["type"] in {"http.response.start", "websocket.accept"}:
                message["headers"] = [*message.get("headers", ()), line]
            await send(message)

        with bound_contextvars(request_id=request_id):
            await self._app(scope, receive, send_with_id)


def _accepted(given: str | None) -> str | None:
    return given if given and _WELL_FORMED.fullmatch(given) else None
