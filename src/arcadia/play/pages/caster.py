"""`/play/CODE/caster`: each team's board beside the others, for who talks about the game while it is played.

For casters and referees, and for whoever has a view token. Nothing on the page reaches the players: it only looks.
"""

from typing import Any, Final

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from arcadia.core.errors import Forbidden
from arcadia.core.principal import Principal
from arcadia.platform.languages import _
from arcadia.play.domain.audience import FULL, audience_of
from arcadia.play.pages.feed import running_times
from arcadia.play.pages.seen import see
from arcadia.play.pages.team_boards import last_marks, shortfall_rows, team_boards
from arcadia.play.pages.viewing import Viewed, open_view
from arcadia.play.pages.words import MOMENT_WORDS, clock_now, condition_words, title_of
from arcadia.play.service.feeds import LONGEST_PAGE, MARK_TYPES, readable_lines
from arcadia.play.service.playing import PlayService
from arcadia.play.service.view_tokens import ViewTokens
from arcadia.web.body import WireRequest
from arcadia.web.pages import Pages


@get("/play/{code:str}/caster", include_in_schema=False)
async def show_caster(
    request: WireRequest,
    code: FromPath[str],
    play: NamedDependency[PlayService],
    view_tokens: NamedDependency[ViewTokens],
    pages: NamedDependency[Pages],
    principal: NamedDependency[Principal],
    token: FromQuery[str] = "",
    view: FromQuery[str] = "",
) -> Response[bytes]:
    """The boards of all teams, their last marks, and who is one square short.

    Raises:
        Forbidden: the caller neither casts nor judges, and has no token.
        NotFound: no session has this code.
    """
    if token:
        viewed = await open_view(play, view_tokens, code, token=token, wanted=view)
    else:
        live = await play.open(code)
        viewed = Viewed(live, audience_of(play.seat_of(live, principal.id)))
        if viewed.audience != FULL:
            message = "casters and referees have this view, and whoever has a token from them"
            raise Forbidden(message)
    return pages.render(request, "play/caster.html", has_seat=not token, **await _context(play, viewed))


async def _context(play: PlayService, viewed: Viewed) -> dict[str, Any]:
    live, audience = viewed
    state, now = live.state_for(audience), play.time_for(live, audience)
    seen = see(state, audience, now)
    rows = await play.feed(live, before=state.version + 1, limit=LONGEST_PAGE, types=None)
    clocks = running_times(rows, state, now=now)
    on_card = [row for row in rows if row.version >= state.card_version and row.type in MARK_TYPES]
    marks = last_marks(readable_lines(on_card, state, audience, now=now), state, clocks)
    here = frozenset(play.attendance.here(live).seats)
    return {
        "code": live.code,
        "title": title_of(state, audience, now=now),
        "condition": condition_words(state.settings.win),
        "moment": seen.moment.value,
        "phase": _(MOMENT_WORDS[seen.moment]),
        "clock": clock_now(state, now),
        "card_number": state.the_card.number,
        "rows": state.the_card.rows,
        "columns": state.the_card.columns,
        "boards": team_boards(seen, here, marks),
        "short": shortfall_rows(seen),
    }


routes: Final = (show_caster,)
