"""A bus that loses messages on command, for tests that nothing depends on one (ARCADIA_TEST_BUS_DROP)."""

from collections.abc import Callable
from pathlib import Path

from arcadia.platform.bus.interface import Bus, Handler, Subscription
from arcadia.platform.observability import Counters


class LossyBus:
    """Another bus, of which every message published while `switch` exists is lost without a sign."""

    def __init__(self, inner: Bus, *, switch: Path, counters: Counters) -> None:
        self._inner = inner
        self._switch = switch
        self._lost = counters.counter("bus_messages_lost_on_command", "Messages lost because a test said so")

    @property
    def reaches_others(self) -> bool:
        """See `Bus.reaches_others`."""
        return self._inner.reaches_others

    def publish(self, topic: str, payload: bytes) -> None:
        """See `Bus.publish`."""
        if self._switch.exists():
            self._lost.add()
            return
        self._inner.publish(topic, payload)

    def subscribe(self, topic: str, handler: Handler) -> Subscription:
        """See `Bus.subscribe`."""
        return self._inner.subscribe(topic, handler)

    def on_gap(self, callback: Callable[[], object]) -> None:
        """See `Bus.on_gap`. A loss on command is not told: that is what the tests are about."""
        self._inner.on_gap(callback)

    async def ping(self) -> None:
        """See `Bus.ping`."""
        await self._inner.ping()

    async def close(self) -> None:
        """See `Bus.close`."""
        await self._inner.close()
