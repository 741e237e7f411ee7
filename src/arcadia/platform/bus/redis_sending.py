"""The sending line of the Redis bus: a bounded queue, emptied in order by one task."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final

import structlog

from arcadia.platform.observability import Counters
from arcadia.platform.redis.server import FAULTS, RedisServer

_QUEUE: Final = 10_000
_BATCH: Final = 500
_PAUSE_S: Final = 0.25
_log: Final = structlog.get_logger(__name__)


class Sending:
    """Messages on their way out. A failed batch is dropped and told as a loss: a late hint is worth nothing."""

    def __init__(self, server: RedisServer, counters: Counters, *, on_loss: Callable[[], object]) -> None:
        self._client = server.make_client(connections=1)
        self._on_loss = on_loss
        self._queue: deque[tuple[str, bytes]] = deque(maxlen=_QUEUE)
        self._has_work = asyncio.Event()
        self._is_idle = asyncio.Event()
        self._is_idle.set()
        self._sent = counters.counter("bus_messages_sent", "Messages handed to the server")
        self._lost = counters.counter(
            "bus_messages_unsent", "Messages that could not be sent, or did not fit the queue"
        )

    def put(self, channel: str, payload: bytes) -> None:
        """Queue a message; where the queue is full, the oldest is lost."""
        if len(self._queue) == _QUEUE:
            self._lost.add()
        self._queue.append((channel, payload))
        self._is_idle.clear()
        self._has_work.set()

    async def run(self) -> None:
        """Send until cancelled."""
        while True:
            await self._has_work.wait()
            self._has_work.clear()
            while self._queue:
                await self._send_batch()
            self._is_idle.set()

    async def flush(self, within_s: float) -> None:
        """Wait until everything is sent or dropped, or the time is up."""
        try:
            async with asyncio.timeout(within_s):
                await self._is_idle.wait()
        except TimeoutError:
            _log.warning("bus closed with unsent messages", count=len(self._queue))

    async def _send_batch(self) -> None:
        batch = [self._queue.popleft() for _ in range(min(_BATCH, len(self._queue)))]
        pipeline = self._client.pipeline(transaction=False)
        for channel, payload in batch:
            pipeline.publish(channel, payload)
        try:
            await pipeline.execute()
        except FAULTS as error:
            self._lost.add(len(batch))
            _log.warning("bus could not send", count=len(batch), error=str(error))
            self._on_loss()
            await asyncio.sleep(_PAUSE_S)
        else:
            self._sent.add(len(batch))
