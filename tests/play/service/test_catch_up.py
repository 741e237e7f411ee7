"""The rounds in which a node reads what the bus did not tell it."""

import asyncio
from typing import Any

import pytest

from arcadia.play.service.catch_up import CatchUp


@pytest.mark.parametrize("turns", range(6))
async def test_rounds_end_when_they_are_told_to_even_if_the_bus_misses_something_at_that_moment(turns: int) -> None:
    """Without Redis the last message of a node that stops is lost, and is told to the task that is being stopped."""
    nobody: Any = ()
    for _ in range(20):
        rounds = CatchUp(nobody, nobody)
        running = asyncio.create_task(rounds.run())
        await asyncio.sleep(0.001)
        rounds.hurry()
        for _ in range(turns):
            await asyncio.sleep(0)
        running.cancel()
        done, _ = await asyncio.wait({running}, timeout=20)
        assert done, "it goes on"
