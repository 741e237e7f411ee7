"""Who is connected, on any node. Presence is not in the log: it is true now or not at all.

Each node tells the others on every change and every 10 s which seats it has; a node that is silent for 25 s is
forgotten. Sockets and event streams count alike. A seat is away when its last connection anywhere is gone for 5 s, so
that a reload does not blink.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Final

import msgspec

AWAY_AFTER_MS: Final = 5_000
REPEAT_EVERY_MS: Final = 10_000
FORGET_NODE_AFTER_MS: Final = 25_000
SPECTATOR_SEAT: Final = 0


class NodePresence(msgspec.Struct, frozen=True, kw_only=True, tag="presence", tag_field="kind"):
    """What one node says of one session: the seats connected there and how many watch without a seat."""

    node: str
    seats: tuple[int, ...]
    watching: int


class Here(msgspec.Struct, frozen=True, kw_only=True):
    """Who is here, over all nodes: seats in ascending order, and the number of watchers without a seat."""

    seats: tuple[int, ...] = ()
    watching: int = 0


@dataclass(frozen=True, slots=True)
class _Heard:
    at: int
    presence: NodePresence


class Presence:
    """Presence in one session as one node knows it. Times are given, never read."""

    def __init__(self, node: str) -> None:
        self._node = node
        self._connections: Counter[int] = Counter()
        self._left_at: dict[int, int] = {}
        self._others: dict[str, _Heard] = {}
        self._told_at = 0
        self._is_changed = True

    @property
    def is_empty(self) -> bool:
        """Whether nobody is connected to this node."""
        return not self._connections

    @property
    def may_have_changed(self) -> bool:
        """Whether `here` may say something else than the last time: a quiet session need not be looked at."""
        return self._is_changed or bool(self._left_at) or bool(self._others)

    def connect(self, seat: int) -> None:
        """Count one more connection of a seat (0 for watchers without a seat)."""
        self._is_changed = True
        self._connections[seat] += 1
        self._left_at.pop(seat, None)

    def disconnect(self, seat: int, *, at: int) -> None:
        """Count one connection less. The seat stays here for 5 s more."""
        self._is_changed = True
        self._connections[seat] -= 1
        if self._connections[seat] <= 0:
            del self._connections[seat]
            if seat != SPECTATOR_SEAT:
                self._left_at[seat] = at

    def hear(self, presence: NodePresence, *, at: int) -> None:
        """Take what another node says."""
        if presence.node != self._node:
            self._others[presence.node] = _Heard(at, presence)

    def own(self, *, at: int) -> NodePresence:
        """What this node says of itself."""
        self._forget_the_gone(at)
        seats = {seat for seat in self._connections if seat != SPECTATOR_SEAT} | self._left_at.keys()
        return NodePresence(node=self._node, seats=tuple(sorted(seats)), watching=self._connections[SPECTATOR_SEAT])

    def here(self, *, at: int) -> Here:
        """Who is here over all nodes."""
        self._is_changed = False
        told = [self.own(at=at), *(heard.presence for heard in self._others.values())]
        seats = {seat for presence in told for seat in presence.seats}
        return Here(seats=tuple(sorted(seats)), watching=sum(presence.watching for presence in told))

    def is_due(self, *, at: int) -> bool:
        """Whether it is time to tell the other nodes again."""
        return at - self._told_at >= REPEAT_EVERY_MS

    def told(self, *, at: int) -> None:
        """Note that the other nodes were told."""
        self._told_at = at

    def _forget_the_gone(self, at: int) -> None:
        self._left_at = {seat: left for seat, left in self._left_at.items() if at - left < AWAY_AFTER_MS}
        self._others = {node: heard for node, heard in self._others.items() if at - heard.at < FORGET_NODE_AFTER_MS}
