"""The bus that the settings ask for."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from arcadia.platform.bus.interface import Bus
from arcadia.platform.bus.lossy import LossyBus
from arcadia.platform.bus.memory import MemoryBus
from arcadia.platform.config import Settings
from arcadia.platform.observability import Counters

if TYPE_CHECKING:
    from arcadia.platform.redis.server import RedisServer


@asynccontextmanager
async def running_bus(settings: Settings, redis: "RedisServer | None", counters: Counters) -> AsyncIterator[Bus]:
    """The bus for the block: between all processes where there is a server, else within this one."""
    bus: Bus = MemoryBus(counters)
    if redis is not None:
        # With the client it imports 100 ms, which an instance of one process should not pay for.
        from arcadia.platform.bus.redis import RedisBus  # noqa: PLC0415

        bus = RedisBus(redis, counters)
    if settings.test_bus_drop:
        bus = LossyBus(bus, switch=settings.test_bus_drop, counters=counters)
    try:
        yield bus
    finally:
        await bus.close()
