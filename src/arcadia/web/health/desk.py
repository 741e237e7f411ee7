"""What the answers about health hold, for everybody and for operators."""

import asyncio
import os
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec
import structlog

from arcadia.core.errors import Unavailable
from arcadia.platform.health import Health, Report, Status
from arcadia.platform.health.history import History
from arcadia.platform.health.process import process_figures
from arcadia.platform.observability import Metric
from arcadia.platform.observability.metrics import import_exposition, render_metrics
from arcadia.web.bearer import BearerToken

Figures = Callable[[], Mapping[str, Any]]
Metrics = Callable[[], Iterable[Metric]]
Faults = Callable[[], Mapping[str, str]]
Told = dict[str, Any]
_log: Final = structlog.get_logger("arcadia.web")


class Ready(msgspec.Struct, frozen=True, kw_only=True):
    """Whether requests should come here: `ok` or `unready`, and for each part that hinders a sentence why."""

    status: str
    faults: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Answers by their parts. `find_own_faults` says what stands in the way without asking anybody, such as draining;
    `figures` are of the machine and the process, `cache_figures` of the caches, `metrics` all of them for Prometheus.
    """

    health: Health
    history: History
    operator: BearerToken
    scheduler: BearerToken
    find_own_faults: Faults
    figures: Figures
    cache_figures: Figures
    metrics: Metrics

    async def ready(self) -> Ready:
        """Return whether requests should come here. What the process knows by itself is told at once (H2)."""
        faults = dict(self.find_own_faults()) or (await self.health.report()).hindrances()
        return Ready(status="unready" if faults else "ok", faults=faults)

    async def overview(self, authorization: str | None) -> tuple[Status, Told]:
        """Return the report; sentences that may name hosts are for operators."""
        report = await self.health.report()
        is_operator = self.operator.is_shown(authorization)
        return report.status, msgspec.to_builtins(report) if is_operator else report.for_everybody()

    async def detailed(self, authorization: str | None) -> tuple[Status, Told]:
        """Return everything to operators, the status to everybody (H4)."""
        report = await self.health.report()
        if not self.operator.is_shown(authorization):
            return report.status, {"status": report.status}
        return report.status, await self._details(report)

    async def _details(self, report: Report) -> Told:
        about = self.health.about
        return {
            **msgspec.to_builtins(report),
            "summary": report.summary(),
            "deployment": {
                "url": about.url,
                "region": about.region,
                "deployment_id": about.deployment_id,
                "release": about.release,
            },
            "process": process_figures(),
            **self.figures(),
            "uptime": await self._uptime(report),
        }

    async def _uptime(self, report: Report) -> object:
        """Return the recorded figures; none while the database is known to be away, so that nobody waits for it."""
        if _is_database_away(report):
            return None
        try:
            return await self.history.uptime()
        except Unavailable:
            return None

    async def cache(self, authorization: str | None) -> tuple[Status, Told]:
        """Return how the caches do; the numbers are for operators (H5)."""
        figures = self.cache_figures()
        status = Status(figures["status"])
        return status, dict(figures) if self.operator.is_shown(authorization) else {"status": status}

    async def metrics_text(self, authorization: str | None) -> bytes:
        """Return every figure of this process in Prometheus's form, to operators (O5).

        Raises:
            Unauthenticated: somebody else asks.
        """
        self.operator.insist(authorization)
        await asyncio.to_thread(import_exposition)
        return render_metrics(self.metrics(), everywhere={"worker": str(os.getpid())})

    async def scheduled(self) -> tuple[Status, Told]:
        """Look at everything, keep what it came to, and return all of it (H10)."""
        begun = time.monotonic()
        report = await self.health.report()
        is_recorded = await self._record(report, took_ms=round((time.monotonic() - begun) * 1000))
        return report.status, {**await self._details(report), "is_recorded": is_recorded}

    async def record(self) -> Told:
        """As `scheduled`, for whoever has no use for the status."""
        _, told = await self.scheduled()
        return told

    async def _record(self, report: Report, *, took_ms: int) -> bool:
        if _is_database_away(report):
            return False
        try:
            await self.history.record(report, took_ms=took_ms)
        except Unavailable as error:
            _log.warning("health_not_recorded", status=report.status, error=error.detail)
            return False
        return True


def _is_database_away(report: Report) -> bool:
    return not {"database", "schema"}.isdisjoint(report.hindrances())
