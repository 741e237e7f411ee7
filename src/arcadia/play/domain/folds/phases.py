"""What comes of starts, pauses, wins and ends: phase, clock and result."""

from typing import Final

from msgspec.structs import replace

from arcadia.play.domain import events as ev
from arcadia.play.domain.clock import elapsed_ms
from arcadia.play.domain.folds.fold import Changes, Folds
from arcadia.play.domain.state import Clock, PauseReason, Phase, Placed, Result, Review, State


def _started(state: State, event: ev.Started, version: int, at: int) -> Changes:
    ticking = None if state.settings.quick else event.running_from
    clock = Clock(running_from=event.running_from, ticking_from=ticking, has_begun=ticking is not None)
    return {"phase": Phase.STARTED, "clock": clock}


def _start_called_off(state: State, event: ev.StartCalledOff, version: int, at: int) -> Changes:
    return {"phase": Phase.WAITING, "clock": Clock()}


def _standing_clock(state: State, at: int) -> Clock:
    return replace(state.clock, elapsed=elapsed_ms(state, at), ticking_from=None, running_from=None)


def _ticking_clock(state: State, running_from: int) -> Clock:
    ticking = running_from if state.clock.has_begun else None
    return replace(state.clock, running_from=running_from, ticking_from=ticking)


def _paused(state: State, event: ev.Paused, version: int, at: int) -> Changes:
    return {"phase": Phase.PAUSED, "pause_reason": event.reason, "clock": _standing_clock(state, at)}


def _resumed(state: State, event: ev.Resumed, version: int, at: int) -> Changes:
    return {"phase": Phase.STARTED, "pause_reason": None, "clock": _ticking_clock(state, event.running_from)}


def _win_reached(state: State, event: ev.WinReached, version: int, at: int) -> Changes:
    return {
        "phase": Phase.PAUSED,
        "pause_reason": PauseReason.REVIEW,
        "clock": _standing_clock(state, at),
        "review": Review(result=event.result, until=event.until),
    }


def _review_ended(state: State, event: ev.ReviewEnded, version: int, at: int) -> Changes:
    clock = _ticking_clock(state, event.running_from)
    return {"phase": Phase.STARTED, "pause_reason": None, "review": None, "clock": clock}


def _finished(state: State, event: ev.Finished, version: int, at: int) -> Changes:
    return {
        "phase": Phase.FINISHED,
        "pause_reason": None,
        "review": None,
        "result": event.result,
        "finished_at": at,
        "clock": _standing_clock(state, at),
        "tally": _tally_moved(state, event.result, 1),
    }


def _tally_moved(state: State, result: Result, step: int) -> dict[int, int]:
    """Cards won per team, which a series keeps over its cards (rules 10)."""
    if result.winner is None:
        return state.tally
    return {**state.tally, result.winner: state.tally.get(result.winner, 0) + step}


def _finalised(state: State, event: ev.Finalised, version: int, at: int) -> Changes:
    return {"is_final": True}


def _reopened(state: State, event: ev.Reopened, version: int, at: int) -> Changes:
    changes: Changes = {"phase": Phase.PAUSED, "pause_reason": PauseReason.REOPENED, "result": None}
    if state.result is not None:
        changes["tally"] = _tally_moved(state, state.result, -1)
    return {**changes, "finished_at": None, "is_final": False}


def _cancelled(state: State, event: ev.Cancelled, version: int, at: int) -> Changes:
    return {"phase": Phase.CANCELLED, "clock": _standing_clock(state, at), "finished_at": at, "is_final": True}


def _team_placed(state: State, event: ev.TeamPlaced, version: int, at: int) -> Changes:
    return {"placed": (*state.placed, Placed(team=event.team, elapsed_ms=event.elapsed_ms))}


def _unwinnable(state: State, event: ev.Unwinnable, version: int, at: int) -> Changes:
    return {"is_unwinnable": True}


FOLDS: Final[Folds] = {
    ev.Started: _started,
    ev.StartCalledOff: _start_called_off,
    ev.Paused: _paused,
    ev.Resumed: _resumed,
    ev.WinReached: _win_reached,
    ev.ReviewEnded: _review_ended,
    ev.Finished: _finished,
    ev.Finalised: _finalised,
    ev.Reopened: _reopened,
    ev.Cancelled: _cancelled,
    ev.TeamPlaced: _team_placed,
    ev.Unwinnable: _unwinnable,
}
