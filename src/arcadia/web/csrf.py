"""Cross-site requests cannot change anything (S5), without tokens.

An unsafe method needs `Sec-Fetch-Site: same-origin` or `none`, or an `Origin` that is ours. Browsers send at least one
of them; on plain http (a LAN) only `Origin`. A program sends neither: it passes unless it carries a cookie, so that a
cookie alone never authorises a change. A call with an `Authorization` header and no cookie is not cookie-authenticated
and passes from anywhere. Socket handshakes obey the same rule. Only the browser's own policy reports are let through.
Below `/api/` the origins that may use the API (`web.cors`) count as ours.
"""

from collections.abc import Collection
from typing import Final

from arcadia.core.errors import Forbidden
from arcadia.web.answer import header, send_answer
from arcadia.web.asgi import ASGIApp, Receive, Scope, Send
from arcadia.web.cors import API
from arcadia.web.errors import ErrorAnswers
from arcadia.web.methods import SAFE_METHODS
from arcadia.web.security_policy import REPORT_PATH

_OWN_SITES: Final = frozenset({"same-origin", "none"})


class CsrfLayer:
    """Refuses changes that another site's page asks for."""

    def __init__(
        self, app: ASGIApp, *, origins: Collection[str], api_origins: Collection[str], errors: ErrorAnswers
    ) -> None:
        self._app = app
        self._origins = frozenset(origins)
        self._api_origins = self._origins | frozenset(api_origins)
        self._errors = errors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if self._is_guarded(scope) and not is_from_our_pages(scope, self._trusted(scope)):
            refusal = Forbidden("This request did not come from a page of this site. Open the page again and retry.")
            await send_answer(self._errors.answer(scope, refusal), scope, send)
            return
        await self._app(scope, receive, send)

    def _trusted(self, scope: Scope) -> Collection[str]:
        return self._api_origins if scope["path"].startswith(API) else self._origins

    @staticmethod
    def _is_guarded(scope: Scope) -> bool:
        if scope["type"] == "http":
            return str(scope["method"]) not in SAFE_METHODS and scope["path"] != REPORT_PATH
        return bool(scope["type"] == "websocket")


def is_from_our_pages(scope: Scope, origins: Collection[str]) -> bool:
    """Whether an unsafe request may act with what it carries. `origins` are configured ones like `https://a.example`."""
    has_cookie = header(scope, b"cookie") is not None
    if not has_cookie and header(scope, b"authorization") is not None:
        return True
    site = header(scope, b"sec-fetch-site")
    if site in _OWN_SITES:
        return True
    origin = header(scope, b"origin")
    if origin is not None:
        return origin in origins or origin == _own_origin(scope)
    return site is None and not has_cookie


def _own_origin(scope: Scope) -> str:
    scheme = "https" if scope["scheme"] in {"https", "wss"} else "http"
    return f"{scheme}://{(header(scope, b'host') or '').lower()}"
