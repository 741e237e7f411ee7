"""Whether this process keeps up: how late the event loop is, or a connection to the database, and what follows (L7)."""

import asyncio
from collections.abc import Callable
from typing import Final

import structlog

from arcadia.platform.ratelimit.current import CurrentBudgets

LATE_S: Final = 0.2
"""A loop that comes this much too late does not keep up: a page then takes five times as long as usual. The same goes for a
pool that lets somebody wait this long for a connection.
"""

LEAST_SHARE: Final = 0.25
_LOOK_EVERY_S: Final = 0.5
_TIGHTENED: Final = 0.5
_RECOVERED: Final = 1.25
_log: Final = structlog.get_logger(__name__)


def next_share(share: float, late_s: float) -> float:
    """Return the part of the limits to give out next: half of it while something is late, a quarter more each time it
    is not, never below a quarter of everything. So overload is answered at once, and recovery takes 4 s.
    """
    if late_s >= LATE_S:
        return max(LEAST_SHARE, share * _TIGHTENED)
    return min(1.0, share * _RECOVERED)


async def watch_load(budgets: CurrentBudgets, find_wait_s: Callable[[], float]) -> None:
    """Keep the budgets to what the loop and the pools can carry, until cancelled. `find_wait_s` says how long somebody has
    waited for a connection by now, in seconds.
    """
    loop = asyncio.get_running_loop()
    while True:
        before = loop.time()
        await asyncio.sleep(_LOOK_EVERY_S)
        late_s, waited_s = loop.time() - before - _LOOK_EVERY_S, find_wait_s()
        share = next_share(budgets.share, max(late_s, waited_s))
        if share != budgets.share:
            late_ms, waited_ms = round(late_s * 1000), round(waited_s * 1000)
            _log.warning("limits_follow_load", share=round(share, 2), loop_late_ms=late_ms, pool_late_ms=waited_ms)
            budgets.tighten(share)
