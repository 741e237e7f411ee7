"""What a clock is. `platform.clock` holds the real one and one that tests move by hand."""

from typing import Protocol


class Clock(Protocol):
    """A source of time. All times in Arcadia are whole milliseconds since 1970 (UTC), named `at` or `..._at`."""

    def now_ms(self) -> int:
        """Wall-clock time in milliseconds since the epoch."""
        ...

    def monotonic(self) -> float:
        """Seconds on a clock that never goes back; only differences mean something."""
        ...
