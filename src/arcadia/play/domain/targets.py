"""Which square and which team a command means: the steps square → sight of the order of reasons (rules 1.5)."""

from typing import Protocol

from arcadia.play.domain.checks import Asked
from arcadia.play.domain.fog import seen_by
from arcadia.play.domain.geometry import bit
from arcadia.play.domain.outcomes import Rejected
from arcadia.play.domain.refusals import Refusal
from arcadia.play.domain.state import Role


class NamesSquare(Protocol):
    """A command that names a square by number, by goal key, or by goal text."""

    @property
    def square(self) -> int | None:
        """Its number."""
        ...

    @property
    def key(self) -> str | None:
        """Its goal's key."""
        ...

    @property
    def goal(self) -> str | None:
        """Its goal's text."""
        ...


def find_team(asked: Asked, wanted: int | None) -> int | Rejected:
    """The team that a command acts for: the player's own, or any that a referee names.

    Another team than the own one is `team`, except where any player marks for any team.
    """
    seat, state = asked.seat, asked.state
    own = seat.team if seat is not None and seat.role is Role.PLAYER else None
    team = own if wanted is None else wanted
    may_choose = asked.is_referee or state.settings.any_team
    if team is None or team not in state.teams or (team != own and not may_choose):
        return Rejected(Refusal.TEAM)
    if state.teams[team].is_out or any(entry.team == team for entry in state.placed):
        return Rejected(Refusal.PHASE, {"phase": "out" if state.teams[team].is_out else "placed"})
    return team


def visible_squares(asked: Asked) -> int:
    """The squares that the asker sees, as a mask: its team's, or all for referees and hosts who do not play."""
    seat = asked.seat
    if seat is not None and seat.role is Role.PLAYER and seat.team is not None:
        return seen_by(asked.state, seat.team)
    return asked.state.the_card.grid.full


def find_square(asked: Asked, names: NamesSquare) -> int | Rejected:
    """The number of the square that a command names, if the asker sees it.

    Unseen goals never match a key or a text; an unseen number is `unseen`, whatever is there.
    """
    seen = visible_squares(asked)
    if names.square is not None:
        return _by_number(asked, names.square, seen)
    card = asked.state.the_card
    if names.key is not None:
        numbers = card.numbers_with_key(names.key)
    elif names.goal is not None:
        numbers = card.numbers_with_text(names.goal)
    else:
        return Rejected(Refusal.NO_SQUARE)
    visible = [number for number in numbers if seen & bit(number)]
    if not visible:
        return Rejected(Refusal.NO_GOAL)
    return visible[0] if len(visible) == 1 else Rejected(Refusal.AMBIGUOUS, {"squares": visible})


def _by_number(asked: Asked, number: int, seen: int) -> int | Rejected:
    if not 1 <= number <= len(asked.state.the_card.squares):
        return Rejected(Refusal.NO_SQUARE)
    return number if seen & bit(number) else Rejected(Refusal.UNSEEN)
