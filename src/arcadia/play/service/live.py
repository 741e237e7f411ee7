"""A session that is live on this node: everything that belongs to it, in one value."""

from dataclasses import dataclass
from typing import Final

from arcadia.core.ids import SessionId
from arcadia.platform.bus import Subscription
from arcadia.platform.realtime.room import Room
from arcadia.play.domain.state import State
from arcadia.play.service.mailbox import Mailbox
from arcadia.play.service.mirror import Mirror
from arcadia.play.service.presence import Here, Presence

NOBODY: Final = Here()


@dataclass(slots=True)
class Live:
    """One session on one node.

    `used_at` says when somebody last needed it; idle ones are let go. `here` is what was last announced of presence.
    """

    id: SessionId
    code: str
    mirror: Mirror
    mailbox: Mailbox
    room: Room
    presence: Presence
    subscription: Subscription | None = None
    used_at: int = 0
    host_missing_since: int | None = None
    here: Here = NOBODY

    @property
    def state(self) -> State:
        """The confirmed state on this node."""
        return self.mirror.state
