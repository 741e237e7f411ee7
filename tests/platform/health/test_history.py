"""H10: what scheduled checks came to is kept, counted and bounded, on both databases."""

from collections.abc import AsyncIterator

import pytest

from arcadia.platform.clock import ManualClock
from arcadia.platform.db import Database, open_database
from arcadia.platform.health import About, Check, Health, NotWell, Report
from arcadia.platform.health import history as health_history
from arcadia.platform.health.history import History

NOW = 1_800_000_000_000
DAY_MS = 86_400_000


@pytest.fixture
async def database(tables_url: str) -> AsyncIterator[Database]:
    opened = open_database(tables_url)
    yield opened
    await opened.close()


async def down() -> None:
    raise NotWell("away")


async def well() -> None:
    """Nothing to complain of."""


async def report_of(*checks: Check) -> Report:
    return await Health(About(version="1", environment="test"), ManualClock(NOW), checks).report()


async def test_h10_runs_are_counted_and_the_share_is_that_of_a_service_at_work(database: Database) -> None:
    history = History(database, ManualClock(NOW))
    assert (await history.uptime()).share is None
    degraded = Check(name="b", look=down, is_required=False, instead="memory")
    for checks in ([Check(name="a", look=well)], [degraded], [degraded], [Check(name="a", look=down)]):
        await history.record(await report_of(*checks), took_ms=3)
    uptime = await history.uptime()
    assert (uptime.runs, uptime.healthy, uptime.degraded, uptime.unhealthy, uptime.share) == (4, 1, 2, 1, 0.75)


async def test_h10_figures_are_of_the_last_days_only_and_old_rows_are_forgotten(database: Database) -> None:
    clock = ManualClock(NOW)
    history = History(database, clock)
    await history.record(await report_of(), took_ms=1)
    clock.advance(31 * DAY_MS)
    await history.record(await report_of(), took_ms=1)
    assert (await history.uptime()).runs == 1
    assert (await history.uptime(days=60)).runs == 2
    clock.advance(60 * DAY_MS)
    assert await history.forget() == 1
    assert (await history.uptime(days=1000)).runs == 1


async def test_h10_a_schedule_run_wild_cannot_fill_the_disk(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health_history, "MOST_ROWS", 5)
    clock = ManualClock(NOW)
    history = History(database, clock)
    for _ in range(12):
        clock.advance(1)
        await history.record(await report_of(), took_ms=1)
    assert (await history.uptime()).runs == 5
