"""The circuit breaker: fluxgate's, told in our words, and never a queue before its one probe (K6)."""

from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Final, TypeVar

import structlog
from fluxgate import AsyncCircuitBreaker, CallNotPermittedError
from fluxgate.permits import All
from fluxgate.retries import Cooldown
from fluxgate.signal import Signal
from fluxgate.trackers import TypeOf
from fluxgate.trippers import Closed, FailureRate, HalfOpened, MinRequests
from fluxgate.windows import TimeWindow

from arcadia.platform.resilience.policy import Policy

T = TypeVar("T")
_log: Final = structlog.get_logger(__name__)


class BreakerState(StrEnum):
    """Whether calls are made: all, none, or one to try."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


class BreakerOpen(Exception):
    """No call was made: too many failed lately, or one is trying at this moment."""


class Breaker:
    """One dependency's breaker: of what a call raises, `faults` count as failures."""

    def __init__(self, name: str, policy: Policy, *, faults: tuple[type[Exception], ...]) -> None:
        self._name = name
        failing = FailureRate(policy.failure_rate)
        self._circuit = AsyncCircuitBreaker(
            window=TimeWindow(policy.window_s),
            tracker=TypeOf(*faults),
            tripper=(Closed() & MinRequests(policy.least_calls) & failing) | (HalfOpened() & failing),
            retry=Cooldown(policy.open_s),
            permit=All(),
            max_half_open_calls=1,
            listeners=[self._tell],
        )
        self._is_probing = False
        self.openings = 0

    @property
    def state(self) -> BreakerState:
        """Whether calls are made now."""
        return BreakerState(self._circuit.info().state)

    async def call(self, work: Callable[[], Awaitable[T]]) -> T:
        """Make a call where the breaker lets one through.

        Raises:
            BreakerOpen: it does not.
        """
        if self._is_probing:
            raise BreakerOpen
        self._is_probing = self.state is not BreakerState.CLOSED
        try:
            return await self._circuit.call(work)
        except CallNotPermittedError as error:
            raise BreakerOpen from error
        finally:
            self._is_probing = False

    def _tell(self, signal: Signal) -> None:
        self.openings += signal.new_state == "open"
        _log.warning("breaker_changed", dependency=self._name, was=signal.old_state, now=signal.new_state)
