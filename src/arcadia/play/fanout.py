"""Committed events, masked and encoded once per audience, handed to the sockets of this node.

Where all audiences see alike (open sight, uncovered card) one encoding serves them all. Every version reaches every
socket: those who may see nothing of an event get its bare version.
"""

from collections.abc import Iterator
from typing import Final

from arcadia.core.clock import Clock
from arcadia.platform.realtime.member import Member
from arcadia.platform.realtime.message import Message
from arcadia.play.domain import events as ev
from arcadia.play.domain.audience import PUBLIC, Audience, audience_of, is_covered, sees_alike
from arcadia.play.domain.deltas import make_delta
from arcadia.play.domain.feed import line_of
from arcadia.play.domain.state import Presence, State
from arcadia.play.domain.views import view
from arcadia.play.protocol import Restart, Snapshot, encode_event, encode_frame, encode_presence
from arcadia.play.service import seat_tokens
from arcadia.play.service.change import Change
from arcadia.play.service.live import Live
from arcadia.play.service.presence import NO_SEAT
from arcadia.play.service.replies import Reply
from arcadia.play.service.tail import Tail
from arcadia.play.service.view_tokens import WITHDRAWN, ViewMember

PARTIAL: Final = (ev.Said, ev.TakenTold)
"""Events that some audiences may not see although they see the same card."""

Move = (
    ev.SeatTaken | ev.SeatAdmitted | ev.SeatLeft | ev.SeatKicked | ev.SeatsMerged | ev.RoleChanged | ev.TeamJoined
    | ev.SettingsChanged
)  # fmt: skip
"""Events after which somebody may belong to another audience, or to none."""

Closing = tuple[int, str]
"""How a connection ends: the code of the close frame and its reason."""

KICKED_CODE: Final = 4003
MOVED_CODE: Final = 4009
KICKED: Final[Closing] = (KICKED_CODE, "kicked")
SHUT_OUT: Final[Closing] = (KICKED_CODE, "this session cannot be watched without a seat")
SEAT_MOVED: Final[Closing] = (MOVED_CODE, "seat moved: come back")


