"""The table of sessions: look-ups by code, lists, deadlines. Rows are made and patched by the log's transaction."""

import msgspec
from sqlalchemy import ColumnElement, Row, select, update

from arcadia.core.ids import SessionId
from arcadia.core.pagination import Page
from arcadia.platform.db import Database
from arcadia.play.models import sessions
from arcadia.play.store.entries import SessionRow

OPEN_PHASES = ("waiting", "started", "paused")


class SessionFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which listed sessions are wanted."""

    phase: str | None = None
    mode: str | None = None


class SessionStore:
    """Statements on the table of sessions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find_by_code(self, code: str) -> SessionRow | None:
        """The session with this code, finished ones included: codes are never used again."""
        if not (code.isascii() and code.isalnum()):
            # No code looks like this, and PostgreSQL would stumble over a NUL in it.
            return None
        async with self._database.read() as tx:
            found = (await tx.execute(select(sessions).where(sessions.c.code == code))).first()
        return _row(found) if found is not None else None

    async def list_open(self, wanted: SessionFilter, *, limit: int, cursor: str | None = None) -> Page[SessionRow]:
        """Listed sessions that are not over, the latest event first. The cursor is `<last_event_at>.<id>`."""
        conditions = [sessions.c.is_listed, sessions.c.phase.in_(OPEN_PHASES), sessions.c.password_hash.is_(None)]
        if wanted.phase is not None:
            conditions.append(sessions.c.phase == wanted.phase)
        if wanted.mode is not None:
            conditions.append(sessions.c.mode == wanted.mode)
        if cursor is not None:
            conditions.append(_before(cursor))
        order = (sessions.c.last_event_at.desc(), sessions.c.id.desc())
        async with self._database.read() as tx:
            found = await tx.execute(select(sessions).where(*conditions).order_by(*order).limit(limit + 1))
            rows = tuple(_row(row) for row in found)
        more = f"{rows[limit - 1].last_event_at}.{rows[limit - 1].id}" if len(rows) > limit else None
        return Page(rows[:limit], more)

    async def list_of_host(self, host: str, *, limit: int) -> tuple[SessionRow, ...]:
        """The latest sessions that a guest made."""
        query = select(sessions).where(sessions.c.host == host).order_by(sessions.c.created_at.desc()).limit(limit)
        async with self._database.read() as tx:
            return tuple(_row(row) for row in await tx.execute(query))

    async def due(self, *, now: int, limit: int) -> list[SessionId]:
        """Sessions whose deadline has passed, the oldest deadline first."""
        query = select(sessions.c.id).where(sessions.c.due_at <= now).order_by(sessions.c.due_at).limit(limit)
        async with self._database.read() as tx:
            return [SessionId(value) for value in await tx.scalars(query)]

    async def set_due(self, session_id: SessionId, *, due_at: int | None) -> None:
        """Correct a deadline that moved without a patch: a day without events begins anew with each event."""
        async with self._database.write() as tx:
            await tx.execute(update(sessions).where(sessions.c.id == session_id).values(due_at=due_at))


def _before(cursor: str) -> ColumnElement[bool]:
    """Rows behind the cursor. A cursor that is not one of ours begins at the top."""
    at, _, session_id = cursor.partition(".")
    last = int(at) if at.isascii() and at.isdigit() and len(at) < 16 else 2**53  # noqa: PLR2004 - sixteen digits is year 5138
    below = session_id if session_id.isascii() and session_id.isprintable() else ""
    column = sessions.c.last_event_at
    return (column < last) | ((column == last) & (sessions.c.id < below))


def _row(found: Row[tuple[object, ...]]) -> SessionRow:
    return SessionRow(**found._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
