"""H3: a thread notices that the event loop is stuck, says where, and ends the process where it was told to."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable

import pytest
from structlog.testing import capture_logs

from arcadia.platform.health.loop_watch import LoopWatch, WatchPace
from support.tools import ROOT

QUICK = WatchPace(beat_s=0.02, stuck_s=0.3)
PATIENCE_S = 30.0


def be_stuck_until(holds: Callable[[], bool]) -> None:
    """Hold up the loop until something is noticed."""
    ends_at = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < ends_at, "nobody noticed"
        time.sleep(0.01)


def test_h3_the_bounds_are_those_of_the_requirement() -> None:
    assert WatchPace().stuck_s == 2
    assert WatchPace().exit_s is None


async def test_h3_a_stuck_loop_is_told_with_the_stack_of_what_it_is_stuck_in() -> None:
    watch = LoopWatch(QUICK)
    with capture_logs() as logged:
        watch.start()
        assert not watch.is_stuck
        be_stuck_until(lambda: any(line["event"] == "event_loop_stuck" for line in logged))
        assert watch.is_stuck
        async with asyncio.timeout(PATIENCE_S):
            while len(logged) < 2:
                await asyncio.sleep(0.02)
        assert not watch.is_stuck
        watch.stop()
    (stuck, again) = logged
    assert stuck["log_level"] == "critical"
    assert any("be_stuck_until" in stack and stack.startswith("MainThread") for stack in stuck["stacks"])
    assert again["event"] == "event_loop_turns_again"
    assert watch.most_lag_s > QUICK.stuck_s / 2


async def test_h3_each_stall_is_told_once() -> None:
    watch = LoopWatch(QUICK)
    with capture_logs() as logged:
        watch.start()
        be_stuck_until(lambda: watch.stuck_for_s > 5 * QUICK.stuck_s)
        watch.stop()
        be_stuck_until(lambda: all(thread.name != "loop-watch-log" for thread in threading.enumerate()))
    assert [line["event"] for line in logged] == ["event_loop_stuck"]


async def test_h3_a_stall_without_end_ends_the_process_with_code_70_where_it_was_told_to() -> None:
    ended: list[int] = []
    watch = LoopWatch(WatchPace(beat_s=0.02, stuck_s=0.1, exit_s=0.4), end=ended.append)
    watch.start()
    be_stuck_until(lambda: bool(ended))
    watch.stop()
    assert ended[0] == 70


async def test_h3_a_log_that_takes_nothing_does_not_keep_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the loop is stuck on may be the log itself."""
    never, ended = threading.Event(), []
    watch = LoopWatch(WatchPace(beat_s=0.02, stuck_s=0.1, exit_s=0.2), end=ended.append)

    class StuckLog:
        def critical(self, _event: str, **_values: object) -> None:
            never.wait(PATIENCE_S)

    monkeypatch.setattr("arcadia.platform.health.loop_watch._log", StuckLog())
    watch.start()
    be_stuck_until(lambda: bool(ended))
    watch.stop()
    never.set()


WATCHED = """
import asyncio, sys
from arcadia.platform.health.loop_watch import WatchPace, watched_loop

async def main():
    with watched_loop(WatchPace(beat_s=0.05, stuck_s=0.5, exit_s=0.6)):
        print("watching", flush=True)
        await asyncio.to_thread(sys.stdin.read)

asyncio.run(main())
"""


def test_h3_a_process_that_was_stopped_as_a_whole_was_not_stuck() -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", WATCHED],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )
    with process:
        assert process.stdout is not None
        assert process.stdin is not None
        assert process.stdout.readline() == "watching\n"
        process.send_signal(signal.SIGSTOP)
        time.sleep(2)
        process.send_signal(signal.SIGCONT)
        time.sleep(1)
        assert process.poll() is None, "it was not the loop that stood still"
        process.stdin.close()
        assert process.wait(PATIENCE_S) == 0
