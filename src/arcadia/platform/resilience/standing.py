"""How dependencies stand, for health, operators and metrics."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from arcadia.platform.observability import Metric, counted, measured
from arcadia.platform.resilience.breaker import BreakerState


@dataclass(frozen=True, slots=True)
class Standing:
    """How a dependency stands, for health and metrics. `in_use` counts calls under way."""

    name: str
    breaker: BreakerState
    openings: int
    in_use: int


def metrics_of(standings: Sequence[Standing]) -> Iterator[Metric]:
    """Return how dependencies stand (K6): of the states of a breaker one is 1, the others 0."""
    yield measured(
        "breaker_state",
        "Whether the breaker of a dependency is in a state: 1 or 0",
        *(
            ({"dependency": one.name, "state": state}, one.breaker is state)
            for one in standings
            for state in BreakerState
        ),
    )
    yield counted(
        "breaker_openings",
        "Times that the breaker of a dependency opened",
        *(({"dependency": one.name}, one.openings) for one in standings),
    )
    yield measured(
        "dependency_calls_under_way",
        "Calls to a dependency that wait for its answer",
        *(({"dependency": one.name}, one.in_use) for one in standings),
    )
