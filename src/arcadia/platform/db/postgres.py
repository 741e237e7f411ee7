"""PostgreSQL through asyncpg: ordinary transactions from a small pool that survives a restart of the server."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Final

from sqlalchemy import AsyncAdaptedQueuePool, Connection, Engine, create_engine, make_url, text
from sqlalchemy.util import greenlet_spawn

from arcadia.platform.db.pools import PoolUse, WaitingLine, pool_use
from arcadia.platform.db.transaction import Transaction, WriteTransaction, connected

_CONNECTIONS: Final = 8
_WAIT_S: Final = 3
_STATEMENT_S: Final = 10


class PostgresDatabase:
    """A PostgreSQL server. Connections are tested when taken, so that a restarted server is noticed at once."""

    kind: Final = "postgresql"

    def __init__(self, url: str) -> None:
        self.url: Final = url
        self._engine: Final = _make_engine(url)
        self._line: Final = WaitingLine()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Transaction]:
        """See `Database.read`."""
        async with connected(self._engine, self._line, "read from the database") as connection:
            # Sets them on the connection for this transaction; no statement is sent yet.
            await greenlet_spawn(_make_read_only, connection)
            yield Transaction(connection)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[WriteTransaction]:
        """See `Database.write`."""
        async with connected(self._engine, self._line, "write to the database") as connection:
            transaction = WriteTransaction(connection)
            yield transaction
            await transaction.commit()

    async def ping(self) -> None:
        """See `Database.ping`."""
        async with self.read() as tx:
            await tx.execute(text("SELECT 1"))

    async def now_ms(self) -> int | None:
        """See `Database.now_ms`."""
        async with self.read() as tx:
            now: int = await tx.scalar(text("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint"))
        return now

    def pools(self) -> Mapping[str, PoolUse]:
        """See `Database.pools`."""
        return {"connections": pool_use(self._engine, self._line)}

    async def close(self) -> None:
        """See `Database.close`."""
        await greenlet_spawn(self._engine.dispose)


def _make_read_only(connection: Connection) -> None:
    connection.execution_options(postgresql_readonly=True, isolation_level="REPEATABLE READ")


def _make_engine(url: str) -> Engine:
    return create_engine(
        make_url(url).set(drivername="postgresql+asyncpg"),
        poolclass=AsyncAdaptedQueuePool,
        pool_size=_CONNECTIONS,
        max_overflow=0,
        pool_timeout=_WAIT_S,
        pool_pre_ping=True,
        connect_args={
            "timeout": _WAIT_S,
            "command_timeout": _STATEMENT_S,
            "server_settings": {"application_name": "arcadia"},
        },
    )
