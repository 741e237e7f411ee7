"""Budgets that change while a process runs (L7), what holds without the server (L5), and what is counted (L6)."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from arcadia.core.errors import NotFound
from arcadia.platform.bus import Bus, MemoryBus
from arcadia.platform.clock import SystemClock
from arcadia.platform.config.settings import LimitsMode
from arcadia.platform.db import Database, open_database
from arcadia.platform.flags.catalogue import LIMITS_BUDGETS
from arcadia.platform.health.checks import NotWell
from arcadia.platform.health.parts import look_at_limits
from arcadia.platform.observability import Counters
from arcadia.platform.ratelimit import BUDGETS, Caller, Limiter, RateLimits, WhenDown
from arcadia.platform.ratelimit.analytics import MOST_KEPT, LimitAnalytics
from arcadia.platform.ratelimit.changes import ChangeStore
from arcadia.platform.ratelimit.current import Change, CurrentBudgets
from arcadia.platform.ratelimit.fallback import ALONE, CUT_OFF, SHARED
from arcadia.platform.ratelimit.load import LATE_S, LEAST_SHARE, next_share
from arcadia.platform.ratelimit.memory import MemoryLimiter
from arcadia.platform.ratelimit.redis import make_shared_limiter
from arcadia.platform.redis.server import RedisServer
from arcadia.platform.security import KeyRing
from support.flags import open_flags, put_flags
from support.redis import RedisProgram

PATIENCE_S = 30
KEYS = KeyRing(["a key for tests only, which nobody else has"])
ADA = Caller("guest ada", "203.0.113.9")


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not holds():
            await asyncio.sleep(0.01)


class Parts:
    """What a process's limits are made of, on a database of the test's own."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.bus: Bus = MemoryBus(Counters())
        self._databases: list[Database] = []

    def limits(
        self,
        limiter: Limiter | None = None,
        bus: Bus | None = None,
        mode: LimitsMode = LimitsMode.STEADY,
    ) -> RateLimits:
        clock = SystemClock()
        self._databases.append(open_database(self.url))
        return RateLimits(
            limiter or MemoryLimiter(clock),
            ChangeStore(self._databases[-1]),
            bus=bus or self.bus,
            clock=clock,
            keys=KEYS,
            mode=mode,
        )

    async def close(self) -> None:
        for database in self._databases:
            await database.close()


@pytest.fixture
async def parts(sqlite_tables_url: str) -> AsyncIterator[Parts]:
    made = Parts(sqlite_tables_url)
    yield made
    await made.close()


async def test_l7_a_running_process_follows_a_change_and_its_end(parts: Parts) -> None:
    running, command = parts.limits(), parts.limits()
    async with running.following():
        await command.change("api", Change(limit=3))
        await until(lambda: running.budgets.get("api").limit == 3)
        decisions = [(await running.take("api", ADA, route="x")).decision for _ in range(4)]
        assert [one.is_allowed for one in decisions] == [True, True, True, False]
        await command.change("api", Change(limit=5, window_ms=1000))
        await until(lambda: running.budgets.get("api").window_ms == 1000)
        await command.change("api", Change())
        await until(lambda: running.budgets.get("api") == BUDGETS["api"])


async def test_l7_a_change_is_found_without_any_message(parts: Parts) -> None:
    """A command has a bus of its own where there is no server between processes: only the row is left of it."""
    running, command = parts.limits(), parts.limits(bus=MemoryBus(Counters()))
    async with running.following():
        await command.change("sessions", Change(limit=1))
        await until(lambda: running.budgets.get("sessions").limit == 1)
    again = parts.limits()
    async with again.following():
        await until(lambda: again.budgets.get("sessions").limit == 1)


async def test_l7_a_database_that_is_away_changes_nothing(tmp_path: Path) -> None:
    parts = Parts(f"sqlite:///{tmp_path}/never-migrated.db")
    running = parts.limits()
    async with running.following():
        await asyncio.sleep(0.1)
        assert running.budgets.get("api") == BUDGETS["api"]
    await parts.close()


async def test_l7_a_flag_changes_a_budget_and_an_operator_goes_before_it(parts: Parts, tmp_path: Path) -> None:
    path = tmp_path / "flags.json"
    running, command = parts.limits(), parts.limits()

    def wish(**budgets: dict[str, float]) -> None:
        put_flags(path, limits__budgets={"state": "ENABLED", "variants": {"x": budgets}, "defaultVariant": "x"})

    wish(api={"calls": 7, "seconds": 1.5})
    async with open_flags(tmp_path, {"ARCADIA_FLAGS_FILE": str(path)}) as flags, flags.following():
        async with running.following(flags):
            assert running.budgets.get("api").limit == 7
            assert running.budgets.get("api").window_ms == 1_500
            await command.change("api", Change(limit=3))
            await until(lambda: running.budgets.get("api").limit == 3)
            assert running.budgets.get("api").window_ms == 1_500, "what the operator left open"
            wish(api={"calls": 9}, sessions={"calls": 2})
            await until(lambda: running.budgets.get("sessions").limit == 2)
            assert running.budgets.get("api").limit == 3
            await command.change("api", Change())
            await until(lambda: running.budgets.get("api").limit == 9)
            wish()
            await until(lambda: running.budgets.get("api") == BUDGETS["api"])
        wish(api={"calls": 1})
        await until(lambda: flags.get(LIMITS_BUDGETS) != {})
        assert running.budgets.get("api") == BUDGETS["api"], "its time is over"


