"""`POST /api/revalidate`: whoever has the token has what is kept read and rendered anew (F4)."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated

import msgspec
from litestar import Response, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import JSONBody

from arcadia.core.wire import encode
from arcadia.web.answer import header
from arcadia.web.bearer import BearerToken
from arcadia.web.body import WireRequest
from arcadia.web.page_cache import PageCache, path_tag

Words = Annotated[tuple[Annotated[str, msgspec.Meta(min_length=1, max_length=500)], ...], msgspec.Meta(max_length=100)]


class Revalidate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What has changed: pages and values under tags (`boards`, `goal-lists`, `sessions`), and pages by their paths."""

    tags: Words = ()
    paths: Words = ()


class Revalidated(msgspec.Struct, frozen=True, kw_only=True):
    """How many kept pages the node that answered has dropped; the other nodes are told."""

    pages: int


def make_revalidate_route(
    tokens: Sequence[str], pages: PageCache, *, drop_values: Callable[..., Awaitable[None]]
) -> HTTPRouteHandler:
    """Return the route. Without tokens nobody is let in; `drop_values` drops the values under some tags."""
    operator = BearerToken(tokens)

    @post("/api/revalidate", status_code=200, include_in_schema=False)
    async def revalidate(request: WireRequest, data: JSONBody[Revalidate]) -> Response[bytes]:
        """Have what is kept under tags and paths made anew, on all nodes; `Authorization: Bearer <REVALIDATE_TOKEN>`."""
        operator.insist(header(request.asgi_scope, b"authorization"))
        if data.tags:
            await drop_values(*data.tags)
        dropped = pages.purge(*data.tags, *map(path_tag, data.paths))
        return Response(encode(Revalidated(pages=dropped)), media_type="application/json")

    return revalidate
