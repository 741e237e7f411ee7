"""One thing outside this process, and everything that keeps its faults from spreading."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

import stamina
import structlog

from arcadia.core.errors import Unavailable
from arcadia.platform.observability import Counter, Counters
from arcadia.platform.resilience.breaker import Breaker, BreakerOpen
from arcadia.platform.resilience.deadline import DeadlineExceeded, remaining_s, within
from arcadia.platform.resilience.policy import Policy
from arcadia.platform.resilience.standing import Standing

T = TypeVar("T")
_log: Final = structlog.get_logger(__name__)


class DependencyDown(Unavailable):
    """A dependency did not do what was asked: it failed, was too slow, or was not asked at all."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name}: {why}")
        self.name = name


class Dependency:
    """Calls that go out to one place: bounded in time and number, tried again where that may help, stopped where not.

    Args:
        faults: what a call raises when the other side is at fault. Anything else is ours: it passes unchanged, and
            the breaker does not count it.
    """

    def __init__(
        self, name: str, policy: Policy, counters: Counters, *, faults: tuple[type[Exception], ...] = (OSError,)
    ) -> None:
        self.name = name
        self.policy = policy
        self._faults: tuple[type[Exception], ...] = (*faults, DeadlineExceeded)
        self._breaker = Breaker(name, policy, faults=self._faults)
        self._in_use = 0

        def count(what: str, about: str) -> Counter:
            return counters.counter(f"dependency_{what}", about, dependency=name)

        self._failed = count("failures", "Calls that did not succeed in their time")
        self._not_made = count("calls_not_made", "Calls that the breaker held back")
        self._crowded = count("calls_crowded_out", "Calls beyond the most at once")

    @property
    def standing(self) -> Standing:
        """How it stands now."""
        return Standing(self.name, self._breaker.state, self._breaker.openings, self._in_use)

    async def call_or(self, work: Callable[[], Awaitable[T]], fallback: Callable[[DependencyDown], T]) -> T:
        """Return what `work` returns, or what `fallback` makes of its failure."""
        try:
            return await self.call(work)
        except DependencyDown as error:
            return fallback(error)

    async def call(self, work: Callable[[], Awaitable[T]]) -> T:
        """Return what `work` returns. It is called as often as the policy says, and may be stopped at any await.

        Raises:
            DependencyDown: it did not succeed in its time, or was not called.
        """
        try:
            return await (self._once(work) if self.policy.attempts == 1 else self._several_times(work))
        except BreakerOpen as error:
            self._not_made.add()
            raise DependencyDown(self.name, "it failed lately and is left alone for a while") from error
        except self._faults as error:
            self._failed.add()
            raise DependencyDown(self.name, str(error) or type(error).__name__) from error

    async def _several_times(self, work: Callable[[], Awaitable[T]]) -> T:
        """The first call goes without the library, whose bookkeeping takes longer than many a call does."""
        began = time.monotonic()
        try:
            return await self._once(work)
        except self._faults:
            pause = self.policy.first_wait_s * random.uniform(1.0, 2.0)  # noqa: S311 - spreads callers in time, no secret
            left = remaining_s(self.policy.budget_s - (time.monotonic() - began)) - pause
            if left <= 0:
                raise
        _log.debug("dependency_tried_again", dependency=self.name)
        await asyncio.sleep(pause)
        # By itself it writes a warning for each try, and imports a library of metrics for it. What an outage comes to is
        # told once, by the breaker.
        stamina.instrumentation.set_on_retry_hooks(())
        again = stamina.AsyncRetryingCaller(
            attempts=self.policy.attempts - 1,
            timeout=left,
            wait_initial=2 * self.policy.first_wait_s,
            wait_exp_base=2,
            wait_jitter=self.policy.first_wait_s,  # the library's own is a second, whatever the first wait is
        )
        return await again(self._faults, self._once, work)

    async def _once(self, work: Callable[[], Awaitable[T]]) -> T:
        return await self._breaker.call(lambda: self._bounded(work))

    async def _bounded(self, work: Callable[[], Awaitable[T]]) -> T:
        if self._in_use >= self.policy.most_at_once:
            self._crowded.add()
            raise DependencyDown(self.name, f"{self._in_use} calls are under way, and no more are begun")
        self._in_use += 1
        try:
            async with within(self.policy.timeout_s):
                return await work()
        finally:
            self._in_use -= 1
