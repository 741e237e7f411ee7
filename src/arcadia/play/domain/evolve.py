"""`evolve(state, event)`: the fold. No rule is decided here; what an event says has happened.

One small function per event, in a table by type. Functions return the changed fields; `evolve` puts version and time
to them.
"""

from collections.abc import Callable
from typing import Any, Final

from msgspec.structs import replace

from arcadia.play.domain import events as ev
from arcadia.play.domain.clock import elapsed_ms
from arcadia.play.domain.fog import seen_after_holding, start_squares
from arcadia.play.domain.geometry import bit
from arcadia.play.domain.state import (
    Clock,
    Mark,
    PauseReason,
    Phase,
    Placed,
    Presence,
    Result,
    Review,
    Role,
    Seat,
    State,
    Team,
    slot,
)
from arcadia.play.domain.winning import lines_with

Changes = dict[str, Any]
RATE_WINDOW_MS: Final = 60_000


def evolve(state: State, event: ev.Event, *, version: int, at: int) -> State:
    """Return the state after an event that was committed as `version` at time `at`."""
    changes = _FOLDS[type(event)](state, event, version, at)
    return replace(state, version=version, last_at=at, **changes)


def _created(state: State, event: ev.Created, version: int, at: int) -> Changes:
    return {"code": event.code, "settings": event.settings, "created_at": at}


def _card_dealt(state: State, event: ev.CardDealt, version: int, at: int) -> Changes:
    is_running = event.running_from is not None
    seats = {number: replace(seat, is_ready=False) for number, seat in state.seats.items()}
    teams = {number: replace(team, is_out=False) for number, team in state.teams.items()}
    return {
        **_empty_card(),
        "card": event.card,
        "card_version": version,
        "phase": Phase.STARTED if is_running else Phase.WAITING,
        "clock": Clock(running_from=event.running_from),
        "seats": seats,
        "teams": teams,
        "seen": dict.fromkeys(state.teams, start_squares(event.card, state.settings)) if state.teams else {},
    }


def _empty_card() -> Changes:
    """Everything that belongs to one card (rules 10)."""
    return {
        "pause_reason": None, "is_revealed": False, "held": {}, "marks": {}, "counters": {}, "dead": 0, "seen": {},
        "taken": {}, "lines": {}, "placed": (), "review": None, "result": None, "finished_at": None, "is_final": False,
        "is_unwinnable": False, "rate": {},
    }  # fmt: skip


def _settings_changed(state: State, event: ev.SettingsChanged, version: int, at: int) -> Changes:
    changes: Changes = {"settings": event.settings}
    if state.settings.quick and not event.settings.quick and state.phase is Phase.STARTED:
        changes |= {"phase": Phase.WAITING, "clock": Clock()}
    if state.card is not None:
        start = start_squares(state.card, event.settings)
        changes["seen"] = dict.fromkeys(state.teams, start)
    return changes


def _card_revealed(state: State, event: ev.CardRevealed, version: int, at: int) -> Changes:
    return {"is_revealed": True}


def _seat_taken(state: State, event: ev.SeatTaken, version: int, at: int) -> Changes:
    before = state.seats.get(event.seat)
    seat = Seat(
        number=event.seat,
        principal=event.principal,
        name=event.name,
        role=event.role,
        team=event.team,
        presence=Presence.WAITING if event.is_waiting else Presence.IN,
        is_muted=before.is_muted if before else False,
        address=event.address,
    )
    return {"seats": {**state.seats, event.seat: seat}}


def _with_seat(state: State, number: int, **fields: Any) -> Changes:  # noqa: ANN401 - fields of Seat
    return {"seats": {**state.seats, number: replace(state.seats[number], **fields)}}


def _seat_admitted(state: State, event: ev.SeatAdmitted, version: int, at: int) -> Changes:
    return _with_seat(state, event.seat, presence=Presence.IN, team=event.team)


def _seat_left(state: State, event: ev.SeatLeft, version: int, at: int) -> Changes:
    return _with_seat(state, event.seat, presence=Presence.LEFT, is_ready=False)


def _seat_kicked(state: State, event: ev.SeatKicked, version: int, at: int) -> Changes:
    changes = _with_seat(state, event.seat, presence=Presence.KICKED, is_ready=False)
    if event.banned:
        seat = state.seats[event.seat]
        changes["banned"] = (*state.banned, seat.principal)
        if seat.address:
            changes["banned_addresses"] = (*state.banned_addresses, seat.address)
    return changes


