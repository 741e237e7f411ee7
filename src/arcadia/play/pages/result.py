"""`/play/CODE/result` and `/replay`: what came of a card, and how, step by step."""

from typing import Final

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from arcadia.core.principal import Principal
from arcadia.play.domain.audience import audience_of, is_over
from arcadia.play.domain.clock import elapsed_ms
from arcadia.play.domain.state import State
from arcadia.play.pages.showing import card_context
from arcadia.play.pages.words import clock_text, headline_of
from arcadia.play.service.playing import PlayService
from arcadia.web.body import WireRequest
from arcadia.web.pages import Pages, see_other

Play = NamedDependency[PlayService]
PageMaker = NamedDependency[Pages]
Caller = NamedDependency[Principal]


@get("/play/{code:str}/result", include_in_schema=False)
async def show_result(
    request: WireRequest,
    code: FromPath[str],
    play: Play,
    pages: PageMaker,
    principal: Caller,
) -> Response[bytes]:
    """Winner and reason, standings, and the card as it ended."""
    live = await play.open(code)
    seat = play.seat_of(live, principal.id)
    play.check_watching(live, seat)
    state = live.state_for(audience_of(seat))
    context = card_context(state, audience_of(seat), now=play.clock.now_ms())
    return pages.render(
        request, "play/result.html", headline=headline_of(state), standings=_standings(state), **context
    )


def _standings(state: State) -> list[dict[str, object]]:
    if state.result is None:
        return []
    return [
        {
            "place": one.place,
            "name": state.teams[one.team].name,
            "squares": one.squares,
            "lines": one.lines,
            "last": "-" if one.last_mark_ms is None else clock_text(one.last_mark_ms),
        }
        for one in state.result.standings
    ]


@get("/play/{code:str}/replay", include_in_schema=False)
async def show_replay(
    request: WireRequest,
    code: FromPath[str],
    play: Play,
    pages: PageMaker,
    principal: Caller,
    step: FromQuery[int] = 0,
) -> Response[bytes] | Redirect:
    """The card after `step` marks, each step an address of its own. Only finished cards are replayed."""
    live = await play.open(code)
    seat = play.seat_of(live, principal.id)
    play.check_watching(live, seat)
    if not is_over(live.state_for(audience_of(seat))):
        return see_other(f"/play/{live.code}/result")
    states = await play.states_of_card(live)
    place = max(0, min(step, len(states) - 1))
    shown = states[place]
    context = card_context(shown, "full", now=shown.last_at)
    clock = clock_text(elapsed_ms(shown, shown.last_at))
    return pages.render(request, "play/replay.html", step=place, last=len(states) - 1, clock=clock, words="", **context)


routes: Final = (show_result, show_replay)
