"""What host and referee do to seats: kick, ban, mute, lock, roles, hand over, merge (rules 9)."""

from arcadia.play.domain import commands as do
from arcadia.play.domain import events as ev
from arcadia.play.domain.checks import Asked
from arcadia.play.domain.clock import Moment, moment
from arcadia.play.domain.judging import JUDGED_MOMENTS
from arcadia.play.domain.outcomes import Decision, Rejected, Unchanged
from arcadia.play.domain.refusals import Refusal
from arcadia.play.domain.seating import is_full, make_team
from arcadia.play.domain.state import Presence, Role, Seat
from arcadia.play.domain.unfolding import Unfolding


def kick(asked: Asked, command: do.Kick) -> Decision:
    """Remove a seat; it may join again."""
    return _remove(asked, command.seat, is_banned=False)


def ban(asked: Asked, command: do.Ban) -> Decision:
    """Remove a seat and keep its holder out."""
    return _remove(asked, command.seat, is_banned=True)


def _remove(asked: Asked, number: int, *, is_banned: bool) -> Decision:
    seat = asked.state.seats.get(number)
    if seat is None:
        return Rejected(Refusal.NO_SEAT)
    if number in (asked.state.host, asked.state.owner):
        return Rejected(Refusal.ROLE, {"needs": "owner"})
    if seat.presence is Presence.KICKED and (not is_banned or seat.principal in asked.state.banned):
        return Unchanged()
    return _one(asked, ev.SeatKicked(seat=number, by=_number(asked), banned=is_banned))


def unban(asked: Asked, command: do.Unban) -> Decision:
    """Let a banned holder join again."""
    seat = asked.state.seats.get(command.seat)
    if seat is None:
        return Rejected(Refusal.NO_SEAT)
    if seat.principal not in asked.state.banned:
        return Unchanged()
    return _one(asked, ev.BanLifted(seat=seat.number, by=_number(asked)))


def mute(asked: Asked, command: do.Mute) -> Decision:
    """Close a seat's chat, or open it again."""
    seat = asked.state.seats.get(command.seat)
    if seat is None:
        return Rejected(Refusal.NO_SEAT)
    if seat.is_muted == command.muted:
        return Unchanged()
    return _one(asked, ev.SeatMuted(seat=seat.number, by=_number(asked), is_muted=command.muted))


def lock(asked: Asked, command: do.Lock) -> Decision:
    """Close the door for new seats, or open it again."""
    if asked.state.is_locked == command.locked:
        return Unchanged()
    return _one(asked, ev.DoorLocked(is_locked=command.locked, by=_number(asked)))


def set_role(asked: Asked, command: do.SetRole) -> Decision:
    """Give a seat a role. Into full view only from outside the card: never from a player seat of it (rules 7)."""
    seat = asked.state.seats.get(command.seat)
    if seat is None or not seat.is_in:
        return Rejected(Refusal.NO_SEAT)
    if seat.role is command.role:
        return Unchanged()
    if _would_spoil(asked, seat, command.role):
        return Rejected(Refusal.PHASE, {"phase": moment(asked.state, asked.now).value})
    if command.role is Role.PLAYER and is_full(asked.state):
        return Rejected(Refusal.FULL)
    unfolding = Unfolding(asked.state, asked.now)
    team = make_team(unfolding, "", owner=seat.name) if command.role is Role.PLAYER else None
    unfolding.add(ev.RoleChanged(seat=seat.number, role=command.role, by=_number(asked), team=team))
    if moment(asked.state, asked.now) in JUDGED_MOMENTS:
        unfolding.follow()
    return unfolding.accepted()


def _would_spoil(asked: Asked, seat: Seat, role: Role) -> bool:
    """A player of a running card may not come to see everything, nor one who saw everything come to play."""
    is_before = moment(asked.state, asked.now) in (Moment.WAITING, Moment.FINISHED)
    if is_before:
        return False
    sees_all = (Role.REFEREE, Role.CASTER)
    return (seat.role is Role.PLAYER and role in sees_all) or (seat.role in sees_all and role is Role.PLAYER)


def hand_over(asked: Asked, command: do.HandOver) -> Decision:
    """Make another seat the host and owner."""
    seat = asked.state.seats.get(command.seat)
    if seat is None or not seat.is_in:
        return Rejected(Refusal.NO_SEAT)
    if (asked.state.host, asked.state.owner) == (seat.number, seat.number):
        return Unchanged()
    return _one(asked, ev.HostChanged(seat=seat.number, is_owner=True))


def merge(asked: Asked, command: do.Merge) -> Decision:
    """A guest who lost the cookie has joined anew: put them into their old seat; marks stay."""
    holder, old = asked.state.seats.get(command.seat), asked.state.seats.get(command.into)
    if holder is None or old is None or not holder.is_in or command.seat == command.into:
        return Rejected(Refusal.NO_SEAT)
    if command.into in (asked.state.host, asked.state.owner) and not asked.is_host:
        return Rejected(Refusal.ROLE, {"needs": "host"})
    return _one(asked, ev.SeatsMerged(seat=command.seat, into=command.into, by=_number(asked)))


def _one(asked: Asked, event: ev.Event) -> Decision:
    unfolding = Unfolding(asked.state, asked.now)
    unfolding.add(event)
    return unfolding.accepted()


def _number(asked: Asked) -> int:
    return asked.seat.number if asked.seat else 0
