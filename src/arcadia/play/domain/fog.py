"""What a team sees under fog (rules 7). Sight never shrinks, unmark and void included."""

import hashlib

from arcadia.play.domain.card import Card
from arcadia.play.domain.geometry import bit, spread
from arcadia.play.domain.settings import FogStart, Settings, Sight
from arcadia.play.domain.state import State


def start_squares(card: Card, settings: Settings) -> int:
    """The squares that every team sees from the beginning, as a mask. The free square and its neighbours are among
    them.
    """
    if settings.sight is not Sight.FOG:
        return 0
    mask = _chosen_start(card, settings)
    if card.free:
        mask |= spread(card.free_mask, card.grid, with_diagonals=settings.fog_diagonals)
    return mask


def seen_by(state: State, team: int) -> int:
    """The squares that a team sees, as a mask; all of them without fog."""
    if state.settings.sight is not Sight.FOG:
        return state.the_card.grid.full
    seen = state.seen.get(team)
    return start_squares(state.the_card, state.settings) if seen is None else seen


def seen_by_all(state: State) -> int:
    """The squares that EVERY team sees: the public view, else a second tab would be a map."""
    mask = state.the_card.grid.full
    for team in state.teams:
        mask &= seen_by(state, team)
    return mask if state.teams else start_squares(state.the_card, state.settings)


def seen_after_holding(state: State, team: int, squares: int) -> dict[int, int]:
    """The sight of all teams after this team came to hold some squares."""
    if state.settings.sight is not Sight.FOG:
        return state.seen
    card = state.the_card
    wider = seen_by(state, team) | spread(squares, card.grid, with_diagonals=state.settings.fog_diagonals)
    return {**state.seen, team: wider}


def _chosen_start(card: Card, settings: Settings) -> int:
    match settings.fog_start:
        case FogStart.CORNERS:
            return card.grid.patterns["corners"]
        case FogStart.RANDOM:
            return _random_squares(card, settings.fog_start_count)
        case _:
            return _middle(card)


def _middle(card: Card) -> int:
    """The centre of odd sizes, the middle squares of even ones, and two where one side is even."""
    rows = {(card.rows - 1) // 2, card.rows // 2}
    columns = {(card.columns - 1) // 2, card.columns // 2}
    return sum(1 << (row * card.columns + column) for row in rows for column in columns)


def _random_squares(card: Card, count: int) -> int:
    """`count` squares from the card's seed, equal for all teams and on all machines."""

    def order(number: int) -> bytes:
        return hashlib.sha256(f"fog:{card.seed}:{card.number}:{number}".encode()).digest()

    numbers = [number for number in range(1, len(card.squares) + 1) if number != card.free]
    return sum(bit(number) for number in sorted(numbers, key=order)[:count])
