"""How many events a second the bare event log stores: no rules, no sockets, no bus.

    PYTHONPATH=src:tests python tests/load/event_log_rate.py sqlite:////tmp/bench.db --sessions 500 --ahead 4

Prints one JSON object. The database must be empty or migrated; what it stores stays there.
"""

import argparse
import asyncio
import time

import msgspec
import uvloop

from arcadia.core.ids import SessionId
from arcadia.platform.db.migrating import upgrade_database
from arcadia.play.store.entries import Committed, EventLog
from support.event_log import log_at, marks, new_session


class Rate(msgspec.Struct, frozen=True, kw_only=True):
    """What one run came to. `p50_ms` and `p99_ms`: from append to outcome of one round of a session."""

    events_per_s: int
    p50_ms: float
    p99_ms: float


async def measure(log: EventLog, *, sessions: int, ahead: int, seconds: float) -> Rate:
    """Let each session append `ahead` entries, wait for all of them, and go on, for some seconds."""
    session_ids = [await new_session(log) for _ in range(sessions)]
    waits: list[float] = []
    begun = time.perf_counter()
    await asyncio.gather(*[_rounds(log, one, ahead, begun + seconds, waits) for one in session_ids])
    took = time.perf_counter() - begun
    waits.sort()
    return Rate(
        events_per_s=round(len(waits) * ahead / took),
        p50_ms=round(waits[len(waits) // 2] * 1000, 2),
        p99_ms=round(waits[len(waits) * 99 // 100] * 1000, 2),
    )


async def _rounds(log: EventLog, session_id: SessionId, ahead: int, until: float, waits: list[float]) -> None:
    head = 1
    while (begun := time.perf_counter()) < until:
        futures = [log.append(marks(session_id, head + nr, f"command-{head + nr:012d}")) for nr in range(ahead)]
        head += ahead
        for nr, future in enumerate(futures):
            assert await future == Committed(head - ahead + nr + 1)
        waits.append(time.perf_counter() - begun)


async def _run(arguments: argparse.Namespace) -> None:
    async with log_at(arguments.url) as log:
        rate = await measure(log, sessions=arguments.sessions, ahead=arguments.ahead, seconds=arguments.seconds)
    print(msgspec.json.encode(rate).decode())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url")
    parser.add_argument("--sessions", type=int, default=500)
    parser.add_argument("--ahead", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=4)
    chosen = parser.parse_args()
    upgrade_database(chosen.url)
    uvloop.run(_run(chosen))
