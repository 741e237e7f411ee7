"""Caches as nodes have them, over one Redis server or alone."""

import asyncio
from dataclasses import dataclass

import msgspec

from arcadia.core.clock import Clock
from arcadia.platform.bus import Bus, MemoryBus
from arcadia.platform.bus.redis import RedisBus
from arcadia.platform.cache import Cache, Kind, MemoryStore, Store
from arcadia.platform.cache.redis import RedisStore
from arcadia.platform.clock import SystemClock
from arcadia.platform.observability import Counters
from arcadia.platform.redis.server import RedisServer


class Thing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    size: int
    name: str = ""


THINGS = Kind("thing", Thing, 60)


@dataclass
class CacheNode:
    """One process's cache with what it stands on."""

    cache: Cache
    store: Store
    bus: Bus
    counters: Counters
    servers: tuple[RedisServer, ...] = ()

    async def close(self) -> None:
        await self.cache.close()
        await self.bus.close()
        for server in self.servers:
            await server.close()


def lone_node(clock: Clock | None = None) -> CacheNode:
    """A node without a server."""
    clock, counters = clock or SystemClock(), Counters()
    store, bus = MemoryStore(clock), MemoryBus(counters)
    return CacheNode(Cache(store, bus=bus, clock=clock, counters=counters), store, bus, counters)


async def redis_node(
    url: str, prefix: str, *, answer_s: float = 5.0, bus_url: str | None = None, clock: Clock | None = None
) -> CacheNode:
    """A node on a server; `answer_s` is generous, so that a slow machine is not taken for a broken server."""
    counters = Counters()
    server, bus_server = RedisServer(url), RedisServer(bus_url or url)
    bus = RedisBus(bus_server, counters, prefix=prefix)
    store = RedisStore(server, prefix=prefix, answer_s=answer_s)
    cache = Cache(store, bus=bus, clock=clock or SystemClock(), counters=counters)
    await bus.subscribe("cache", lambda _: None).wait_ready()
    return CacheNode(cache, store, bus, counters, (server, bus_server))


async def load_for_ever(url: str, prefix: str) -> None:
    """Be a node that says `begun` when it begins to load THINGS `a`, and never ends."""
    node = await redis_node(url, prefix)

    async def load() -> Thing:
        print("begun", flush=True)
        await asyncio.sleep(3_600)
        return Thing(0)

    await node.cache.get(THINGS, "a", load, tags=("one",))
