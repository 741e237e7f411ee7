"""The table of seat tokens: a few for each seat, known by their hashes alone."""

from collections.abc import Collection

import msgspec
from sqlalchemy import ColumnElement, delete, func, insert, select

from arcadia.core.ids import SessionId
from arcadia.platform.db import Database
from arcadia.play.models import seat_tokens, sessions


class SeatTokenRow(msgspec.Struct, frozen=True, kw_only=True):
    """A token as it is kept: the seat and who sat there, what its maker calls it, and when it was made, in ms since 1970."""

    token_hash: str
    id: str
    seat: int
    principal: str
    name: str
    made_at: int


_COLUMNS = tuple(seat_tokens.c[name] for name in SeatTokenRow.__struct_fields__)


class SeatTokenStore:
    """Statements on the table of seat tokens."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, session_id: SessionId, row: SeatTokenRow, *, most: int) -> bool:
        """Keep a token, unless its seat has `most` already; return whether it is kept."""
        of_seat = _of_session(session_id) & (seat_tokens.c.seat == row.seat)
        async with self._database.write() as tx:
            # Those who make one at once follow each other, so that none is made beyond the most.
            await tx.execute(select(sessions.c.id).where(sessions.c.id == session_id).with_for_update())
            if (await tx.scalar(select(func.count()).where(of_seat)) or 0) >= most:
                return False
            await tx.execute(insert(seat_tokens).values(session_id=session_id, **msgspec.structs.asdict(row)))
        return True

    async def remove(self, session_id: SessionId, *, seat: int, token_id: str) -> bool:
        """Forget a token of a seat; return whether there was one."""
        one = _of_session(session_id) & (seat_tokens.c.seat == seat) & (seat_tokens.c.id == token_id)
        async with self._database.write() as tx:
            return (await tx.execute(delete(seat_tokens).where(one))).rowcount > 0

    async def remove_ended(self, session_id: SessionId, *, seats: Collection[int] | None, until: int) -> int:
        """Forget the tokens of some seats, or of all, that were made up to a moment (in ms); return how many."""
        ended = _of_session(session_id) & (seat_tokens.c.made_at <= until)
        if seats is not None:
            ended &= seat_tokens.c.seat.in_(seats)
        async with self._database.write() as tx:
            return (await tx.execute(delete(seat_tokens).where(ended))).rowcount

    async def find(self, session_id: SessionId, token_hash: str) -> SeatTokenRow | None:
        """Return a session's token, or None."""
        good = _of_session(session_id) & (seat_tokens.c.token_hash == token_hash)
        async with self._database.read() as tx:
            found = (await tx.execute(select(*_COLUMNS).where(good))).mappings().first()
        return SeatTokenRow(**found) if found is not None else None

    async def list_of(self, session_id: SessionId, *, seat: int) -> tuple[SeatTokenRow, ...]:
        """Return a seat's tokens, the oldest first."""
        wanted = select(*_COLUMNS).where(_of_session(session_id) & (seat_tokens.c.seat == seat))
        async with self._database.read() as tx:
            rows = await tx.execute(wanted.order_by(seat_tokens.c.made_at, seat_tokens.c.id))
            return tuple(SeatTokenRow(**row) for row in rows.mappings())

    async def find_known(self, hashes: Collection[str]) -> frozenset[str]:
        """Return those of some hashes that are still kept."""
        wanted = select(seat_tokens.c.token_hash).where(seat_tokens.c.token_hash.in_(hashes))
        async with self._database.read() as tx:
            return frozenset(str(row.token_hash) for row in await tx.execute(wanted))


def _of_session(session_id: SessionId) -> ColumnElement[bool]:
    return seat_tokens.c.session_id == session_id
