"""One thread for work on pictures, and a short queue before it: the bulkhead between pictures and everything else.

The largest pictures at once cost the memory of one, no other work waits for a thread, and whoever finds the queue full
is sent away at once instead of waiting until the deadline.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore
from typing import Final, ParamSpec, TypeVar

from arcadia.core.errors import Unavailable

P = ParamSpec("P")
T = TypeVar("T")


class Workshop:
    """Runs one piece of work at a time, in a thread of its own; `places` is how many may be there, waiting or worked on."""

    def __init__(self, name: str, *, places: int) -> None:
        self._thread: Final = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        self._places: Final = BoundedSemaphore(places)

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what the work returns.

        Raises:
            Unavailable: too many wait already; nothing was done.
            Exception: what the work raised.
        """
        if not self._places.acquire(blocking=False):
            raise Unavailable("Too many pictures are being worked on at this moment. Try again in a few seconds.")
        future = self._thread.submit(work, *args, **kwargs)
        # By the work's own end and not by ours: a caller who goes away does not stop the thread.
        future.add_done_callback(lambda _: self._places.release())
        return await asyncio.wrap_future(future)

    def close(self) -> None:
        """Give up what is still waiting."""
        self._thread.shutdown(wait=False, cancel_futures=True)
