"""S7: the time that a request has left travels with it."""

import asyncio
import time

import pytest

from arcadia.platform.resilience import DeadlineExceeded, remaining_s, within


async def test_s7_without_a_deadline_a_step_has_its_own_time() -> None:
    assert remaining_s(3) == 3


async def test_s7_inside_a_deadline_no_step_has_more_than_is_left() -> None:
    async with within(0.5):
        assert 0 < remaining_s(3) <= 0.5
        assert remaining_s(0.1) == 0.1
        task = asyncio.create_task(asyncio.sleep(0, remaining_s(3)))
        assert await task <= 0.5, "tasks begun inside have it too"
    assert remaining_s(3) == 3


async def test_s7_what_takes_longer_is_stopped_and_says_so() -> None:
    begun = time.monotonic()
    with pytest.raises(DeadlineExceeded, match=r"no answer within 0\.05 s"):
        async with within(0.05):
            await asyncio.sleep(5)
    assert time.monotonic() - begun < 4


async def test_s7_an_inner_deadline_never_outlasts_the_outer_one() -> None:
    with pytest.raises(DeadlineExceeded):
        async with within(0.05), within(60):
            await asyncio.sleep(5)


async def test_s7_nothing_begins_when_no_time_is_left() -> None:
    ran = False
    with pytest.raises(DeadlineExceeded):
        async with within(0.001):
            time.sleep(0.01)  # noqa: ASYNC251 - a step that does not yield uses the time up
            async with within(1):
                ran = True
    assert not ran


async def test_s7_another_timeout_inside_is_not_taken_for_the_deadline() -> None:
    with pytest.raises(TimeoutError):
        async with within(5), asyncio.timeout(0.01):
            await asyncio.sleep(1)
