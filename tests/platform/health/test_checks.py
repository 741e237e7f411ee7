"""Checks side by side, each within its time, and one word for all (H6, H8)."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest
from structlog.testing import capture_logs

from arcadia.core.errors import Unavailable
from arcadia.platform.clock import SystemClock
from arcadia.platform.health import About, Check, Health, NotWell, Report, Status
from arcadia.platform.resilience import remaining_s, within


async def well() -> None:
    """A part with nothing to complain of."""


async def down() -> None:
    raise Unavailable("connection to db.internal:5432 refused")


async def told() -> None:
    raise NotWell("run: arcadia db upgrade")


async def broken() -> None:
    raise ZeroDivisionError


async def hang() -> None:
    await asyncio.Event().wait()


async def hang_whatever_comes() -> None:
    """As a driver does that finishes what it began before it heeds a cancellation."""
    ends_at = time.monotonic() + 3
    while time.monotonic() < ends_at:
        try:
            await asyncio.sleep(0.05)
        except asyncio.CancelledError:
            continue


async def look(*checks: Check) -> Report:
    health = Health(About(version="1", environment="test"), SystemClock(), checks)
    try:
        return await health.report()
    finally:
        health.stop()


async def test_h6_a_hung_check_delays_nobody_beyond_its_time() -> None:
    begun = time.monotonic()
    checks = [Check(name=f"hung{n}", look=hang, within_s=0.2) for n in range(20)]
    report = await look(Check(name="well", look=well), *checks)
    assert time.monotonic() - begun < 2, "side by side, not one after the other"
    assert report.checks["hung7"].message == "no answer within 0.2 s"
    assert report.checks["hung7"].latency_ms >= 200
    assert report.checks["well"].status == "healthy"


async def test_h6_a_check_that_heeds_no_cancellation_delays_nobody() -> None:
    begun = time.monotonic()
    report = await look(Check(name="stubborn", look=hang_whatever_comes, within_s=0.1))
    assert time.monotonic() - begun < 2
    assert report.checks["stubborn"].status == "unhealthy"


async def test_h6_a_hung_part_is_asked_once_however_many_ask() -> None:
    asked = 0

    async def count_and_hang() -> None:
        nonlocal asked
        asked += 1
        await hang()

    health = Health(About(version="1", environment="test"), SystemClock())
    health.add(Check(name="hung", look=count_and_hang, within_s=0.05))
    for _ in range(3):
        await asyncio.gather(*(health.report() for _ in range(10)))
    health.stop()
    assert asked == 1


async def test_h6_a_part_that_hung_is_well_again_when_it_answers() -> None:
    may_answer = asyncio.Event()

    async def wait() -> None:
        await may_answer.wait()

    health = Health(About(version="1", environment="test"), SystemClock(), [Check(name="a", look=wait, within_s=0.05)])
    assert (await health.report()).status == "unhealthy"
    may_answer.set()
    await health.report()
    assert (await health.report()).status == "healthy"


async def test_h6_one_callers_deadline_is_not_that_of_a_look_which_others_wait_for_too() -> None:
    left: list[float] = []

    async def note() -> None:
        left.append(remaining_s(100))

    async with within(1):
        await look(Check(name="a", look=note))
    assert left == [100]


async def test_h6_a_check_that_breaks_is_a_finding_and_a_line_of_the_log() -> None:
    with capture_logs() as logged:
        report = await look(Check(name="broken", look=broken), Check(name="well", look=well))
    assert (report.status, report.checks["broken"].message) == (
        "unhealthy",
        "the check itself broke: ZeroDivisionError",
    )
    assert [line["event"] for line in logged] == ["health_check_broke"]


@pytest.mark.parametrize(
    ("part", "is_required", "status"),
    [
        (well, True, "healthy"),
        (well, False, "healthy"),
        (down, True, "unhealthy"),
        (down, False, "degraded"),
        (None, True, "healthy"),
        (None, False, "healthy"),
    ],
)
async def test_h8_what_is_not_configured_is_never_unhealthy_and_what_has_a_fallback_is_degraded_when_down(
    part: Callable[[], Awaitable[None]] | None, is_required: bool, status: str
) -> None:
    check = Check(name="part", look=part, is_required=is_required, instead="memory serves")
    report = await look(check, Check(name="other", look=well))
    assert (report.status, report.checks["part"].status) == (status, status)
    assert report.checks["part"].is_configured == (part is not None)


async def test_h8_the_worst_part_is_the_word_for_the_whole() -> None:
    parts = [Check(name="a", look=well), Check(name="b", look=down, is_required=False, instead="memory serves")]
    assert (await look(*parts)).status == "degraded"
    report = await look(*parts, Check(name="c", look=down))
    assert report.status == "unhealthy"
    assert report.summary() == {"checks": 3, "healthy": 1, "degraded": 1, "unhealthy": 1}
    assert report.hindrances().keys() == {"c"}, "what has a fallback keeps nobody from being ready"
    assert (await look()).status == Status.HEALTHY


async def test_h4_what_names_hosts_is_for_operators() -> None:
    report = await look(Check(name="a", look=down), Check(name="b", look=told))
    assert "db.internal" not in str(report.for_everybody())
    assert "db.internal" not in str(report.hindrances())
    assert report.hindrances()["b"] == "run: arcadia db upgrade"
    assert "db.internal" in report.faults()["a"]
