"""Who is connected, on any node. Presence is not in the log: it is true now or not at all.

Each node tells the others on every change of its own and every 10 s which seats it has; a node that is silent for 25 s
is forgotten. Sockets and event streams count alike. A seat is away when its last connection anywhere is gone for 5 s,
so that a reload does not blink.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Final

import msgspec

AWAY_AFTER_MS: Final = 5_000
REPEAT_EVERY_MS: Final = 10_000
FORGET_NODE_AFTER_MS: Final = 25_000
HEARD_ALL_AFTER_MS: Final = REPEAT_EVERY_MS + 2_000
"""How long a session must be live on a node before it is known there who is missing everywhere."""

NO_SEAT: Final = 0
"""The number of whoever watches without a seat."""


class NodePresence(msgspec.Struct, frozen=True, kw_only=True, tag="presence", tag_field="kind"):
    """What one node says of one session: the seats connected there and how many watch without a seat."""

    node: str
    seats: tuple[int, ...] = ()
    watching: int = 0

    @property
    def is_nobody(self) -> bool:
        """Whether nobody is connected there."""
        return not self.seats and not self.watching


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
        self._told = NodePresence(node=node)
        self._told_at = 0
        self._is_changed = True
        self._is_own_changed = True

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
        self._note_change()
        self._connections[seat] += 1
        self._left_at.pop(seat, None)

    def disconnect(self, seat: int, *, at: int) -> None:
        """Count one connection less. The seat stays here for 5 s more."""
        self._note_change()
        self._connections[seat] -= 1
        if self._connections[seat] <= 0:
            del self._connections[seat]
            if seat != NO_SEAT:
                self._left_at[seat] = at

    def _note_change(self) -> None:
        self._is_changed = self._is_own_changed = True

    def hear(self, presence: NodePresence, *, at: int) -> bool:
        """Take what another node says. Return whether it was not known before: then it does not know us either."""
        self._forget_the_gone(at)
        is_new = presence.node not in self._others
        self._others[presence.node] = _Heard(at, presence)
        return is_new

    def own(self, *, at: int) -> NodePresence:
        """What this node says of itself."""
        self._forget_the_gone(at)
        seats = {seat for seat in self._connections if seat != NO_SEAT} | self._left_at.keys()
        return NodePresence(node=self._node, seats=tuple(sorted(seats)), watching=self._connections[NO_SEAT])

    def here(self, *, at: int) -> Here:
        """Who is here over all nodes."""
        self._is_changed = False
        told = [self.own(at=at), *(heard.presence for heard in self._others.values())]
        seats = {seat for presence in told for seat in presence.seats}
        return Here(seats=tuple(sorted(seats)), watching=sum(presence.watching for presence in told))

    def is_due(self, *, at: int) -> bool:
        """Whether it is time to tell the other nodes: something changed here, or they were told 10 s ago."""
        is_again = at - self._told_at >= REPEAT_EVERY_MS
        if not (is_again or self._is_own_changed or self._left_at):
            return False
        own = self.own(at=at)
        return own != self._told or (is_again and not own.is_nobody)

    def told(self, own: NodePresence, *, at: int) -> None:
        """Note what the other nodes were told."""
        self._told = own
        self._told_at = at
        self._is_own_changed = False

    def _forget_the_gone(self, at: int) -> None:
        left_at = {seat: left for seat, left in self._left_at.items() if at - left < AWAY_AFTER_MS}
        if len(left_at) < len(self._left_at):
            self._left_at = left_at
            self._note_change()
        self._others = {node: heard for node, heard in self._others.items() if at - heard.at < FORGET_NODE_AFTER_MS}
