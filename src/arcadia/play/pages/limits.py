"""What play counts for which budget (L2), by pages and by the API alike.

Marks have a window of their own, in the rules. A session may let it be wider than the budget of the API, so commands do
not count for that one, but for one as wide as what a socket takes.
"""

from typing import Final

from arcadia.platform.ratelimit.budget import API, COMMANDS, SESSIONS, UNKNOWN_CODES
from arcadia.play.domain.refusals import Refusal
from arcadia.web.guessing import GuessRule
from arcadia.web.limits import LimitRule

LIMITS: Final = (
    LimitRule(SESSIONS, "POST /play"),
    LimitRule(SESSIONS, "POST /play/new"),
    LimitRule(SESSIONS, "POST /api/v1/sessions"),
    *(
        LimitRule(COMMANDS, f"{method} /api/v1/sessions/{{}}/{route}", instead_of=API)
        for method, route in (
            ("POST", "commands"),
            ("POST", "marks"),
            ("DELETE", "marks/{}"),
            ("POST", "counters"),
            ("POST", "messages"),
        )
    ),
)
GUESSES: Final = (
    GuessRule(
        budget=UNKNOWN_CODES,
        routes=tuple(
            LimitRule(UNKNOWN_CODES, route)
            for route in (
                "GET /join",
                "* /j/{}",
                "* /play/{}",
                "* /play/{}/*",
                "* /api/v1/sessions/{}",
                "* /api/v1/sessions/{}/*",
            )
        ),
        codes=(Refusal.NO_SESSION.value,),
        leads_to="/join?",
        plain=("/join",),
    ),
)
