"""The log's own connections to PostgreSQL: a few, planned for one statement, back by themselves after a restart."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final, NoReturn, TypeAlias

import asyncpg

from arcadia.core.errors import Unavailable
from arcadia.platform.db.outages import is_outage

Connection: TypeAlias = "asyncpg.pool.PoolConnectionProxy[asyncpg.Record]"

CONNECTIONS: Final = 6
CONNECT_S: Final = 3.0
STATEMENT_MS: Final = 8_000
"""The server gives a statement up after this, so that we know what became of it before our own patience (10 s) ends."""
ANSWER_S: Final = 10.0
LOCK_MS: Final = 5_000
_TRIES: Final = 2


class PostgresPool:
    """A pool that is made at first use. An absent server is `Unavailable`, never an exception of the driver."""

    def __init__(self, url: str, settings: dict[str, str]) -> None:
        self._url = url
        self._settings = {
            "application_name": "arcadia-log",
            "statement_timeout": str(STATEMENT_MS),
            "lock_timeout": str(LOCK_MS),
            **settings,
        }
        self._pool: asyncpg.Pool[asyncpg.Record] | None = None
        self._opening = asyncio.Lock()

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """Take a connection.

        Raises:
            Unavailable: none can be had; nothing was sent.
        """
        pool = await self._get_pool()
        try:
            connection = await pool.acquire(timeout=CONNECT_S)
        except Exception as error:  # noqa: BLE001 - raised again, an outage under its own name
            raise_unavailable(error)
        try:
            yield connection
        finally:
            await pool.release(connection)

    async def fetch(self, sql: str, *values: object) -> list[Any]:
        """Run a statement that only reads; a connection that turns out dead is replaced once.

        Raises:
            Unavailable: the server is away.
        """
        for tries_left in reversed(range(_TRIES)):
            try:
                async with self.connection() as connection:
                    return await connection.fetch(sql, *values)
            except Exception as error:  # noqa: BLE001 - same
                if not is_away(error) or tries_left == 0:
                    raise_unavailable(error)
        message = "unreachable: the last try returns or raises"
        raise AssertionError(message)

    async def _get_pool(self) -> "asyncpg.Pool[asyncpg.Record]":
        async with self._opening:
            if self._pool is None:
                self._pool = await asyncpg.create_pool(
                    self._url,
                    min_size=0,
                    max_size=CONNECTIONS,
                    timeout=CONNECT_S,
                    command_timeout=ANSWER_S,
                    server_settings=self._settings,
                    reset=_keep,
                )
            return self._pool

    async def close(self) -> None:
        """Close all connections; those in use are waited for."""
        if self._pool is not None:
            await self._pool.close()


async def _keep(_connection: object) -> None:
    """Nothing has to be put back after our statements, and the driver's own way costs a round trip each time."""


def terminate(connection: Connection) -> None:
    """Let go of a connection whose state is unknown, without waiting for the server."""
    # The pool takes a connection back by itself when it sees that it is lost; then there is nothing left to do.
    with contextlib.suppress(asyncpg.InterfaceError):
        connection.terminate()


def is_away(error: BaseException) -> bool:
    """Whether an error of the driver means that the server cannot be reached, or went away meanwhile."""
    if isinstance(error, asyncpg.InterfaceError):
        # Values of a wrong type or size are an InterfaceError as well, and our own mistake.
        return not isinstance(error, ValueError | TypeError)
    return isinstance(error, Unavailable) or is_outage(error)


def raise_unavailable(error: Exception) -> NoReturn:
    """Raise an outage as `Unavailable` and every other error as it is."""
    if isinstance(error, Unavailable) or not is_away(error):
        raise error
    message = f"the event log could not be reached: {type(error).__name__}: {error}"
    raise Unavailable(message) from error
