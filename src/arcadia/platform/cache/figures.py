"""What the cache did, by kind (K8), and how all of it is told (H5)."""

from collections import deque
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from arcadia.platform.observability import Counter, Counters, Metric, measured
from arcadia.platform.resilience import BreakerState

_REMEMBERED: Final = 1_024
_MS_PER_S: Final = 1_000


class KindReport(msgspec.Struct, frozen=True, kw_only=True):
    """One kind's operations since the process started. Latencies are of its last 1,024 look-ups, without loading."""

    hits: int
    near_hits: int
    stale_hits: int
    misses: int
    errors: int
    invalid: int
    dropped_writes: int
    operations: int
    hit_rate: float
    miss_rate: float
    error_rate: float
    mean_ms: float
    p95_ms: float


class CacheReport(msgspec.Struct, frozen=True, kw_only=True):
    """The cache as this process sees it. `status` is `ok`, `degraded` (the server is away) or `local` (there is none)."""

    status: str
    breaker: BreakerState
    openings: int
    in_use: int
    owed_drops: int
    total: KindReport
    kinds: dict[str, KindReport]

    def metrics(self) -> Iterator[Metric]:
        """Return what is measured by kind; what is counted stands among the counters (K8)."""
        kinds = self.kinds.items()
        rates = (({"kind": name}, kind.hit_rate) for name, kind in kinds)
        yield measured("cache_hit_rate", "The part of look-ups that found a value, 0 to 1", *rates)
        means = (({"kind": name}, kind.mean_ms / _MS_PER_S) for name, kind in kinds)
        yield measured("cache_mean_seconds", "How long a look-up takes", *means)
        bounds = (({"kind": name}, kind.p95_ms / _MS_PER_S) for name, kind in kinds)
        yield measured("cache_p95_seconds", "How long 95 of 100 look-ups take at most", *bounds)
        yield measured("cache_owed_drops", "Changes that the server is still to be told of", ({}, self.owed_drops))


class KindFigures:
    """The counts of one kind; `hits` holds the near and the stale ones too."""

    def __init__(self, name: str, counters: Counters) -> None:
        def count(what: str, about: str) -> Counter:
            return counters.counter(f"cache_{what}", about, kind=name)

        self.hits = count("hits", "Values that were kept, the near and the stale ones too")
        self.near_hits = count("near_hits", "Hits from this process's memory")
        self.stale_hits = count("stale_hits", "Hits past their lifetime, served while somebody loads the next value")
        self.misses = count("misses", "Values that had to be loaded")
        self.errors = count("errors", "Look-ups that the server did not answer")
        self.invalid = count("invalid", "Kept values that were not of their kind")
        self.dropped_writes = count("dropped_writes", "Loaded values that were not kept")
        self.latencies_s: deque[float] = deque(maxlen=_REMEMBERED)


def report_of(figures: Sequence[KindFigures]) -> KindReport:
    """Return the sum of some kinds' figures."""
    counts = {
        name: sum(getattr(one, name).value for one in figures)
        for name in ("hits", "near_hits", "stale_hits", "misses", "errors", "invalid", "dropped_writes")
    }
    operations = counts["hits"] + counts["misses"]
    latencies = sorted(one for figure in figures for one in figure.latencies_s)
    return KindReport(
        **counts,
        operations=operations,
        hit_rate=_part(counts["hits"], operations),
        miss_rate=_part(counts["misses"], operations),
        error_rate=_part(counts["errors"], operations),
        mean_ms=_part(sum(latencies), len(latencies)) * _MS_PER_S,
        p95_ms=latencies[len(latencies) * 95 // 100] * _MS_PER_S if latencies else 0.0,
    )


def _part(count: float, whole: int) -> float:
    return count / whole if whole else 0.0
