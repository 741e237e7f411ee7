"""`/play/CODE/stream`: the addresses for a stream, and the tokens by which host and referees show more than the public
view (details, "Streams and casters").
"""

from typing import Any, Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from arcadia.core.errors import Invalid
from arcadia.core.principal import Principal
from arcadia.platform.languages import _
from arcadia.platform.languages.errors import told
from arcadia.play.domain.audience import FULL, PUBLIC, Audience, audience_of, team_of
from arcadia.play.domain.state import Seat, State
from arcadia.play.pages.words import title_of
from arcadia.play.service.live import Live
from arcadia.play.service.playing import PlayService
from arcadia.play.service.view_tokens import MadeToken, ViewTokens, all_views, is_steward, may_show
from arcadia.web.body import WireRequest, read_form
from arcadia.web.pages import Pages

Play = NamedDependency[PlayService]
Tokens = NamedDependency[ViewTokens]
TEXTS: Final = ("clock", "title", "name-1", "score-1", "lines-1", "last", "winner")


@get("/play/{code:str}/stream", include_in_schema=False)
async def show_streaming(
    request: WireRequest,
    code: FromPath[str],
    play: Play,
    view_tokens: Tokens,
    pages: NamedDependency[Pages],
    principal: NamedDependency[Principal],
) -> Response[bytes]:
    """The addresses of the public view; for host and referees also the tokens.

    Raises:
        Forbidden: the session cannot be watched without a seat.
        NotFound: no session has this code.
    """
    live = await play.open(code)
    seat = play.seat_of(live, principal.id)
    play.check_watching(live, seat)
    return pages.render(request, "play/stream.html", **await _context(play, view_tokens, live, seat))


@post("/play/{code:str}/stream", status_code=200, include_in_schema=False)
async def change_tokens(
    request: WireRequest,
    code: FromPath[str],
    play: Play,
    view_tokens: Tokens,
    pages: NamedDependency[Pages],
    principal: NamedDependency[Principal],
) -> Response[bytes]:
    """Make the token of a view, which is shown in this answer alone, or take it back.

    Raises:
        Forbidden: only host and referees may, and none for more than they see.
        NotFound: no session has this code.
    """
    live = await play.open(code)
    seat, form = play.seat_of(live, principal.id), await read_form(request)
    made, fault = None, ""
    if withdrawn := form.text("take_back"):
        await view_tokens.take_back(live, seat, withdrawn)
    else:
        try:
            made = await view_tokens.make(live, seat, form.text("make"))
        except Invalid as error:
            fault = told(error.detail)
    context = await _context(play, view_tokens, live, seat, made=made)
    response = pages.render(request, "play/stream.html", **{**context, "fault": fault})
    response.headers["cache-control"] = "no-store"
    return response


async def _context(
    play: PlayService, view_tokens: ViewTokens, live: Live, seat: Seat | None, *, made: MadeToken | None = None
) -> dict[str, Any]:
    audience = audience_of(seat)
    state = live.state_for(audience)
    is_ours = is_steward(live.state, seat)
    rows = await view_tokens.list_made(live, seat) if is_ours else ()
    return {
        "code": live.code,
        "title": title_of(state, audience, now=play.time_for(live, audience)),
        "may_watch": live.may_be_watched,
        "is_steward": is_ours,
        "sees_all": audience == FULL,
        "views": _views(live.state, seat, {row.view: row.made_at for row in rows}) if is_ours else [],
        "made": {"view": _words(live.state, made.view), "token": made.token} if made else None,
        "texts": TEXTS,
        "fault": "",
    }


def _views(state: State, seat: Seat | None, made_at: dict[Audience, int]) -> list[dict[str, Any]]:
    """The views that there is a token for, or that the caller may make one for."""
    shown = [view for view in all_views(state) if view in made_at or may_show(state, view, seat)]
    return [
        {
            "view": view,
            "words": _words(state, view),
            "made_at": made_at.get(view),
            "is_open": may_show(state, view, seat),
        }
        for view in shown
    ]


def _words(state: State, view: Audience) -> str:
    if view in (PUBLIC, FULL):
        return _("The public view") if view == PUBLIC else _("Everything")
    team = state.teams.get(team_of(view) or 0)
    return _("What {team} sees", team=team.name) if team else view


routes: Final = (show_streaming, change_tokens)
