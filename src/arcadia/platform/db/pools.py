"""How pools of connections stand."""

from dataclasses import dataclass
from typing import cast

from sqlalchemy import AsyncAdaptedQueuePool, Engine


@dataclass(frozen=True, slots=True)
class PoolUse:
    """How many connections of a pool are lent out, of how many there may be."""

    in_use: int
    size: int


def pool_use(engine: Engine) -> PoolUse:
    """Return how the engine's pool stands now."""
    pool = cast("AsyncAdaptedQueuePool", engine.pool)
    return PoolUse(in_use=pool.checkedout(), size=pool.size())
