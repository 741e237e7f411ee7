"""K5, K6: what keeps the faults of one dependency from spreading: time, number, retries, the breaker, the fallback."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
import stamina
from structlog.testing import capture_logs

from arcadia.core.errors import Unavailable
from arcadia.platform.observability import Counters
from arcadia.platform.resilience import BreakerState, Dependency, DependencyDown, Policy, within

QUICK = Policy(timeout_s=0.05, least_calls=4, window_s=10, open_s=0.1)


def dependency(policy: Policy = QUICK) -> Dependency:
    return Dependency("cache", policy, Counters())


async def fail() -> int:
    raise ConnectionResetError("reset by peer")


async def succeed() -> int:
    return 7


def times_failing(times: int) -> Callable[[], Awaitable[int]]:
    """Work that fails so many times and then succeeds."""
    left = iter(range(times))

    async def work() -> int:
        return await (fail() if next(left, None) is not None else succeed())

    return work


async def opened() -> Dependency:
    broken = dependency()
    for _ in range(4):
        with pytest.raises(DependencyDown, match="cache: reset by peer"):
            await broken.call(fail)
    assert broken.standing.breaker is BreakerState.OPEN
    return broken


async def test_an_answer_passes() -> None:
    assert await dependency().call(succeed) == 7


async def test_k6_a_call_that_hangs_is_stopped() -> None:
    with pytest.raises(DependencyDown, match=r"no answer within 0\.05 s"):
        await dependency().call(lambda: asyncio.sleep(9, 7))


async def test_s7_a_call_has_no_more_time_than_the_request_has_left() -> None:
    slow = dependency(Policy(timeout_s=60))
    with pytest.raises(Unavailable, match="no answer within 0"):
        async with within(0.05):
            await slow.call(lambda: asyncio.sleep(9, 7))


async def test_k6_it_opens_at_half_failures_and_not_before_the_least_number() -> None:
    some = dependency()
    for work in (fail, succeed, fail):
        await some.call_or(work, lambda _: 0)
    assert some.standing.breaker is BreakerState.CLOSED
    await some.call_or(succeed, lambda _: 0)
    assert some.standing.breaker is BreakerState.OPEN
    assert some.standing.openings == 1


async def test_k6_an_open_breaker_makes_no_call() -> None:
    broken = await opened()
    called = False

    async def work() -> int:
        nonlocal called
        called = True
        return 7

    with pytest.raises(DependencyDown, match="left alone for a while"):
        await broken.call(work)
    assert not called


async def test_k6_after_a_while_one_call_tries_and_the_others_do_not_wait_for_it() -> None:
    broken = await opened()
    await asyncio.sleep(0.15)
    waiting = asyncio.Event()

    async def probe() -> int:
        await waiting.wait()
        return 7

    trying = asyncio.create_task(broken.call(probe))
    await asyncio.sleep(0)
    with pytest.raises(DependencyDown):
        await broken.call(succeed)
    waiting.set()
    assert await trying == 7
    assert broken.standing.breaker is BreakerState.CLOSED
    assert await broken.call(succeed) == 7


async def test_k6_a_try_that_fails_opens_it_again() -> None:
    broken = await opened()
    await asyncio.sleep(0.15)
    await broken.call_or(fail, lambda _: 0)
    assert broken.standing.breaker is BreakerState.OPEN
    assert broken.standing.openings == 2


async def test_k5_it_tries_again_as_often_as_the_policy_says() -> None:
    policy = Policy(attempts=3, first_wait_s=0.001, least_calls=100)
    assert await dependency(policy).call(times_failing(2)) == 7
    with pytest.raises(DependencyDown):
        await dependency(policy).call(times_failing(3))


async def test_k5_trying_again_ends_with_its_budget() -> None:
    policy = Policy(attempts=1000, first_wait_s=0.01, budget_s=0.1, least_calls=10_000)
    async with asyncio.timeout(5):
        with pytest.raises(DependencyDown):
            await dependency(policy).call(fail)


async def test_no_more_calls_than_allowed_are_under_way() -> None:
    narrow = dependency(Policy(most_at_once=2))
    leaving = asyncio.Event()
    inside = [asyncio.create_task(narrow.call(leaving.wait)) for _ in range(2)]
    await asyncio.sleep(0)
    assert narrow.standing.in_use == 2
    with pytest.raises(DependencyDown, match="2 calls are under way"):
        await narrow.call(succeed)
    leaving.set()
    assert await asyncio.gather(*inside) == [True, True]
    assert narrow.standing.in_use == 0
    assert narrow.standing.breaker is BreakerState.CLOSED


async def test_a_fault_of_ours_passes_and_is_not_held_against_it() -> None:
    async def wrong() -> int:
        raise KeyError("ours")

    fine = dependency()
    for _ in range(10):
        with pytest.raises(KeyError):
            await fine.call(wrong)
    assert fine.standing.breaker is BreakerState.CLOSED


async def test_a_fallback_stands_in() -> None:
    assert await dependency().call_or(fail, lambda error: len(error.name)) == 5


async def test_k6_an_outage_is_told_by_the_breaker_and_not_by_every_try() -> None:
    """One warning, however often was tried; and the library of retries has no say, nor imports another for it."""
    patient = dependency(Policy(attempts=4, first_wait_s=0.001, least_calls=8))
    with capture_logs() as logged:
        for _ in range(5):
            with pytest.raises(DependencyDown):
                await patient.call(fail)
    warnings = [line["event"] for line in logged if line["log_level"] != "debug"]
    assert warnings == ["breaker_changed"]
    assert stamina.instrumentation.get_on_retry_hooks() == ()
