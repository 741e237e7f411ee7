"""The limiter that all processes share, on Redis or Valkey.

Calls of one moment travel together: what comes while a trip is under way waits for the next one. So a call costs one
round trip, and a thousand at once cost two, whatever the pool's size.
"""

import asyncio
from collections.abc import Sequence
from contextvars import Context
from dataclasses import dataclass
from hashlib import sha1
from typing import Any, Final

from redis.exceptions import NoScriptError

from arcadia.core.clock import Clock
from arcadia.platform.observability import Counters
from arcadia.platform.ratelimit.budget import Budget
from arcadia.platform.ratelimit.decision import Claim, Decision
from arcadia.platform.ratelimit.fallback import FallbackLimiter
from arcadia.platform.ratelimit.memory import MemoryLimiter
from arcadia.platform.ratelimit.redis_scripts import SCRIPTS
from arcadia.platform.redis.server import FAULTS, RedisServer
from arcadia.platform.resilience import Dependency, Policy

POLICY: Final = Policy(timeout_s=0.25, most_at_once=4, least_calls=3, open_s=5.0)
"""A call that must wait longer than a quarter of a second is better counted in the process."""

_US_PER_MS: Final = 1000
# The server names scripts by it; nothing is kept secret with it.
_NAMES: Final = {kind: sha1(text.encode(), usedforsecurity=False).hexdigest() for kind, text in SCRIPTS.items()}


@dataclass(frozen=True, slots=True)
class _Call:
    """One `EVALSHA` and who waits for its answer."""

    command: tuple[Any, ...]
    answer: asyncio.Future[Decision]


class RedisLimiter:
    """Counts on the server."""

    def __init__(self, server: RedisServer, dependency: Dependency, *, prefix: str = "arcadia:limit") -> None:
        self._client = server.make_client(connections=POLICY.most_at_once)
        self._dependency = dependency
        self._prefix = prefix
        self._waiting: list[_Call] = []
        self._sending: asyncio.Task[None] | None = None

    async def take(self, budget: Budget, claims: Sequence[Claim]) -> Decision:
        """See `Limiter.take`.

        Raises:
            DependencyDown: the server did not answer in time, or is left alone for a while.
        """
        return await self._ask(budget, claims, counting=1)

    async def look(self, budget: Budget, claim: Claim) -> Decision:
        """See `Limiter.look`.

        Raises:
            DependencyDown: as `take`.
        """
        return await self._ask(budget, (claim,), counting=0)

    async def _ask(self, budget: Budget, claims: Sequence[Claim], *, counting: int) -> Decision:
        keys = [f"{self._prefix}:{budget.name}:{budget.algorithm}:{claim.identity}" for claim in claims]
        limits = [budget.limit * claim.times for claim in claims]
        command = ("EVALSHA", _NAMES[budget.algorithm], len(keys), *keys, budget.window_ms, counting, *limits)
        answer: asyncio.Future[Decision] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Call(command, answer))
        if self._sending is None:
            # In a context of its own: the deadline of whoever happens to begin a trip is not that of the others in it.
            self._sending = asyncio.create_task(self._send_all(), context=Context())
        return await answer

    async def _send_all(self) -> None:
        """Send what waits, until nothing does."""
        try:
            while self._waiting:
                calls, self._waiting = self._waiting, []
                await self._send(calls)
        finally:
            self._sending = None

    async def _send(self, calls: list[_Call]) -> None:
        try:
            answers = await self._dependency.call(lambda: self._travel([call.command for call in calls]))
        except Exception as error:  # noqa: BLE001 - whatever it is, the callers are told, and nobody waits for ever
            for call in calls:
                if not call.answer.done():
                    call.answer.set_exception(error)
            return
        for call, answer in zip(calls, answers, strict=True):
            if not call.answer.done():
                call.answer.set_result(_decision(answer))

    async def _travel(self, commands: list[tuple[Any, ...]]) -> list[Any]:
        """Return the answers. Where the server has not seen a script yet, it did nothing: those are sent again."""
        answers = await self._execute(commands)
        unknown = [place for place, answer in enumerate(answers) if isinstance(answer, NoScriptError)]
        if unknown:
            await self._execute([("SCRIPT LOAD", script) for script in SCRIPTS.values()])
            again = await self._execute([commands[place] for place in unknown])
            for place, answer in zip(unknown, again, strict=True):
                answers[place] = answer
        for answer in answers:
            if isinstance(answer, Exception):
                raise answer
        return answers

    async def _execute(self, commands: list[tuple[Any, ...]]) -> list[Any]:
        async with self._client.pipeline(transaction=False) as pipe:
            for command in commands:
                pipe.execute_command(*command)
            answers: list[Any] = await pipe.execute(raise_on_error=False)
        return answers


def make_shared_limiter(server: RedisServer, clock: Clock, counters: Counters) -> FallbackLimiter:
    """Return the limiter of a process that has a server: shared with the others, local while it is away."""
    dependency = Dependency("redis_limits", POLICY, counters, faults=FAULTS)
    return FallbackLimiter(RedisLimiter(server, dependency), MemoryLimiter(clock), dependency, counters)


def _decision(answer: Sequence[int]) -> Decision:
    allowed, limit, remaining, reset_us, retry_us = answer
    return Decision(bool(allowed), limit, remaining, -(-reset_us // _US_PER_MS), -(-retry_us // _US_PER_MS))
