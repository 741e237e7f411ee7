"""What is done for boards without anybody asking: the lists that everybody opens are kept warm (K9)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import structlog

from arcadia.boards.service import BoardService
from arcadia.platform.bus import Bus

WARM_EVERY_S: Final = 900.0
WARM_ALONE_EVERY_S: Final = 60.0
"""Without a server between them, a command in another process cannot say what it has changed: this finds it."""
_log: Final = structlog.get_logger(__name__)


@asynccontextmanager
async def keeping_warm(boards: BoardService, bus: Bus) -> AsyncIterator[None]:
    """Warm up at once, and again and again during the block."""
    every_s = WARM_EVERY_S if bus.reaches_others else WARM_ALONE_EVERY_S
    task = asyncio.create_task(_keep_warm(boards, every_s), name="boards-warm-up")
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _keep_warm(boards: BoardService, every_s: float) -> None:
    while True:
        try:
            await boards.warm_up()
        except Exception as error:  # noqa: BLE001 - a database that is away or not migrated: the next turn comes
            _log.warning("warm_up_failed", error=str(error))
        await asyncio.sleep(every_s)
