"""The table of view tokens: one a view of a session, known by its hash alone."""

from collections.abc import Collection

import msgspec
from sqlalchemy import ColumnElement, delete, insert, select

from arcadia.core.ids import SessionId
from arcadia.platform.db import Database
from arcadia.play.models import sessions, view_tokens


class ViewTokenRow(msgspec.Struct, frozen=True, kw_only=True):
    """A token as it is kept: the view that it shows, the seat that made it, and when, in ms since 1970."""

    token_hash: str
    view: str
    maker: int
    made_at: int


_COLUMNS = (view_tokens.c.token_hash, view_tokens.c.view, view_tokens.c.maker, view_tokens.c.made_at)


class ViewTokenStore:
    """Statements on the table of view tokens."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, session_id: SessionId, row: ViewTokenRow) -> None:
        """Keep a token in the place of the one that its view had."""
        async with self._database.write() as tx:
            # Two who make one at once follow each other: the later one stands.
            await tx.execute(select(sessions.c.id).where(sessions.c.id == session_id).with_for_update())
            await tx.execute(delete(view_tokens).where(_of(session_id, row.view)))
            await tx.execute(insert(view_tokens).values(session_id=session_id, **msgspec.structs.asdict(row)))

    async def remove(self, session_id: SessionId, view: str) -> bool:
        """Forget the token of a view; return whether there was one."""
        async with self._database.write() as tx:
            return (await tx.execute(delete(view_tokens).where(_of(session_id, view)))).rowcount > 0

    async def find(self, session_id: SessionId, token_hash: str) -> ViewTokenRow | None:
        """Return a session's token, or None."""
        good = (view_tokens.c.token_hash == token_hash) & (view_tokens.c.session_id == session_id)
        async with self._database.read() as tx:
            found = (await tx.execute(select(*_COLUMNS).where(good))).mappings().first()
        return ViewTokenRow(**found) if found is not None else None

    async def list_of(self, session_id: SessionId) -> tuple[ViewTokenRow, ...]:
        """Return a session's tokens, the oldest first."""
        wanted = select(*_COLUMNS).where(view_tokens.c.session_id == session_id).order_by(view_tokens.c.made_at)
        async with self._database.read() as tx:
            return tuple(ViewTokenRow(**row) for row in (await tx.execute(wanted)).mappings())

    async def find_known(self, hashes: Collection[str]) -> frozenset[str]:
        """Return those of some hashes that are still kept."""
        wanted = select(view_tokens.c.token_hash).where(view_tokens.c.token_hash.in_(hashes))
        async with self._database.read() as tx:
            return frozenset(str(row.token_hash) for row in await tx.execute(wanted))


def _of(session_id: SessionId, view: str) -> ColumnElement[bool]:
    return (view_tokens.c.session_id == session_id) & (view_tokens.c.view == view)
