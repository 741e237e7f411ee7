"""`/play/CODE/tracker`: tokens by which programs play in the caller's seat (details, "Trackers and bots")."""

from typing import Any, Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from arcadia.core.errors import Conflict, Invalid
from arcadia.core.principal import Principal
from arcadia.platform.languages import _
from arcadia.platform.languages.errors import told
from arcadia.play.domain.audience import audience_of
from arcadia.play.domain.state import Seat
from arcadia.play.pages.words import title_of
from arcadia.play.service.live import Live
from arcadia.play.service.playing import PlayService
from arcadia.play.service.seat_tokens import LONGEST_NAME, MOST_OF_A_SEAT, MadeSeatToken, SeatTokens, check_seated
from arcadia.web.body import WireRequest, read_form
from arcadia.web.pages import Pages

Play = NamedDependency[PlayService]
Tokens = NamedDependency[SeatTokens]


@get("/play/{code:str}/tracker", include_in_schema=False)
async def show_trackers(
    request: WireRequest,
    code: FromPath[str],
    play: Play,
    seat_tokens: Tokens,
    pages: NamedDependency[Pages],
    principal: NamedDependency[Principal],
) -> Response[bytes]:
    """The tokens of the caller's seat, and a form that makes one.

    Raises:
        Forbidden: the caller has no seat.
        NotFound: no session has this code.
    """
    live = await play.open(code)
    seat = check_seated(play.seat_of(live, principal.id))
    return pages.render(request, "play/tracker.html", **await _context(play, seat_tokens, live, seat))


@post("/play/{code:str}/tracker", status_code=200, include_in_schema=False)
async def change_trackers(
    request: WireRequest,
    code: FromPath[str],
    play: Play,
    seat_tokens: Tokens,
    pages: NamedDependency[Pages],
    principal: NamedDependency[Principal],
) -> Response[bytes]:
    """Make a token, which is shown in this answer alone, or take one back.

    Raises:
        Forbidden: the caller has no seat, or the host has forbidden trackers.
        NotFound: no session has this code.
    """
    live, form = await play.open(code), await read_form(request)
    seat = check_seated(play.seat_of(live, principal.id))
    made, fault = None, ""
    if withdrawn := form.text("take_back"):
        await seat_tokens.take_back(live, seat, withdrawn)
    else:
        try:
            made = await seat_tokens.make(live, seat, form.text("name"))
        except (Invalid, Conflict) as error:
            fault = told(error.detail)
    context = await _context(play, seat_tokens, live, seat, made=made)
    status = 422 if fault else 200
    response = pages.render(request, "play/tracker.html", status=status, **{**context, "fault": fault})
    response.headers["cache-control"] = "no-store"
    return response


async def _context(
    play: PlayService, seat_tokens: SeatTokens, live: Live, seat: Seat, *, made: MadeSeatToken | None = None
) -> dict[str, Any]:
    audience = audience_of(seat)
    rows = await seat_tokens.list_made(live, seat)
    return {
        "code": live.code,
        "title": title_of(live.state_for(audience), audience, now=play.time_for(live, audience)),
        "seat_name": seat.name,
        "is_welcome": live.state.settings.trackers,
        "made": {"name": made.name, "token": made.token} if made else None,
        "tokens": [{"id": row.id, "name": row.name, "made_at": row.made_at} for row in rows],
        "has_room": len(rows) < MOST_OF_A_SEAT,
        "most": MOST_OF_A_SEAT,
        "longest_name": LONGEST_NAME,
        "usual_name": _("My tracker"),
        "fault": "",
    }


routes: Final = (show_trackers, change_trackers)
