"""`evolve(state, event)`: the fold of the log into the state. What each event changes stands in `folds`."""

from typing import Final

from msgspec.structs import replace

from arcadia.play.domain.events import Event
from arcadia.play.domain.folds import phases, seats, session, squares
from arcadia.play.domain.folds.fold import Folds
from arcadia.play.domain.state import State

_FOLDS: Final[Folds] = {
    **session.FOLDS,
    **seats.FOLDS,
    **phases.FOLDS,
    **squares.FOLDS,
}


def evolve(state: State, event: Event, *, version: int, at: int) -> State:
    """Return the state after an event that was committed as `version` at time `at`."""
    changes = _FOLDS[type(event)](state, event, version, at)
    return replace(state, version=version, last_at=at, **changes)
