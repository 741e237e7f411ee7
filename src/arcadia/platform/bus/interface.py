"""What a bus is."""

from collections.abc import Callable
from typing import Protocol, TypeAlias

Handler: TypeAlias = Callable[[bytes], object]
"""Called on the event loop with the payload; must not block. A fault in it is logged and stays its own."""


class Subscription(Protocol):
    """One handler on one topic."""

    async def wait_ready(self) -> None:
        """Return when messages published from now on will arrive; while the server is away, wait for it."""
        ...

    def cancel(self) -> None:
        """Hear nothing more, from this moment on. Cancelling twice is harmless."""
        ...


class Bus(Protocol):
    """Hints between nodes. All methods are called on the event loop of the node."""

    @property
    def reaches_others(self) -> bool:
        """Whether other nodes may listen. Where none can, a hint to them need not even be worked out."""
        ...

    def publish(self, topic: str, payload: bytes) -> None:
        """Send to whoever listens on any node, soon, in order. Never waits, never raises; may be lost."""
        ...

    def subscribe(self, topic: str, handler: Handler) -> Subscription:
        """Call `handler` for every message on `topic` from soon on (`wait_ready` tells when)."""
        ...

    def on_gap(self, callback: Callable[[], object]) -> None:
        """Call `callback` whenever messages may have been lost: after a reconnect, and when publishing failed."""
        ...

    async def ping(self) -> None:
        """Return when messages can flow.

        Raises:
            Unavailable: they cannot.
        """
        ...

    async def close(self) -> None:
        """Stop hearing and sending. What was published but not yet sent is tried once more, for a second at most."""
        ...
