"""Entries for tests of the event log, and a log on each database."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec

from arcadia.core.ids import SessionId
from arcadia.platform.db import SqliteDatabase, open_database
from arcadia.platform.ids import CODE_ALPHABET, make_id
from arcadia.play.store.entries import Answer, Committed, Entry, EventLog, Outcome, Row, SessionPatch, SessionRow
from arcadia.play.store.postgres_log import PostgresEventLog
from arcadia.play.store.sqlite_log import SqliteEventLog

AT = 1_700_000_000_000


@asynccontextmanager
async def log_at(url: str) -> AsyncIterator[EventLog]:
    """A log of its own on the database at `url`: two of them are two nodes."""
    database = open_database(url)
    log = SqliteEventLog(database) if isinstance(database, SqliteDatabase) else PostgresEventLog(url)
    try:
        yield log
    finally:
        await log.close()
        await database.close()


def make_row(version: int, command_id: str | None = None, *, seat: int = 1, body: bytes = b'{"square":7}') -> Row:
    """One stored event."""
    return Row(version=version, command_id=command_id, seat=seat, type="marked", schema=1, at=AT + version, body=body)


def marks(
    session_id: SessionId,
    base: int,
    command_id: str | None = None,
    *,
    rows: int = 1,
    seat: int = 1,
    chain: int = 0,
    patch: SessionPatch | None = None,
) -> Entry:
    """An entry of `rows` events, the first of which carries the command's id."""
    made = tuple(make_row(base + nr, command_id if nr == 1 else None, seat=seat) for nr in range(1, rows + 1))
    return Entry(session_id=session_id, base_version=base, chain=chain, rows=made, patch=patch)


def refusal(session_id: SessionId, base: int, command_id: str, *, seat: int = 1, chain: int = 0) -> Entry:
    """An entry that only remembers an answer."""
    answer = Answer(seat=seat, command_id=command_id, body=b'{"verdict":"refused"}', at=AT)
    return Entry(session_id=session_id, base_version=base, chain=chain, answer=answer)


def answered_marks(session_id: SessionId, base: int, command_id: str, *, rows: int = 1, chain: int = 0) -> Entry:
    """An entry of events whose command is answered by more than they tell."""
    events = marks(session_id, base, command_id, rows=rows, chain=chain)
    return msgspec.structs.replace(events, answer=refusal(session_id, base, command_id).answer)


def creation(code: str | None = None, *, rows: int = 1) -> Entry:
    """The entry that makes a session."""
    session_id = SessionId(make_id())
    row = SessionRow(
        id=session_id, code=code or make_code(), created_at=AT, host=make_id(), name="", mode="classic", phase="waiting"
    )
    made = tuple(make_row(nr) for nr in range(1, rows + 1))
    return Entry(session_id=session_id, base_version=0, rows=made, create=row)


def make_code() -> str:
    """A code that no other test has."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(6))


async def new_session(log: EventLog) -> SessionId:
    """Make a session with one event."""
    entry = creation()
    outcome = await log.append(entry)
    assert outcome == Committed(1)
    return entry.session_id


async def append_all(log: EventLog, *entries: Entry) -> list[Outcome]:
    """Append without waiting in between, so that they share batches, and return the outcomes."""
    return list(await asyncio.gather(*[log.append(entry) for entry in entries]))


async def versions(log: EventLog, session_id: SessionId) -> list[int]:
    """All versions of a session, as the log gives them."""
    return [row.version for row in await log.read(session_id, after=0, limit=100_000)]
