"""The event log on PostgreSQL: many nodes write, one statement a batch; `postgres_batch` says why it is right."""

import asyncio
import time
from collections.abc import Iterable, Sequence
from typing import Any, Final

import asyncpg
import structlog

from arcadia.core.errors import Unavailable
from arcadia.core.ids import SessionId
from arcadia.play.store.entries import Committed, Duplicate, Entry, Outcome, Row, Snapshot
from arcadia.play.store.group_commit import GroupCommit
from arcadia.play.store.postgres_batch import PLANNER, arguments, make_statement, outcomes_of
from arcadia.play.store.postgres_pool import Connection, PostgresPool, is_away, terminate

PATIENCE_S: Final = 4.0
"""How long we try to learn what became of a batch whose connection broke."""
_PAUSE_S: Final = 0.1
_GIVEN_UP: Final = (
    asyncpg.QueryCanceledError,
    asyncpg.LockNotAvailableError,
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
)
"""The server rolled the batch back and said so."""
_NEWEST: Final = 2**31 - 1

_READ: Final = (
    "SELECT version, command_id, seat, type, schema, at, body FROM session_events"
    " WHERE session_id = $1 AND version > $2 ORDER BY version LIMIT $3"
)
_PAGE: Final = (
    "SELECT version, command_id, seat, type, schema, at, body FROM session_events"
    " WHERE session_id = $1 AND version < $2 AND ($3::text[] IS NULL OR type = ANY ($3::text[]))"
    " ORDER BY version DESC LIMIT $4"
)
_READ_HEADS: Final = "SELECT session_id, version FROM session_heads WHERE session_id = ANY ($1::text[])"
_FIND_COMMAND: Final = (
    "SELECT (SELECT version FROM session_events WHERE session_id = $1 AND seat = $2 AND command_id = $3),"
    " (SELECT body FROM command_answers WHERE session_id = $1 AND seat = $2 AND command_id = $3)"
)
_LOAD_SNAPSHOT: Final = "SELECT version, state_schema, body FROM session_snapshots WHERE session_id = $1"
_SAVE_SNAPSHOT: Final = (
    "INSERT INTO session_snapshots (session_id, version, state_schema, body) VALUES ($1, $2, $3, $4)"
    " ON CONFLICT (session_id) DO UPDATE SET version = excluded.version, state_schema = excluded.state_schema,"
    " body = excluded.body WHERE excluded.version >= session_snapshots.version"
)
log = structlog.get_logger(__name__)


