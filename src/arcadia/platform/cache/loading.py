"""One loader a key: it holds the key's lock, whoever else misses the key waits for its value (K7)."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Collection
from contextvars import Context
from dataclasses import dataclass
from itertools import chain, repeat
from typing import Any, Final

from arcadia.core.clock import Clock
from arcadia.core.errors import Unavailable
from arcadia.platform.cache.store import LOCK_S, Claim, Kept, Store
from arcadia.platform.ids import make_id
from arcadia.platform.resilience import Dependency, within

LOAD_S: Final = 10.0
"""A load that takes longer fails for everybody who waits for it: no request has more time."""
_POLLS_S: Final = (0.01, 0.02, 0.04, 0.08)


@dataclass(frozen=True, slots=True)
class Missed:
    """A value that is not there: how it is loaded, written and read, and what may stand in for it."""

    key: str
    tags: tuple[str, ...]
    kept_s: float
    load: Callable[[], Awaitable[Any]]
    encode: Callable[[Any], bytes]
    read: Callable[[Kept | None], Any | None]
    """Decodes what is kept; None where that is nothing, or too old."""
    is_joining: bool
    """Whether, without the store, another's load that has begun will do. Not for who must see the newest."""
    dropped_write: Callable[[], object]


@dataclass(frozen=True, slots=True, eq=False)
class _Flight:
    tags: frozenset[str]
    value: "asyncio.Future[Any]"


_Route = tuple[str, tuple[str, ...] | None]


class Loading:
    """The loads of this process. Each runs in a task of its own, so that a caller who leaves takes nobody with it."""

    def __init__(self, store: Store, dependency: Dependency, clock: Clock) -> None:
        self._store = store
        self._dependency = dependency
        self._clock = clock
        self._flights: dict[_Route, _Flight] = {}
        self._tasks: set[asyncio.Task[Any]] = set()

    async def run(self, work: Callable[[], Awaitable[Any]]) -> Any:  # noqa: ANN401 - what the work returns
        """Return what `work` returns; it goes on when the caller is gone, with a deadline of its own."""

        async def bounded() -> Any:  # noqa: ANN401 - as above
            async with within(LOAD_S):
                return await work()

        task = asyncio.get_running_loop().create_task(bounded(), context=Context())
        self._tasks.add(task)
        task.add_done_callback(self._forget)
        return await asyncio.shield(task)

    def _forget(self, task: "asyncio.Task[Any]") -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            task.exception()  # whoever still waits has it; when all are gone nobody needs to be told

    async def load(self, missed: Missed, stale: Any | None) -> Any:  # noqa: ANN401 - of the key's kind
        """Return the value: loaded here, or by whoever has the lock; `stale` at once where somebody else loads.

        Raises:
            Exception: what the loading raised.
        """
        holder = make_id()
        claim = await self._claim(missed, holder)
        route = (missed.key, claim.generations)
        if (value := missed.read(claim.kept)) is not None:
            return await self._found(missed, value, claim, holder)
        if claim.is_ours:
            return await self._fly(route, missed, lambda: self._load_and_keep(missed, claim, holder))
        if stale is not None:
            return stale
        flight = self._flights.get(route)
        if flight is not None and (claim.generations is not None or missed.is_joining):
            return await asyncio.shield(flight.value)
        if claim.generations is None:
            return await self._fly(route, missed, missed.load)
        return await self._fly(route, missed, lambda: self._wait(missed, holder))

    async def _claim(self, missed: Missed, holder: str) -> Claim:
        return await self._dependency.call_or(
            lambda: self._store.claim(missed.key, missed.tags, holder=holder), lambda _: Claim(None, is_ours=False)
        )

    async def _found(self, missed: Missed, value: Any, claim: Claim, holder: str) -> Any:  # noqa: ANN401 - as above
        """Return a value that somebody stored since it was missed; a lock that was taken for nothing is given up."""
        if claim.is_ours:
            await self._give_up(missed, holder)
        return value

    async def _give_up(self, missed: Missed, holder: str) -> None:
        await self._dependency.call_or(lambda: self._store.give_up(missed.key, holder=holder), lambda _: None)

    async def _fly(self, route: _Route, missed: Missed, work: Callable[[], Awaitable[Any]]) -> Any:  # noqa: ANN401 - as above
        flight = _Flight(frozenset(missed.tags), asyncio.get_running_loop().create_future())
        self._flights[route] = flight
        try:
            value = await work()
        except BaseException as error:
            flight.value.set_exception(error if isinstance(error, Exception) else Unavailable("the load was stopped"))
            flight.value.exception()  # looked at: a load that nobody else waited for is no fault of the event loop
            raise
        else:
            flight.value.set_result(value)
            return value
        finally:
            if self._flights.get(route) is flight:
                del self._flights[route]

    async def _load_and_keep(self, missed: Missed, claim: Claim, holder: str) -> Any:  # noqa: ANN401 - as above
        try:
            value = await missed.load()
            kept = Kept(missed.encode(value), self._clock.now_ms())
        except BaseException:
            await self._give_up(missed, holder)
            raise
        is_kept = await self._dependency.call_or(
            lambda: self._store.keep(missed.key, missed.tags, kept, claim, holder=holder, for_s=missed.kept_s),
            lambda _: False,
        )
        if not is_kept:
            missed.dropped_write()
        return value

    async def _wait(self, missed: Missed, holder: str) -> Any:  # noqa: ANN401 - as above
        """Look for the value that another node loads; when its lock is free, or after `LOCK_S`, load it here."""
        ends_at = time.monotonic() + LOCK_S
        for pause in chain(_POLLS_S, repeat(_POLLS_S[-1])):
            left = ends_at - time.monotonic()
            if left <= 0:
                break
            await asyncio.sleep(min(left, pause * random.uniform(0.75, 1.25)))  # noqa: S311 - spreads nodes, no secret
            claim = await self._claim(missed, holder)
            if (value := missed.read(claim.kept)) is not None:
                return await self._found(missed, value, claim, holder)
            if claim.is_ours:
                return await self._load_and_keep(missed, claim, holder)
            if claim.generations is None:
                break
        return await missed.load()

    def drop(self, tags: Collection[str]) -> None:
        """Let nobody join a load that began before these tags were dropped."""
        for route in [route for route, flight in self._flights.items() if not flight.tags.isdisjoint(tags)]:
            del self._flights[route]

    def clear(self) -> None:
        """Let nobody join any load that has begun."""
        self._flights.clear()

    async def close(self) -> None:
        """Stop every load."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
