"""Limits as one service: budgets in force, a limiter, and the counts of what it answered."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

from arcadia.core.clock import Clock
from arcadia.core.errors import NotFound
from arcadia.platform.bus import Bus
from arcadia.platform.config.settings import LimitsMode
from arcadia.platform.db.pools import PoolUse, longest_wait_s
from arcadia.platform.flags import Flags
from arcadia.platform.observability import Metric, counted, measured
from arcadia.platform.ratelimit.analytics import LimitAnalytics
from arcadia.platform.ratelimit.budget import Budget
from arcadia.platform.ratelimit.changes import ChangeStore
from arcadia.platform.ratelimit.current import Change, CurrentBudgets
from arcadia.platform.ratelimit.decision import Claim, Decision
from arcadia.platform.ratelimit.fallback import ALONE, FallbackLimiter, Reach
from arcadia.platform.ratelimit.following import FLAG, OPERATORS, TOPIC, changes_of, follow_changes, following_flag
from arcadia.platform.ratelimit.interface import Limiter
from arcadia.platform.ratelimit.load import watch_load
from arcadia.platform.resilience import Standing
from arcadia.platform.security import KeyRing

_PURPOSE: Final = "limits"


@dataclass(frozen=True, slots=True)
class LimitsReport:
    """How limits stand in this process, for health, operators and metrics."""

    reach: Reach
    share: float
    by_route: Mapping[tuple[str, str], tuple[int, int]]
    top_refused: Sequence[tuple[str, str, int]]

    def figures(self) -> dict[str, Any]:
        """Return it as plain values for operators."""
        return {
            "reach": self.reach.detail,
            "share": round(self.share, 2),
            "routes": [
                {"budget": budget, "route": route, "allowed": allowed, "refused": refused}
                for (budget, route), (allowed, refused) in self.by_route.items()
            ],
            "top_refused": [
                {"budget": budget, "identity": identity, "refused": count}
                for budget, identity, count in self.top_refused
            ],
        }

    def metrics(self) -> Iterator[Metric]:
        """Return it for metrics (L6). Identities are keyed hashes, and few."""
        yield counted(
            "limit_calls",
            "Calls that a budget counted, by the route that it counts and by what came of it",
            *(
                ({"budget": budget, "route": route, "outcome": outcome}, count)
                for (budget, route), outcomes in self.by_route.items()
                for outcome, count in zip(("allowed", "refused"), outcomes, strict=True)
            ),
        )
        yield measured(
            "limit_most_refused",
            "Refusals of those whom most went to, by a keyed hash of who it is",
            *(({"budget": budget, "identity": identity}, count) for budget, identity, count in self.top_refused),
        )
        yield measured(
            "limits_share", "The part of every limit that is given out: less than 1 under load", ({}, self.share)
        )
        yield measured(
            "limits_shared", "Whether limits hold for all processes together: 1 or 0", ({}, self.reach.is_shared)
        )


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls: `own` names the guest, or whoever is unknown at an address; the address itself may be many's."""

    own: str
    address: str


@dataclass(frozen=True, slots=True)
class Answered:
    """A decision, with the budget as it was when it was made."""

    budget: Budget
    decision: Decision


class RateLimits:
    """Asks the limiter about budgets by name. Identities leave this class only as keyed hashes."""

    def __init__(
        self,
        limiter: Limiter,
        changes: ChangeStore,
        *,
        bus: Bus,
        clock: Clock,
        keys: KeyRing,
        mode: LimitsMode = LimitsMode.ON,
    ) -> None:
        self._mode = mode
        self.is_on = mode is not LimitsMode.OFF
        """Whether anything is counted at all. Whoever counts looks at it first."""

        self.budgets = CurrentBudgets()
        # Named first, so that an operator's own change goes before it.
        self.budgets.change(FLAG, {})
        self.analytics = LimitAnalytics()
        self._limiter = limiter
        self._changes = changes
        self._bus = bus
        self._clock = clock
        self._keys = keys

    async def take(self, name: str, caller: Caller, *, route: str) -> Answered:
        """Count a call within the budget `name`. `route` is what the counts call it."""
        budget = self.budgets.get(name)
        claims = self._claims(budget, caller)
        decision = await self._limiter.take(budget, claims)
        self.analytics.count(name, route, claims[0].identity, is_allowed=decision.is_allowed)
        return Answered(budget, decision)

    async def look(self, name: str, caller: Caller) -> Answered:
        """Return what `take` would answer for the caller's own claim now, without counting anything."""
        budget = self.budgets.get(name)
        return Answered(budget, await self._limiter.look(budget, self._claims(budget, caller)[0]))

    @asynccontextmanager
    async def following(
        self, flags: Flags | None = None, find_pools: Callable[[], Mapping[str, PoolUse]] = dict
    ) -> AsyncIterator[None]:
        """Let budgets follow a flag, the table of changes and the process's load for the block.

        Args:
            flags: without them no flag changes a budget.
            find_pools: says how the pools of the database stand now; those that let people wait tighten the budgets.
        """
        work: list[Coroutine[Any, Any, None]] = []
        if self.is_on:
            work.append(follow_changes(self._changes, self._bus, self.budgets))
        if self._mode is LimitsMode.ON:
            work.append(watch_load(self.budgets, lambda: longest_wait_s(find_pools())))
        tasks = [asyncio.create_task(one) for one in work]
        try:
            with following_flag(flags or Flags(), self.budgets):
                yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def change(self, name: str, change: Change) -> None:
        """Store what an operator makes of a budget, and tell every process; nothing in it stands for as planned.

        Raises:
            NotFound: no budget has this name.
            Unavailable: the database is away.
        """
        if name not in self.budgets.names():
            message = f"there is no budget {name!r}; there are {', '.join(self.budgets.names())}"
            raise NotFound(message)
        if change == Change():
            await self._changes.forget(name)
        else:
            await self._changes.save(name, change, now=self._clock.now_ms())
        self._bus.publish(TOPIC, name.encode())

    async def read_changes(self, flags: Flags) -> set[str]:
        """Apply what operators and the flag changed, once, and return the names of those budgets.

        Raises:
            Unavailable: the database is away.
        """
        changes = await self._changes.find_all()
        self.budgets.change(OPERATORS, changes)
        self.budgets.change(FLAG, changes_of(flags))
        return set(changes) | set(changes_of(flags))

    @property
    def standing(self) -> Standing | None:
        """How the server that limits are shared by stands; None where there is none."""
        return self._limiter.standing if isinstance(self._limiter, FallbackLimiter) else None

    def report(self) -> LimitsReport:
        """How limits stand now."""
        return LimitsReport(
            reach=self._limiter.reach if isinstance(self._limiter, FallbackLimiter) else ALONE,
            share=self.budgets.share,
            by_route=self.analytics.by_route(),
            top_refused=self.analytics.top_refused(),
        )

    def _claims(self, budget: Budget, caller: Caller) -> list[Claim]:
        """The caller's own, then their address's ceiling (L3); a budget without one counts addresses alone."""
        address = f"address {caller.address}"
        if budget.ceiling == 1:
            return [Claim(self._hide(address))]
        return [Claim(self._hide(caller.own)), Claim(self._hide(address), budget.ceiling)]

    def _hide(self, identity: str) -> str:
        return self._keys.sign(_PURPOSE, identity)
