"""What comes of marks and judgements: who holds which square, and what a team knows of it."""

from typing import Final

from msgspec.structs import replace

from arcadia.play.domain import events as ev
from arcadia.play.domain.clock import elapsed_ms
from arcadia.play.domain.fog import seen_after_holding
from arcadia.play.domain.folds.fold import Changes, Folds
from arcadia.play.domain.geometry import bit
from arcadia.play.domain.state import Mark, Phase, State, slot
from arcadia.play.domain.winning import lines_with

RATE_WINDOW_MS: Final = 60_000


def _marked(state: State, event: ev.Marked, version: int, at: int) -> Changes:
    changes = _holding(state, event.team, event.square, event.seat, version=version, at=at)
    changes["rate"] = _rate_used(state, event.seat, event.cost, at)
    return changes


def _holding(state: State, team: int, square: int, seat: int, *, version: int, at: int) -> Changes:
    held = state.held.get(team, 0) | bit(square)
    clock = state.clock
    if not clock.has_begun and state.phase is Phase.STARTED:
        clock = replace(clock, ticking_from=at, has_begun=True)
    mark = Mark(version, at, seat, elapsed_ms(state, at))
    return {
        "held": {**state.held, team: held},
        "marks": {**state.marks, slot(team, square): mark},
        "lines": {**state.lines, team: lines_with(state, held)},
        "taken": _no_longer_taken(state, team, square),
        "seen": seen_after_holding(state, team, bit(square)),
        "clock": clock,
    }


def _no_longer_taken(state: State, team: int, square: int) -> dict[int, int]:
    """What a team was told of a square holds until it has the square itself: that it was let go is a secret too."""
    told = state.taken.get(team, 0)
    return {**state.taken, team: told & ~bit(square)} if told & bit(square) else state.taken


def _rate_used(state: State, seat: int, cost: int, at: int) -> dict[int, tuple[int, ...]]:
    """The times of the last minute's marks, for the exact sliding window of the mark rate."""
    if not cost or not state.settings.mark_rate:
        return state.rate
    recent = tuple(time for time in state.rate.get(seat, ()) if time > at - RATE_WINDOW_MS)
    return {**state.rate, seat: recent + (at,) * cost}


def _unmarked(state: State, event: ev.Unmarked, version: int, at: int) -> Changes:
    changes = _releasing(state, [event.team], event.square)
    changes["rate"] = _rate_used(state, event.seat, event.cost, at)
    return changes


def _releasing(state: State, teams: list[int], square: int) -> Changes:
    """Teams hold a square no more. Their full counters go to target - 1 (rules 4)."""
    held, marks, lines, counters = dict(state.held), dict(state.marks), dict(state.lines), state.counters
    target = state.the_card.square(square).target
    for team in teams:
        held[team] = held.get(team, 0) & ~bit(square)
        marks.pop(slot(team, square), None)
        lines[team] = lines_with(state, held[team])
        if target is not None and counters.get(slot(team, square)) == target:
            counters = {**counters, slot(team, square): target - 1}
    return {"held": held, "marks": marks, "lines": lines, "counters": counters, "is_unwinnable": False}


def _counter_set(state: State, event: ev.CounterSet, version: int, at: int) -> Changes:
    counters = {**state.counters, slot(event.team, event.square): event.value}
    return {"counters": counters, "rate": _rate_used(state, event.seat, event.cost, at)}


def _voided(state: State, event: ev.Voided, version: int, at: int) -> Changes:
    changes = _releasing(state, [event.team], event.square)
    if event.kills:
        changes |= _dying(state, event.square)
    return changes


def _awarded(state: State, event: ev.Awarded, version: int, at: int) -> Changes:
    others = [team for team in state.holders(bit(event.square)) if team != event.team]
    released: Changes = {"is_unwinnable": False}
    if state.settings.ownership is not state.settings.ownership.SHARED and others:
        released = _releasing(state, others, event.square)
        state = replace(state, **released)
    return released | _holding(state, event.team, event.square, event.by, version=version, at=at)


def _square_killed(state: State, event: ev.SquareKilled, version: int, at: int) -> Changes:
    return _dying(state, event.square)


def _dying(state: State, square: int) -> Changes:
    changes = _releasing(state, state.holders(bit(square)), square)
    return changes | {"dead": state.dead | bit(square)}


def _square_revived(state: State, event: ev.SquareRevived, version: int, at: int) -> Changes:
    return {"dead": state.dead & ~bit(event.square), "is_unwinnable": False}


def _taken_told(state: State, event: ev.TakenTold, version: int, at: int) -> Changes:
    return {"taken": {**state.taken, event.team: state.taken.get(event.team, 0) | bit(event.square)}}


FOLDS: Final[Folds] = {
    ev.Marked: _marked,
    ev.Unmarked: _unmarked,
    ev.CounterSet: _counter_set,
    ev.Voided: _voided,
    ev.Awarded: _awarded,
    ev.SquareKilled: _square_killed,
    ev.SquareRevived: _square_revived,
    ev.TakenTold: _taken_told,
}
