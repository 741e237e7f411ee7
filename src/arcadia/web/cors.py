"""Which other sites' pages may use the API (S5): the configured origins, each named in full, and nobody else.

A page of such an origin may read what the API answers and may change things through it, with the cookies that its
browser sends: it is trusted like a page of ours (`web.csrf`), below `/api/` alone. There is no `*`, with or without
credentials. To every other origin no header is said, and its browser keeps the answer from the page.
"""

from collections.abc import Collection
from typing import Final

from arcadia.web.answer import Answer, header, send_answer
from arcadia.web.asgi import ASGIApp, Message, Receive, Scope, Send

API: Final = "/api/"
_ASKED_METHOD: Final = b"access-control-request-method"
_VARY: Final = (b"vary", b"origin")
_EXPOSED: Final = (
    b"access-control-expose-headers",
    b"etag, location, retry-after, x-request-id, ratelimit, ratelimit-policy",
)
_MAY_ASK: Final = (
    (b"access-control-allow-methods", b"GET, HEAD, POST, PUT, PATCH, DELETE"),
    (b"access-control-allow-headers", b"authorization, content-type, if-match, if-none-match, last-event-id"),
    (b"access-control-max-age", b"600"),
)


class CorsLayer:
    """Says to browsers which origins may read the API, and answers their questions before a request."""

    def __init__(self, app: ASGIApp, *, origins: Collection[str]) -> None:
        self._app = app
        self._origins = frozenset(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if not self._origins or scope["type"] != "http" or not scope["path"].startswith(API):
            await self._app(scope, receive, send)
            return
        allowed = self._allowed(scope)
        if allowed and scope["method"] == "OPTIONS" and header(scope, _ASKED_METHOD) is not None:
            await send_answer(Answer(204, (*allowed, *_MAY_ASK, _VARY), b""), scope, send)
            return

        async def send_with_origin(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *allowed, *((_EXPOSED,) if allowed else ()), _VARY]
            await send(message)

        await self._app(scope, receive, send_with_origin)

    def _allowed(self, scope: Scope) -> tuple[tuple[bytes, bytes], ...]:
        origin = header(scope, b"origin")
        if origin not in self._origins:
            return ()
        return (
            (b"access-control-allow-origin", origin.encode("latin-1")),
            (b"access-control-allow-credentials", b"true"),
        )
