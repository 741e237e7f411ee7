"""Keeps a running process on what operators make of budgets.

Their table of changes is told of by the bus, and looked at anyway; the flag `limits.budgets` is listened to. Where both
name a budget the table counts.
"""

import asyncio
import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import structlog

from arcadia.core.errors import Unavailable
from arcadia.platform.bus import Bus
from arcadia.platform.flags import Flags
from arcadia.platform.flags.catalogue import LIMITS_BUDGETS
from arcadia.platform.ratelimit.changes import ChangeStore
from arcadia.platform.ratelimit.current import Change, CurrentBudgets

TOPIC: Final = "limits"
OPERATORS: Final = "operators"
FLAG: Final = "flag"
ALONE_EVERY_S: Final = 1.0
"""Without a bus between processes a command can leave nothing but its row."""

TOLD_EVERY_S: Final = 15.0
_log: Final = structlog.get_logger(__name__)


@contextmanager
def following_flag(flags: Flags, budgets: CurrentBudgets) -> Iterator[None]:
    """Apply the flag to `budgets` for the block, now and at each change of it."""

    def apply() -> None:
        budgets.change(FLAG, changes_of(flags))

    apply()
    forget = flags.on_change(LIMITS_BUDGETS, apply)
    try:
        yield
    finally:
        forget()


def changes_of(flags: Flags) -> dict[str, Change]:
    """Return what the flag makes of budgets, by name."""
    return {
        name: Change(wish.calls, None if wish.seconds is None else math.ceil(wish.seconds * 1000))
        for name, wish in flags.get(LIMITS_BUDGETS).items()
    }


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
                async with asyncio.timeout(every_s):
                    await told.wait()
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
