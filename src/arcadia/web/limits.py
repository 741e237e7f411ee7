"""Budgets on addresses of the site (L2 to L4): who has used one up gets 429, and every counted answer says what is left.

    LimitRule("upload", "POST /boards/import")      one address
    LimitRule("api", "* /api/v1/*")                 every method, everything below; `{}` stands for one part
    LimitRule("commands", "POST /…", instead_of="api")

Features contribute their rules. A guest is counted as that guest, others by their address, and both within a ceiling for
the address. Sockets are counted by their handshake (method `WEBSOCKET`).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from arcadia.core.clock import Clock
from arcadia.core.errors import TooMany
from arcadia.platform.ratelimit import Algorithm, Answered, Budget, Caller, Decision, RateLimits
from arcadia.platform.ratelimit.budget import API
from arcadia.web.answer import Answer, send_answer
from arcadia.web.asgi import ASGIApp, Message, Receive, Scope, Send
from arcadia.web.errors import ErrorAnswers
from arcadia.web.identity import identity_of
from arcadia.web.proxies import address_of

BEGINNINGS: Final = frozenset({"http.response.start", "websocket.accept", "websocket.http.response.start"})
"""Messages that carry an answer's headers."""

Headers = list[tuple[bytes, bytes]]
_OLDER: Final = b"x-ratelimit-limit"


@dataclass(frozen=True, slots=True)
class LimitRule:
    """What counts for a budget. `route` is a method, or `*`, and a path; what a rule covers does not count for the budget
    that it stands `instead_of`.
    """

    budget: str
    route: str
    instead_of: str | None = None
    _path: re.Pattern[str] = field(init=False, repr=False, compare=False)
    _method: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Read the route."""
        method, _, path = self.route.partition(" ")
        pattern = re.escape(path).replace(r"\{\}", "[^/]+").replace(r"\*", ".*")
        object.__setattr__(self, "_method", method)
        object.__setattr__(self, "_path", re.compile(pattern))

    def covers(self, scope: Scope) -> bool:
        """Whether a request is counted by this rule."""
        method = scope["method"] if scope["type"] == "http" else "WEBSOCKET"
        return self._method in {"*", method} and self._path.fullmatch(scope["path"]) is not None


API_RULES: Final = (LimitRule(API, "* /api/v1/*"),)


class LimitsLayer:
    """Counts requests, refuses those beyond a budget, and writes what is left into the answers."""

    def __init__(
        self, app: ASGIApp, *, limits: RateLimits, rules: Sequence[LimitRule], errors: ErrorAnswers, clock: Clock
    ) -> None:
        self._app = app
        self._limits = limits
        self._rules = rules
        self._errors = errors
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        rules = self._find_rules(scope) if scope["type"] in {"http", "websocket"} else []
        if not rules:
            await self._app(scope, receive, send)
            return
        answered = await self._take(scope, rules)
        headers = limit_headers(answered, self._clock.now_ms())
        if not answered[-1].decision.is_allowed:
            await send_answer(refusal(self._errors, scope, answered[-1], headers), scope, send)
            return

        async def send_with_limits(message: Message) -> None:
            if message["type"] in BEGINNINGS:
                own = message.get("headers", ())
                message["headers"] = [*own, *_beside(own, headers)]
            await send(message)

        await self._app(scope, receive, send_with_limits)

    def _find_rules(self, scope: Scope) -> list[LimitRule]:
        covering = [rule for rule in self._rules if rule.covers(scope)]
        replaced = {rule.instead_of for rule in covering}
        return [rule for rule in covering if rule.budget not in replaced]

    async def _take(self, scope: Scope, rules: Iterable[LimitRule]) -> list[Answered]:
        """Count for each rule in turn, up to the first that refuses."""
        caller = await caller_of(scope)
        answered = []
        for rule in rules:
            answered.append(await self._limits.take(rule.budget, caller, route=rule.route))
            if not answered[-1].decision.is_allowed:
                break
        return answered


async def caller_of(scope: Scope) -> Caller:
    """Return who is counted: the guest, or the address where nobody is known."""
    principal = await identity_of(scope).principal()
    address = address_of(scope)
    return Caller(f"guest {principal.id}" if principal.is_known else f"anonymous {address}", address)


def refusal(errors: ErrorAnswers, scope: Scope, answered: Answered, headers: Headers) -> Answer:
    """Return the answer for a request beyond a budget."""
    retry_ms = max(1, answered.decision.retry_after_ms)
    detail = f"That was too much in too short a time. Try again in {-(-retry_ms // 1000)} s."
    answer = errors.answer(scope, TooMany(detail, retry_after_ms=retry_ms))
    return Answer(answer.status, (*answer.headers, *headers), answer.body)


def limit_headers(answered: Sequence[Answered], now_ms: int) -> Headers:
    """Return what is left as headers: the older three for the tightest budget, and the IETF's two for every one."""
    one = min((each.decision for each in answered), key=lambda decision: (decision.is_allowed, decision.remaining))
    resets_at = datetime.fromtimestamp((now_ms + one.reset_ms) / 1000, UTC).isoformat(timespec="milliseconds")
    values = {
        _OLDER.decode(): str(one.limit),
        "x-ratelimit-remaining": str(one.remaining),
        "x-ratelimit-reset": resets_at.replace("+00:00", "Z"),
        "ratelimit-policy": ", ".join(
            f'"{each.budget.name}";q={each.decision.limit};w={_seconds(each.budget.window_ms)}' for each in answered
        ),
        "ratelimit": ", ".join(
            f'"{each.budget.name}";r={each.decision.remaining};t={_seconds(each.decision.reset_ms)}'
            for each in answered
        ),
    }
    return [(name.encode(), value.encode()) for name, value in values.items()]


def spent_headers(name: str, *, limit: int, window_ms: int, retry_after_ms: int, now_ms: int) -> dict[str, str]:
    """Return the headers of a refusal by a limit that is counted elsewhere; they stand before those of the budgets."""
    budget = Budget(name=name, algorithm=Algorithm.SLIDING, limit=limit, window_ms=window_ms, about="")
    spent = Answered(budget, Decision(False, limit, 0, retry_after_ms, retry_after_ms))
    return {name.decode(): value.decode() for name, value in limit_headers([spent], now_ms)}


def _beside(own: Iterable[tuple[bytes, bytes]], headers: Headers) -> Headers:
    """Of what is left of the budgets, what an answer does not say itself: of a tighter limit it has said the older three."""
    if all(name.lower() != _OLDER for name, _ in own):
        return headers
    return [(name, value) for name, value in headers if not name.startswith(b"x-")]


def _seconds(ms: int) -> int:
    """Whole seconds, rounded up: a header that promises too early a time is worse than one second of waiting."""
    return -(-ms // 1000)
