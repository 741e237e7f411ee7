"""The queue before a log: entries gather while a batch is being written, and share the next commit.

One batch is under way at a time. Each entry has its own outcome; outcomes are given in the order of the entries.
What holds for every database is settled here, so that a writer may rely on it. In one batch

- no command of a session stands twice (the second waits for the next batch, and all behind it in that session);
- nothing follows the entry that makes a session;
- no entry belongs to a broken chain.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Final

import structlog

from arcadia.core.errors import Unavailable
from arcadia.core.ids import SessionId
from arcadia.play.store.entries import CommandKey, Committed, Duplicate, Entry, Failed, Lost, Outcome

MOST_ENTRIES: Final = 1_000
MOST_ROWS: Final = 2_000
"""A batch is closed when it has reached one of these, so that a storm keeps nobody else from the write lock."""

MOST_WAITING: Final = 50_000
"""Beyond this many entries without an outcome, new ones are refused: a database that hangs must not fill the memory."""

WriteBatch = Callable[[Sequence[Entry]], Awaitable[list[Outcome]]]
Turn = Callable[[], AbstractAsyncContextManager[object]]
log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Lane:
    """One session's entries that have no outcome yet, and the chain of it that broke; dropped when none is left."""

    under_way: int = 0
    broken_chain: int | None = None


@dataclass(slots=True)
class _Ticket:
    entry: Entry
    future: asyncio.Future[Outcome]
    foregone: Outcome | None = None
    """Its outcome, where that needs no database. It still waits for the entries of its session before it."""


@dataclass(slots=True)
class _Plan:
    """What stands in a batch while it is being put together."""

    rows: int = 0
    sessions: set[SessionId] = field(default_factory=set)
    commands: set[CommandKey] = field(default_factory=set)
    closed: set[SessionId] = field(default_factory=set)

    def has_room_for(self, entry: Entry, *, is_untried: bool) -> bool:
        """Whether this entry may be answered now; an untried one not before the entries ahead of it."""
        if entry.session_id in self.closed or entry.command in self.commands:
            return False
        return not (is_untried and entry.session_id in self.sessions)

    def add(self, entry: Entry) -> None:
        """Take an entry in."""
        self.rows += len(entry.rows)
        self.sessions.add(entry.session_id)
        if entry.command is not None:
            self.commands.add(entry.command)
        if entry.create is not None:
            self.closed.add(entry.session_id)


