"""The bus between nodes: Redis or Valkey pub/sub, with reconnecting of our own.

redis-py's PubSub reconnects without telling, and then a lost last message leaves no trace; so we hold the listening
connection ourselves and tell a gap after each reconnect. What is to be sent waits in a bounded queue that one task
empties in order: a publisher never waits for the network.
"""

import asyncio
from collections.abc import Callable
from typing import Final

from arcadia.platform.bus.interface import Handler, Subscription
from arcadia.platform.bus.listeners import Listener, Listeners
from arcadia.platform.bus.redis_hearing import Hearing
from arcadia.platform.bus.redis_sending import Sending
from arcadia.platform.observability import Counters
from arcadia.platform.redis.server import RedisServer

_PREFIX: Final = "arcadia:"
_FLUSH_S: Final = 1.0


class RedisBus:
    """A node's two lines to the server: one hears, one sends. Open with `RedisBus.open`."""

    def __init__(self, server: RedisServer, counters: Counters, *, prefix: str = _PREFIX) -> None:
        self._server: Final = server
        self._prefix: Final = prefix
        self._listeners: Final = Listeners(counters)
        self._hearing: Final = Hearing(server, self._listeners, counters, prefix=prefix)
        self._sending: Final = Sending(server, counters, on_loss=self._listeners.tell_gap)
        self._tasks = (
            asyncio.create_task(self._hearing.run(), name="bus-hearing"),
            asyncio.create_task(self._sending.run(), name="bus-sending"),
        )

    @property
    def reaches_others(self) -> bool:
        """See `Bus.reaches_others`."""
        return True

    def publish(self, topic: str, payload: bytes) -> None:
        """See `Bus.publish`."""
        self._sending.put(self._prefix + topic, payload)

    def subscribe(self, topic: str, handler: Handler) -> Subscription:
        """See `Bus.subscribe`."""
        is_new = not self._listeners.has_any(topic)
        listener = self._listeners.add(topic, handler)
        if is_new:
            self._hearing.begin(topic)
        return _RedisSubscription(self._listeners, self._hearing, listener)

    def on_gap(self, callback: Callable[[], object]) -> None:
        """See `Bus.on_gap`."""
        self._listeners.on_gap(callback)

    async def ping(self) -> None:
        """See `Bus.ping`."""
        await self._server.ping()

    async def close(self) -> None:
        """See `Bus.close`. The server stays open: it is not ours."""
        await self._sending.flush(_FLUSH_S)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


class _RedisSubscription:
    def __init__(self, listeners: Listeners, hearing: Hearing, listener: Listener) -> None:
        self._listeners = listeners
        self._hearing = hearing
        self._listener = listener

    async def wait_ready(self) -> None:
        """See `Subscription.wait_ready`."""
        await self._hearing.wait_confirmed(self._listener.topic)

    def cancel(self) -> None:
        """See `Subscription.cancel`."""
        if self._listener.is_active:
            self._listeners.remove(self._listener)
            self._hearing.end_if_unheard(self._listener.topic)
