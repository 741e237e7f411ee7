"""Wrong passwords: 10 a minute per session and address, and right ones do not count (details, "One flat")."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from arcadia.core.errors import TooMany
from arcadia.platform.clock import ManualClock
from arcadia.play.service.attempts import WINDOW_MS, WRONG_TRIES, WrongTries

MANY = 100


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def tries(clock: ManualClock) -> WrongTries:
    return WrongTries(clock)


def says(answer: bool) -> Callable[[], Awaitable[bool]]:
    """A check that takes a moment, as hashing does."""

    async def check() -> bool:
        await asyncio.sleep(0)
        return answer

    return check


async def use_up(tries: WrongTries, *, session: str = "s", address: str = "a", count: int = WRONG_TRIES) -> None:
    for _ in range(count):
        assert not await tries.verify(session, address, says(False))


async def test_the_eleventh_wrong_try_within_a_minute_is_not_even_checked(
    tries: WrongTries, clock: ManualClock
) -> None:
    await use_up(tries)
    clock.advance(10_000)
    asked: list[bool] = []

    async def check() -> bool:
        asked.append(True)
        return True

    with pytest.raises(TooMany) as refused:
        await tries.verify("s", "a", check)
    assert refused.value.retry_after_ms == WINDOW_MS - 10_000
    assert asked == []


async def test_other_sessions_and_other_addresses_are_not_concerned(tries: WrongTries) -> None:
    await use_up(tries)
    assert await tries.verify("another", "a", says(True))
    assert await tries.verify("s", "another", says(True))


async def test_the_window_slides_try_by_try(tries: WrongTries, clock: ManualClock) -> None:
    await use_up(tries, count=1)
    clock.advance(30_000)
    await use_up(tries, count=WRONG_TRIES - 1)
    clock.advance(WINDOW_MS - 30_000 - 1)
    with pytest.raises(TooMany):
        await tries.verify("s", "a", says(True))
    clock.advance(1)
    assert not await tries.verify("s", "a", says(False))
    with pytest.raises(TooMany):
        await tries.verify("s", "a", says(True))


async def test_right_ones_do_not_count(tries: WrongTries) -> None:
    for _ in range(MANY):
        assert await tries.verify("s", "a", says(True))


async def test_everybody_behind_one_router_may_come_at_the_same_moment(tries: WrongTries) -> None:
    """Twelve phones, one address, the right password: none is refused because others are being checked."""
    assert await asyncio.gather(*(tries.verify("s", "a", says(True)) for _ in range(MANY))) == [True] * MANY


async def test_parallel_tries_cannot_outrun_the_budget(tries: WrongTries) -> None:
    checked = 0

    async def check() -> bool:
        nonlocal checked
        checked += 1
        await asyncio.sleep(0)
        return False

    answers = await asyncio.gather(*(tries.verify("s", "a", check) for _ in range(MANY)), return_exceptions=True)
    assert checked == WRONG_TRIES
    assert answers.count(False) == WRONG_TRIES
    assert sum(isinstance(answer, TooMany) for answer in answers) == MANY - WRONG_TRIES


async def test_a_try_that_is_broken_off_counts(tries: WrongTries) -> None:
    """Else hanging up before the answer would be a way around the budget."""

    async def hangs() -> bool:
        await asyncio.Event().wait()
        return True

    for _ in range(WRONG_TRIES):
        task = asyncio.create_task(tries.verify("s", "a", hangs))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    with pytest.raises(TooMany):
        await tries.verify("s", "a", says(True))


async def test_what_is_over_is_forgotten(tries: WrongTries, clock: ManualClock) -> None:
    """Memory holds the wrong tries of one minute, whatever addresses they come from."""
    for number in range(10_100):
        await tries.verify("s", str(number), says(False))
    clock.advance(WINDOW_MS)
    await tries.verify("s", "one more", says(False))
    assert len(tries._tries) == 1
