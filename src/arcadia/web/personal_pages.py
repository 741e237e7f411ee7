"""A page for one caller alone has an ETag of its body, too, and 304 where the caller has this very body (F7).

No page holds a nonce (decision 8), so a body that is the same fits whatever nonce the header of the 304 carries. What one
caller is shown and another is not stands in the body: their tags differ as their pages do. A page that comes with a
cookie has no tag, so that the cookie reaches its caller with the page that it is for.
"""

from http import HTTPStatus
from typing import Final

from arcadia.web.answer import Answer, header
from arcadia.web.asgi import Message, Scope
from arcadia.web.compression import compressed
from arcadia.web.conditional import etag_of, has_same

FOR_THIS_CALLER: Final = "private, no-cache"
"""Kept by the caller's browser alone, which asks each time whether it still holds."""
_CACHE_CONTROL: Final = b"cache-control"
_ETAG: Final = b"etag"
_VARY: Final = (b"vary", b"accept-encoding")


def passing_answer(start: Message, body: bytes, scope: Scope) -> Answer:
    """Return an answer that nobody keeps here: compressed; a personal page tagged, or 304 where the caller has it."""
    if not _is_personal_page(start, scope):
        return compressed(start, body, scope)
    etag = etag_of(body)
    tagged = (_ETAG, etag.encode())
    if has_same(header(scope, b"if-none-match"), etag):
        return Answer(HTTPStatus.NOT_MODIFIED, ((_CACHE_CONTROL, FOR_THIS_CALLER.encode()), tagged, _VARY), b"")
    return compressed({**start, "headers": [*start["headers"], tagged]}, body, scope)


def _is_personal_page(start: Message, scope: Scope) -> bool:
    names: dict[bytes, bytes] = dict(start.get("headers", ()))
    return (
        scope["method"] == "GET"
        and start["status"] == HTTPStatus.OK
        and names.get(_CACHE_CONTROL) == FOR_THIS_CALLER.encode()
        and names.get(b"content-type", b"").startswith(b"text/html")
        and names.keys().isdisjoint({_ETAG, b"set-cookie"})
    )
