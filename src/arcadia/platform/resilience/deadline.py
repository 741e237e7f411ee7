"""The time that the present task has left. Set where a request comes in; heeded by every call that goes out (S7)."""

import asyncio
import math
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Final

from arcadia.core.errors import Unavailable


class DeadlineExceeded(Unavailable):
    """There was no time left, or the work took longer than it had."""

    code = "too_slow"


class Deadline:
    """When the work of a block must be done. Whoever set it may move it.

    Once its block is over it binds nobody: a task that was begun inside and goes on behind the request is free of it.
    """

    __slots__ = ("_around", "_clock", "_ends_at")

    def __init__(self, seconds: float, *, around: "Deadline | None") -> None:
        self._around = around
        self._ends_at = time.monotonic() + seconds
        self._clock = asyncio.timeout(seconds)

    @property
    def clock(self) -> asyncio.Timeout:
        """What stops the block."""
        return self._clock

    def move(self, seconds: float | None) -> None:
        """Let the block take `seconds` from now on; None: as long as it wants. What has passed already stays passed."""
        if self._clock.expired():
            return
        self._ends_at = math.inf if seconds is None else time.monotonic() + seconds
        self._clock.reschedule(None if seconds is None else asyncio.get_running_loop().time() + seconds)

    def release(self) -> None:
        """Bind nobody any more."""
        self._ends_at = math.inf

    def remaining_s(self) -> float:
        """Return the seconds that are left here and in every deadline around; below 0 when they have passed."""
        own = self._ends_at - time.monotonic()
        return own if self._around is None else min(own, self._around.remaining_s())


_present: Final[ContextVar[Deadline | None]] = ContextVar("deadline", default=None)


def remaining_s(at_most: float) -> float:
    """Return how many seconds a step may take: `at_most`, or what the deadline leaves; never below 0."""
    deadline = _present.get()
    return at_most if deadline is None else max(0.0, min(at_most, deadline.remaining_s()))


@asynccontextmanager
async def within(seconds: float) -> AsyncIterator[Deadline]:
    """Let the block take `seconds`, and never longer than the deadline around it; work inside sees the shorter one.

    Raises:
        DeadlineExceeded: the time is over.
    """
    left = remaining_s(seconds)
    if left <= 0:
        message = "no time was left"
        raise DeadlineExceeded(message)
    deadline = Deadline(left, around=_present.get())
    before = _present.set(deadline)
    try:
        async with deadline.clock:
            yield deadline
    except TimeoutError as error:
        if not deadline.clock.expired():
            raise
        message = f"no answer within {left:g} s"
        raise DeadlineExceeded(message) from error
    finally:
        deadline.release()
        _present.reset(before)