class Fanout:
    """Implements the registry's `Announcer` on the rooms of this node."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def announce(self, live: Live, change: Change) -> None:
        """Send an event to everybody who watches here."""
        if live.room.is_empty:
            return
        audiences = [audience for audience in live.room.audiences() if live.delay is None or audience != PUBLIC]
        if audiences and sees_alike(change.before) and sees_alike(change.after) and _is_for_all(change.event):
            self._broadcast(live, audiences, event_message(change, audiences[0]))
        else:
            for audience in audiences:
                self._broadcast(live, [audience], event_message(change, audience))
        if isinstance(change.event, Move):
            self._move_members(live, change.event, _newcomer(change))

    def announce_to_public(self, live: Live, change: Change) -> None:
        """Send an event to the public, whose delay is over."""
        if PUBLIC in live.room.audiences():
            self._broadcast(live, [PUBLIC], event_message(change, PUBLIC))

    def _broadcast(self, live: Live, audiences: list[Audience], message: Message) -> None:
        now = self._clock.monotonic()
        for audience in audiences:
            live.room.broadcast(audience, message, now=now)

    def _move_members(self, live: Live, event: Move, newcomer: str | None) -> None:
        """Put the sockets of moved seats into their new audience, with a snapshot of what it sees."""
        touched = _touched_seats(event)
        for member in live.room.members():
            if touched is not None and _seat_behind(member) not in touched:
                continue
            is_newcomer = member.seat == NO_SEAT and newcomer is not None and member.principal == newcomer
            closing = SEAT_MOVED if is_newcomer else find_closing(live, member)
            if closing is not None:
                member.close(*closing)
            else:
                self._move(live, member)

    def _move(self, live: Live, member: Member) -> None:
        audience = audience_for(live.state, member)
        if audience == member.audience:
            return
        live.room.move(member, audience)
        if member.lagging_since is None:
            member.send(self.snapshot(live, audience, reason="moved"))

    def announce_presence(self, live: Live) -> None:
        """Send who is here."""
        self._broadcast(live, live.room.audiences(), Message(encode_presence(live.here)))

    def resync(self, live: Live, audiences: list[Audience]) -> None:
        """Send everybody of these audiences the whole view: a covered card is shown without any event."""
        for audience in audiences:
            self._broadcast(live, [audience], self.snapshot(live, audience, reason="uncovered"))

    def resync_member(self, live: Live, member: Member) -> None:
        """Send one viewer the whole view: it was cut off for being slow."""
        member.send(self.snapshot(live, member.audience, reason="resync"))

    def announce_restart(self, live: Live, delays_ms: Iterator[int]) -> None:
        """Tell everybody here that the server restarts, each with a time of its own to come back."""
        for member, delay in zip(live.room.members(), delays_ms, strict=False):
            member.send(Message(encode_frame(Restart(in_ms=delay))))

    def missed(self, live: Live, member: Member, changes: Tail) -> list[Message]:
        """Return what a viewer has missed: the events, or a snapshot where these are too many or not known, or where
        they would be laid onto another view than they were made for.
        """
        audience = member.audience
        if changes is None or self._sees_otherwise(live, member, changes[0]):
            return [self.snapshot(live, audience, reason="hello")]
        last = live.state_for(audience).version
        return [event_message(change, audience) for change in changes[1:] if change.version <= last]

    def _sees_otherwise(self, live: Live, member: Member, held: Change) -> bool:
        """Whether what the viewer holds is not its audience's view, although no event behind it will say so.

        It held another seat's, team's or role's view (also where the very last event that it heard moved it); or more
        than a delayed public knows; or a covered card whose countdown has ended since.
        """
        audience, after = member.audience, held.after
        shown, now = live.state_for(audience), live.time_for(audience, self._clock.now_ms())
        has_moved = any(_audience_then(state, member) != audience for state in (held.before, after))
        has_uncovered = is_covered(after, audience, after.last_at) and not is_covered(shown, audience, now)
        return has_moved or after.version > shown.version or has_uncovered

    def snapshot(self, live: Live, audience: Audience, *, reason: str) -> Message:
        """Return the whole view of an audience as a message."""
        state = live.state_for(audience)
        seen = view(state, audience, live.time_for(audience, self._clock.now_ms()))
        return Message(encode_frame(Snapshot(view=seen, reason=reason)), state.version)


def _is_for_all(event: ev.Event) -> bool:
    return not isinstance(event, PARTIAL)


def _touched_seats(event: Move) -> tuple[int, ...] | None:
    """The seats whose connections may have to move; 0 stands for watchers, None for everybody."""
    match event:
        case ev.SettingsChanged():
            return None
        case ev.SeatTaken(seat=seat) | ev.SeatAdmitted(seat=seat):
            return (NO_SEAT, seat)
        case ev.SeatsMerged(seat=seat, into=into):
            return (seat, into)
        case _:
            return (event.seat,)


def _newcomer(change: Change) -> str | None:
    """Who has just got a seat. A connection that they opened before, to look on, comes back and is theirs."""
    if not isinstance(change.event, ev.SeatTaken | ev.SeatAdmitted):
        return None
    seat = change.after.seats[change.event.seat]
    return seat.principal if seat.is_in else None


def _seat_behind(member: Member) -> int:
    """The seat on which it depends what a viewer may see."""
    return member.shown.row.maker if isinstance(member, ViewMember) else member.seat


def audience_for(state: State, member: Member) -> Audience:
    """The audience that a viewer belongs to."""
    if isinstance(member, ViewMember):
        return member.shown.audience
    return PUBLIC if member.wants_public else audience_of(state.seats.get(member.seat))


def _audience_then(state: State, member: Member) -> Audience:
    """The audience that the viewer belonged to in a state, whichever seat was theirs."""
    if isinstance(member, ViewMember):
        return member.shown.audience
    seat = state.seat_of(member.principal) if member.principal is not None else None
    return PUBLIC if member.wants_public else audience_of(seat)


def find_closing(live: Live, member: Member) -> Closing | None:
    """How a viewer's connection must end, if it must: kicked ones stay away, those of merged seats come back."""
    if isinstance(member, ViewMember):
        return None if member.shown.is_allowed(live.state) else WITHDRAWN
    seat = live.state.seats.get(member.seat)
    if seat is not None and seat.presence is Presence.KICKED:
        return KICKED
    if seat is not None and seat.principal != member.principal:
        return SEAT_MOVED
    is_in = seat is not None and seat.is_in
    if member.token_hash and not (is_in and live.state.settings.trackers):
        return seat_tokens.WITHDRAWN
    return None if is_in or live.may_be_watched else SHUT_OUT


def event_message(change: Change, audience: Audience) -> Message:
    """Return the frame of a change for an audience."""
    delta = make_delta(
        change.before, change.event, change.after, audience, seat=change.seat, command_id=change.command_id
    )
    quiet = Message(encode_event(None, change.version), change.version) if _is_team_talk(change.event) else None
    return Message(encode_event(delta, change.version), change.version, in_place=quiet)


def _is_team_talk(event: ev.Event) -> bool:
    """Whether it is meant for those who sit in the team, and not for who looks over its shoulder."""
    return isinstance(event, ev.Said) and event.team is not None


def is_acknowledged_by_event(live: Live, reply: Reply, audience: Audience) -> bool:
    """Whether the sender's own event frame has carried, or will carry, the command id."""
    if reply.is_repeat:
        return False
    change = next((recent for recent in reversed(live.mirror.recent) if recent.version == reply.version), None)
    if change is None:
        return False
    if sees_alike(change.after) and _is_for_all(change.event):
        return True
    return line_of(change.event, change.after, audience, now=change.at) is not None
