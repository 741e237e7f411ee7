"""What comes of people and teams: who sits where, what they may, what they are called."""

from typing import Any, Final

from msgspec.structs import replace

from arcadia.play.domain import events as ev
from arcadia.play.domain.fog import start_squares
from arcadia.play.domain.folds.fold import Changes, Folds
from arcadia.play.domain.state import Presence, Role, Seat, State, Team


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


def _said(state: State, event: ev.Said, version: int, at: int) -> Changes:
    return {}


FOLDS: Final[Folds] = {
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
    ev.Said: _said,
}