class PostgresEventLog:
    """See `EventLog`."""

    def __init__(self, url: str) -> None:
        self._queue = GroupCommit(self._write)
        self._pool = PostgresPool(url, PLANNER)
        self._statement = make_statement()

    def append(self, entry: Entry) -> asyncio.Future[Outcome]:
        """See `EventLog.append`."""
        return self._queue.append(entry)

    async def _write(self, batch: Sequence[Entry]) -> list[Outcome]:
        """Store a batch. When the connection breaks in the middle, find out what became of it.

        Raises:
            Unavailable: nothing was stored; or the connection broke and the server did not come back in time.
        """
        async with self._pool.connection() as connection:
            try:
                return await self._store(connection, batch)
            except _GIVEN_UP as error:
                message = f"the event log was too busy: {error}"
                raise Unavailable(message) from error
            except Exception as error:
                if not is_away(error):
                    raise
                terminate(connection)
                log.warning("batch_cut_off", entries=len(batch), error=f"{type(error).__name__}: {error}")
        return await self._store_cut_off(batch)

    async def _store(self, connection: Connection, batch: Sequence[Entry]) -> list[Outcome]:
        if not batch:
            return []
        found = await connection.fetch(self._statement, *arguments(batch))
        return outcomes_of(batch, found)

    async def _store_cut_off(self, batch: Sequence[Entry]) -> list[Outcome]:
        deadline = time.monotonic() + PATIENCE_S
        while True:
            try:
                return await self._store_missing(batch)
            except Exception as error:
                if not is_away(error):
                    raise
                if time.monotonic() > deadline:
                    message = f"the connection to the event log broke in the middle of a commit: {error}"
                    raise Unavailable(message) from error
            await asyncio.sleep(_PAUSE_S)

    async def _store_missing(self, batch: Sequence[Entry]) -> list[Outcome]:
        """Look up which entries are in, and try the others again.

        Safe even while the server still works on the first try: it holds the heads that the second try must lock, and
        whatever the one stores makes the other's entries duplicates or lost.
        """
        is_stored = [await self._is_stored(entry) for entry in batch]
        missing = [entry for entry, stored in zip(batch, is_stored, strict=True) if not stored]
        async with self._pool.connection() as connection:
            again = iter(await self._store(connection, missing))
        return [
            Committed(entry.base_version + len(entry.rows)) if stored else next(again)
            for entry, stored in zip(batch, is_stored, strict=True)
        ]

    async def _is_stored(self, entry: Entry) -> bool:
        """Whether exactly this entry is in the log."""
        if entry.answer is not None:
            found = await self.find_command(entry.session_id, entry.answer.seat, entry.answer.command_id)
            return found is not None and found.answer == entry.answer.body
        rows = await self.read(entry.session_id, after=entry.base_version, limit=len(entry.rows))
        return tuple(rows) == entry.rows

    async def read(self, session_id: SessionId, *, after: int, limit: int) -> list[Row]:
        """See `EventLog.read`."""
        return [_row(found) for found in await self._pool.fetch(_READ, session_id, after, limit)]

    async def heads(self, session_ids: Iterable[SessionId]) -> dict[SessionId, int]:
        """See `EventLog.heads`."""
        return {found[0]: found[1] for found in await self._pool.fetch(_READ_HEADS, list(session_ids))}

    async def page(
        self, session_id: SessionId, *, before: int | None, limit: int, types: frozenset[str] | None = None
    ) -> list[Row]:
        """See `EventLog.page`."""
        wanted = sorted(types) if types is not None else None
        below = _NEWEST if before is None else before
        return [_row(found) for found in await self._pool.fetch(_PAGE, session_id, below, wanted, limit)]

    async def find_command(self, session_id: SessionId, seat: int, command_id: str) -> Duplicate | None:
        """See `EventLog.find_command`."""
        version, answer = (await self._pool.fetch(_FIND_COMMAND, session_id, seat, command_id))[0]
        if answer is not None:
            return Duplicate(answer=answer.encode())
        return Duplicate(version=version) if version is not None else None

    async def load_snapshot(self, session_id: SessionId) -> Snapshot | None:
        """See `EventLog.load_snapshot`."""
        for version, state_schema, body in await self._pool.fetch(_LOAD_SNAPSHOT, session_id):
            return Snapshot(session_id=session_id, version=version, state_schema=state_schema, body=body)
        return None

    async def save_snapshot(self, snapshot: Snapshot) -> None:
        """See `EventLog.save_snapshot`."""
        try:
            async with self._pool.connection() as connection:
                values = (snapshot.session_id, snapshot.version, snapshot.state_schema, snapshot.body)
                await connection.execute(_SAVE_SNAPSHOT, *values)
        except (Unavailable, asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
            log.warning("snapshot_not_saved", session=snapshot.session_id, error=str(error))

    async def flush(self) -> None:
        """See `EventLog.flush`."""
        await self._queue.flush()

    async def ping(self) -> None:
        """See `EventLog.ping`. A server that only reads, such as a standby, does not count."""
        found = await self._pool.fetch("SELECT pg_is_in_recovery() OR current_setting('transaction_read_only')::bool")
        if found[0][0]:
            message = "the event log cannot be written: the server only reads"
            raise Unavailable(message)

    async def close(self) -> None:
        """See `EventLog.close`."""
        await self._queue.close()
        await self._pool.close()


def _row(found: Sequence[Any]) -> Row:
    version, command_id, seat, kind, schema, at, body = found
    return Row(version=version, command_id=command_id, seat=seat, type=kind, schema=schema, at=at, body=body.encode())
