"""A session that is live on this node: everything that belongs to it, in one value."""

from dataclasses import dataclass
from typing import Final

import msgspec

from arcadia.core.ids import SessionId
from arcadia.platform.bus import Subscription
from arcadia.platform.realtime.room import Room
from arcadia.play.domain.audience import PUBLIC, Audience
from arcadia.play.domain.state import State
from arcadia.play.service.delay import Delay
from arcadia.play.service.mailbox import Mailbox
from arcadia.play.service.mirror import Mirror
from arcadia.play.service.presence import Here, Presence

NOBODY: Final = Here()


@dataclass(slots=True)
class Live:
    """One session on one node.

    `used_at` says when somebody last needed it; idle ones are let go. `here` is what was last announced of presence,
    `host_seen` the seat that was host when the host was last seen connected.
    `uncovered_at` is the start, of all that a covered card had, at which it was last shown to everybody here.
    `delay` is what the public does not see yet, where a delay is set.
    `password_hash` is not in the log but in the session's row, and never changes; unset until that row was read.
    """

    id: SessionId
    code: str
    mirror: Mirror
    mailbox: Mailbox
    room: Room
    presence: Presence
    subscription: Subscription | None = None
    used_at: int = 0
    opened_at: int = 0
    host_seen: int = 0
    uncovered_at: int = 0
    host_missing_since: int | None = None
    here: Here = NOBODY
    delay: Delay | None = None
    password_hash: str | msgspec.UnsetType | None = msgspec.UNSET

    @property
    def state(self) -> State:
        """The confirmed state on this node."""
        return self.mirror.state

    @property
    def may_be_watched(self) -> bool:
        """Whether strangers may look on: spectators are allowed, and no password stands before the session."""
        return self.state.settings.spectators and self.password_hash is None

    def state_for(self, audience: Audience) -> State:
        """What an audience may know of at most: the confirmed state, for a delayed public an older one."""
        return self.delay.state if self.delay is not None and audience == PUBLIC else self.mirror.state

    def time_for(self, audience: Audience, now: int) -> int:
        """The time that an audience is at: for a delayed public an earlier one, else a countdown would end too soon."""
        is_delayed = self.delay is not None and audience == PUBLIC
        return now - self.state.settings.delay_s * 1000 if is_delayed else now
