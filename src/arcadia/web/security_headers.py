"""Puts the security headers on every answer (S4): pages, errors, assets, 404 and 405, socket handshakes taken or not.

What they say is `web.security_policy`. A fault here fails closed: the caller gets a bare 500 that carries the
strictest headers instead of the answer, and a socket is not opened. What the server answers before the application is
asked gets its headers in `web.server`.
"""

import secrets
from typing import Final

import structlog

from arcadia.web.asgi import ASGIApp, Message, Receive, Scope, Send
from arcadia.web.security_policy import NEVER_KEPT, STRICTEST, Header, SecurityPolicy

EMBEDDABLE_KEY: Final = "arcadia.embeddable"
_API: Final = "/api/"
_NONCE_PLACE: Final = "{nonce}"
_STARTS: Final = frozenset({"http.response.start", "websocket.http.response.start", "websocket.accept"})

_log = structlog.get_logger("arcadia.web")


def allow_embedding(scope: Scope) -> None:
    """Let this one answer be framed and loaded by other sites: for the stream overlay alone (S1)."""
    scope[EMBEDDABLE_KEY] = True


class SecurityHeadersLayer:
    """Adds the headers to every answer that leaves. What stands under `pulled` is taken by a CDN."""

    def __init__(self, app: ASGIApp, *, policy: SecurityPolicy, pulled: tuple[str, ...] = ()) -> None:
        self._app = app
        self._pulled_paths = pulled
        self._closed = _Prepared(policy.headers(_NONCE_PLACE, is_embeddable=False))
        self._embeddable = _Prepared(policy.headers(_NONCE_PLACE, is_embeddable=True))
        self._pulled = _Prepared(policy.pulled_headers(_NONCE_PLACE))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        has_failed = False

        async def send_with_headers(message: Message) -> None:
            nonlocal has_failed
            if has_failed:
                return
            if message["type"] in _STARTS:
                try:
                    message["headers"] = self._completed(scope, message.get("headers", ()))
                except Exception:  # noqa: BLE001 - whatever fails here, the answer must not leave without its headers
                    has_failed = True
                    _log.exception("security_headers_failed", path=scope["path"])
                    await _refuse(scope, send)
                    return
            await send(message)

        await self._app(scope, receive, send_with_headers)

    def _completed(self, scope: Scope, own: "tuple[Header, ...]") -> list[Header]:
        headers = [*own, *self._prepared(scope).headers(secrets.token_urlsafe(16))]
        if scope["path"].startswith(_API) and not any(name.lower() == b"cache-control" for name, _ in own):
            headers.append((b"cache-control", NEVER_KEPT))
        return headers

    def _prepared(self, scope: Scope) -> "_Prepared":
        if scope.get(EMBEDDABLE_KEY):
            return self._embeddable
        return self._pulled if scope["path"].startswith(self._pulled_paths) else self._closed


class _Prepared:
    """A policy's headers, made once and cut where the nonce goes."""

    def __init__(self, headers: tuple[Header, ...]) -> None:
        (name, content), *rest = headers
        self._name = name
        self._before, self._after = content.split(_NONCE_PLACE.encode())
        self._rest = rest

    def headers(self, nonce: str) -> list[Header]:
        return [(self._name, self._before + nonce.encode() + self._after), *self._rest]


async def _refuse(scope: Scope, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1011, "reason": ""})
        return
    headers = [(b"content-type", b"text/plain; charset=utf-8"), *STRICTEST]
    await send({"type": "http.response.start", "status": 500, "headers": headers})
    await send({"type": "http.response.body", "body": b"Internal error", "more_body": False})
