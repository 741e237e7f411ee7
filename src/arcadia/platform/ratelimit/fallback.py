"""The shared limiter, and what holds while its server is away (L5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from arcadia.platform.observability import Counters
from arcadia.platform.ratelimit.budget import Budget, WhenDown
from arcadia.platform.ratelimit.decision import Claim, Decision
from arcadia.platform.ratelimit.interface import Limiter
from arcadia.platform.resilience import BreakerState, Dependency, DependencyDown, Standing


@dataclass(frozen=True, slots=True)
class Reach:
    """How far limits reach at this moment, and a sentence about it for whoever reads the health page."""

    is_shared: bool
    detail: str


ALONE: Final = Reach(False, "limits hold for each process: REDIS_URL is not set")
SHARED: Final = Reach(True, "limits hold for all processes together")
CUT_OFF: Final = Reach(False, "the Redis server is away: limits hold for each process until it is back")


class FallbackLimiter:
    """Asks the shared limiter, and the local one where that cannot be asked.

    A budget that fails closed is counted here as well while the server answers: so an outage forgives nobody what this
    process has seen. One that fails open begins anew, which gives everybody at most one more budget a process.
    """

    def __init__(self, shared: Limiter, local: Limiter, dependency: Dependency, counters: Counters) -> None:
        self._shared = shared
        self._local = local
        self._dependency = dependency
        self._is_cut_off = False
        self._counted_here = counters.counter(
            "limits_decided_locally", "Limits decided by this process alone because the server was away"
        )

    @property
    def standing(self) -> Standing:
        """How the shared limiter's server stands."""
        return self._dependency.standing

    @property
    def reach(self) -> Reach:
        """How far limits reach now: as the last call found it, and not while the breaker holds calls back."""
        is_closed = self.standing.breaker is BreakerState.CLOSED
        return SHARED if is_closed and not self._is_cut_off else CUT_OFF

    async def take(self, budget: Budget, claims: Sequence[Claim]) -> Decision:
        """See `Limiter.take`. Never raises."""
        try:
            decision = await self._shared.take(budget, claims)
        except DependencyDown:
            self._tell_cut_off()
            return await self._local.take(budget, claims)
        self._is_cut_off = False
        if budget.when_down is WhenDown.CLOSED:
            await self._local.take(budget, claims)
        return decision

    async def look(self, budget: Budget, claim: Claim) -> Decision:
        """See `Limiter.look`. Never raises."""
        try:
            return await self._shared.look(budget, claim)
        except DependencyDown:
            self._tell_cut_off()
            return await self._local.look(budget, claim)

    def _tell_cut_off(self) -> None:
        self._is_cut_off = True
        self._counted_here.add()
