"""One thread for work on pictures, and a short queue before it: the bulkhead between pictures and everything else.

The largest pictures at once cost the memory of one, and no other work waits for a thread. Whoever finds the queue full is
sent away at once, and whoever has waited for a while without being served, too: before the deadline of a request, and with
a sentence that says what to do.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore
from typing import Final, ParamSpec, TypeVar

from arcadia.core.errors import Unavailable

WAITS_S: Final = 5.0
P = ParamSpec("P")
T = TypeVar("T")


class Workshop:
    """Runs one piece of work at a time, in a thread of its own. `places` is how many may be there, waiting or worked on;
    `waits_s` is how long one waits for its turn.
    """

    def __init__(self, name: str, *, places: int, waits_s: float = WAITS_S) -> None:
        self._thread: Final = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        self._places: Final = BoundedSemaphore(places)
        self._waits_s: Final = waits_s

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what the work returns.

        Raises:
            Unavailable: too many were there before; nothing was done.
            Exception: what the work raised.
        """
        if not self._places.acquire(blocking=False):
            raise _too_many()
        future = self._thread.submit(work, *args, **kwargs)
        # By the work's own end and not by ours: a caller who goes away does not stop the thread.
        future.add_done_callback(lambda _: self._places.release())
        result = asyncio.wrap_future(future)
        try:
            await asyncio.wait({result}, timeout=self._waits_s)
        except asyncio.CancelledError:
            result.cancel()  # which takes work along that has not begun
            raise
        if not result.done() and future.cancel():  # which succeeds only while the work has not begun
            raise _too_many()
        return await result

    def close(self) -> None:
        """Give up what is still waiting."""
        self._thread.shutdown(wait=False, cancel_futures=True)


def _too_many() -> Unavailable:
    return Unavailable("Too many pictures are being worked on at this moment. Try again in a few seconds.")
