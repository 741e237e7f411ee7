"""The live frame of one event for one audience: a line for the feed, and the parts of the view that changed.

A part is sent whole (`clock`, `card`, …), but of squares, teams and seats only the changed ones go out; a square that
was just seen for the first time comes with its text. `None` means that this audience may not see anything of the
event: it then gets the bare version.
"""

from typing import Any, Final

import msgspec

from arcadia.play.domain import events as ev
from arcadia.play.domain.audience import (
    Audience,
    has_secret_texts,
    is_over,
    team_of,
    visible_holdings,
    visible_texts,
)
from arcadia.play.domain.feed import Line, line_of
from arcadia.play.domain.geometry import bit, squares_of
from arcadia.play.domain.settings import Ownership, Settings, Sight
from arcadia.play.domain.state import Placed, Result, State
from arcadia.play.domain.views import (
    CardView,
    ClockView,
    SeatView,
    SquareView,
    TeamView,
    card_view,
    clock_view,
    placed_view,
    seat_view,
    seen_holdings,
    shows_unwinnable,
    square_now,
    square_views,
    team_view,
    team_views,
)

_OPEN: Final = Sight.OPEN
Unset = msgspec.UnsetType
Parts = dict[str, Any]


class Delta(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """What changed for an audience with version `v`. `id` is the sender's command id: the acknowledgement."""

    v: int
    at: int = 0
    seat: int = 0
    id: str | None = None
    line: Line | None = None
    settings: Settings | Unset = msgspec.UNSET
    clock: ClockView | Unset = msgspec.UNSET
    card: CardView | Unset = msgspec.UNSET
    squares: tuple[SquareView, ...] | Unset = msgspec.UNSET
    teams: tuple[TeamView, ...] | Unset = msgspec.UNSET
    seats: tuple[SeatView, ...] | Unset = msgspec.UNSET
    host: int | Unset = msgspec.UNSET
    owner: int | Unset = msgspec.UNSET
    is_locked: bool | Unset = msgspec.UNSET
    is_final: bool | Unset = msgspec.UNSET
    is_unwinnable: bool | Unset = msgspec.UNSET
    result: Result | Unset | None = msgspec.UNSET
    placed: tuple[Placed, ...] | Unset = msgspec.UNSET
    tally: dict[int, int] | Unset = msgspec.UNSET


def make_delta(
    before: State, event: ev.Event, after: State, audience: Audience, *, seat: int, command_id: str | None
) -> Delta | None:
    """Return the masked frame of an event, or None where the audience may not know more than that something was."""
    line = line_of(event, after, audience, now=after.last_at)
    parts = _changed_parts(before, after, audience)
    if line is None and not parts:
        return None
    return Delta(
        v=after.version,
        at=after.last_at,
        seat=seat if line else 0,
        id=command_id if line else None,
        line=line,
        **parts,
    )


def _changed_parts(before: State, after: State, audience: Audience) -> Parts:
    parts: Parts = {}
    if after.card is None:
        return parts
    if before.card is None:
        before = after
    _add_plain_parts(parts, before, after)
    _add_course(parts, before, after, audience)
    changed = _changed_squares(before, after, audience)
    if changed:
        parts["squares"] = changed
    _add_teams(parts, before, after, audience)
    if _is_other_card(before, after, audience):
        parts["card"] = card_view(after, audience, after.last_at)
    return parts


def _add_course(parts: Parts, before: State, after: State, audience: Audience) -> None:
    """How the card goes: clock, places, whether anybody can win."""
    if before.clock is not after.clock or before.phase is not after.phase or before.review is not after.review:
        clock = clock_view(after, audience)
        if clock != clock_view(before, audience):
            parts["clock"] = clock
    if before.placed is not after.placed or is_over(before) is not is_over(after):
        placed = placed_view(after, audience)
        if placed != placed_view(before, audience):
            parts["placed"] = placed
    if before.is_unwinnable or after.is_unwinnable:
        unwinnable = shows_unwinnable(after, audience)
        if unwinnable != shows_unwinnable(before, audience):
            parts["is_unwinnable"] = unwinnable


_PLAIN = ("settings", "host", "owner", "is_locked", "is_final", "result", "tally")


def _add_plain_parts(parts: Parts, before: State, after: State) -> None:
    for name in _PLAIN:
        value = getattr(after, name)
        if value is not getattr(before, name) and value != getattr(before, name):
            parts[name] = value
    if before.seats is not after.seats and (changed := _changed_seats(before, after)):
        parts["seats"] = changed


def _changed_seats(before: State, after: State) -> tuple[SeatView, ...]:
    """A session may have thousands of spectators' seats: who comes is told, not who is there."""
    return tuple(
        seat_view(seat)
        for number, seat in after.seats.items()
        if seat is not (old := before.seats.get(number)) and (old is None or seat_view(seat) != seat_view(old))
    )


def _is_other_card(before: State, after: State, audience: Audience) -> bool:
    """Whether the card's frame has changed: another card, or one that is secret no more."""
    if before.card is not after.card:
        return True
    if _is_in_the_open(before, after):
        return False
    was_secret = has_secret_texts(before, audience, before.last_at)
    return was_secret != has_secret_texts(after, audience, after.last_at)


def _is_in_the_open(before: State, after: State) -> bool:
    """Whether no mask applies before or after, to anybody: what most marks are, and the quickest to tell."""
    settings = after.settings
    return before.settings is settings and settings.sight is _OPEN and not settings.covered


def _changed_squares(before: State, after: State, audience: Audience) -> tuple[SquareView, ...]:
    """Squares whose view differs. Cheap for a mark: a few masks are compared, then only those squares are drawn."""
    is_new_sight = before.card is not after.card or is_over(before) is not is_over(after)
    if is_new_sight or before.settings is not after.settings:
        return square_views(after, audience, after.last_at)
    if _is_in_the_open(before, after):
        touched = (before.dead ^ after.dead) | _touched_holdings(before, after) | _touched_counters(before, after)
        return tuple(square_now(after, audience, number, after.held) for number in squares_of(touched))
    return _changed_behind_masks(before, after, audience)


def _changed_behind_masks(before: State, after: State, audience: Audience) -> tuple[SquareView, ...]:
    texts = visible_texts(after, audience, after.last_at)
    before_texts = visible_texts(before, audience, before.last_at)
    fresh = texts & ~before_texts
    touched = (before.dead ^ after.dead) | _touched_taken(before, after, audience)
    for team in after.teams:
        moved = _touched_holdings(before, after, team) | _touched_counters(before, after, team)
        touched |= moved & visible_holdings(after, audience, team)
    # The public sees what every team has seen: with a new team that becomes less.
    numbers = squares_of((touched | fresh) & texts | before_texts & ~texts)
    if fresh or before_texts & ~texts:
        return square_views(after, audience, after.last_at, numbers)
    holdings = seen_holdings(after, audience)
    return tuple(square_now(after, audience, number, holdings) for number in numbers)


def _touched_holdings(before: State, after: State, only: int | None = None) -> int:
    """Squares that one team, or any, has come to hold or let go."""
    if before.held is after.held:
        return 0
    mask = 0
    for team, held in after.held.items():
        if only is None or team == only:
            mask |= held ^ before.held.get(team, 0)
    return mask


def _touched_taken(before: State, after: State, audience: Audience) -> int:
    """Squares that have come to show "taken" to this team: to no other, and to nobody who watches."""
    team = team_of(audience)
    if before.taken is after.taken or team is None:
        return 0
    return after.taken.get(team, 0) ^ before.taken.get(team, 0)


def _touched_counters(before: State, after: State, only: int | None = None) -> int:
    """Squares on which the counter of one team, or of any, has moved."""
    if before.counters is after.counters:
        return 0
    mask = 0
    for key, value in after.counters.items():
        if before.counters.get(key, 0) != value and (only is None or key // 128 == only):
            mask |= bit(key % 128)
    return mask


def _add_teams(parts: Parts, before: State, after: State, audience: Audience) -> None:
    """Teams whose view changed. In lockout a mark closes lines of others too, so all teams are looked at."""
    is_untouched = before.held is after.held and before.teams is after.teams and before.dead == after.dead
    if is_untouched and is_over(before) is is_over(after) and before.settings is after.settings:
        return
    if before.teams.keys() != after.teams.keys() or before.card is not after.card:
        parts["teams"] = team_views(after, audience)
        return
    changed = []
    for number in _teams_to_look_at(before, after):
        now_is = team_view(after, audience, after.teams[number])
        if now_is != team_view(before, audience, before.teams[number]):
            changed.append(now_is)
    if changed:
        parts["teams"] = tuple(changed)


def _teams_to_look_at(before: State, after: State) -> list[int]:
    """With shared ownership a mark moves the scores of its own team only; else it may close lines of all others."""
    is_apart = after.settings.ownership is Ownership.SHARED and before.dead == after.dead
    if not is_apart or before.teams is not after.teams or is_over(before) is not is_over(after):
        return list(after.teams)
    return [team for team, held in after.held.items() if before.held.get(team, 0) != held]
