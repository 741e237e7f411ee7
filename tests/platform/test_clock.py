"""Both clocks keep the protocol of `core.clock`."""

import time

import pytest

from arcadia.core.clock import Clock
from arcadia.platform.clock import ManualClock, SystemClock


@pytest.mark.parametrize("clock", [SystemClock(), ManualClock()])
def test_a_clock_tells_whole_milliseconds_and_never_runs_back(clock: Clock) -> None:
    assert isinstance(clock.now_ms(), int)
    assert clock.monotonic() <= clock.monotonic()


def test_the_system_clock_tells_the_time_of_the_machine() -> None:
    assert abs(SystemClock().now_ms() - time.time() * 1000) < 1_000


def test_the_manual_clock_moves_only_when_told_to() -> None:
    clock = ManualClock(1_000)
    clock.advance(2_500)
    assert (clock.now_ms(), clock.monotonic()) == (3_500, 2.5)


def test_a_wall_clock_set_back_does_not_touch_the_monotonic_one() -> None:
    clock = ManualClock(10_000)
    clock.advance(500)
    clock.set_wall(3_000)
    assert (clock.now_ms(), clock.monotonic()) == (3_000, 0.5)


def test_time_cannot_be_advanced_backwards() -> None:
    with pytest.raises(ValueError, match="-1 ms"):
        ManualClock().advance(-1)
