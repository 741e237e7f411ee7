"""The time that the present task has left. Set where a request comes in; heeded by every call that goes out (S7)."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Final

from arcadia.core.errors import Unavailable

_ends_at: Final[ContextVar[float | None]] = ContextVar("deadline", default=None)


class DeadlineExceeded(Unavailable):
    """There was no time left, or the work took longer than it had."""

    code = "too_slow"


def remaining_s(at_most: float) -> float:
    """Return how many seconds a step may take: `at_most`, or what the deadline leaves; never below 0."""
    ends_at = _ends_at.get()
    return at_most if ends_at is None else max(0.0, min(at_most, ends_at - time.monotonic()))


@asynccontextmanager
async def within(seconds: float) -> AsyncIterator[None]:
    """Let the block take `seconds`, and never longer than the deadline around it; work inside sees the shorter one.

    Raises:
        DeadlineExceeded: the time is over.
    """
    left = remaining_s(seconds)
    if left <= 0:
        message = "no time was left"
        raise DeadlineExceeded(message)
    before = _ends_at.set(time.monotonic() + left)
    try:
        async with asyncio.timeout(left) as clock:
            yield
    except TimeoutError as error:
        if not clock.expired():
            raise
        message = f"no answer within {left:g} s"
        raise DeadlineExceeded(message) from error
    finally:
        _ends_at.reset(before)
