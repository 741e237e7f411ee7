"""Guessing what exists is limited by address, knowing it is not (L2: codes that no session has).

Only a wrong guess is counted, and that is known when the answer begins. Guesses at the same moment cannot outrun the
budget: as many as are left may be under way from one address, the others wait until it is known what those were. So a
room of players with a good code comes in at once, and whoever has used up the budget learns nothing, not even of a code
that exists.
"""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from arcadia.core.clock import Clock
from arcadia.platform.ratelimit import Answered, Caller, RateLimits
from arcadia.web.answer import send_answer
from arcadia.web.asgi import ASGIApp, Message, Receive, Scope, Send
from arcadia.web.errors import PROBLEM_KEY, ErrorAnswers
from arcadia.web.limits import BEGINNINGS, LimitRule, limit_headers, refusal
from arcadia.web.proxies import address_of


@dataclass(frozen=True, slots=True)
class GuessRule:
    """What may be guessed at, and how an answer says that it was wrong: by its error's code, by where it leads, or (on
    `plain` routes and handshakes) by 404 alone.
    """

    budget: str
    routes: tuple[LimitRule, ...]
    codes: Collection[str]
    leads_to: str
    plain: Collection[str]

    def is_wrong(self, scope: Scope, message: Message) -> bool:
        """Whether an answer that begins so says that there is no such thing."""
        if scope.get(PROBLEM_KEY) in self.codes:
            return True
        if message.get("status") == HTTPStatus.NOT_FOUND:
            return scope["type"] == "websocket" or scope["path"] in self.plain
        location = next((value for name, value in message.get("headers", ()) if name.lower() == b"location"), b"")
        return bool(location.startswith(self.leads_to.encode()))


@dataclass(slots=True)
class _UnderWay:
    """The guesses of one address whose outcome is not known yet. `ended` is set, and replaced, at each end."""

    count: int = 0
    ended: asyncio.Event = field(default_factory=asyncio.Event)


class GuessLayer:
    """Counts wrong guesses and refuses more of them."""

    def __init__(
        self, app: ASGIApp, *, limits: RateLimits, rules: Sequence[GuessRule], errors: ErrorAnswers, clock: Clock
    ) -> None:
        self._app = app
        self._rules = rules
        self._under_way: dict[str, _UnderWay] = {}
        self._limits = limits
        self._errors = errors
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        rule = self._find_rule(scope)
        if rule is None:
            await self._app(scope, receive, send)
            return
        caller = Caller(address_of(scope), address_of(scope))
        if (refused := await self._begin(rule, caller)) is not None:
            await self._refuse(scope, send, refused)
            return
        is_under_way, is_replaced = True, False

        def end_once() -> None:
            nonlocal is_under_way
            if is_under_way:
                is_under_way = False
                self._end(caller.address)

        async def send_counted(message: Message) -> None:
            nonlocal is_replaced
            if is_under_way and message["type"] in BEGINNINGS:
                try:
                    is_replaced = not await self._count(rule, caller, scope, message, send)
                finally:
                    end_once()
            if not is_replaced:
                await send(message)

        try:
            await self._app(scope, receive, send_counted)
        finally:
            end_once()

    def _find_rule(self, scope: Scope) -> GuessRule | None:
        if scope["type"] not in {"http", "websocket"}:
            return None
        return next((rule for rule in self._rules if any(route.covers(scope) for route in rule.routes)), None)

    async def _begin(self, rule: GuessRule, caller: Caller) -> Answered | None:
        """Return None when a guess may be made, which then is under way, or why none may be."""
        while True:
            answered = await self._limits.look(rule.budget, caller)
            if not answered.decision.is_allowed:
                return answered
            under_way = self._under_way.setdefault(caller.address, _UnderWay())
            if under_way.count < answered.decision.remaining:
                under_way.count += 1
                return None
            await under_way.ended.wait()

    def _end(self, address: str) -> None:
        under_way = self._under_way[address]
        under_way.count -= 1
        if under_way.count:
            ended, under_way.ended = under_way.ended, asyncio.Event()
        else:
            ended = self._under_way.pop(address).ended
        ended.set()

    async def _count(self, rule: GuessRule, caller: Caller, scope: Scope, message: Message, send: Send) -> bool:
        """Count the guess where it was wrong. Return whether its answer may go out; else it is answered here: of two
        nodes each may have let as many begin as were left, and only the server knows which of them came too late.
        """
        if not rule.is_wrong(scope, message):
            return True
        answered = await self._limits.take(rule.budget, caller, route=scope["type"])
        if answered.decision.is_allowed:
            message["headers"] = [*message.get("headers", ()), *limit_headers([answered], self._clock.now_ms())]
            return True
        await self._refuse(scope, send, answered)
        return False

    async def _refuse(self, scope: Scope, send: Send, answered: Answered) -> None:
        headers = limit_headers([answered], self._clock.now_ms())
        await send_answer(refusal(self._errors, scope, answered, headers), scope, send)
