"""Budgets, and the one table of them (L2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Algorithm(StrEnum):
    """How a budget is counted."""

    SLIDING = "sliding"
    """Exact: within any stretch of the window's length never more than the limit."""

    FIXED = "fixed"
    """A window begins at the first call and ends when its time is over; then all is forgiven at once."""

    BUCKET = "bucket"
    """As many at once as the limit, refilled evenly over the window."""


class WhenDown(StrEnum):
    """What holds where the shared server cannot be asked (L5). Both then count in the process."""

    OPEN = "open"
    """Counting begins anew; whom the process has no room to count is let through."""

    CLOSED = "closed"
    """What was used up stays used up as far as this process saw it; whom it has no room to count is refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """`limit` calls in `window_ms`, for one identity. `ceiling` times as many for an address with several guests."""

    name: str
    algorithm: Algorithm
    limit: int
    window_ms: int
    about: str
    when_down: WhenDown = WhenDown.OPEN
    ceiling: int = 20


API: Final = "api"
AUTHENTICATION: Final = "authentication"
COMMANDS: Final = "commands"
UPLOAD: Final = "upload"
SESSIONS: Final = "sessions"
UNKNOWN_CODES: Final = "unknown-codes"

BUDGETS: Final[Mapping[str, Budget]] = {
    budget.name: budget
    for budget in (
        Budget(
            name=API,
            algorithm=Algorithm.SLIDING,
            limit=100,
            window_ms=60_000,
            about="Calls of the JSON API but commands to sessions; handshakes of sockets",
        ),
        Budget(
            name=COMMANDS,
            algorithm=Algorithm.BUCKET,
            limit=40,
            window_ms=2_000,
            about="Commands to sessions over HTTP: as many as one socket takes, 20 a second and 40 at once",
        ),
        Budget(
            name=AUTHENTICATION,
            algorithm=Algorithm.FIXED,
            limit=5,
            window_ms=60_000,
            about="Tries to sign in",
            when_down=WhenDown.CLOSED,
        ),
        Budget(
            name=UPLOAD,
            algorithm=Algorithm.BUCKET,
            limit=10,
            window_ms=30_000,
            about="Files sent in: ten at once, then one every three seconds",
        ),
        Budget(
            name=SESSIONS,
            algorithm=Algorithm.SLIDING,
            limit=10,
            window_ms=60_000,
            about="Sessions made",
        ),
        Budget(
            name=UNKNOWN_CODES,
            algorithm=Algorithm.SLIDING,
            limit=20,
            window_ms=60_000,
            about="Codes that no session has, for each address",
            ceiling=1,
        ),
    )
}
"""Marks are not in it: their window is part of the rules, exact by event times, and a session may raise it."""
