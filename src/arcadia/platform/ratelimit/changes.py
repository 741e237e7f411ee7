"""The table of changes that operators made to budgets: the truth, for all processes and across restarts."""

from typing import Final

from sqlalchemy import BigInteger, Column, Integer, String, Table, delete, insert, select

from arcadia.platform.db import Database
from arcadia.platform.db.metadata import metadata
from arcadia.platform.ratelimit.current import Change

limit_changes: Final = Table(
    "limit_changes",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("max_calls", Integer, nullable=True),
    Column("window_ms", Integer, nullable=True),
    Column("changed_at", BigInteger, nullable=False),
)


class ChangeStore:
    """Statements on the table of changes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find_all(self) -> dict[str, Change]:
        """Return every change by the budget's name.

        Raises:
            Unavailable: the database is away, or not migrated.
        """
        async with self._database.read() as tx:
            rows = (await tx.execute(select(limit_changes))).all()
        return {row.name: Change(row.max_calls, row.window_ms) for row in rows}

    async def save(self, name: str, change: Change, *, now: int) -> None:
        """Store what a budget is changed to, in place of what was stored before.

        Raises:
            Unavailable: the database is away.
        """
        values = {"name": name, "max_calls": change.limit, "window_ms": change.window_ms, "changed_at": now}
        async with self._database.write() as tx:
            await tx.execute(delete(limit_changes).where(limit_changes.c.name == name))
            await tx.execute(insert(limit_changes).values(values))

    async def forget(self, name: str) -> None:
        """Let a budget be as planned again.

        Raises:
            Unavailable: the database is away.
        """
        async with self._database.write() as tx:
            await tx.execute(delete(limit_changes).where(limit_changes.c.name == name))
