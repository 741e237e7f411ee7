"""The bus of a node that is alone."""

import asyncio
from collections.abc import Callable
from typing import Final

from arcadia.platform.bus.interface import Handler, Subscription
from arcadia.platform.bus.listeners import Listener, Listeners
from arcadia.platform.observability import Counters


class MemoryBus:
    """Delivers within the process, in the loop's next turn, so that a publisher never runs foreign code."""

    def __init__(self, counters: Counters) -> None:
        self._listeners: Final = Listeners(counters)
        self._is_closed = False

    @property
    def reaches_others(self) -> bool:
        """See `Bus.reaches_others`. The node is alone."""
        return False

    def publish(self, topic: str, payload: bytes) -> None:
        """See `Bus.publish`."""
        if not self._is_closed:
            asyncio.get_running_loop().call_soon(self._deliver, topic, payload)

    def subscribe(self, topic: str, handler: Handler) -> Subscription:
        """See `Bus.subscribe`."""
        return _MemorySubscription(self._listeners, self._listeners.add(topic, handler))

    def on_gap(self, callback: Callable[[], object]) -> None:
        """See `Bus.on_gap`. Nothing is ever lost here."""
        self._listeners.on_gap(callback)

    async def ping(self) -> None:
        """See `Bus.ping`. There is nothing that could be away."""

    async def close(self) -> None:
        """See `Bus.close`."""
        self._is_closed = True

    def _deliver(self, topic: str, payload: bytes) -> None:
        if not self._is_closed:
            self._listeners.deliver(topic, payload)


class _MemorySubscription:
    def __init__(self, listeners: Listeners, listener: Listener) -> None:
        self._listeners = listeners
        self._listener = listener

    async def wait_ready(self) -> None:
        """See `Subscription.wait_ready`."""

    def cancel(self) -> None:
        """See `Subscription.cancel`."""
        self._listeners.remove(self._listener)
