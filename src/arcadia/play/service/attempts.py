"""Wrong passwords are counted, right ones are not: 10 a minute per session and address (details, "One flat").

The window is exact: a deque of times per key. Keys that have fallen silent are dropped, so that memory is bounded by
the wrong tries of one minute.
"""

from collections import deque
from typing import Final

from arcadia.core.errors import TooMany

WRONG_TRIES: Final = 10
WINDOW_MS: Final = 60_000
_SWEEP_ABOVE: Final = 10_000


class WrongTries:
    """The wrong tries of the last minute, by session and address."""

    def __init__(self) -> None:
        self._tries: dict[tuple[str, str], deque[int]] = {}

    def begin(self, session_id: str, address: str, *, now: int) -> None:
        """Count a try as wrong before it is verified, so that parallel tries cannot outrun the budget.

        Raises:
            TooMany: ten wrong tries stand within the last minute.
        """
        if len(self._tries) > _SWEEP_ABOVE:
            self._sweep(now)
        tries = self._tries.setdefault((session_id, address), deque())
        _forget_old(tries, now)
        if len(tries) >= WRONG_TRIES:
            message = "too many wrong passwords; wait a little"
            raise TooMany(message, retry_after_ms=tries[0] + WINDOW_MS - now)
        tries.append(now)

    def forgive(self, session_id: str, address: str) -> None:
        """The try that was begun last was right: it does not count."""
        tries = self._tries.get((session_id, address))
        if tries:
            tries.pop()

    def _sweep(self, now: int) -> None:
        for key, tries in list(self._tries.items()):
            _forget_old(tries, now)
            if not tries:
                del self._tries[key]


def _forget_old(tries: deque[int], now: int) -> None:
    while tries and now - tries[0] >= WINDOW_MS:
        tries.popleft()
