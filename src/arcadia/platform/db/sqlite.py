"""SQLite in a file: one writer with a queue before it, a few readers beside it."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import AsyncAdaptedQueuePool, Connection, Engine, create_engine, event, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.util import greenlet_spawn

from arcadia.platform.db.outages import outages_named
from arcadia.platform.db.pools import PoolUse, WaitingLine, pool_use
from arcadia.platform.db.transaction import Transaction, WriteTransaction, connected, undisturbed

PRAGMAS: Final = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=5000",
    # A batch of the log writes a page per session; at the default of 1,000 pages every second one would checkpoint.
    "PRAGMA wal_autocheckpoint=2000",
)
"""What every connection to the file sets first, the event log's own included."""

_READERS: Final = 4
_READER_WAIT_S: Final = 5


class SqliteDatabase:
    """A SQLite file.

    Invariant: whoever writes to the file in this process holds `write_lock`. Other processes (commands) are kept
    apart by SQLite itself, with `busy_timeout`.
    """

    kind: Final = "sqlite"

    def __init__(self, path: Path) -> None:
        self.path: Final = path
        self.url: Final = f"sqlite:///{path}"
        self.write_lock: Final = asyncio.Lock()
        """FIFO and safe to cancel while waiting; take it on the event loop, then write from any thread."""
        self._writer: Final = _make_engine(path, begin="BEGIN IMMEDIATE", extra=(), size=1)
        self._readers: Final = _make_engine(path, begin="BEGIN", extra=("PRAGMA query_only=ON",), size=_READERS)
        self._writing_line: Final = WaitingLine()
        self._reading_line: Final = WaitingLine()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Transaction]:
        """See `Database.read`."""
        async with connected(self._readers, self._reading_line, "read from the database") as connection:
            yield Transaction(connection)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[WriteTransaction]:
        """See `Database.write`."""
        async with self._turn(), connected(self._writer, self._writing_line, "write to the database") as connection:
            with outages_named("write to the database"):
                await undisturbed(greenlet_spawn(connection.begin))
            transaction = WriteTransaction(connection)
            yield transaction
            await transaction.commit()

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        with self._writing_line.standing(is_needed=self.write_lock.locked()):
            await self.write_lock.acquire()
        try:
            yield
        finally:
            self.write_lock.release()

    async def ping(self) -> None:
        """See `Database.ping`."""
        async with self.read() as tx:
            await tx.execute(text("SELECT 1"))

    async def now_ms(self) -> int | None:
        """See `Database.now_ms`. A file has no clock."""
        return None

    def pools(self) -> Mapping[str, PoolUse]:
        """See `Database.pools`."""
        return {
            "writer": pool_use(self._writer, self._writing_line),
            "readers": pool_use(self._readers, self._reading_line),
        }

    async def close(self) -> None:
        """See `Database.close`."""
        await greenlet_spawn(self._writer.dispose)
        await greenlet_spawn(self._readers.dispose)


def _make_engine(path: Path, *, begin: str, extra: tuple[str, ...], size: int) -> Engine:
    engine = create_engine(
        f"sqlite+aiosqlite:///{path}",
        poolclass=AsyncAdaptedQueuePool,
        pool_size=size,
        max_overflow=0,
        pool_timeout=_READER_WAIT_S,
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: DBAPIConnection, _record: Any) -> None:  # noqa: ANN401 - SQLAlchemy's own signature
        # The driver's own BEGIN comes late and deferred; we say it ourselves.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (*PRAGMAS, *extra):
            cursor.execute(pragma)
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
