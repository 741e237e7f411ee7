"""The event log on SQLite: one thread writes, one reads, and the process-wide write lock orders us with requests.

The data folder belongs to one process (its lock file says so), so the head version of a session may be kept in memory
between batches. Nothing else writes `session_events`.
"""

import asyncio
import sqlite3
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, Final, TypeVar

import msgspec

from arcadia.core.errors import Unavailable
from arcadia.core.ids import SessionId
from arcadia.platform.db.sqlite import PRAGMAS, SqliteDatabase
from arcadia.play.store.entries import (
    Answer,
    Committed,
    Duplicate,
    Entry,
    Failed,
    Lost,
    Outcome,
    Row,
    SessionPatch,
    SessionRow,
    Snapshot,
)
from arcadia.play.store.group_commit import Chains, GroupCommit

Value = TypeVar("Value")

MOST_HEADS: Final = 50_000

_INSERT_EVENT: Final = (
    "INSERT INTO session_events (session_id, version, command_id, seat, type, schema, at, body)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
_INSERT_ANSWER: Final = "INSERT INTO command_answers (session_id, seat, command_id, at, body) VALUES (?, ?, ?, ?, ?)"
_FIND_EVENT: Final = "SELECT version FROM session_events WHERE session_id = ? AND seat = ? AND command_id = ?"
_FIND_ANSWER: Final = "SELECT body FROM command_answers WHERE session_id = ? AND seat = ? AND command_id = ?"
_HEAD: Final = "SELECT max(version) FROM session_events WHERE session_id = ?"
_COLUMNS: Final = "version, command_id, seat, type, schema, at, body"
_SAVE_SNAPSHOT: Final = (
    "INSERT INTO session_snapshots (session_id, version, state_schema, body) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (session_id) DO UPDATE SET version = excluded.version, state_schema = excluded.state_schema,"
    " body = excluded.body WHERE excluded.version > session_snapshots.version"
    " OR excluded.state_schema <> session_snapshots.state_schema"
)


class SqliteEventLog:
    """See `EventLog`."""

    def __init__(self, database: SqliteDatabase) -> None:
        self._database = database
        self._queue = GroupCommit(self._write_batch)
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="log-writer")
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="log-reader")
        self._writing: sqlite3.Connection | None = None
        self._reading: sqlite3.Connection | None = None
        self._heads: dict[SessionId, int] = {}
        self._chains = Chains()

    def append(self, entry: Entry) -> asyncio.Future[Outcome]:
        """See `EventLog.append`."""
        return self._queue.append(entry)

    async def _write_batch(self, batch: Sequence[Entry]) -> list[Outcome]:
        loop = asyncio.get_running_loop()
        async with self._database.write_lock:
            outcomes = await loop.run_in_executor(self._writer, self._store, batch)
        for entry, outcome in zip(batch, outcomes, strict=True):
            self._chains.note(entry, outcome)
        return outcomes

    def _store(self, batch: Sequence[Entry]) -> list[Outcome]:
        """Store a batch in one transaction. Runs in the writer's thread."""
        try:
            connection = self._writing = self._writing or _connect(self._database)
            connection.execute("BEGIN IMMEDIATE")
            outcomes = [self._store_entry(connection, entry) for entry in batch]
            connection.execute("COMMIT")
        except sqlite3.Error as error:
            self._heads.clear()
            self._drop_writer()
            return [Failed(str(error)) for _ in batch]
        if len(self._heads) > MOST_HEADS:
            self._heads.clear()
        return outcomes

    def _drop_writer(self) -> None:
        """Roll back by closing: whatever the error was, the next batch begins on a fresh connection."""
        if self._writing is not None:
            self._writing.close()
            self._writing = None

    def _store_entry(self, connection: sqlite3.Connection, entry: Entry) -> Outcome:
        head = self._head(connection, entry.session_id)
        if self._chains.is_broken(entry) or entry.base_version != head:
            outcome: Outcome = Lost(head)
        else:
            outcome = _find_duplicate(connection, entry) or _insert(connection, entry)
        if isinstance(outcome, Committed):
            self._heads[entry.session_id] = outcome.version
        self._chains.note(entry, outcome)
        return outcome

    def _head(self, connection: sqlite3.Connection, session_id: SessionId) -> int:
        head = self._heads.get(session_id)
        if head is None:
            head = self._heads[session_id] = connection.execute(_HEAD, (session_id,)).fetchone()[0] or 0
        return head

    async def read(self, session_id: SessionId, *, after: int, limit: int) -> list[Row]:
        """See `EventLog.read`."""
        sql = f"SELECT {_COLUMNS} FROM session_events WHERE session_id = ? AND version > ? ORDER BY version LIMIT ?"  # noqa: S608 - constants only
        return [_row(found) for found in await self._query(sql, (session_id, after, limit))]

    async def heads(self, session_ids: Iterable[SessionId]) -> dict[SessionId, int]:
        """See `EventLog.heads`."""
        ids = msgspec.json.encode(list(session_ids)).decode()
        sql = "SELECT value, (SELECT max(version) FROM session_events WHERE session_id = value) FROM json_each(?)"
        return {SessionId(found[0]): found[1] or 0 for found in await self._query(sql, (ids,))}

    async def page(
        self, session_id: SessionId, *, before: int | None, limit: int, types: frozenset[str] | None = None
    ) -> list[Row]:
        """See `EventLog.page`."""
        wanted = msgspec.json.encode(sorted(types)).decode() if types is not None else None
        sql = (
            f"SELECT {_COLUMNS} FROM session_events WHERE session_id = ?1 AND (?2 IS NULL OR version < ?2)"  # noqa: S608 - constants only
            " AND (?3 IS NULL OR type IN (SELECT value FROM json_each(?3))) ORDER BY version DESC LIMIT ?4"
        )
        return [_row(found) for found in await self._query(sql, (session_id, before, wanted, limit))]

    async def load_snapshot(self, session_id: SessionId) -> Snapshot | None:
        """See `EventLog.load_snapshot`."""
        sql = "SELECT version, state_schema, body FROM session_snapshots WHERE session_id = ?"
        found = await self._query(sql, (session_id,))
        if not found:
            return None
        version, state_schema, body = found[0]
        return Snapshot(session_id=session_id, version=version, state_schema=state_schema, body=body)

    async def save_snapshot(self, snapshot: Snapshot) -> None:
        """See `EventLog.save_snapshot`."""
        values = (snapshot.session_id, snapshot.version, snapshot.state_schema, snapshot.body)
        async with self._database.write_lock:
            await self._run(self._writer, partial(self._save, values))

    def _save(self, values: tuple[object, ...]) -> None:
        connection = self._writing = self._writing or _connect(self._database)
        connection.execute(_SAVE_SNAPSHOT, values)

    async def _query(self, sql: str, values: tuple[object, ...]) -> list[tuple[Any, ...]]:
        return await self._run(self._reader, partial(self._fetch, sql, values))

    def _fetch(self, sql: str, values: tuple[object, ...]) -> list[tuple[Any, ...]]:
        if self._reading is None:
            self._reading = _connect(self._database)
            self._reading.execute("PRAGMA query_only=ON")
        return self._reading.execute(sql, values).fetchall()

    async def _run(self, executor: ThreadPoolExecutor, work: "partial[Value]") -> Value:
        try:
            return await asyncio.get_running_loop().run_in_executor(executor, work)
        except sqlite3.Error as error:
            message = f"the event log could not be reached: {error}"
            raise Unavailable(message) from error

    async def flush(self) -> None:
        """See `EventLog.flush`."""
        await self._queue.flush()

    async def ping(self) -> None:
        """See `EventLog.ping`."""
        await self._query("SELECT 1", ())

    async def close(self) -> None:
        """See `EventLog.close`."""
        await self._queue.close()
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._writer, self._drop_writer)
        if self._reading is not None:
            await loop.run_in_executor(self._reader, self._reading.close)
        self._writer.shutdown()
        self._reader.shutdown()


