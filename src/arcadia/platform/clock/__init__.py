"""The clocks behind `core.clock.Clock`: the machine's own, and one that moves only when told to."""

import time
from typing import Final

_NS_PER_MS: Final = 1_000_000
_MS_PER_S: Final = 1_000


class SystemClock:
    """The machine's clock. The wall clock may jump when somebody sets it; the monotonic one never goes back."""

    def now_ms(self) -> int:
        """Wall-clock time in milliseconds since the epoch."""
        return time.time_ns() // _NS_PER_MS

    def monotonic(self) -> float:
        """Seconds on a clock that never goes back."""
        return time.monotonic()


class ManualClock:
    """A clock that stands still until `advance`: for tests, replays and rehearsals."""

    def __init__(self, now_ms: int = 1_700_000_000_000) -> None:
        self._now_ms = now_ms
        self._passed_ms = 0

    def now_ms(self) -> int:
        """Wall-clock time in milliseconds since the epoch."""
        return self._now_ms

    def monotonic(self) -> float:
        """Seconds advanced since this clock was made."""
        return self._passed_ms / _MS_PER_S

    def advance(self, by_ms: int) -> None:
        """Let `by_ms` milliseconds pass.

        Raises:
            ValueError: time would run backwards; use `set_wall` for a wall clock that somebody turned back.
        """
        if by_ms < 0:
            message = f"a clock cannot advance by {by_ms} ms"
            raise ValueError(message)
        self._now_ms += by_ms
        self._passed_ms += by_ms

    def set_wall(self, now_ms: int) -> None:
        """Turn the wall clock to `now_ms`, forwards or back; the monotonic clock does not notice."""
        self._now_ms = now_ms
