"""Wrong passwords are counted, right ones are not: 10 a minute per session and address (details, "One flat").

The window is exact: a deque of times per key. Keys that have fallen silent are dropped, so that memory is bounded by
the wrong tries of one minute.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

from arcadia.core.clock import Clock
from arcadia.core.errors import TooMany

WRONG_TRIES: Final = 10
WINDOW_MS: Final = 60_000
_SWEEP_ABOVE: Final = 10_000


@dataclass(slots=True)
class _Tries:
    """One key's tries: when the wrong ones were, how many are being verified, and the end of the next of these."""

    wrong: deque[int] = field(default_factory=deque)
    under_way: int = 0
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    def forget_before(self, now: int) -> None:
        """Forget what is older than a minute."""
        while self.wrong and now - self.wrong[0] >= WINDOW_MS:
            self.wrong.popleft()

    @property
    def is_idle(self) -> bool:
        """Whether nothing needs to be kept."""
        return not self.wrong and not self.under_way


class WrongTries:
    """The wrong tries of the last minute, by session and address."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._tries: dict[tuple[str, str], _Tries] = {}

    async def verify(self, session_id: str, address: str, check: Callable[[], Awaitable[bool]]) -> bool:
        """Let a password be checked within the budget, and return what `check` says.

        Tries at the same moment cannot outrun the budget: those beyond it wait until it is known whether the ones
        before them were wrong. So twelve phones behind one router get in at once.

        Raises:
            TooMany: ten wrong tries stand within the last minute.
        """
        tries = self._tries_of(session_id, address)
        await self._wait_for_room(tries)
        tries.under_way += 1
        is_right = False
        try:
            is_right = await check()
        finally:
            # One that was broken off has not been right: else breaking off would be a way around the budget.
            tries.under_way -= 1
            if not is_right:
                tries.wrong.append(self._clock.now_ms())
            ended, tries.ended = tries.ended, asyncio.Event()
            ended.set()
        return is_right

    async def _wait_for_room(self, tries: _Tries) -> None:
        while True:
            now = self._clock.now_ms()
            tries.forget_before(now)
            if len(tries.wrong) >= WRONG_TRIES:
                message = "too many wrong passwords; wait a little"
                raise TooMany(message, retry_after_ms=tries.wrong[0] + WINDOW_MS - now)
            if len(tries.wrong) + tries.under_way < WRONG_TRIES:
                return
            await tries.ended.wait()

    def _tries_of(self, session_id: str, address: str) -> _Tries:
        if len(self._tries) > _SWEEP_ABOVE:
            self._sweep()
        return self._tries.setdefault((session_id, address), _Tries())

    def _sweep(self) -> None:
        now = self._clock.now_ms()
        for key, tries in list(self._tries.items()):
            tries.forget_before(now)
            if tries.is_idle:
                del self._tries[key]
