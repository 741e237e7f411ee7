"""What scheduled checks came to, kept for 90 days: the figures of uptime and SLA come from here (H10)."""

import os
import socket
from typing import Final

import msgspec
from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text, delete, func, insert, select

from arcadia.core.clock import Clock
from arcadia.core.wire import encode
from arcadia.platform.db import Database, metadata
from arcadia.platform.health.checks import Status
from arcadia.platform.health.report import Report
from arcadia.platform.ids import make_id

KEPT_DAYS: Final = 90
UPTIME_DAYS: Final = 30
MOST_ROWS: Final = 100_000
"""Of a schedule that runs too often only the newest are kept; 90 days of every five minutes on three nodes fit in."""

_DAY_MS: Final = 86_400_000
_LONGEST_NODE: Final = 80

health_runs: Final = Table(
    "health_runs",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("node", String(_LONGEST_NODE), nullable=False),
    Column("status", String(10), nullable=False),
    Column("took_ms", Integer, nullable=False),
    # A JSON object: what was not well, by part.
    Column("faults", Text, nullable=False),
    Index(None, "at"),
)


class Uptime(msgspec.Struct, frozen=True, kw_only=True):
    """How many scheduled checks of the last `days` came to what; `share` of them found the service at work, 0 to 1."""

    days: int
    runs: int
    healthy: int
    degraded: int
    unhealthy: int
    share: float | None


class History:
    """The recorded checks of all nodes."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def record(self, report: Report, *, took_ms: int) -> None:
        """Keep what a check came to, and forget what is too old or too much.

        Raises:
            Unavailable: the database is away, which the next check that is recorded tells by its absence.
        """
        row = {
            "id": make_id(),
            "at": self._clock.now_ms(),
            "node": f"{socket.gethostname()}:{os.getpid()}"[-_LONGEST_NODE:],
            "status": report.status.value,
            "took_ms": took_ms,
            "faults": encode(report.faults()).decode(),
        }
        async with self._database.write() as tx:
            await tx.execute(insert(health_runs).values(row))
        await self.forget()

    async def forget(self) -> int:
        """Delete what is older than 90 days or beyond the most that is kept; return how many."""
        runs = health_runs.c
        async with self._database.write() as tx:
            newest_beyond = await tx.scalar(
                select(runs.at).order_by(runs.at.desc(), runs.id.desc()).offset(MOST_ROWS).limit(1)
            )
            oldest_kept = self._clock.now_ms() - KEPT_DAYS * _DAY_MS
            bound = oldest_kept if newest_beyond is None else max(oldest_kept, newest_beyond + 1)
            deleted = await tx.execute(delete(health_runs).where(runs.at < bound))
        return deleted.rowcount

    async def uptime(self, *, days: int = UPTIME_DAYS) -> Uptime:
        """Return the figures of the last `days`.

        Raises:
            Unavailable: the database is away.
        """
        since = self._clock.now_ms() - days * _DAY_MS
        asked = select(health_runs.c.status, func.count()).where(health_runs.c.at >= since)
        async with self._database.read() as tx:
            rows = (await tx.execute(asked.group_by(health_runs.c.status))).all()
        counted = {status: int(number) for status, number in rows}
        runs = sum(counted.values())
        down = counted.get(Status.UNHEALTHY, 0)
        return Uptime(
            days=days,
            runs=runs,
            healthy=counted.get(Status.HEALTHY, 0),
            degraded=counted.get(Status.DEGRADED, 0),
            unhealthy=down,
            share=round((runs - down) / runs, 6) if runs else None,
        )
