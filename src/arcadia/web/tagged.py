"""An answer for whoever asks again and again: with an ETag of its body, and 304 where the caller has it (F7)."""

from http import HTTPStatus
from typing import Any

from litestar import Request, Response

from arcadia.web.conditional import etag_of, has_same
from arcadia.web.personal_pages import FOR_THIS_CALLER


def tagged(
    request: Request[Any, Any, Any], body: bytes, media_type: str, *, cache_control: str = FOR_THIS_CALLER
) -> Response[bytes]:
    """Return the body with its tag, or nothing but the tag where the caller has this very body."""
    etag = etag_of(body)
    headers = {"etag": etag, "cache-control": cache_control}
    if has_same(request.headers.get("if-none-match"), etag):
        return Response(b"", status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(body, media_type=media_type, headers=headers)