def _connect(database: SqliteDatabase) -> sqlite3.Connection:
    """Open a connection for one thread of ours; it is closed in that thread too."""
    connection = sqlite3.connect(database.path, isolation_level=None, check_same_thread=False, cached_statements=64)
    for pragma in PRAGMAS:
        connection.execute(pragma)
    return connection


def _find_duplicate(connection: sqlite3.Connection, entry: Entry) -> Duplicate | None:
    """The first answer of a command that was sent before, whatever it came to then."""
    identity = _identity(entry)
    if identity is None:
        return None
    found = connection.execute(_FIND_ANSWER, identity).fetchone()
    if found is not None:
        return Duplicate(answer=str(found[0]).encode())
    found = connection.execute(_FIND_EVENT, identity).fetchone()
    return Duplicate(version=found[0]) if found is not None else None


def _identity(entry: Entry) -> tuple[str, int, str] | None:
    if entry.answer is not None:
        return entry.session_id, entry.answer.seat, entry.answer.command_id
    if entry.rows and entry.rows[0].command_id is not None:
        return entry.session_id, entry.rows[0].seat, entry.rows[0].command_id
    return None


def _insert(connection: sqlite3.Connection, entry: Entry) -> Committed | Failed:
    """Insert all of an entry. Only a new session's row can still collide (its code), and it comes first."""
    try:
        if entry.create is not None:
            _insert_session(connection, entry.create)
    except sqlite3.IntegrityError as error:
        return Failed(f"the session could not be made: {error}")
    if entry.rows:
        connection.executemany(_INSERT_EVENT, [_values(entry.session_id, row) for row in entry.rows])
    if entry.answer is not None:
        connection.execute(_INSERT_ANSWER, _answer_values(entry.session_id, entry.answer))
    if entry.patch is not None:
        _patch_session(connection, entry.session_id, entry.patch)
    return Committed(entry.base_version + len(entry.rows))


def _values(session_id: SessionId, row: Row) -> tuple[object, ...]:
    return (session_id, row.version, row.command_id, row.seat, row.type, row.schema, row.at, row.body.decode())


def _answer_values(session_id: SessionId, answer: Answer) -> tuple[object, ...]:
    return (session_id, answer.seat, answer.command_id, answer.at, answer.body.decode())


def _insert_session(connection: sqlite3.Connection, row: SessionRow) -> None:
    fields = msgspec.structs.asdict(row)
    columns, marks = ", ".join(fields), ", ".join("?" for _ in fields)
    connection.execute(f"INSERT INTO sessions ({columns}) VALUES ({marks})", tuple(fields.values()))  # noqa: S608 - our own field names


def _patch_session(connection: sqlite3.Connection, session_id: SessionId, patch: SessionPatch) -> None:
    fields = {name: value for name, value in msgspec.structs.asdict(patch).items() if value is not msgspec.UNSET}
    columns = ", ".join(f"{name} = ?" for name in fields)
    connection.execute(f"UPDATE sessions SET {columns} WHERE id = ?", (*fields.values(), session_id))  # noqa: S608 - our own field names


def _row(found: tuple[Any, ...]) -> Row:
    version, command_id, seat, kind, schema, at, body = found
    return Row(version=version, command_id=command_id, seat=seat, type=kind, schema=schema, at=at, body=body.encode())
