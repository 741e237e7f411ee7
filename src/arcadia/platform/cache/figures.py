"""What the cache did, by kind (K8), and how all of it is told (H5)."""

from collections import deque
from collections.abc import Sequence
from typing import Final

import msgspec

from arcadia.platform.observability import Counters
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


class KindFigures:
    """The counts of one kind; `hits` holds the near and the stale ones too."""

    def __init__(self, name: str, counters: Counters) -> None:
        self.hits = counters.counter(f"cache_{name}_hits", f"Values of kind {name} that were kept")
        self.near_hits = counters.counter(f"cache_{name}_near_hits", f"Hits of kind {name} from this process's memory")
        self.stale_hits = counters.counter(f"cache_{name}_stale_hits", f"Hits of kind {name} past their lifetime")
        self.misses = counters.counter(f"cache_{name}_misses", f"Values of kind {name} that had to be loaded")
        self.errors = counters.counter(
            f"cache_{name}_errors", f"Look-ups of kind {name} that the server did not answer"
        )
        self.invalid = counters.counter(f"cache_{name}_invalid", f"Kept values that were not of kind {name}")
        self.dropped_writes = counters.counter(f"cache_{name}_dropped_writes", f"Values of kind {name} not kept")
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
