"""Who listens to what on this node; the same for every bus."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

import structlog

from arcadia.platform.bus.interface import Handler
from arcadia.platform.observability import Counter, Counters

_log: Final = structlog.get_logger(__name__)


@dataclass(slots=True, eq=False)
class Listener:
    """One handler on one topic; nothing is delivered to it once it is inactive."""

    topic: str
    handler: Handler
    is_active: bool = True


class Listeners:
    """Handlers by topic, and the callbacks of `on_gap`. One's fault never reaches the next."""

    def __init__(self, counters: Counters) -> None:
        self._by_topic: dict[str, list[Listener]] = {}
        self._gap_callbacks: list[Callable[[], object]] = []
        self._faults: Final[Counter] = counters.counter("bus_handler_faults", "Handlers of messages that raised")
        self._gaps: Final[Counter] = counters.counter("bus_gaps", "Times that messages may have been lost")

    def add(self, topic: str, handler: Handler) -> Listener:
        """Add a handler."""
        listener = Listener(topic, handler)
        self._by_topic.setdefault(topic, []).append(listener)
        return listener

    def remove(self, listener: Listener) -> None:
        """Remove a handler; doing it twice is harmless."""
        if not listener.is_active:
            return
        listener.is_active = False
        others = self._by_topic[listener.topic]
        others.remove(listener)
        if not others:
            del self._by_topic[listener.topic]

    def has_any(self, topic: str) -> bool:
        """Whether somebody listens to `topic`."""
        return topic in self._by_topic

    def topics(self) -> Iterator[str]:
        """Return every topic that somebody listens to."""
        return iter(tuple(self._by_topic))

    def deliver(self, topic: str, payload: bytes) -> None:
        """Hand a message to everyone who listens at this moment."""
        for listener in tuple(self._by_topic.get(topic, ())):
            if listener.is_active:
                self._call(partial(listener.handler, payload), f"a handler of {topic!r} failed")

    def on_gap(self, callback: Callable[[], object]) -> None:
        """Add a callback for `tell_gap`."""
        self._gap_callbacks.append(callback)

    def tell_gap(self) -> None:
        """Say that messages may have been lost."""
        self._gaps.add()
        for callback in tuple(self._gap_callbacks):
            self._call(callback, "a callback for a gap failed")

    def _call(self, callback: Callable[[], object], complaint: str) -> None:
        try:
            callback()
        except Exception:  # noqa: BLE001 - a handler's fault stays its own
            self._faults.add()
            _log.exception(complaint)
