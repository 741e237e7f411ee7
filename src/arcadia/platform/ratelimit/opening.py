"""Opens the limits of a process: shared where there is a server, its own where there is none."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from arcadia.core.clock import Clock
from arcadia.platform.bus import Bus
from arcadia.platform.config import Settings
from arcadia.platform.config.settings import LimitsMode
from arcadia.platform.db import Database
from arcadia.platform.observability import Counters
from arcadia.platform.ratelimit.changes import ChangeStore
from arcadia.platform.ratelimit.limits import RateLimits
from arcadia.platform.ratelimit.memory import MemoryLimiter
from arcadia.platform.security import KeyRing


@asynccontextmanager
async def running_limits(
    settings: Settings,
    *,
    database: Database,
    bus: Bus,
    clock: Clock,
    keys: KeyRing,
    counters: Counters,
) -> AsyncIterator[RateLimits]:
    """Open the limits for the block. Where they are switched off, nothing is counted or followed."""
    redis_url, mode = settings.redis_url, settings.limits
    changes = ChangeStore(database)
    if redis_url is None or mode is LimitsMode.OFF:
        local = MemoryLimiter(clock)
        yield RateLimits(local, changes, bus=bus, clock=clock, keys=keys, counters=counters, mode=mode)
        return
    # The client takes 100 ms to import, which an instance of one process should not pay for.
    from arcadia.platform.ratelimit.redis import make_shared_limiter  # noqa: PLC0415
    from arcadia.platform.redis import RedisServer  # noqa: PLC0415

    server = RedisServer(redis_url)
    try:
        shared = make_shared_limiter(server, clock, counters)
        yield RateLimits(shared, changes, bus=bus, clock=clock, keys=keys, counters=counters, mode=mode)
    finally:
        await server.close()
