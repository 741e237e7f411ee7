"""The queue before a log: entries gather while a batch is being written, and share the next commit.

One batch is under way at a time. Each entry has its own outcome; outcomes are given in the order of the entries.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from arcadia.core.ids import SessionId
from arcadia.play.store.entries import Committed, Entry, Failed, Lost, Outcome

MOST_IN_BATCH: Final = 1_000

WriteBatch = Callable[[Sequence[Entry]], Awaitable[list[Outcome]]]


class GroupCommit:
    """Gathers entries and hands them to `write`, which stores a batch in one transaction.

    It also keeps the promise of `Entry.chain`: once an entry of a chain does not go in, the later ones of that chain
    are answered `Lost` without being tried, in this batch (by `write`, through `Chains`) and in all that follow.
    """

    def __init__(self, write: WriteBatch) -> None:
        self._write = write
        self._queue: deque[tuple[Entry, asyncio.Future[Outcome]]] = deque()
        self._writing: asyncio.Task[None] | None = None
        self._is_closed = False

    def append(self, entry: Entry) -> asyncio.Future[Outcome]:
        """Queue an entry; see `EventLog.append`."""
        future: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        if self._is_closed:
            future.set_result(Failed("the log is closed"))
            return future
        self._queue.append((entry, future))
        if self._writing is None:
            self._writing = asyncio.get_running_loop().create_task(self._write_all())
        return future

    async def _write_all(self) -> None:
        """Write batch after batch until the queue is empty."""
        try:
            while self._queue:
                batch = [self._queue.popleft() for _ in range(min(len(self._queue), MOST_IN_BATCH))]
                outcomes = await self._write([entry for entry, _ in batch])
                for (_, future), outcome in zip(batch, outcomes, strict=True):
                    if not future.done():
                        future.set_result(outcome)
        finally:
            self._writing = None

    async def flush(self) -> None:
        """Wait until everything queued so far has its outcome."""
        while self._writing is not None:
            await asyncio.wait([self._writing])

    async def close(self) -> None:
        """Take nothing more and write what is queued."""
        self._is_closed = True
        await self.flush()


class Chains:
    """Which chains are broken, by session. Small: an entry of a newer chain clears the mark."""

    def __init__(self) -> None:
        self._broken: dict[SessionId, int] = {}

    def is_broken(self, entry: Entry) -> bool:
        """Whether this entry was decided after one that did not go in."""
        broken = self._broken.get(entry.session_id)
        if broken is None:
            return False
        if entry.chain > broken:
            del self._broken[entry.session_id]
            return False
        return True

    def note(self, entry: Entry, outcome: Outcome) -> None:
        """Remember that an entry with rows did not go in."""
        if not isinstance(outcome, Committed) and (entry.rows or isinstance(outcome, Lost | Failed)):
            self._broken[entry.session_id] = entry.chain
