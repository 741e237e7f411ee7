"""Which other sites' pages may use the API (S5): the configured origins, each named in full, and nobody else.

A page of such an origin may read what the API answers and may change things through it, with the cookies that its
browser sends: it is trusted like a page of ours (`web.csrf`), below `/api/` alone. There is no `*` with credentials. To
every other origin no header is said, and its browser keeps the answer from the page.

Only what a token of a caller decides, and no cookie, any page may read (details, "Trackers and bots"): an edge that takes
such tokens says so by `note_token_call`, for a wrong token too. What a call without a token would tell stays closed.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from arcadia.web.answer import Answer, header, send_answer
from arcadia.web.asgi import ASGIApp, Message, Receive, Scope, Send

API: Final = "/api/"
_SCOPE_KEY: Final = "arcadia.token_call"
_ASKED_METHOD: Final = b"access-control-request-method"
_ASKED_HEADERS: Final = b"access-control-request-headers"
_ANYBODY: Final = ((b"access-control-allow-origin", b"*"),)
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


@dataclass(slots=True)
class _TokenCall:
    """Whether a call is decided by a token that it shows, and by nothing else."""

    is_one: bool = False


def note_token_call(scope: Scope) -> None:
    """Let every page read the answer: the token in `Authorization` decides it, whatever cookie is sent along."""
    call: _TokenCall | None = scope.get(_SCOPE_KEY)
    if call is not None:
        call.is_one = True


def _will_show_token(scope: Scope) -> bool:
    """Whether a browser asks before a call with `Authorization`."""
    asked = (header(scope, _ASKED_HEADERS) or "").lower().split(",")
    return any(name.strip() == "authorization" for name in asked)


class CorsLayer:
    """Says to browsers which origins may read the API, and answers their questions before a request."""

    def __init__(self, app: ASGIApp, *, origins: Collection[str]) -> None:
        self._app = app
        self._origins = frozenset(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http" or not scope["path"].startswith(API):
            await self._app(scope, receive, send)
            return
        allowed, vary = self._allowed(scope), (_VARY,) if self._origins else ()
        if scope["method"] == "OPTIONS" and header(scope, _ASKED_METHOD) is not None:
            may_ask = allowed or (_ANYBODY if _will_show_token(scope) else ())
            if may_ask:
                await send_answer(Answer(204, (*may_ask, *_MAY_ASK, *vary), b""), scope, send)
                return
        call = scope[_SCOPE_KEY] = _TokenCall()

        async def send_with_origin(message: Message) -> None:
            if message["type"] == "http.response.start":
                told = allowed or (_ANYBODY if call.is_one else ())
                message["headers"] = [*message.get("headers", ()), *told, *((_EXPOSED,) if told else ()), *vary]
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
