"""A token bucket for the frames of one connection. Local and cheap: floats and no lock, on the event loop."""

import math
from typing import Final

FLOOD: Final = 400
"""Refused frames after which a connection is cut off: ten times the burst. They are forgiven at the rate of the bucket,
so that only somebody who goes on sending far more than that is cut off.
"""


class Bucket:
    """Refills at `rate` tokens a second up to `burst`. Times are monotonic seconds, given by the caller."""

    __slots__ = ("_at", "_burst", "_rate", "_refused", "_tokens")

    def __init__(self, rate: float, burst: int, *, now: float) -> None:
        self._rate = rate
        self._burst = float(burst)
        self._tokens = float(burst)
        self._at = now
        self._refused = 0.0

    def take(self, *, now: float) -> int:
        """Take a token and return 0, or return the ms after which there will be one."""
        refilled = (now - self._at) * self._rate
        self._tokens = min(self._burst, self._tokens + refilled)
        self._refused = max(0.0, self._refused - refilled)
        self._at = now
        if self._tokens >= 1.0:
            self._tokens -= 1.0
            return 0
        self._refused += 1.0
        return max(1, math.ceil((1.0 - self._tokens) / self._rate * 1000))

    @property
    def is_flooded(self) -> bool:
        """Whether the other end goes on sending although it was told to slow down."""
        return self._refused > FLOOD