def _ban_lifted(state: State, event: ev.BanLifted, version: int, at: int) -> Changes:
    seat = state.seats[event.seat]
    return {
        "banned": tuple(banned for banned in state.banned if banned != seat.principal),
        "banned_addresses": tuple(banned for banned in state.banned_addresses if banned != seat.address),
    }


def _seat_renamed(state: State, event: ev.SeatRenamed, version: int, at: int) -> Changes:
    return _with_seat(state, event.seat, name=event.name)


def _seats_merged(state: State, event: ev.SeatsMerged, version: int, at: int) -> Changes:
    """The holder moves into the old seat; the seat that is left empty keeps a mark of its number only."""
    holder = state.seats[event.seat]
    old = replace(state.seats[event.into], principal=holder.principal, address=holder.address, presence=Presence.IN)
    gone = replace(holder, principal=f"merged:{event.seat}", presence=Presence.LEFT, is_ready=False)
    return {"seats": {**state.seats, event.into: old, event.seat: gone}}


def _seat_muted(state: State, event: ev.SeatMuted, version: int, at: int) -> Changes:
    return _with_seat(state, event.seat, is_muted=event.is_muted)


def _role_changed(state: State, event: ev.RoleChanged, version: int, at: int) -> Changes:
    team = event.team if event.role is Role.PLAYER else None
    return _with_seat(state, event.seat, role=event.role, team=team, is_ready=False)


def _host_changed(state: State, event: ev.HostChanged, version: int, at: int) -> Changes:
    return {"host": event.seat, "owner": event.seat if event.is_owner else state.owner}


def _ready_set(state: State, event: ev.ReadySet, version: int, at: int) -> Changes:
    return _with_seat(state, event.seat, is_ready=event.is_ready)


def _team_made(state: State, event: ev.TeamMade, version: int, at: int) -> Changes:
    team = Team(number=event.team, colour=event.colour, name=event.name)
    changes: Changes = {"teams": {**state.teams, event.team: team}}
    if state.card is not None:
        changes["seen"] = {**state.seen, event.team: start_squares(state.card, state.settings)}
    return changes


def _team_changed(state: State, event: ev.TeamChanged, version: int, at: int) -> Changes:
    team = replace(state.teams[event.team], colour=event.colour, name=event.name)
    return {"teams": {**state.teams, event.team: team}}


def _team_joined(state: State, event: ev.TeamJoined, version: int, at: int) -> Changes:
    return _with_seat(state, event.seat, team=event.team)


def _team_forfeited(state: State, event: ev.TeamForfeited, version: int, at: int) -> Changes:
    return {"teams": {**state.teams, event.team: replace(state.teams[event.team], is_out=True)}}


def _door_locked(state: State, event: ev.DoorLocked, version: int, at: int) -> Changes:
    return {"is_locked": event.is_locked}


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


def _said(state: State, event: ev.Said, version: int, at: int) -> Changes:
    return {}


_FOLDS: Final[dict[type, Callable[[State, Any, int, int], Changes]]] = {
    ev.Created: _created,
    ev.CardDealt: _card_dealt,
    ev.SettingsChanged: _settings_changed,
    ev.CardRevealed: _card_revealed,
    ev.SeatTaken: _seat_taken,
    ev.SeatAdmitted: _seat_admitted,
    ev.SeatLeft: _seat_left,
    ev.SeatKicked: _seat_kicked,
    ev.BanLifted: _ban_lifted,
    ev.SeatRenamed: _seat_renamed,
    ev.SeatsMerged: _seats_merged,
    ev.SeatMuted: _seat_muted,
    ev.RoleChanged: _role_changed,
    ev.HostChanged: _host_changed,
    ev.ReadySet: _ready_set,
    ev.TeamMade: _team_made,
    ev.TeamChanged: _team_changed,
    ev.TeamJoined: _team_joined,
    ev.TeamForfeited: _team_forfeited,
    ev.DoorLocked: _door_locked,
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
    ev.Marked: _marked,
    ev.Unmarked: _unmarked,
    ev.CounterSet: _counter_set,
    ev.Voided: _voided,
    ev.Awarded: _awarded,
    ev.SquareKilled: _square_killed,
    ev.SquareRevived: _square_revived,
    ev.TakenTold: _taken_told,
    ev.Said: _said,
}
