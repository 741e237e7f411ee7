"""What a store gets to work with: a connection inside a transaction that somebody else ends.

SQLAlchemy's own async classes bring its whole ORM along, a quarter of a second at every start. All they do for Core
is to run the synchronous calls in a greenlet; so do we.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any, Final, TypeAlias, TypeVar, TypeVarTuple, overload

from sqlalchemy import Connection, CursorResult, Engine, Executable, ScalarResult
from sqlalchemy.sql.selectable import TypedReturnsRows
from sqlalchemy.util import greenlet_spawn

from arcadia.platform.db.outages import outages_named
from arcadia.platform.db.pools import WaitingLine, is_exhausted

_log: Final = logging.getLogger(__name__)
_Columns = TypeVarTuple("_Columns")
_Value = TypeVar("_Value")
Parameters: TypeAlias = Mapping[str, Any] | Sequence[Mapping[str, Any]] | None


class Transaction:
    """A transaction that may only read. Ends with the `async with` block of `db.read()`."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @overload
    async def execute(
        self, statement: TypedReturnsRows[*_Columns], parameters: Parameters = None
    ) -> CursorResult[*_Columns]: ...

    @overload
    async def execute(self, statement: Executable, parameters: Parameters = None) -> CursorResult[*tuple[Any, ...]]: ...

    async def execute(self, statement: Executable, parameters: Parameters = None) -> CursorResult[Any]:
        """Run one statement and buffer its rows; a sequence of mappings runs it once for each.

        Raises:
            Unavailable: the database is away.
            sqlalchemy.exc.IntegrityError: a constraint refused the change.
        """
        with outages_named("reach the database"):
            return await undisturbed(greenlet_spawn(self._connection.execute, statement, parameters))

    async def scalar(self, statement: Executable, parameters: Parameters = None) -> Any:  # noqa: ANN401 - a column's value
        """Run one statement and return the first column of its first row, or None where there is no row."""
        return (await self.execute(statement, parameters)).scalar()

    async def scalars(self, statement: Executable, parameters: Parameters = None) -> ScalarResult[Any]:
        """Run one statement and return the first column of all rows."""
        return (await self.execute(statement, parameters)).scalars()


class WriteTransaction(Transaction):
    """A transaction that may write. The block of `db.write()` commits it; application code never does."""

    __slots__ = ("_callbacks",)

    def __init__(self, connection: Connection) -> None:
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
            await greenlet_spawn(self._connection.commit)
        for callback in self._callbacks:
            try:
                callback()
            except Exception:  # noqa: BLE001 - whatever it is, the change is stored and the next callback counts
                _log.exception("a callback after commit failed")


@asynccontextmanager
async def connected(engine: Engine, line: WaitingLine, doing: str) -> AsyncIterator[Connection]:
    """Take a connection from the pool and give it back, rolled back where nobody committed, whatever happens.

    Raises:
        Unavailable: none can be had; the sentence says that we could not do `doing`.
    """
    with outages_named(doing), line.standing(is_needed=is_exhausted(engine)):
        connection = await undisturbed(greenlet_spawn(engine.connect), undo=_give_back)
    try:
        yield connection
    finally:
        await undisturbed(_give_back(connection))


async def _give_back(connection: Connection) -> None:
    await greenlet_spawn(connection.close)


async def undisturbed(
    work: Coroutine[Any, Any, _Value], *, undo: Callable[[_Value], Awaitable[None]] | None = None
) -> _Value:
    """Wait for `work` to end even when we are cancelled meanwhile; then undo it and raise the cancellation.

    A driver that is cancelled in the middle leaves a connection behind that nobody can use, and a thread that still
    writes; a statement is short, so waiting for it is the lesser evil.
    """
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        while not task.done():
            with suppress(asyncio.CancelledError):
                await asyncio.wait({task})
        if task.cancelled() or task.exception() is not None:
            _log.warning("work failed after its caller was cancelled", exc_info=_fault_of(task))
        elif undo is not None:
            await undo(task.result())
        raise


def _fault_of(task: "asyncio.Task[Any]") -> BaseException | None:
    return None if task.cancelled() else task.exception()
