"""The confirmed state of one session on this node, and its one deliverer.

Committed events reach a node in three ways: its own commits, the bus, and reads of the log's tail. All three end here,
and whatever their order, `deliver` is called for every version once and in order (rules 1.1).
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from typing import Final

from arcadia.core.ids import SessionId
from arcadia.play.domain.events import upcast
from arcadia.play.domain.evolve import evolve
from arcadia.play.domain.state import State
from arcadia.play.service.change import Change
from arcadia.play.store.entries import EventLog, Row

TAIL_PAGE: Final = 500
RECENT: Final = 48
"""More than the feed of a page has lines, so that looking at a session rarely asks the log."""
CHECKPOINT_EVERY: Final = 64
CHECKPOINTS: Final = 16

Deliver = Callable[[Change], None]


class Mirror:
    """Holds `state`, the fold of all events delivered here. The state a mirror begins with is not delivered; `known` are
    the last changes that led to it.
    """

    def __init__(
        self, session_id: SessionId, state: State, *, log: EventLog, deliver: Deliver, known: Iterable[Change] = ()
    ) -> None:
        self.session_id = session_id
        self.state = state
        self.recent: deque[Change] = deque(known, maxlen=RECENT)
        self.checkpoints: deque[State] = deque([state], maxlen=CHECKPOINTS)
        self._log = log
        self._deliver = deliver
        self._reading = asyncio.Lock()
        self._reads_begun = 0
        self._last_read = 0

    @property
    def version(self) -> int:
        """The last version delivered on this node."""
        return self.state.version

    def latest(self, *, before: int, limit: int) -> list[Change] | None:
        """Return up to `limit` changes before a version, the newest first; None where memory does not go back so far."""
        found = [change for change in reversed(self.recent) if change.version < before][:limit]
        is_whole = len(found) == limit or (len(self.recent) > 0 and self.recent[0].version == 1)
        return found if is_whole else None

    def commit(self, changes: Iterable[Change]) -> None:
        """Deliver changes that this node has just committed. Those that a tail read brought sooner are passed over."""
        for change in changes:
            if change.version == self.state.version + 1:
                self._advance(change)

    def receive(self, rows: Iterable[Row]) -> bool:
        """Deliver rows from the bus or the log. Return False when something before them is missing."""
        for row in rows:
            if row.version <= self.state.version:
                continue
            if row.version > self.state.version + 1:
                return False
            self._advance(change_of(row, self.state))
        return True

    async def catch_up(self) -> None:
        """Read the log until nothing is missing. Callers who come while a read is under way share the next one.

        Raises:
            Unavailable: the log could not be read.
        """
        wanted = self._reads_begun + 1
        async with self._reading:
            if self._last_read >= wanted:
                return
            self._reads_begun += 1
            await self._read_on()
            self._last_read = self._reads_begun

    async def _read_on(self) -> None:
        while True:
            rows = await self._log.read(self.session_id, after=self.state.version, limit=TAIL_PAGE)
            self.receive(rows)
            if len(rows) < TAIL_PAGE:
                return

    def _advance(self, change: Change) -> None:
        self.state = change.after
        self.recent.append(change)
        if change.version % CHECKPOINT_EVERY == 0:
            self.checkpoints.append(change.after)
        self._deliver(change)


def change_of(row: Row, before: State) -> Change:
    """Fold one stored row onto the state before it."""
    event = upcast(row.type, row.schema, row.body)
    after = evolve(before, event, version=row.version, at=row.at)
    return Change(row.version, row.at, row.seat or 0, row.command_id, event, before, after)
