"""The table of tickets: each row opens one thing, for whoever asks first on any node."""

from sqlalchemy import ColumnElement, Delete, delete, insert, select

from arcadia.core.ids import SessionId
from arcadia.platform.db import Database
from arcadia.play.models import stream_tickets


class TicketStore:
    """Statements on the table of tickets."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, token_hash: str, session_id: SessionId, principal: str, *, expires_at: int, now: int) -> None:
        """Keep a ticket, and forget those that nobody used in time."""
        kept = {"token_hash": token_hash, "session_id": session_id, "principal": principal, "expires_at": expires_at}
        async with self._database.write() as tx:
            await tx.execute(_expired(now))
            await tx.execute(insert(stream_tickets).values(kept))

    async def forget_expired(self, *, now: int) -> int:
        """Forget the tickets that nobody used in time; return how many."""
        async with self._database.write() as tx:
            return (await tx.execute(_expired(now))).rowcount

    async def find(self, token_hash: str, session_id: SessionId, *, now: int) -> str | None:
        """Return whose a ticket is, and leave it; None where `take` would return None."""
        async with self._database.read() as tx:
            wanted = select(stream_tickets.c.principal).where(_good(token_hash, session_id, now))
            found = (await tx.execute(wanted)).first()
        return str(found.principal) if found is not None else None

    async def take(self, token_hash: str, session_id: SessionId, *, now: int) -> str | None:
        """Use up a ticket and return whose it is; None where it is used, too old, unknown or for another session.

        What is not there is looked for without the write lock, so that guessing holds up nobody.
        """
        if await self.find(token_hash, session_id, now=now) is None:
            return None
        good = _good(token_hash, session_id, now)
        async with self._database.write() as tx:
            taken = (await tx.execute(delete(stream_tickets).where(good).returning(stream_tickets.c.principal))).first()
        return str(taken.principal) if taken is not None else None


def _good(token_hash: str, session_id: SessionId, now: int) -> ColumnElement[bool]:
    return (
        (stream_tickets.c.token_hash == token_hash)
        & (stream_tickets.c.session_id == session_id)
        & (stream_tickets.c.expires_at >= now)
    )


def _expired(now: int) -> Delete:
    return delete(stream_tickets).where(stream_tickets.c.expires_at < now)
