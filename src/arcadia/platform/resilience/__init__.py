"""How Arcadia talks to what may fail: deadline, retry, breaker, bulkhead, fallback, and nothing else.

Every outgoing dependency that something stands in for (a cache server, a secret store, a mail server) is one
`Dependency` with one `Policy`; its calls go through `call` or `call_or`. The database, which nothing stands in for, and
the bus, which nobody waits for, have bounds of their own (decision 20). What travels with a request is its `deadline`:
no dependency waits longer than the request has left (S7).

Map: `deadline` (the time a task has left), `policy` (the numbers), `breaker` (fluxgate behind our counters), `dependency`
(all of it around one call), `standing` (how one stands, and what metrics say of it).
"""

from arcadia.platform.resilience.breaker import BreakerState
from arcadia.platform.resilience.deadline import DeadlineExceeded, remaining_s, within
from arcadia.platform.resilience.dependency import Dependency, DependencyDown
from arcadia.platform.resilience.policy import Policy
from arcadia.platform.resilience.standing import Standing, metrics_of

__all__ = [
    "BreakerState",
    "DeadlineExceeded",
    "Dependency",
    "DependencyDown",
    "Policy",
    "Standing",
    "metrics_of",
    "remaining_s",
    "within",
]
