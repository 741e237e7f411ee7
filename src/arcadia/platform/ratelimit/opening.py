"""Opens the limits of a process: shared where there is a server, its own where there is none."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from arcadia.core.clock import Clock
from arcadia.platform.bus import Bus
from arcadia.platform.config import Settings
from arcadia.platform.config.settings import LimitsMode
from arcadia.platform.db import Database
from arcadia.platform.observability import Counters
from arcadia.platform.ratelimit.changes import ChangeStore
from arcadia.platform.ratelimit.interface import Limiter
from arcadia.platform.ratelimit.limits import RateLimits
from arcadia.platform.ratelimit.memory import MemoryLimiter
from arcadia.platform.security import KeyRing

if TYPE_CHECKING:
    from arcadia.platform.redis.server import RedisServer


@asynccontextmanager
async def running_limits(
    settings: Settings,
    redis: "RedisServer | None",
    *,
    database: Database,
    bus: Bus,
    clock: Clock,
    keys: KeyRing,
    counters: Counters,
) -> AsyncIterator[RateLimits]:
    """Open the limits for the block. Where they are switched off, nothing is counted or followed."""
    mode, changes = settings.limits, ChangeStore(database)
    limiter: Limiter = MemoryLimiter(clock)
    if redis is not None and mode is not LimitsMode.OFF:
        # With the client it imports 100 ms, which an instance of one process should not pay for.
        from arcadia.platform.ratelimit.redis import make_shared_limiter  # noqa: PLC0415

        limiter = make_shared_limiter(redis, clock, counters)
    yield RateLimits(limiter, changes, bus=bus, clock=clock, keys=keys, mode=mode)
