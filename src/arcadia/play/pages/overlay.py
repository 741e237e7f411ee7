"""`/play/CODE/overlay`: the board for streams: transparent, in the public view, without cookie or click.

The query says what is shown; what cannot be understood is left out, for a stream must not show an error over a typing
slip. `parts`, `data-part`, `data-square`, `data-team` and `data-state` stay as they are: people style them (details,
"Streams and casters").
"""

import re
from typing import Final

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from arcadia.play.domain.audience import PUBLIC
from arcadia.play.pages.feed import feed_context
from arcadia.play.pages.showing import session_context
from arcadia.play.service.playing import PlayService
from arcadia.web.body import WireRequest
from arcadia.web.pages import Pages
from arcadia.web.security_headers import allow_embedding

PARTS: Final[tuple[str, ...]] = ("board", "scores", "timer", "feed", "names")
USUAL_PARTS: Final = "board,scores"
THEMES: Final = ("dark", "light")
SMALLEST_SCALE: Final = 0.5
LARGEST_SCALE: Final = 4.0
_COLOUR: Final = re.compile(r"#?([0-9a-fA-F]{6})")


@get("/play/{code:str}/overlay", include_in_schema=False)
async def show_overlay(
    request: WireRequest,
    code: FromPath[str],
    play: NamedDependency[PlayService],
    pages: NamedDependency[Pages],
    parts: FromQuery[str] = USUAL_PARTS,
    theme: FromQuery[str] = "dark",
    bg: FromQuery[str] = "none",
    scale: FromQuery[str] = "1",
    text: FromQuery[str] = "1",
) -> Response[bytes]:
    """The public view for a stream; other sites may frame it.

    Raises:
        Forbidden: the session cannot be watched without a seat.
        NotFound: no session has this code.
    """
    live = await play.open(code)
    play.check_watching(live, None)
    allow_embedding(request.asgi_scope)
    now, shown_parts = play.time_for(live, PUBLIC), chosen_parts(parts)
    state = live.state_for(PUBLIC)
    context = session_context(state, PUBLIC, None, now=now, here=play.attendance.here(live))
    feed = await feed_context(play, live, PUBLIC, now=now) if "feed" in shown_parts else None
    return pages.render(
        request,
        "play/overlay.html",
        parts_shown=shown_parts,
        theme=theme if theme in THEMES else "dark",
        background=chosen_colour(bg),
        scale=chosen_scale(scale),
        has_text=text != "0",
        feed=feed,
        **context,
    )


def chosen_parts(raw: str) -> list[str]:
    """The known parts of a list, the usual ones where none is known."""
    chosen = [part for part in PARTS if part in raw.split(",")]
    return chosen or USUAL_PARTS.split(",")


def chosen_colour(raw: str) -> str:
    """A background as `#rrggbb`, empty for none."""
    found = _COLOUR.fullmatch(raw.strip())
    return f"#{found[1].lower()}" if found else ""


def chosen_scale(raw: str) -> float:
    """How much larger than usual everything is."""
    try:
        scale = float(raw)
    except ValueError:
        return 1.0
    return min(max(scale, SMALLEST_SCALE), LARGEST_SCALE) if scale == scale else 1.0  # noqa: PLR0124 - not a number is not itself


routes: Final = (show_overlay,)
