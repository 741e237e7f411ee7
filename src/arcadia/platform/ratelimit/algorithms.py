"""The three ways to count, as arithmetic over a clock in ms that never goes back.

Each keeps what one identity did within one budget. Limit and window are given with every call: they may change while
somebody is counted. `is_idle` says when forgetting it would change no answer.
"""

import math
from collections import deque
from typing import Final, Protocol

from arcadia.platform.ratelimit.budget import Algorithm
from arcadia.platform.ratelimit.decision import Decision

_ROUNDING_MS: Final = 0.001


class Count(Protocol):
    """One identity within one budget."""

    def look(self, limit: int, window_ms: int, now: float) -> Decision:
        """Return whether a call would be let through, and what is left before it."""
        ...

    def add(self, limit: int, window_ms: int, now: float) -> Decision:
        """Count a call that `look` allowed at the same moment; return what is left after it."""
        ...

    def is_idle(self, window_ms: int, now: float) -> bool:
        """Whether nothing needs to be kept."""
        ...


class SlidingCount:
    """The time of every call within the window."""

    __slots__ = ("_times",)

    def __init__(self) -> None:
        self._times: deque[float] = deque()

    def look(self, limit: int, window_ms: int, now: float) -> Decision:
        """See `Count.look`."""
        self._forget(window_ms, now)
        used = len(self._times)
        reset_ms = self._leaves_ms(0, window_ms, now) if used else 0
        retry_ms = 0 if used < limit else self._leaves_ms(used - limit, window_ms, now)
        return Decision(used < limit, limit, max(0, limit - used), reset_ms, retry_ms)

    def add(self, limit: int, window_ms: int, now: float) -> Decision:
        """See `Count.add`."""
        self._times.append(now)
        return Decision(True, limit, max(0, limit - len(self._times)), self._leaves_ms(0, window_ms, now))

    def is_idle(self, window_ms: int, now: float) -> bool:
        """See `Count.is_idle`."""
        return not self._times or self._times[-1] + window_ms <= now

    def _forget(self, window_ms: int, now: float) -> None:
        while self._times and self._times[0] + window_ms <= now:
            self._times.popleft()

    def _leaves_ms(self, place: int, window_ms: int, now: float) -> int:
        """In how many ms the call at `place` is older than the window; the whole of it where there is no such call."""
        since = self._times[place] if place < len(self._times) else now
        return math.ceil(since + window_ms - now)


class FixedCount:
    """How many calls since the window began."""

    __slots__ = ("_began", "_used")

    def __init__(self) -> None:
        self._began = 0.0
        self._used = 0

    def look(self, limit: int, window_ms: int, now: float) -> Decision:
        """See `Count.look`."""
        if self.is_idle(window_ms, now):
            self._began, self._used = now, 0
        ends_ms = math.ceil(self._began + window_ms - now)
        is_allowed = self._used < limit
        return Decision(is_allowed, limit, max(0, limit - self._used), ends_ms, 0 if is_allowed else ends_ms)

    def add(self, limit: int, window_ms: int, now: float) -> Decision:
        """See `Count.add`."""
        self._used += 1
        return Decision(True, limit, max(0, limit - self._used), math.ceil(self._began + window_ms - now))

    def is_idle(self, window_ms: int, now: float) -> bool:
        """See `Count.is_idle`."""
        return not self._used or self._began + window_ms <= now


class BucketCount:
    """When the bucket will be full again. One number is enough: what is missing is the time until then."""

    __slots__ = ("_full_at",)

    def __init__(self) -> None:
        self._full_at = 0.0

    def look(self, limit: int, window_ms: int, now: float) -> Decision:
        """See `Count.look`."""
        return self._decision(limit, window_ms, max(0.0, self._full_at - now))

    def add(self, limit: int, window_ms: int, now: float) -> Decision:
        """See `Count.add`."""
        self._full_at = max(self._full_at, now) + window_ms / limit
        left = self._decision(limit, window_ms, self._full_at - now)
        return Decision(True, limit, left.remaining, left.reset_ms)

    def is_idle(self, window_ms: int, now: float) -> bool:
        """See `Count.is_idle`."""
        return self._full_at <= now

    @staticmethod
    def _decision(limit: int, window_ms: int, missing_ms: float) -> Decision:
        """What a bucket answers that is full in `missing_ms`. A thousandth of a ms is rounding, not a missing token."""
        if limit == 0:
            return Decision(False, 0, 0, window_ms, window_ms)
        token_ms = window_ms / limit
        remaining = max(0, math.floor((window_ms - missing_ms + _ROUNDING_MS) / token_ms))
        retry_ms = 0 if remaining else math.ceil(missing_ms + token_ms - window_ms)
        return Decision(remaining > 0, limit, remaining, math.ceil(missing_ms), retry_ms)


COUNTS: Final[dict[Algorithm, type[SlidingCount | FixedCount | BucketCount]]] = {
    Algorithm.SLIDING: SlidingCount,
    Algorithm.FIXED: FixedCount,
    Algorithm.BUCKET: BucketCount,
}
