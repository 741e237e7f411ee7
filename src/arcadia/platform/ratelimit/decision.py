"""What is asked of a limiter, and what it answers."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Claim:
    """Whom a call is counted for; `times` the budget's limit hold for it. `identity` is already beyond recognition."""

    identity: str
    times: int = 1


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a call is within the budget, and what is left of it. Times are in ms from now.

    `reset_ms`: until more is there again than now (sliding), until all is there again (fixed, bucket).
    `retry_after_ms`: until a call is worth trying; 0 where one was let through.
    """

    is_allowed: bool
    limit: int
    remaining: int
    reset_ms: int
    retry_after_ms: int = 0


def tightest(decisions: list[Decision]) -> Decision:
    """Return the first refusal, else the answer with the least left. Of equals the first counts.

    Raises:
        ValueError: there is none.
    """
    return min(decisions, key=lambda one: (one.is_allowed, one.remaining))
