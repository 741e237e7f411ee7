"""The event log on SQLite: one thread writes, one reads, and the process-wide write lock orders us with requests."""

import asyncio
import contextlib
import sqlite3
import sys
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, TypeVar

import msgspec
import structlog

from arcadia.core.errors import Unavailable
from arcadia.core.ids import SessionId
from arcadia.platform.db.sqlite import PRAGMAS, SqliteDatabase
from arcadia.play.store.entries import Duplicate, Entry, Outcome, Row, Snapshot
from arcadia.play.store.group_commit import GroupCommit
from arcadia.play.store.sqlite_batch import store

Value = TypeVar("Value")
Found = list[tuple[Any, ...]]

_READ: Final = (
    "SELECT version, command_id, seat, type, schema, at, body FROM session_events"
    " WHERE session_id = ? AND version > ? ORDER BY version LIMIT ?"
)
_PAGE: Final = (
    "SELECT version, command_id, seat, type, schema, at, body FROM session_events"
    " WHERE session_id = ?1 AND version < ?2"
    " AND (?3 IS NULL OR type IN (SELECT value FROM json_each(?3))) ORDER BY version DESC LIMIT ?4"
)
_READ_HEADS: Final = (
    "SELECT session_id, version FROM session_heads WHERE session_id IN (SELECT value FROM json_each(?))"
)
_FIND_EVENT: Final = "SELECT version FROM session_events WHERE session_id = ? AND seat = ? AND command_id = ?"
_FIND_ANSWER: Final = "SELECT body FROM command_answers WHERE session_id = ? AND seat = ? AND command_id = ?"
_LOAD_SNAPSHOT: Final = "SELECT version, state_schema, body FROM session_snapshots WHERE session_id = ?"
_SAVE_SNAPSHOT: Final = (
    "INSERT INTO session_snapshots (session_id, version, state_schema, body) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (session_id) DO UPDATE SET version = excluded.version, state_schema = excluded.state_schema,"
    " body = excluded.body WHERE excluded.version >= session_snapshots.version"
)
_NEWEST: Final = 2**31
_CACHED_STATEMENTS: Final = 64
_WRITER_CACHE: Final = "PRAGMA cache_size=-32768"
"""32 MiB: the pages where 2,000 busy sessions grow. At the default of 2 MiB they are read again for every batch."""
_SWITCH_S: Final = 0.0005
"""How long the writer's thread waits for the interpreter before the event loop must hand it over. A busy loop lets go
of it for moments too short for a thread to wake up in, and at Python's 5 ms never has to: with a loop kept busy in
slices of 1 ms this log stored 25 events/s; with 0.5 ms it stores 7,000."""
log = structlog.get_logger(__name__)


