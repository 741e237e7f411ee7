"""L7: a pool of the database that lets people wait tightens the budgets, and they recover; on both kinds, for real."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress

import pytest

from arcadia.core.errors import Unavailable
from arcadia.platform.bus import MemoryBus
from arcadia.platform.clock import SystemClock
from arcadia.platform.config.settings import LimitsMode
from arcadia.platform.db import Database, open_database
from arcadia.platform.db.pools import longest_wait_s
from arcadia.platform.observability import Counters
from arcadia.platform.ratelimit import RateLimits
from arcadia.platform.ratelimit.changes import ChangeStore
from arcadia.platform.ratelimit.load import LATE_S, LEAST_SHARE
from arcadia.platform.ratelimit.memory import MemoryLimiter
from arcadia.platform.security import KeyRing

PATIENCE_S = 60


@pytest.fixture
async def database(tables_url: str) -> AsyncIterator[Database]:
    opened = open_database(tables_url)
    yield opened
    await opened.close()


def wait_s(database: Database) -> float:
    return longest_wait_s(database.pools())


@asynccontextmanager
async def watched(database: Database) -> AsyncIterator[RateLimits]:
    limits = RateLimits(
        MemoryLimiter(SystemClock()),
        ChangeStore(database),
        bus=MemoryBus(Counters()),
        clock=SystemClock(),
        keys=KeyRing(["a key for tests only, which nobody else has"]),
        mode=LimitsMode.ON,
    )
    async with limits.following(find_pools=database.pools):
        yield limits


async def until(holds: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not holds():
            await asyncio.sleep(0.01)


@asynccontextmanager
async def every_connection_taken(database: Database) -> AsyncIterator[None]:
    """Lend out all connections for reading, and let somebody wait for one more all the time."""

    async def ask_again_and_again() -> None:
        while True:
            with suppress(Unavailable):
                async with database.read():
                    pass
            await asyncio.sleep(0)

    async with AsyncExitStack() as taken:
        for _ in range(max(pool.size for pool in database.pools().values())):
            await taken.enter_async_context(database.read())
        asking = asyncio.create_task(ask_again_and_again())
        try:
            yield
        finally:
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)


async def test_l7_a_pool_without_a_connection_left_tightens_the_budgets_and_they_recover(database: Database) -> None:
    async with watched(database) as limits:
        full = limits.budgets.get("api").limit
        async with every_connection_taken(database):
            await until(lambda: limits.budgets.share == LEAST_SHARE)
            assert limits.budgets.get("api").limit == round(full * LEAST_SHARE)
        await until(lambda: limits.budgets.share == 1.0)
        assert limits.budgets.get("api").limit == full
        assert wait_s(database) == 0.0


async def test_l7_a_full_pool_for_which_nobody_waits_is_no_overload(database: Database) -> None:
    async with AsyncExitStack() as taken:
        for _ in range(max(pool.size for pool in database.pools().values())):
            await taken.enter_async_context(database.read())
        await asyncio.sleep(LATE_S * 1.5)
        assert any(pool.in_use == pool.size for pool in database.pools().values())
        assert wait_s(database) == 0.0


async def test_l7_the_wait_is_that_of_whoever_came_first_and_ends_with_it(database: Database) -> None:
    async with every_connection_taken(database):
        await until(lambda: wait_s(database) > LATE_S)
        second = asyncio.create_task(database.ping())
        await until(lambda: wait_s(database) > 2 * LATE_S)
        second.cancel()
        await asyncio.gather(second, return_exceptions=True)
        assert wait_s(database) > 0.0, "the first one waits on"
    await until(lambda: wait_s(database) == 0.0)


async def test_l7_writers_that_wait_for_their_turn_are_seen(sqlite_tables_url: str) -> None:
    database = open_database(sqlite_tables_url)
    may_end = asyncio.Event()

    async def write() -> None:
        async with database.write():
            await may_end.wait()

    writers = [asyncio.create_task(write()) for _ in range(3)]
    await until(lambda: wait_s(database) > LATE_S)
    assert database.pools()["writer"].waited_s > LATE_S
    assert database.pools()["readers"].waited_s == 0.0
    may_end.set()
    await asyncio.gather(*writers)
    assert wait_s(database) == 0.0
    await database.close()
