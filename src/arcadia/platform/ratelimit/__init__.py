"""How much of what somebody may do in a time, and what happens when they do more (L1 to L7).

A `Budget` names an algorithm, a number and a time. `RateLimits.take` asks whether one more is within it, for one or
several claims at once: a guest's own, and the one of the address that many guests may share. Every implementation of
`Limiter` decides and counts in one step, so that calls at the same moment cannot outrun a budget.

- `budget`       a budget, and the one table of them
- `decision`     what is asked and what is answered
- `algorithms`   the three ways to count, as arithmetic over a clock
- `interface`    what a limiter is
- `memory`       within one process
- `redis`        between processes, by the scripts of `redis_scripts`
- `fallback`     the shared one, and the local one while its server is away (L5)
- `current`      budgets as they are now: changed by operators, tightened under load (L7)
- `load`         notices that this process is overloaded
- `changes`      the table of changes
- `following`    keeps a process on what that table says
- `analytics`    who was let through and who was refused (L6)
- `limits`       all of it as one service; `opening` makes it
"""

from arcadia.platform.ratelimit.budget import BUDGETS, Algorithm, Budget, WhenDown
from arcadia.platform.ratelimit.decision import Claim, Decision
from arcadia.platform.ratelimit.interface import Limiter
from arcadia.platform.ratelimit.limits import Answered, Caller, RateLimits

__all__ = [
    "BUDGETS",
    "Algorithm",
    "Answered",
    "Budget",
    "Caller",
    "Claim",
    "Decision",
    "Limiter",
    "RateLimits",
    "WhenDown",
]
