"""Keeps a running process on what the table of changes says: told by the bus, and looked at anyway."""

import asyncio
from typing import Final

import structlog

from arcadia.core.errors import Unavailable
from arcadia.platform.bus import Bus
from arcadia.platform.ratelimit.changes import ChangeStore
from arcadia.platform.ratelimit.current import CurrentBudgets

TOPIC: Final = "limits"
OPERATORS: Final = "operators"
ALONE_EVERY_S: Final = 1.0
"""Without a bus between processes a command can leave nothing but its row."""

TOLD_EVERY_S: Final = 15.0
_log: Final = structlog.get_logger(__name__)


async def follow_changes(store: ChangeStore, bus: Bus, budgets: CurrentBudgets) -> None:
    """Apply the table to `budgets`, now and whenever it may have changed, until cancelled."""
    told = asyncio.Event()
    subscription = bus.subscribe(TOPIC, lambda _: told.set())
    bus.on_gap(told.set)
    every_s = TOLD_EVERY_S if bus.reaches_others else ALONE_EVERY_S
    try:
        while True:
            told.clear()
            await _apply(store, budgets)
            try:
                await asyncio.wait_for(told.wait(), every_s)
            except TimeoutError:
                continue
    finally:
        subscription.cancel()


async def _apply(store: ChangeStore, budgets: CurrentBudgets) -> None:
    """A database that is away changes nothing: budgets stay as they are."""
    try:
        budgets.change(OPERATORS, await store.find_all())
    except Unavailable as error:
        _log.info("limit_changes_unread", error=error.detail)
