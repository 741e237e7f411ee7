"""What a limiter is."""

from collections.abc import Sequence
from typing import Protocol

from arcadia.platform.ratelimit.budget import Budget
from arcadia.platform.ratelimit.decision import Claim, Decision


class Limiter(Protocol):
    """Counts calls against budgets. What is counted for one budget is nothing to another."""

    async def take(self, budget: Budget, claims: Sequence[Claim]) -> Decision:
        """Count a call for every claim, or for none where one of them has used up the budget. Deciding and counting are
        one step. Return the tightest answer.

        Raises:
            Unavailable: it could not be asked.
        """
        ...

    async def look(self, budget: Budget, claim: Claim) -> Decision:
        """Return what `take` would answer now, and count nothing; `remaining` is what is left before a call.

        Raises:
            Unavailable: it could not be asked.
        """
        ...
