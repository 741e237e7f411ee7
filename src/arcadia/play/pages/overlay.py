"""`/play/CODE/overlay`: the board for streams: transparent, without cookie or click, in the public view or a token's.

The query says what is shown (`overlay_look`). `parts`, `data-part`, `data-square`, `data-team` and `data-state` stay as
they are: people style them (details, "Streams and casters").
"""

from typing import Any, Final

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from arcadia.play.domain.audience import PUBLIC, is_covered
from arcadia.play.domain.clock import Moment, moment
from arcadia.play.domain.state import State
from arcadia.play.pages.feed import feed_context
from arcadia.play.pages.overlay_look import (
    THEMES,
    USUAL_PARTS,
    Look,
    chosen_colour,
    chosen_delay,
    chosen_font,
    chosen_parts,
    chosen_scale,
    chosen_team_colours,
)
from arcadia.play.pages.showing import session_context
from arcadia.play.pages.viewing import Viewed, open_view
from arcadia.play.service.playing import PlayService
from arcadia.play.service.view_tokens import ViewTokens
from arcadia.web.body import WireRequest
from arcadia.web.pages import Pages
from arcadia.web.security_headers import allow_embedding


@get("/play/{code:str}/overlay", include_in_schema=False)
async def show_overlay(
    request: WireRequest,
    code: FromPath[str],
    play: NamedDependency[PlayService],
    view_tokens: NamedDependency[ViewTokens],
    pages: NamedDependency[Pages],
    parts: FromQuery[str] = USUAL_PARTS,
    view: FromQuery[str] = "",
    token: FromQuery[str] = "",
    theme: FromQuery[str] = "dark",
    bg: FromQuery[str] = "none",
    scale: FromQuery[str] = "1",
    font: FromQuery[str] = "",
    names: FromQuery[str] = "1",
    text: FromQuery[str] = "1",
    mirror: FromQuery[str] = "0",
    cover: FromQuery[str] = "auto",
    delay: FromQuery[str] = "0",
    colours: FromQuery[str] = "",
) -> Response[bytes]:
    """A view for a stream; other sites may frame it.

    Raises:
        Forbidden: the session cannot be watched without a seat or token, or the token shows nothing.
        NotFound: no session has this code.
    """
    viewed = await open_view(play, view_tokens, code, token=token, wanted=view)
    allow_embedding(request.asgi_scope)
    look = Look(
        parts=chosen_parts(parts),
        theme=theme if theme in THEMES else "dark",
        background=chosen_colour(bg),
        scale=chosen_scale(scale),
        font=chosen_font(font),
        has_text=text != "0",
        has_names=names != "0",
        is_mirrored=mirror == "1",
        is_covering=cover != "off",
        delay_s=chosen_delay(delay),
        wanted_colours=colours,
    )
    return pages.render(request, "play/overlay.html", look=look, **await _context(play, viewed, look))


async def _context(play: PlayService, viewed: Viewed, look: Look) -> dict[str, Any]:
    live, audience = viewed
    now = play.time_for(live, audience) - look.delay_s * 1000
    state = await play.state_at(live, audience, now) if look.delay_s else live.state_for(audience)
    # Of the past no feed is written: its lines come as its time does.
    has_feed = "feed" in look.parts and not look.delay_s
    feed = await feed_context(play, live, audience, now=now) if has_feed else {"lines": []}
    return {
        **session_context(state, audience, None, now=now, here=play.attendance.here(live)),
        "is_covered": look.is_covering and _is_covered(state, now),
        "colours": chosen_team_colours(look.wanted_colours, look.theme, (one.colour for one in state.teams.values())),
        "lines": [line for line in feed["lines"] if line["kind"] != "chat"],
    }


def _is_covered(state: State, now: int) -> bool:
    """Whether the card must not be seen on a stream yet, although the token's own view has it."""
    is_standing = state.settings.cover_while_paused and moment(state, now) is Moment.PAUSED
    return is_standing or is_covered(state, PUBLIC, now)


routes: Final = (show_overlay,)
