"""`/play/CODE/result` and `/replay`: what came of a card, and how, step by step. Each card has its own (rules 10)."""

from collections.abc import Iterator
from typing import Any, Final

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from arcadia.core.errors import Forbidden, NotFound
from arcadia.core.principal import Principal
from arcadia.play.domain.audience import FULL, Audience, audience_of, has_secret_texts, is_over
from arcadia.play.domain.settings import WinKind
from arcadia.play.domain.state import Seat, State
from arcadia.play.pages.chart import chart_of
from arcadia.play.pages.heat import heat_of
from arcadia.play.pages.played import Played, running_ms, standings_rows, step_parts, step_rows
from arcadia.play.pages.results import explanation, headline, team_names
from arcadia.play.pages.rights import make_shown
from arcadia.play.pages.seen import see
from arcadia.play.pages.showing import card_context
from arcadia.play.pages.words import clock_text
from arcadia.play.service.live import Live
from arcadia.play.service.playing import PlayService
from arcadia.web.body import WireRequest
from arcadia.web.pages import Pages, PartsOfPage, see_other
from arcadia.web.streaming import AnswerInPieces

Play = NamedDependency[PlayService]
PageMaker = NamedDependency[Pages]
Caller = NamedDependency[Principal]
WHOLE_STEPS: Final = 200
"""A replay of so many steps, about 60 KB, is sent whole; a longer one in pieces of so many."""
STEPS_BEGIN: Final = '<ol class="steps" role="list">'


@get("/play/{code:str}/result", include_in_schema=False)
async def show_result(
    request: WireRequest,
    code: FromPath[str],
    play: Play,
    pages: PageMaker,
    principal: Caller,
    card: FromQuery[int] = 0,
) -> Response[bytes]:
    """Winner and reason, standings, marks over time, and the card as it ended.

    Raises:
        Forbidden: the caller may not see this card, or not yet.
        NotFound: there is no such session or card.
    """
    live, seat, state = await open_result(play, code, principal)
    audience, number = audience_of(seat), card or state.the_card.number
    played = await find_played(play, live, state, audience, number)
    seen = see(state, audience, play.time_for(live, audience))
    shared = {
        "shown": make_shown(seen, seat),
        "cards": _cards(state, audience, seen.now),
        "number": number,
        "has_seat": seat is not None,
    }
    if played is None:
        context = card_context(state, audience, now=seen.now)
        return pages.render(request, "play/unfinished.html", **{**context, **shared})
    return pages.render(request, "play/result.html", **{**_result_context(played), **shared})


async def open_result(play: PlayService, code: str, principal: Principal) -> tuple[Live, Seat | None, State]:
    """Return a session, the caller's seat and what the caller knows of it.

    Raises:
        Forbidden: it cannot be watched without a seat.
        NotFound: no session has this code.
    """
    live = await play.open(code)
    seat = play.seat_of(live, principal.id)
    play.check_watching(live, seat)
    return live, seat, live.state_for(audience_of(seat))


async def find_played(play: PlayService, live: Live, state: State, audience: Audience, number: int) -> Played | None:
    """The card with this number, if it is over for this audience; None while it is played.

    An earlier card stays closed while the present one is secret: its goals or its seed may tell of the present ones
    (details, "Secrecy around the game").
    """
    present = state.the_card.number
    if not 1 <= number <= present:
        raise NotFound("this session has no such card")
    if number == present and not is_over(state):
        return None
    if number < present and has_secret_texts(state, audience, play.time_for(live, audience)):
        raise Forbidden("earlier cards can be seen when the present one is no secret any more")
    return Played(await play.changes_of_card(live, number))


def _cards(state: State, audience: Audience, now: int) -> list[int]:
    """The numbers of the cards that can be looked at, where there is more than one."""
    present = state.the_card.number
    return [] if present == 1 or has_secret_texts(state, audience, now) else list(range(1, present + 1))


def _result_context(played: Played) -> dict[str, Any]:
    state, names = played.last, team_names(played.last)
    return {
        **card_context(state, FULL, now=state.last_at),
        "headline": headline(state.result, names),
        "explanation": explanation(state.result, state.settings, names),
        "duration": clock_text(running_ms(played.changes[-1])),
        "standings": standings_rows(state),
        "has_points": state.settings.win.kind is WinKind.POINTS,
        "has_places": bool(state.placed),
        "chart": chart_of(played),
        "heat": heat_of(played),
        "tally": _tally(state),
        "best_of": state.settings.best_of or 0,
        "steps": len(played.changes) - 1,
    }


def _tally(state: State) -> list[dict[str, Any]]:
    """Cards won per team, the most first; empty before a second card matters."""
    won = sorted(state.tally.items(), key=lambda item: -item[1])
    return [{"name": state.teams[team].name, "colour": state.teams[team].colour, "won": count} for team, count in won]


@get("/play/{code:str}/replay", include_in_schema=False)
async def show_replay(
    request: WireRequest,
    code: FromPath[str],
    play: Play,
    pages: PageMaker,
    principal: Caller,
    step: FromQuery[int] = 0,
    card: FromQuery[int] = 0,
) -> Response[bytes] | AnswerInPieces | Redirect:
    """The card after `step` events, each step an address of its own. Only cards that are over are replayed.

    Raises:
        Forbidden: the caller may not see this card, or not yet.
        NotFound: there is no such session or card.
    """
    live, seat, state = await open_result(play, code, principal)
    number = card or state.the_card.number
    played = await find_played(play, live, state, audience_of(seat), number)
    if played is None:
        return see_other(f"/play/{live.code}/result")
    context = _replay_context(played, played.nearest(step), number)
    count = len(played.changes)
    if count <= WHOLE_STEPS:
        return pages.render(request, "play/replay.html", steps=step_rows(played, range(count)), **context)
    steps = PartsOfPage("play/replay_steps.html", behind=STEPS_BEGIN, contexts=_pieces_of_steps(played, context))
    return await pages.stream(request, "play/replay.html", steps, **{**context, "steps": ()})


def _replay_context(played: Played, place: int, number: int) -> dict[str, Any]:
    shown = played.changes[place]
    return {
        "number": number,
        "step": place,
        "last": len(played.changes) - 1,
        "clock": clock_text(running_ms(shown)),
        "happened": step_parts(shown),
        **card_context(shown.after, FULL, now=shown.after.last_at),
    }


def _pieces_of_steps(played: Played, context: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """All steps, each piece of them made when it is asked for."""
    count = len(played.changes)
    for first in range(0, count, WHOLE_STEPS):
        steps = step_rows(played, range(first, min(first + WHOLE_STEPS, count)))
        yield {"steps": steps, "number": context["number"], "step": context["step"]}


routes: Final = (show_result, show_replay)
