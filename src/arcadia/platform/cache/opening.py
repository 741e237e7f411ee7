"""The cache that the settings ask for."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from arcadia.core.clock import Clock
from arcadia.platform.bus import Bus
from arcadia.platform.cache.cache import Cache
from arcadia.platform.cache.memory import MemoryStore
from arcadia.platform.observability import Counters


@asynccontextmanager
async def running_cache(redis_url: str | None, *, bus: Bus, clock: Clock, counters: Counters) -> AsyncIterator[Cache]:
    """The cache for the block: of all nodes where there is a server, else of this process (K4)."""
    if redis_url is None:
        cache = Cache(MemoryStore(clock), bus=bus, clock=clock, counters=counters)
        try:
            yield cache
        finally:
            await cache.close()
        return
    # The client takes 100 ms to import, which an instance of one process should not pay for.
    from arcadia.platform.cache.redis import ANSWER_S, RedisStore  # noqa: PLC0415
    from arcadia.platform.redis import RedisServer  # noqa: PLC0415

    # Connections of its own: a request waits a quarter of a second for the cache, the bus may wait longer.
    server = RedisServer(redis_url, answer_s=ANSWER_S)
    cache = Cache(RedisStore(server), bus=bus, clock=clock, counters=counters)
    try:
        yield cache
    finally:
        await cache.close()
        await server.close()
