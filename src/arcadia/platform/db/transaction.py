"""What a store gets to work with: a connection inside a transaction that somebody else ends."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final, TypeAlias, TypeVarTuple, Unpack, overload

from sqlalchemy import CursorResult, Executable, ScalarResult
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.sql.selectable import TypedReturnsRows

from arcadia.platform.db.outages import outages_named

_log: Final = logging.getLogger(__name__)
_Columns = TypeVarTuple("_Columns")
Parameters: TypeAlias = Mapping[str, Any] | Sequence[Mapping[str, Any]] | None


class Transaction:
    """A transaction that may only read. Ends with the `async with` block of `db.read()`."""

    __slots__ = ("_connection",)

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    @overload
    async def execute(
        self, statement: TypedReturnsRows[Unpack[_Columns]], parameters: Parameters = None
    ) -> CursorResult[Unpack[_Columns]]: ...

    @overload
    async def execute(
        self, statement: Executable, parameters: Parameters = None
    ) -> CursorResult[Unpack[tuple[Any, ...]]]: ...

    async def execute(self, statement: Executable, parameters: Parameters = None) -> CursorResult[Any]:
        """Run one statement and buffer its rows; a sequence of mappings runs it once for each.

        Raises:
            Unavailable: the database is away.
            sqlalchemy.exc.IntegrityError: a constraint refused the change.
        """
        with outages_named("reach the database"):
            return await self._connection.execute(statement, parameters)

    async def scalar(self, statement: Executable, parameters: Parameters = None) -> Any:  # noqa: ANN401 - a column's value
        """Run one statement and return the first column of its first row, or None where there is no row."""
        return (await self.execute(statement, parameters)).scalar()

    async def scalars(self, statement: Executable, parameters: Parameters = None) -> ScalarResult[Any]:
        """Run one statement and return the first column of all rows."""
        return (await self.execute(statement, parameters)).scalars()


class WriteTransaction(Transaction):
    """A transaction that may write. The block of `db.write()` commits it; application code never does."""

    __slots__ = ("_callbacks",)

    def __init__(self, connection: AsyncConnection) -> None:
        super().__init__(connection)
        self._callbacks: list[Callable[[], object]] = []

    def after_commit(self, callback: Callable[[], object]) -> None:
        """Call `callback` once the change is durable; a rollback discards it. It must not block.

        An exception in it is logged and does not reach the caller, whose change is stored and stays.
        """
        self._callbacks.append(callback)

    async def commit(self) -> None:
        """Commit and call back; for `db.write()` only. A commit that has begun is finished even when cancelled."""
        await undisturbed(self._commit_and_tell())

    async def _commit_and_tell(self) -> None:
        with outages_named("store the change, or learn whether it was stored"):
            await self._connection.commit()
        for callback in self._callbacks:
            try:
                callback()
            except Exception:
                _log.exception("a callback after commit failed")


@asynccontextmanager
async def connected(engine: AsyncEngine, doing: str) -> AsyncIterator[AsyncConnection]:
    """Take a connection from the pool and give it back, rolled back where nobody committed, whatever happens.

    Raises:
        Unavailable: none can be had; the sentence says that we could not do `doing`.
    """
    with outages_named(doing):
        connection = await engine.connect()
    try:
        yield connection
    finally:
        await undisturbed(connection.close())


async def undisturbed(work: Coroutine[Any, Any, None]) -> None:
    """Wait for `work` to end even when we are cancelled meanwhile; the cancellation is raised afterwards."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task})
        if not task.cancelled() and task.exception() is not None:
            _log.warning("work that outlived its caller failed", exc_info=task.exception())
        raise
