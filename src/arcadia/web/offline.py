"""What a browser keeps to be readable without the net: the page that says so, and the worker that brings it.

The worker is `web/static/service_worker.js`; here its two constants are filled in: what it keeps from its first day, and
a word that changes with any of it. Browsers run one over https and on localhost alone; elsewhere nothing asks for it.
"""

from typing import Final

from litestar import Response, get
from litestar.di import NamedDependency

from arcadia.core.wire import encode
from arcadia.web.assets.library import AssetLibrary
from arcadia.web.body import WireRequest
from arcadia.web.conditional import etag_of
from arcadia.web.page_cache import cache_page
from arcadia.web.pages import Pages

PAGE: Final = "/offline"
WORKER: Final = "/sw.js"
FRESH_S: Final = 60.0
SHELL: Final = ("web/arcadia.css", "web/theme.js", "web/core.js", "web/icon.svg")
_SHELL_PLACE: Final = b'JSON.parse("[]")'
_VERSION_PLACE: Final = b'VERSION = ""'


@get(PAGE, include_in_schema=False)
async def show_offline_page(request: WireRequest, pages: NamedDependency[Pages]) -> Response[bytes]:
    """Say that there is no net: kept by the worker, shown instead of a page that cannot be had."""
    return pages.render_shared(request, "web/offline.html", tags=(), ttl_s=FRESH_S)


@get(WORKER, include_in_schema=False)
async def bring_worker(
    request: WireRequest, pages: NamedDependency[Pages], assets: NamedDependency[AssetLibrary]
) -> Response[bytes]:
    """Return the worker for the assets and the offline page as they are now."""
    page = pages.render(request, "web/offline.html")
    cache_page(request.asgi_scope, ttl_s=FRESH_S)
    return Response(make_worker(assets, page.content), media_type="text/javascript")


def make_worker(assets: AssetLibrary, page: bytes) -> bytes:
    """Return the worker's script, its constants filled in."""
    script = assets.body("web/service_worker.js")
    shell = encode([PAGE, *map(assets.url, SHELL)])
    version = encode(etag_of(script + shell + page)[3:-1])
    return script.replace(_SHELL_PLACE, shell, 1).replace(_VERSION_PLACE, b"VERSION = " + version, 1)
