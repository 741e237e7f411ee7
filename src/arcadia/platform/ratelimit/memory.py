"""The limiter of one process. Nothing is awaited between deciding and counting, so each call is one step."""

from collections import OrderedDict
from collections.abc import Sequence
from typing import Final

from arcadia.core.clock import Clock
from arcadia.platform.ratelimit.algorithms import COUNTS, Count
from arcadia.platform.ratelimit.budget import Algorithm, Budget, WhenDown
from arcadia.platform.ratelimit.decision import Claim, Decision, tightest

MOST_IDENTITIES: Final = 100_000
"""About 30 MB. Whoever comes beyond it, while all of them still count, is treated as the budget's `when_down` says;
nobody is forgotten before the time, so that a crowd of strangers clears no refused one.
"""

_LOOKED_AT: Final = 4
_Key = tuple[str, Algorithm, str]


class MemoryLimiter:
    """Counts in memory, over the monotonic clock."""

    def __init__(self, clock: Clock, *, most_identities: int = MOST_IDENTITIES) -> None:
        self._clock = clock
        self._most_identities = most_identities
        self._counts: OrderedDict[_Key, tuple[Count, int]] = OrderedDict()
        """Each with the window in ms that it was last counted in."""

    async def take(self, budget: Budget, claims: Sequence[Claim]) -> Decision:
        """See `Limiter.take`."""
        now = self._clock.monotonic() * 1000
        counts = [self._find_count(budget, claim, now) for claim in claims]
        looked = [
            _no_room(budget, claim) if count is None else count.look(budget.limit * claim.times, budget.window_ms, now)
            for claim, count in zip(claims, counts, strict=True)
        ]
        if not all(one.is_allowed for one in looked):
            return tightest(looked)
        return tightest([self._add(budget, claim, count, now) for claim, count in zip(claims, counts, strict=True)])

    async def look(self, budget: Budget, claim: Claim) -> Decision:
        """See `Limiter.look`."""
        found = self._counts.get((budget.name, budget.algorithm, claim.identity))
        count = COUNTS[budget.algorithm]() if found is None else found[0]
        return count.look(budget.limit * claim.times, budget.window_ms, self._clock.monotonic() * 1000)

    def _find_count(self, budget: Budget, claim: Claim, now: float) -> Count | None:
        """Return what was counted so far, or a new count, or None where there is no room for one."""
        found = self._counts.get((budget.name, budget.algorithm, claim.identity))
        if found is not None:
            return found[0]
        return COUNTS[budget.algorithm]() if self._has_room(now) else None

    def _add(self, budget: Budget, claim: Claim, count: Count | None, now: float) -> Decision:
        if count is None:
            return _no_room(budget, claim)
        self._counts[budget.name, budget.algorithm, claim.identity] = (count, budget.window_ms)
        return count.add(budget.limit * claim.times, budget.window_ms, now)

    def _has_room(self, now: float) -> bool:
        """Whether one more can be kept. Looks at a few each time and drops the idle ones, so that it never pauses."""
        for _ in range(min(_LOOKED_AT, len(self._counts))):
            key, (count, window_ms) = next(iter(self._counts.items()))
            if count.is_idle(window_ms, now):
                del self._counts[key]
            else:
                self._counts.move_to_end(key)
        return len(self._counts) < self._most_identities


def _no_room(budget: Budget, claim: Claim) -> Decision:
    is_allowed = budget.when_down is WhenDown.OPEN
    retry_ms = 0 if is_allowed else budget.window_ms
    return Decision(is_allowed, budget.limit * claim.times, 0, budget.window_ms, retry_ms)
