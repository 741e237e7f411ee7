"""`/play/CODE/people/N`: what may be done with one seat; for one's own, name, team and colour. Without script a page of
its own, with script a dialog of the session page.
"""

from typing import Any, Final

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from arcadia.core.errors import Forbidden, NotFound
from arcadia.core.principal import Principal
from arcadia.platform.languages import _, marked
from arcadia.play.domain.audience import audience_of
from arcadia.play.domain.seating import PALETTE
from arcadia.play.domain.state import Role, State
from arcadia.play.pages.people import old_seats, person_row
from arcadia.play.pages.rights import make_shown, rights_of
from arcadia.play.pages.seen import see
from arcadia.play.service.playing import PlayService
from arcadia.web.body import WireRequest
from arcadia.web.pages import Pages

Play = NamedDependency[PlayService]
COLOUR_WORDS: Final = {
    "blue": marked("blue"),
    "orange": marked("orange"),
    "green": marked("green"),
    "pink": marked("pink"),
    "yellow": marked("yellow"),
    "purple": marked("purple"),
    "red": marked("red"),
    "cyan": marked("cyan"),
    "brown": marked("brown"),
    "lime": marked("lime"),
    "navy": marked("navy"),
    "teal": marked("teal"),
}


@get("/play/{code:str}/people/{number:int}", include_in_schema=False)
async def show_seat(
    request: WireRequest,
    code: FromPath[str],
    number: FromPath[int],
    play: Play,
    pages: NamedDependency[Pages],
    principal: NamedDependency[Principal],
) -> Response[bytes]:
    """One seat, for its holder, the host and referees.

    Raises:
        Forbidden: the caller has nothing to change there.
        NotFound: no such session or seat.
    """
    live = await play.open(code)
    caller, state = play.seat_of(live, principal.id), live.state
    seat = state.seats.get(number)
    if seat is None:
        raise NotFound("this session has no such seat")
    audience = audience_of(caller)
    seen = see(live.state_for(audience), audience, play.time_for(live, audience))
    is_own = caller is not None and caller.number == number
    if not is_own and "judge" not in rights_of(seen, caller):
        raise Forbidden("only the host or a referee changes other people's seats")
    here = frozenset(play.attendance.here(live).seats)
    return pages.render(
        request,
        "play/person.html",
        code=live.code,
        shown=make_shown(seen, caller),
        person=person_row(seat, state, here, caller.number if caller else 0),
        own=seat.team,
        own_name=seat.name,
        own_team=_look(state, seat.team if seat.role is Role.PLAYER else None),
        all_teams=[{"n": team.number, "name": team.name} for team in state.teams.values()],
        palette=_palette(state, seat.team),
        old_seats=old_seats(state),
    )


def _look(state: State, number: int | None) -> dict[str, str]:
    team = state.teams.get(number or 0)
    return {"name": team.name if team else "", "colour": team.colour if team else ""}


def _palette(state: State, own: int | None) -> list[dict[str, Any]]:
    """The colours, and which of them other teams have; with more teams than colours each may be had again."""
    taken = {team.colour for team in state.teams.values() if team.number != own}
    is_short = len(state.teams) > len(PALETTE)
    return [
        {"colour": colour, "name": _(COLOUR_WORDS[colour]), "is_taken": colour in taken and not is_short}
        for colour in PALETTE
    ]


routes: Final = (show_seat,)
