"""One part of the whole, looked at within its time (H6, H8)."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextvars import Context
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import msgspec
import structlog

from arcadia.core.errors import ArcadiaError, Unavailable

WITHIN_S: Final = 3.0
"""What one check may take. All run at once, so that the whole stays within 5 s."""

Look = Callable[[], Awaitable[object]]
_log: Final = structlog.get_logger(__name__)


class Status(StrEnum):
    """How a part is, or the whole."""

    HEALTHY = "healthy"
    DEGRADED = "degraded"
    UNHEALTHY = "unhealthy"


class NotWell(Unavailable):
    """A part is not well. The detail names no host and no path: everybody may read it, unlike that of other errors."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What is looked at, and what it means when it is not well.

    `look` returns when the part is well and raises an ArcadiaError, whose detail says why, when it is not; None stands
    for a part that nobody configured. A part that is not `is_required` has something that serves in its place:
    `instead` says what.
    """

    name: str
    look: Look | None
    is_required: bool = True
    instead: str = ""
    within_s: float = WITHIN_S


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """What a look came to. `message` is for everybody, `detail` for operators."""

    status: Status
    message: str
    latency_ms: float
    detail: str | None = None
    is_required: bool = True
    is_configured: bool = True
    within_s: float = WITHIN_S


class Watched:
    """A check with the one look at it that is under way, if any: a part that hangs is asked once, not once a caller."""

    def __init__(self, check: Check) -> None:
        self.check = check
        self._begun_at = 0.0
        self._looking: asyncio.Task[ArcadiaError | None] | None = None

    async def find(self) -> Finding:
        """Return how the part is; never raises, and takes no longer than the check's time."""
        if self.check.look is None:
            return self._finding(Status.HEALTHY, self.check.instead or "not configured", latency_ms=0.0)
        looking = self._begin(self.check.look)
        # Not cancelled and waited for: a driver may finish what it began before it heeds that.
        await asyncio.wait({looking}, timeout=self.check.within_s)
        took_ms = round((time.monotonic() - self._begun_at) * 1000, 1)
        if not looking.done():
            return self._fault(NotWell(f"no answer within {self.check.within_s:g} s"), took_ms)
        fault = looking.result()
        if fault is None:
            return self._finding(Status.HEALTHY, "well", latency_ms=took_ms)
        return self._fault(fault, took_ms)

    def _begin(self, look: Look) -> asyncio.Task[ArcadiaError | None]:
        if self._looking is None or self._looking.done():
            self._begun_at = time.monotonic()
            # A context of its own: several callers may wait for it, and none of their deadlines is its own.
            self._looking = asyncio.get_running_loop().create_task(_find_fault(look), context=Context())
        return self._looking

    def _fault(self, fault: ArcadiaError, latency_ms: float) -> Finding:
        check = self.check
        message = fault.detail if isinstance(fault, NotWell) else "does not answer as it should"
        if not check.is_required:
            message = f"{message}; {check.instead}"
        status = Status.UNHEALTHY if check.is_required else Status.DEGRADED
        return self._finding(status, message, latency_ms=latency_ms, detail=fault.detail)

    def _finding(self, status: Status, message: str, *, latency_ms: float, detail: str | None = None) -> Finding:
        return Finding(
            status=status,
            message=message,
            latency_ms=latency_ms,
            detail=detail,
            is_required=self.check.is_required,
            is_configured=self.check.look is not None,
            within_s=self.check.within_s,
        )

    def stop(self) -> None:
        """Give up the look that is under way."""
        if self._looking is not None:
            self._looking.cancel()


async def _find_fault(look: Look) -> ArcadiaError | None:
    try:
        await look()
    except ArcadiaError as error:
        return error
    except Exception as error:  # noqa: BLE001 - whatever broke, the answer is given (H6)
        _log.exception("health_check_broke")
        return NotWell(f"the check itself broke: {type(error).__name__}")
    return None
