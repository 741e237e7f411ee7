"""The security headers of every answer (S1 to S4), error pages, assets and 404 included.

The policy is one value; a fresh nonce stands in each answer's header. No page uses inline scripts or styles: the one
inline script is the import map, constant and allowed by its hash, so that a page's bytes are equal for everyone.
A fault here fails closed: the caller gets a bare 500 that carries the strictest headers instead of the answer.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import structlog

from arcadia.web.asgi import ASGIApp, Message, Receive, Scope, Send

EMBEDDABLE_KEY: Final = "arcadia.embeddable"
NONCE_KEY: Final = "arcadia.nonce"
REPORT_PATH: Final = "/api/csp-reports"

_log = structlog.get_logger("arcadia.web")

_EVERYWHERE: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    (b"strict-transport-security", b"max-age=31536000; includeSubDomains"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
    (b"cross-origin-embedder-policy", b"require-corp"),
    (b"cross-origin-opener-policy", b"same-origin"),
)
_CLOSED: Final = ((b"x-frame-options", b"DENY"), (b"cross-origin-resource-policy", b"same-origin"))
_EMBEDDABLE: Final = ((b"cross-origin-resource-policy", b"cross-origin"),)
_STRICTEST: Final = (
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"content-type", b"text/plain; charset=utf-8"),
    (b"cache-control", b"no-store"),
    *_EVERYWHERE,
    *_CLOSED,
)


@dataclass(frozen=True, slots=True)
class ContentPolicy:
    """What pages may load. `script_hashes` are the allowed inline scripts, as `sha256-…`."""

    script_hashes: tuple[str, ...] = ()
    is_upgrading: bool = False
    extra: Mapping[str, str] = field(default_factory=dict)

    def around_nonce(self, frame_ancestors: str) -> tuple[bytes, bytes]:
        """Return the header's value before and after the nonce."""
        hashes = "".join(f" '{one}'" for one in self.script_hashes)
        rules = {
            "style-src": "'self'",
            "img-src": "'self' data:",
            "font-src": "'self'",
            "connect-src": "'self'",
            "object-src": "'none'",
            "base-uri": "'self'",
            "form-action": "'self'",
            "frame-ancestors": frame_ancestors,
            "manifest-src": "'self'",
            "worker-src": "'self'",
            **self.extra,
            "report-uri": REPORT_PATH,
        }
        after = f"'{hashes}; " + "; ".join(f"{name} {value}" for name, value in rules.items())
        if self.is_upgrading:
            after += "; upgrade-insecure-requests"
        return b"default-src 'self'; script-src 'self' 'nonce-", after.encode()


def allow_embedding(scope: Scope) -> None:
    """Let this one answer be framed and loaded by other sites: for the stream overlay alone (S1)."""
    scope[EMBEDDABLE_KEY] = True


def nonce_of(scope: Scope) -> str:
    """Return the nonce of this answer's policy, for pages that are never cached."""
    found: str = scope[NONCE_KEY]
    return found


class SecurityHeadersLayer:
    """Adds the headers to every answer that leaves."""

    def __init__(self, app: ASGIApp, *, policy: ContentPolicy) -> None:
        self._app = app
        self._before, self._after_closed = policy.around_nonce("'none'")
        _, self._after_embeddable = policy.around_nonce("*")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(16)
        scope[NONCE_KEY] = nonce
        has_failed = False

        async def send_with_headers(message: Message) -> None:
            nonlocal has_failed
            if has_failed:
                return
            if message["type"] in {"http.response.start", "websocket.http.response.start"}:
                try:
                    own = self._headers(scope, nonce)
                    message["headers"] = [*message.get("headers", ()), *own]
                except Exception:  # noqa: BLE001 - whatever fails here, the answer must not leave without its headers
                    has_failed = True
                    _log.exception("security_headers_failed", path=scope["path"])
                    await _send_bare_500(send)
                    return
            await send(message)

        await self._app(scope, receive, send_with_headers)

    def _headers(self, scope: Scope, nonce: str) -> list[tuple[bytes, bytes]]:
        is_embeddable = bool(scope.get(EMBEDDABLE_KEY))
        after = self._after_embeddable if is_embeddable else self._after_closed
        policy = (b"content-security-policy", self._before + nonce.encode() + after)
        return [policy, *_EVERYWHERE, *(_EMBEDDABLE if is_embeddable else _CLOSED)]


async def _send_bare_500(send: Send) -> None:
    await send({"type": "http.response.start", "status": 500, "headers": [*_STRICTEST]})
    await send({"type": "http.response.body", "body": b"Internal error", "more_body": False})
