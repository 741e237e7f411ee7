"""`/design`: every part that pages are made of, in every state, as it looks. The page is what the visual tests compare."""

from typing import Final

from litestar import Response, get
from litestar.di import NamedDependency

from arcadia.web.body import WireRequest
from arcadia.web.pages import Pages

FRESH_S: Final = 3_600.0
TEAMS: Final = (
    "blue", "orange", "green", "pink", "yellow", "purple", "red", "cyan", "brown", "lime", "navy", "teal",
)  # fmt: skip
GROUNDS: Final = ("ink-0", "ink-1", "ink-2", "ink-3", "line", "line-strong")
INKS: Final = ("text", "text-2", "text-3", "brand-a", "brand-b", "ok", "warn", "bad")
SIZES: Final = ("size-5", "size-4", "size-3", "size-2", "size-1", "size-0")


@get("/design", include_in_schema=False)
async def show_design(request: WireRequest, pages: NamedDependency[Pages]) -> Response[bytes]:
    """Show the design system: tokens, components and their states."""
    return pages.render_shared(
        request, "web/design.html", tags=(), ttl_s=FRESH_S, teams=TEAMS, grounds=GROUNDS, inks=INKS, sizes=SIZES
    )
