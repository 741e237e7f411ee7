"""The viewers of one key on this node, by audience.

A broadcast hands the same bytes to every viewer of an audience. A viewer whose buffer is above the high water mark is
cut from the live set: it gets nothing more until it has drained, and then a resync from the feature. So memory is
bounded per viewer, nobody is skipped silently, and nobody else waits.
"""

from collections.abc import Callable, Iterator
from typing import Final

from arcadia.platform.realtime.member import HIGH_WATER, LOW_WATER, Member
from arcadia.platform.realtime.message import Message

GIVE_UP_AFTER_S: Final = 30.0

OnDrained = Callable[[Member], None]
OnCut = Callable[[], None]
"""Called when a viewer is cut: from then on somebody must look after the room."""


class Room:
    """Viewers by audience. Not thread-safe: it lives on the event loop."""

    def __init__(self, *, on_cut: OnCut = lambda: None) -> None:
        self._members: dict[str, dict[Member, None]] = {}
        self._lagging: dict[Member, None] = {}
        self._on_cut = on_cut

    @property
    def is_empty(self) -> bool:
        """Whether nobody watches here, lagging viewers included."""
        return not self._members and not self._lagging

    @property
    def has_lagging(self) -> bool:
        """Whether a viewer is cut off until it has drained."""
        return bool(self._lagging)

    def __len__(self) -> int:
        return sum(len(members) for members in self._members.values()) + len(self._lagging)

    def audiences(self) -> list[str]:
        """The audiences that have live viewers here."""
        return list(self._members)

    def members(self) -> Iterator[Member]:
        """All viewers, lagging ones included."""
        live = [member for members in self._members.values() for member in members]
        return iter([*live, *self._lagging])

    def join(self, member: Member) -> None:
        """Let a viewer get what is broadcast to its audience from now on."""
        self._members.setdefault(member.audience, {})[member] = None

    def leave(self, member: Member) -> None:
        """Forget a viewer. Harmless when it is not here."""
        self._lagging.pop(member, None)
        member.lagging_since = None
        self._remove_live(member)

    def _remove_live(self, member: Member) -> None:
        members = self._members.get(member.audience)
        if members is not None:
            members.pop(member, None)
            if not members:
                del self._members[member.audience]

    def move(self, member: Member, audience: str) -> None:
        """Put a viewer into another audience; a lagging one goes on lagging."""
        if member in self._lagging:
            member.audience = audience
            return
        self._remove_live(member)
        member.audience = audience
        self.join(member)

    def broadcast(self, audience: str, message: Message, *, now: float) -> None:
        """Send a message to all live viewers of an audience. `now` is monotonic time in seconds.

        A closed viewer is passed over: its own connection ends it.
        """
        slow = []
        for member in self._members.get(audience, ()):
            if member.buffered() > HIGH_WATER:
                slow.append(member)
            else:
                member.send(message)
        for member in slow:
            self.cut(member, now=now)

    def cut(self, member: Member, *, now: float) -> None:
        """Take a viewer out of the live set until it has drained."""
        self._remove_live(member)
        member.lagging_since = now
        self._lagging[member] = None
        self._on_cut()

    def look_after_lagging(self, on_drained: OnDrained, *, now: float) -> None:
        """Bring drained viewers back, and drop those that do not drain within 30 s.

        `on_drained` sends the resync; the viewer is live again before it is called.
        """
        for member in list(self._lagging):
            if member.buffered() <= LOW_WATER:
                del self._lagging[member]
                member.lagging_since = None
                self.join(member)
                on_drained(member)
            elif member.lagging_since is not None and now - member.lagging_since > GIVE_UP_AFTER_S:
                del self._lagging[member]
                member.abort()