class GroupCommit:
    """Gathers entries and hands them to `write`, which stores a batch in one transaction.

    `turn` is held around each batch; what is appended while we wait for it joins that batch. `write` raises
    `Unavailable` when nothing of the batch was stored because the database is away; any other exception is put down
    to one bad entry, and the batch is tried again entry by entry.
    """

    def __init__(self, write: WriteBatch, turn: Turn = nullcontext) -> None:
        self._write = write
        self._turn = turn
        self._queue: deque[_Ticket] = deque()
        self._lanes: dict[SessionId, _Lane] = {}
        self._writing: asyncio.Task[None] | None = None
        self._appended = 0
        self._settled = 0
        self._waiting: deque[tuple[int, asyncio.Future[None]]] = deque()
        self._is_closed = False

    def append(self, entry: Entry) -> asyncio.Future[Outcome]:
        """Queue an entry; see `EventLog.append`."""
        loop = asyncio.get_running_loop()
        ticket = _Ticket(entry, loop.create_future(), self._find_foregone(entry))
        if ticket.foregone is not None and entry.session_id not in self._lanes:
            ticket.future.set_result(ticket.foregone)
            return ticket.future
        self._lanes.setdefault(entry.session_id, _Lane()).under_way += 1
        self._appended += 1
        self._queue.append(ticket)
        if self._writing is None:
            self._writing = loop.create_task(self._write_all())
        return ticket.future

    def _find_foregone(self, entry: Entry) -> Outcome | None:
        if self._is_closed:
            return Failed("the log is closed")
        if len(self._queue) >= MOST_WAITING:
            return Failed("too many entries wait for the database")
        problem = _find_problem(entry)
        return Failed(problem) if problem is not None else None

    async def flush(self) -> None:
        """Wait until everything appended so far has its outcome."""
        if self._settled < self._appended:
            reached: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.append((self._appended, reached))
            await reached

    async def close(self) -> None:
        """Take nothing more and write what is queued."""
        self._is_closed = True
        await self.flush()

    async def _write_all(self) -> None:
        """Write batch after batch until the queue is empty."""
        try:
            while self._queue:
                async with self._turn():
                    batch = self._take()
                    outcomes = await self._outcomes([ticket.entry for ticket in batch]) if batch else []
                self._resolve(batch, outcomes)
        finally:
            self._writing = None

    def _take(self) -> list[_Ticket]:
        """Return the next batch; see the promises at the top of this file."""
        batch: list[_Ticket] = []
        later: list[_Ticket] = []
        plan = _Plan()
        while self._queue and len(batch) < MOST_ENTRIES and plan.rows < MOST_ROWS:
            ticket = self._queue.popleft()
            outcome = self._outcome_untried(ticket)
            if not plan.has_room_for(ticket.entry, is_untried=outcome is not None):
                plan.closed.add(ticket.entry.session_id)
                later.append(ticket)
            elif outcome is not None:
                self._resolve([ticket], [outcome])
            else:
                plan.add(ticket.entry)
                batch.append(ticket)
        self._queue.extendleft(reversed(later))
        return batch

    def _outcome_untried(self, ticket: _Ticket) -> Outcome | None:
        entry = ticket.entry
        if self._lanes[entry.session_id].broken_chain == entry.chain:
            return Lost(entry.base_version)
        return ticket.foregone

    async def _outcomes(self, entries: Sequence[Entry]) -> list[Outcome]:
        try:
            return await self._write(entries)
        except Unavailable as error:
            return [Failed(error.detail) for _ in entries]
        except Exception as error:  # noqa: BLE001 - whatever a driver raises, the queue behind it must go on
            # No traceback and no details: both show what the entries hold, and that may be secret.
            reason = f"{type(error).__name__}: {str(error).partition(chr(10))[0]}"
            log.error("batch_not_stored", entries=len(entries), error=reason)  # noqa: TRY400
            if len(entries) == 1:
                return [Failed(reason)]
        return [(await self._outcomes([entry]))[0] for entry in entries]

    def _resolve(self, batch: Sequence[_Ticket], outcomes: Sequence[Outcome]) -> None:
        for ticket, outcome in zip(batch, outcomes, strict=True):
            if _breaks_chain(ticket.entry, outcome):
                self._lanes[ticket.entry.session_id].broken_chain = ticket.entry.chain
            if not ticket.future.done():
                ticket.future.set_result(outcome)
        # Behind the callbacks of these futures: until they have run, a mailbox may still append to a broken chain.
        asyncio.get_running_loop().call_soon(self._settle, batch)

    def _settle(self, batch: Sequence[_Ticket]) -> None:
        for ticket in batch:
            lane = self._lanes[ticket.entry.session_id]
            lane.under_way -= 1
            if lane.under_way == 0:
                del self._lanes[ticket.entry.session_id]
        self._settled += len(batch)
        while self._waiting and self._waiting[0][0] <= self._settled:
            reached = self._waiting.popleft()[1]
            if not reached.done():
                reached.set_result(None)


def _find_problem(entry: Entry) -> str | None:
    """What makes an entry impossible for any database: a mistake of ours, told before it can hurt its neighbours."""
    expected = range(entry.base_version + 1, entry.base_version + 1 + len(entry.rows))
    if [row.version for row in entry.rows] != list(expected):
        return f"the rows must be numbered from {entry.base_version + 1}"
    if entry.create is None and any(row.command_id is not None for row in entry.rows[1:]):
        # (A session that comes whole, from a file, has the commands of its whole life.)
        return "only the first row of a command carries its id"
    if not entry.rows and entry.answer is None:
        return "an entry holds rows, an answer, or both"
    if entry.create is not None and (entry.base_version != 0 or entry.create.id != entry.session_id):
        return "a session is made by the entry of its own first version"
    return None


def _breaks_chain(entry: Entry, outcome: Outcome) -> bool:
    if isinstance(outcome, Duplicate):
        return bool(entry.rows)
    return not isinstance(outcome, Committed)
