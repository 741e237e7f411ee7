"""Opens the server that the settings name."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from arcadia.platform.redis.server import RedisServer


@asynccontextmanager
async def running_redis(url: str | None) -> AsyncIterator["RedisServer | None"]:
    """The server for the block, for all who work with it; None where no address is set. Does not connect."""
    if url is None:
        yield None
        return
    # The client takes 100 ms to import, which an instance of one process should not pay for.
    from arcadia.platform.redis.server import RedisServer  # noqa: PLC0415

    server = RedisServer(url)
    try:
        yield server
    finally:
        await server.close()
