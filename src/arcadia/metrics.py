"""What this process counts and measures, for Prometheus (O5): gathered from the services when somebody asks.

Part of the composition root, as `upkeep` is. Each process has its own figures; where several share a port, their samples
differ by the label `worker`, and a sum over it is the instance's.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from arcadia.platform.cache import Cache
from arcadia.platform.db import Database
from arcadia.platform.health import About
from arcadia.platform.health.loop_watch import LoopWatch
from arcadia.platform.health.process import process_figures
from arcadia.platform.observability import Counters, Metric, counted, measured
from arcadia.platform.ratelimit import RateLimits
from arcadia.platform.resilience import metrics_of
from arcadia.web.page_cache import PageCache


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """The parts that have figures."""

    about: About
    counters: Counters
    database: Database
    cache: Cache
    page_cache: PageCache
    limits: RateLimits
    loop_watch: LoopWatch
    traffic: Mapping[str, int]
    """How many of what there are now, by what: connections, requests, sockets, streams, rooms."""


def collect_metrics(parts: Measured) -> Iterator[Metric]:
    """Return every figure as it stands now. Asks nobody outside of this process."""
    yield from _process(parts.about, parts.loop_watch)
    yield from _traffic(parts.traffic)
    yield from _pools(parts.database)
    yield from metrics_of([one for one in (parts.cache.standing, parts.limits.standing) if one is not None])
    yield from parts.cache.report().metrics()
    yield from _pages(parts.page_cache)
    yield from parts.limits.report().metrics()
    yield from parts.counters.metrics()


def _process(about: About, loop_watch: LoopWatch) -> Iterator[Metric]:
    figures = process_figures()
    named = {
        "version": about.version,
        "environment": about.environment,
        "region": about.region or "",
        "release": about.release or "",
    }
    yield measured("build_info", "Which build and deployment this is: always 1", (named, 1))
    yield measured("uptime_seconds", "How long the process has been there", ({}, figures.uptime_s))
    yield measured("memory_bytes", "The memory that is resident", ({}, figures.memory_bytes))
    yield counted("cpu_seconds", "The time that all threads of the process have worked", ({}, figures.cpu_s))
    yield measured("event_loop_lag_seconds", "How late the event loop's last beat came", ({}, loop_watch.lag_s))
    yield measured("event_loop_most_lag_seconds", "The latest beat since the start", ({}, loop_watch.most_lag_s))


def _traffic(traffic: Mapping[str, int]) -> Iterator[Metric]:
    about = {
        "connections": "Connections that are open",
        "requests": "Requests under way",
        "sockets": "Sockets that watch sessions",
        "streams": "Streams of events that watch sessions",
        "rooms": "Sessions that somebody watches here",
    }
    for name, count in traffic.items():
        yield measured(name, about[name], ({}, count))


def _pools(database: Database) -> Iterator[Metric]:
    pools = database.pools()
    in_use = (({"pool": name}, pool.in_use) for name, pool in pools.items())
    yield measured("pool_connections_in_use", "Connections to the database that are lent out", *in_use)
    sizes = (({"pool": name}, pool.size) for name, pool in pools.items())
    yield measured("pool_connections_most", "Connections to the database that a pool may lend", *sizes)


def _pages(pages: PageCache) -> Iterator[Metric]:
    yield counted("page_cache_hits", "Pages that were kept", ({}, pages.hits))
    yield counted("page_cache_misses", "Pages that had to be rendered", ({}, pages.misses))
