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
from arcadia.play.domain.audience import PUBLIC, Audience, audience_of, sees_alike
from arcadia.play.domain.deltas import make_delta
from arcadia.play.domain.feed import line_of
from arcadia.play.domain.views import view
from arcadia.play.protocol import Restart, Snapshot, encode_event, encode_frame, encode_presence
from arcadia.play.service.change import Change
from arcadia.play.service.live import Live
from arcadia.play.service.replies import Reply
from arcadia.play.service.tail import Tail

PARTIAL: Final = (ev.Said, ev.TakenTold)
"""Events that some audiences may not see although they see the same card."""

KICKED_CODE: Final = 4003
MOVED_CODE: Final = 4009

MOVES: Final = (
    ev.SeatTaken, ev.SeatAdmitted, ev.SeatLeft, ev.SeatKicked, ev.SeatsMerged, ev.RoleChanged, ev.TeamJoined,
)  # fmt: skip
"""Events after which a seat may belong to another audience."""


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
        if isinstance(change.event, MOVES):
            self._move_members(live, change)

    def announce_to_public(self, live: Live, change: Change) -> None:
        """Send an event to the public, whose delay is over."""
        if PUBLIC in live.room.audiences():
            self._broadcast(live, [PUBLIC], event_message(change, PUBLIC))

    def _broadcast(self, live: Live, audiences: list[Audience], message: Message) -> None:
        now = self._clock.monotonic()
        for audience in audiences:
            live.room.broadcast(audience, message, now=now)

    def _move_members(self, live: Live, change: Change) -> None:
        """Put the sockets of moved seats into their new audience, with a snapshot of what it sees."""
        state = change.after
        closed = _closed_seats(change.event)
        for member in live.room.members():
            if member.seat in closed:
                member.close(*closed[member.seat])
                continue
            audience = PUBLIC if member.wants_public else audience_of(state.seats.get(member.seat))
            if audience != member.audience:
                live.room.move(member, audience)
                member.send(self.snapshot(live, audience, reason="moved"))

    def announce_presence(self, live: Live) -> None:
        """Send who is here."""
        self._broadcast(live, live.room.audiences(), Message(encode_presence(live.here)))

    def resync(self, live: Live) -> None:
        """Send everybody here the whole view: a covered card is shown without any event."""
        for audience in live.room.audiences():
            self._broadcast(live, [audience], self.snapshot(live, audience, reason="uncovered"))

    def resync_member(self, live: Live, member: Member) -> None:
        """Send one viewer the whole view: it was cut off for being slow."""
        member.send(self.snapshot(live, member.audience, reason="resync"))

    def announce_restart(self, live: Live, delays_ms: Iterator[int]) -> None:
        """Tell everybody here that the server restarts, each with a time of its own to come back."""
        for member, delay in zip(live.room.members(), delays_ms, strict=False):
            member.send(Message(encode_frame(Restart(in_ms=delay))))

    def missed(self, live: Live, audience: Audience, changes: Tail) -> list[Message]:
        """Return what a viewer has missed: the events, or a snapshot where these are too many or not known."""
        if changes is None:
            return [self.snapshot(live, audience, reason="hello")]
        last = live.state_for(audience).version
        return [event_message(change, audience) for change in changes if change.version <= last]

    def snapshot(self, live: Live, audience: Audience, *, reason: str) -> Message:
        """Return the whole view of an audience as a message."""
        state = live.state_for(audience)
        seen = view(state, audience, self._clock.now_ms())
        return Message(encode_frame(Snapshot(view=seen, reason=reason)), state.version)


def _is_for_all(event: ev.Event) -> bool:
    return not isinstance(event, PARTIAL)


def _closed_seats(event: ev.Event) -> dict[int, tuple[int, str]]:
    """Seats whose connections end with an event, and how: kicked ones stay away, merged ones come back."""
    if isinstance(event, ev.SeatKicked):
        return {event.seat: (KICKED_CODE, "kicked")}
    if isinstance(event, ev.SeatsMerged):
        return {event.seat: (MOVED_CODE, "seat moved"), event.into: (MOVED_CODE, "seat moved")}
    return {}


def event_message(change: Change, audience: Audience) -> Message:
    """Return the frame of a change for an audience."""
    delta = make_delta(
        change.before, change.event, change.after, audience, seat=change.seat, command_id=change.command_id
    )
    return Message(encode_event(delta, change.version), change.version)


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
