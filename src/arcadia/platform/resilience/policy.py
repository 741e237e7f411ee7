"""The numbers of one dependency, in one place."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How long, how often, how many at once, and when to stop asking.

    Times are in seconds. `attempts` counts the first one; waits between them grow by two from `first_wait_s`, with
    jitter, and all of it together stays within `budget_s`. The breaker opens when, within `window_s`, at least
    `least_calls` were made and the part `failure_rate` of them failed; after `open_s` one call tries again.
    """

    timeout_s: float = 3.0
    attempts: int = 1
    first_wait_s: float = 0.1
    budget_s: float = 3.0
    most_at_once: int = 64
    window_s: int = 10
    least_calls: int = 5
    failure_rate: float = 0.5
    open_s: float = 30.0