async def test_l7_a_name_that_no_budget_has_is_refused(parts: Parts) -> None:
    with pytest.raises(NotFound, match="there is no budget 'apis'; there are api, "):
        await parts.limits().change("apis", Change(limit=1))


def test_l7_under_overload_limits_shrink_at_once_and_grow_back() -> None:
    share, steps = 1.0, 0
    for _ in range(10):
        share = next_share(share, LATE_S)
    assert share == LEAST_SHARE
    while share < 1.0:
        share, steps = next_share(share, 0.0), steps + 1
    assert steps == 7


async def test_l7_a_loop_that_is_held_up_tightens_the_budgets_and_they_recover(parts: Parts) -> None:
    limits = parts.limits(mode=LimitsMode.ON)
    async with limits.following():
        loop = asyncio.get_running_loop()

        def hold_up() -> None:
            until_s = loop.time() + 1.0
            while loop.time() < until_s:
                pass

        async with asyncio.timeout(PATIENCE_S):
            while limits.budgets.share == 1.0:
                hold_up()
                await asyncio.sleep(0)
        assert limits.budgets.get("api").limit <= 50
        assert limits.report().share < 1.0
        await until(lambda: limits.budgets.share == 1.0)
        assert limits.budgets.get("api") == BUDGETS["api"]


def test_l7_a_tightened_budget_lets_at_least_one_through_and_a_closed_one_none() -> None:
    budgets = CurrentBudgets()
    budgets.change("test", {"api": Change(limit=2), "sessions": Change(limit=0), "unheard": Change(limit=1)})
    budgets.tighten(0.25)
    assert (budgets.get("api").limit, budgets.get("sessions").limit) == (1, 0)
    budgets.tighten(1.0)
    assert budgets.get("api").limit == 2


async def test_l5_while_the_server_is_away_each_process_counts_alone_as_the_budget_says(parts: Parts) -> None:
    program = RedisProgram()
    program.start()
    server, counters = RedisServer(program.url), Counters()
    limits = parts.limits(make_shared_limiter(server, SystemClock(), counters))
    try:
        assert BUDGETS["authentication"].when_down is WhenDown.CLOSED
        assert {one.when_down for one in BUDGETS.values() if one.name != "authentication"} == {WhenDown.OPEN}
        await take_until_refused(limits, "authentication", expected=5)
        await take_until_refused(limits, "sessions", expected=10)
        assert limits.report().reach == SHARED
        await look_at_limits(limits)
        program.kill()
        await take_until_refused(limits, "authentication", expected=0)
        await take_until_refused(limits, "sessions", expected=10)
        assert limits.report().reach == CUT_OFF
        with pytest.raises(NotWell, match="the Redis server is away"):
            await look_at_limits(limits)
        assert counters.snapshot()["limits_decided_locally"] == 1 + 11
        program.start()
        await until_shared(limits)
    finally:
        await server.close()
        program.remove()


async def take_until_refused(limits: RateLimits, name: str, *, expected: int) -> None:
    outcomes = [(await limits.take(name, ADA, route="x")).decision.is_allowed for _ in range(expected + 1)]
    assert outcomes == [True] * expected + [False]


async def until_shared(limits: RateLimits) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while limits.report().reach != SHARED:
            await limits.take("api", ADA, route="x")
            await asyncio.sleep(0.1)


async def test_l5_without_a_server_the_report_says_that_limits_are_the_processs_own(parts: Parts) -> None:
    assert parts.limits().report().reach == ALONE


def test_l6_a_crowd_of_strangers_does_not_wash_out_who_is_refused_most() -> None:
    analytics = LimitAnalytics()
    for number in range(5 * MOST_KEPT):
        analytics.count("api", "route", f"stranger {number}", is_allowed=False)
        if number % 4 == 0:
            analytics.count("api", "route", "persistent", is_allowed=False)
    (budget, identity, count), *_ = analytics.top_refused()
    assert (budget, identity) == ("api", "persistent")
    assert count >= 5 * MOST_KEPT / 4
    assert len(analytics.top_refused(10 * MOST_KEPT)) == MOST_KEPT
