"""All parts at once, and one word for them (H1, H2, H6)."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec

from arcadia.core.clock import Clock
from arcadia.platform.health.checks import Check, Finding, Status, Watched
from arcadia.platform.health.process import uptime_s


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """Which deployment answers."""

    version: str
    environment: str
    region: str | None = None
    url: str | None = None
    deployment_id: str | None = None
    release: str | None = None


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """How everything is at a moment. `checks` holds a finding for each part."""

    status: Status
    timestamp: str
    version: str
    environment: str
    region: str | None
    uptime_s: float
    checks: Mapping[str, Finding]

    def faults(self) -> dict[str, str]:
        """Return what is not well, by part, with the detail that is for operators."""
        return {name: one.detail or one.message for name, one in self.checks.items() if one.status != Status.HEALTHY}

    def hindrances(self) -> dict[str, str]:
        """Return what keeps the process from its work, by part, in words for everybody."""
        return {name: one.message for name, one in self.checks.items() if one.status == Status.UNHEALTHY}

    def summary(self) -> dict[str, int]:
        """Return how many parts there are, and how many are how."""
        counted = Counter(one.status for one in self.checks.values())
        return {"checks": len(self.checks), **{status.value: counted[status] for status in Status}}

    def for_everybody(self) -> dict[str, Any]:
        """Return the report without what names hosts or tells how the house is built."""
        told = {
            name: {"status": one.status, "message": one.message, "latency_ms": one.latency_ms}
            for name, one in self.checks.items()
        }
        return {**msgspec.structs.asdict(self), "checks": told}


class Health:
    """Every part that somebody wants to be looked at. Parts may be added while the process runs."""

    def __init__(self, about: About, clock: Clock, checks: Iterable[Check] = ()) -> None:
        self.about = about
        self._clock = clock
        self._watched = [Watched(check) for check in checks]

    def add(self, *checks: Check) -> None:
        """Look at these as well from now on."""
        self._watched += [Watched(check) for check in checks]

    async def report(self) -> Report:
        """Look at all parts at once. Never raises; takes as long as the slowest check may."""
        found = await asyncio.gather(*(watched.find() for watched in self._watched))
        checks = {watched.check.name: finding for watched, finding in zip(self._watched, found, strict=True)}
        return Report(
            status=worst(finding.status for finding in found),
            timestamp=datetime.fromtimestamp(self._clock.now_ms() / 1000, UTC).isoformat(timespec="milliseconds"),
            version=self.about.version,
            environment=self.about.environment,
            region=self.about.region,
            uptime_s=uptime_s(),
            checks=checks,
        )

    def stop(self) -> None:
        """Give up what is under way."""
        for watched in self._watched:
            watched.stop()


def worst(statuses: Iterable[Status]) -> Status:
    """Return the word for the whole: a required part that is unhealthy makes it so, anything less degrades it."""
    return max(statuses, key=list(Status).index, default=Status.HEALTHY)
