"""How pools of connections stand, and who waits for one."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import cast

from sqlalchemy import AsyncAdaptedQueuePool, Engine


@dataclass(frozen=True, slots=True)
class PoolUse:
    """How many connections of a pool are lent out, of how many there may be; how long in seconds whoever waits for one has
    waited until now, the longest of them.
    """

    in_use: int
    size: int
    waited_s: float = 0.0


class WaitingLine:
    """Who waits for a connection of a pool that has none left, since when."""

    def __init__(self) -> None:
        self._since: dict[object, float] = {}

    @contextmanager
    def standing(self, *, is_needed: bool) -> Iterator[None]:
        """Stand in line for the block, where that is needed."""
        if not is_needed:
            yield
            return
        place = object()
        self._since[place] = time.monotonic()
        try:
            yield
        finally:
            del self._since[place]

    def longest_s(self) -> float:
        """How long the one in front has waited."""
        # A dictionary keeps the order in which people came.
        first = next(iter(self._since.values()), None)
        return 0.0 if first is None else time.monotonic() - first


def is_exhausted(engine: Engine) -> bool:
    """Whether every connection that the engine's pool may have is lent out."""
    pool = cast("AsyncAdaptedQueuePool", engine.pool)
    return pool.checkedout() >= pool.size()


def pool_use(engine: Engine, line: WaitingLine) -> PoolUse:
    """Return how the engine's pool stands now."""
    pool = cast("AsyncAdaptedQueuePool", engine.pool)
    return PoolUse(in_use=pool.checkedout(), size=pool.size(), waited_s=round(line.longest_s(), 3))


def longest_wait_s(pools: Mapping[str, PoolUse]) -> float:
    """Return how late the latest of all connections is."""
    return max((pool.waited_s for pool in pools.values()), default=0.0)
