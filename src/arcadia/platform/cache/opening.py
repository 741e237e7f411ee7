"""The cache that the settings ask for."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from arcadia.core.clock import Clock
from arcadia.platform.bus import Bus
from arcadia.platform.cache.cache import Cache
from arcadia.platform.cache.memory import MemoryStore
from arcadia.platform.cache.store import Store
from arcadia.platform.observability import Counters

if TYPE_CHECKING:
    from arcadia.platform.redis.server import RedisServer


@asynccontextmanager
async def running_cache(
    redis: "RedisServer | None", *, bus: Bus, clock: Clock, counters: Counters
) -> AsyncIterator[Cache]:
    """The cache for the block: of all nodes where there is a server, else of this process (K4)."""
    store: Store = MemoryStore(clock)
    if redis is not None:
        # With the client it imports 100 ms, which an instance of one process should not pay for.
        from arcadia.platform.cache.redis import RedisStore  # noqa: PLC0415

        store = RedisStore(redis)
    cache = Cache(store, bus=bus, clock=clock, counters=counters)
    try:
        yield cache
    finally:
        await cache.close()
