"""One line of the feed: an event as an audience may read it (rules 7; details, "Chat").

Lines carry numbers and, where it may be read, the goal's text; pages turn them into sentences.
"""

from collections.abc import Callable
from typing import Any, Final

import msgspec

from arcadia.play.domain import events as ev
from arcadia.play.domain.audience import (
    Audience,
    is_over,
    sees_everything,
    sees_scores_of,
    team_of,
    visible_holdings,
    visible_texts,
)
from arcadia.play.domain.geometry import bit
from arcadia.play.domain.settings import Sight
from arcadia.play.domain.state import State

OnSquare = ev.Marked | ev.Unmarked | ev.CounterSet | ev.Voided | ev.Awarded | ev.SquareKilled | ev.SquareRevived


class Line(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """A masked event. Absent fields do not apply, or may not be seen. `lines` counts completed lines."""

    type: str
    seat: int | None = None
    team: int | None = None
    square: int | None = None
    goal: str | None = None
    lines: int = 0
    value: int | None = None
    target: int | None = None
    name: str | None = None
    was: str | None = None
    text: str | None = None
    reason: str | None = None
    by: int | None = None
    to_team: bool = False
    by_tracker: bool = False
    until: int | None = None
    flag: bool | None = None
    role: str | None = None


def line_of(event: ev.Event, state: State, audience: Audience, *, now: int) -> Line | None:
    """Return the line that an audience may read of an event, given the state after it or any later one.

    None: the audience learns only that the version exists.
    """
    return _LINES[type(event)](event, state, audience, now)


def _on_square(event: OnSquare, state: State, audience: Audience, now: int, line: Line) -> Line | None:
    """Put place and text to a line where the audience sees the square; else say only that something was marked."""
    kind, number = str(event.__struct_config__.tag), event.square
    team = getattr(event, "team", None)
    if team is not None and not visible_holdings(state, audience, team) & bit(number):
        may_know = state.settings.sight is Sight.FOG and kind in ("marked", "unmarked")
        return msgspec.structs.replace(line, square=None, reason=None, value=None) if may_know else None
    if not visible_texts(state, audience, now) & bit(number):
        return None
    goal = state.the_card.square(number).text if _is_on_this_card(event, state, number) else None
    return msgspec.structs.replace(line, square=number, goal=goal)


def _is_on_this_card(event: ev.Event, state: State, number: int) -> bool:
    return number <= len(state.the_card.squares)


def _marked(event: ev.Marked, state: State, audience: Audience, now: int) -> Line | None:
    line = Line(type="marked", seat=event.seat, team=event.team, lines=len(event.lines), by_tracker=event.by_tracker)
    return _on_square(event, state, audience, now, line)


def _unmarked(event: ev.Unmarked, state: State, audience: Audience, now: int) -> Line | None:
    return _on_square(event, state, audience, now, Line(type="unmarked", seat=event.seat, team=event.team))


def _counter_set(event: ev.CounterSet, state: State, audience: Audience, now: int) -> Line | None:
    number = event.square
    target = state.the_card.square(number).target if _is_on_this_card(event, state, number) else None
    line = Line(type="counter_set", seat=event.seat, team=event.team, value=event.value, target=target)
    return _on_square(event, state, audience, now, line)


def _voided(event: ev.Voided, state: State, audience: Audience, now: int) -> Line | None:
    line = Line(type="voided", team=event.team, by=event.by, reason=event.reason, flag=event.kills or None)
    return _on_square(event, state, audience, now, line)


def _awarded(event: ev.Awarded, state: State, audience: Audience, now: int) -> Line | None:
    line = Line(type="awarded", team=event.team, by=event.by, reason=event.reason, lines=len(event.lines))
    return _on_square(event, state, audience, now, line)


def _square_killed(event: ev.SquareKilled, state: State, audience: Audience, now: int) -> Line | None:
    return _on_square(event, state, audience, now, Line(type="square_killed", by=event.by))


def _square_revived(event: ev.SquareRevived, state: State, audience: Audience, now: int) -> Line | None:
    return _on_square(event, state, audience, now, Line(type="square_revived", by=event.by))


def _taken_told(event: ev.TakenTold, state: State, audience: Audience, now: int) -> Line | None:
    """Only the team that tried knows, and those who see everything."""
    is_told = team_of(audience) == event.team or sees_everything(state, audience)
    return Line(type="taken_told", team=event.team, square=event.square) if is_told else None


def _said(event: ev.Said, state: State, audience: Audience, now: int) -> Line | None:
    if event.team is not None and team_of(audience) != event.team:
        return None
    is_secret = state.settings.sight is not Sight.OPEN and not is_over(state)
    if event.from_watcher and is_secret and team_of(audience) is not None:
        return None
    return Line(type="said", seat=event.seat, text=event.text, to_team=event.team is not None)


def _win_reached(event: ev.WinReached, state: State, audience: Audience, now: int) -> Line | None:
    is_secret = state.settings.sight is Sight.HIDDEN and not sees_everything(state, audience)
    return Line(type="win_reached", team=None if is_secret else event.result.winner, until=event.until)


def _team_placed(event: ev.TeamPlaced, state: State, audience: Audience, now: int) -> Line | None:
    if not sees_scores_of(state, audience, event.team):
        return None
    return Line(type="team_placed", team=event.team, value=event.elapsed_ms)


def _unwinnable(event: ev.Unwinnable, state: State, audience: Audience, now: int) -> Line | None:
    is_secret = state.settings.sight is Sight.HIDDEN and not sees_everything(state, audience)
    return None if is_secret else Line(type="unwinnable")


def _finished(event: ev.Finished, state: State, audience: Audience, now: int) -> Line | None:
    return Line(type="finished", team=event.result.winner, reason=event.result.reason.value)


_PLAIN_FIELDS: Final = frozenset({"seat", "team", "by", "name", "was", "role", "until", "reason", "square"})
_FLAGS: Final = ("is_ready", "is_muted", "is_locked", "banned", "is_waiting", "is_owner")


def _plain(event: ev.Event, state: State, audience: Audience, now: int) -> Line:
    """An event that everybody may know. Only named fields pass, so that no principal or card ever slips through."""
    fields = {name: getattr(event, name) for name in event.__struct_fields__ if name in _PLAIN_FIELDS}
    flag = next((getattr(event, name) for name in _FLAGS if hasattr(event, name)), None)
    return Line(type=str(event.__struct_config__.tag), flag=flag, **fields)


_LINES: Final[dict[type, Callable[[Any, State, Audience, int], Line | None]]] = {
    **dict.fromkeys(
        (
            ev.Created, ev.CardDealt, ev.SeatTaken, ev.SeatAdmitted, ev.SeatLeft, ev.SeatKicked, ev.BanLifted,
            ev.SeatRenamed, ev.SeatsMerged, ev.SeatMuted, ev.RoleChanged, ev.HostChanged, ev.ReadySet, ev.TeamMade,
            ev.TeamChanged, ev.TeamJoined, ev.TeamForfeited, ev.SettingsChanged, ev.DoorLocked, ev.CardRevealed,
            ev.Started, ev.StartCalledOff, ev.Paused, ev.Resumed, ev.ReviewEnded, ev.Finalised, ev.Reopened,
            ev.Cancelled,
        ),
        _plain,
    ),
    ev.Marked: _marked,
    ev.Unmarked: _unmarked,
    ev.CounterSet: _counter_set,
    ev.Voided: _voided,
    ev.Awarded: _awarded,
    ev.SquareKilled: _square_killed,
    ev.SquareRevived: _square_revived,
    ev.TakenTold: _taken_told,
    ev.WinReached: _win_reached,
    ev.TeamPlaced: _team_placed,
    ev.Unwinnable: _unwinnable,
    ev.Finished: _finished,
    ev.Said: _said,
}  # fmt: skip