class SqliteEventLog:
    """See `EventLog`. The data folder belongs to one process, but nothing here relies on it: the file arbitrates."""

    def __init__(self, database: SqliteDatabase) -> None:
        sys.setswitchinterval(min(sys.getswitchinterval(), _SWITCH_S))
        self._queue = GroupCommit(self._write, turn=lambda: database.write_lock)
        self._lock = database.write_lock
        self._writer = _Worker(database, "log-writer", query_only=False)
        self._reader = _Worker(database, "log-reader", query_only=True)

    def append(self, entry: Entry) -> asyncio.Future[Outcome]:
        """See `EventLog.append`."""
        return self._queue.append(entry)

    async def _write(self, batch: Sequence[Entry]) -> list[Outcome]:
        return await self._writer.run(lambda connection: store(connection, batch))

    async def read(self, session_id: SessionId, *, after: int, limit: int) -> list[Row]:
        """See `EventLog.read`."""
        return [_row(found) for found in await self._query(_READ, session_id, after, limit)]

    async def heads(self, session_ids: Iterable[SessionId]) -> dict[SessionId, int]:
        """See `EventLog.heads`."""
        return dict(await self._query(_READ_HEADS, _json(list(session_ids))))

    async def page(
        self, session_id: SessionId, *, before: int | None, limit: int, types: frozenset[str] | None = None
    ) -> list[Row]:
        """See `EventLog.page`."""
        wanted = _json(sorted(types)) if types is not None else None
        below = _NEWEST if before is None else before
        return [_row(found) for found in await self._query(_PAGE, session_id, below, wanted, limit)]

    async def find_command(self, session_id: SessionId, seat: int, command_id: str) -> Duplicate | None:
        """See `EventLog.find_command`."""
        if found := await self._query(_FIND_ANSWER, session_id, seat, command_id):
            return Duplicate(answer=found[0][0].encode())
        if found := await self._query(_FIND_EVENT, session_id, seat, command_id):
            return Duplicate(version=found[0][0])
        return None

    async def load_snapshot(self, session_id: SessionId) -> Snapshot | None:
        """See `EventLog.load_snapshot`."""
        for version, state_schema, body in await self._query(_LOAD_SNAPSHOT, session_id):
            return Snapshot(session_id=session_id, version=version, state_schema=state_schema, body=body)
        return None

    async def save_snapshot(self, snapshot: Snapshot) -> None:
        """See `EventLog.save_snapshot`."""
        values = (snapshot.session_id, snapshot.version, snapshot.state_schema, snapshot.body)
        try:
            async with self._lock:
                await self._writer.run(lambda connection: connection.execute(_SAVE_SNAPSHOT, values))
        except (Unavailable, sqlite3.Error) as error:
            log.warning("snapshot_not_saved", session=snapshot.session_id, error=str(error))

    async def flush(self) -> None:
        """See `EventLog.flush`."""
        await self._queue.flush()

    async def ping(self) -> None:
        """See `EventLog.ping`. Takes the write lock of the file for a moment: a full disk or a stuck lock shows."""
        async with self._lock:
            await self._writer.run(lambda connection: connection.executescript("BEGIN IMMEDIATE; ROLLBACK"))

    async def close(self) -> None:
        """See `EventLog.close`."""
        await self._queue.close()
        await self._writer.close()
        await self._reader.close()

    async def _query(self, sql: str, *values: object) -> Found:
        return await self._reader.run(lambda connection: connection.execute(sql, values).fetchall())


class _Worker:
    """A thread with a connection of its own, opened at first use and opened anew after an error."""

    def __init__(self, database: SqliteDatabase, name: str, *, query_only: bool) -> None:
        self._database = database
        self._pragmas = (*PRAGMAS, "PRAGMA query_only=ON" if query_only else _WRITER_CACHE)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._connection: sqlite3.Connection | None = None
        self._is_closed = False

    async def run(self, work: Callable[[sqlite3.Connection], Value]) -> Value:
        """Run `work` in the thread. When we are cancelled it is finished nevertheless, before we return.

        Raises:
            Unavailable: SQLite could not do it now, or the log is closed; whatever was begun is rolled back.
            sqlite3.Error: the work itself was wrong; rolled back too.
        """
        if self._is_closed:
            message = "the event log is closed"
            raise Unavailable(message)
        running = asyncio.get_running_loop().run_in_executor(self._thread, self._run, work)
        try:
            return await asyncio.shield(running)
        except asyncio.CancelledError:
            await asyncio.wait([running])
            raise
        except sqlite3.OperationalError as error:
            message = f"the event log could not be reached: {error}"
            raise Unavailable(message) from error

    def _run(self, work: Callable[[sqlite3.Connection], Value]) -> Value:
        try:
            if self._connection is None:
                self._connection = self._connect()
            return work(self._connection)
        except BaseException:
            self._disconnect()
            raise

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._database.path, isolation_level=None, cached_statements=_CACHED_STATEMENTS)
        for pragma in self._pragmas:
            connection.execute(pragma)
        return connection

    def _disconnect(self) -> None:
        """Roll back by closing: whatever went wrong, the next work begins on a fresh connection."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(sqlite3.Error):
                connection.close()

    async def close(self) -> None:
        """Close the connection in its own thread and end the thread. Closing again does nothing."""
        if self._is_closed:
            return
        self._is_closed = True
        await asyncio.get_running_loop().run_in_executor(self._thread, self._disconnect)
        self._thread.shutdown()


def _row(found: tuple[Any, ...]) -> Row:
    version, command_id, seat, kind, schema, at, body = found
    return Row(version=version, command_id=command_id, seat=seat, type=kind, schema=schema, at=at, body=body.encode())


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
