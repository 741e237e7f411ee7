"""The parts that platform itself knows: the database, its schema and clock, the bus, the data folder."""

import asyncio
import os
import shutil
from functools import partial
from pathlib import Path
from typing import Final

from arcadia.core.clock import Clock
from arcadia.platform.bus import Bus
from arcadia.platform.cache import Cache
from arcadia.platform.config import Settings
from arcadia.platform.db import Database
from arcadia.platform.db.migrating import REVISION, find_revision
from arcadia.platform.flags import Flags
from arcadia.platform.health.checks import Check, NotWell
from arcadia.platform.health.report import About
from arcadia.platform.ratelimit import RateLimits

MOST_SKEW_MS: Final = 500
LEAST_FREE_BYTES: Final = 64 * 1024 * 1024


def make_about(settings: Settings, version: str) -> About:
    """Return which deployment this is, as the settings say."""
    return About(
        version=version,
        environment=settings.environment.value,
        region=settings.region,
        url=settings.public_url,
        deployment_id=settings.deployment_id,
        release=settings.release,
    )


def make_checks(
    settings: Settings,
    *,
    clock: Clock,
    flags: Flags,
    database: Database,
    bus: Bus,
    cache: Cache,
    limits: RateLimits,
) -> tuple[Check, ...]:
    """Return the checks of platform's own parts."""
    return (
        Check(name="database", look=database.ping),
        Check(name="schema", look=partial(look_at_schema, database)),
        Check(name="clock", look=partial(look_at_clock, clock, database)),
        _check_of_bus(bus, is_configured=settings.redis_url is not None),
        _check_of_cache(cache, is_configured=settings.redis_url is not None),
        _check_of_limits(limits, is_configured=settings.redis_url is not None),
        _check_of_flags(flags),
        Check(
            name="storage",
            look=partial(look_at_folder, settings.data_folder),
            is_required=settings.is_sqlite,
            instead="it holds only what can be made anew",
        ),
    )


def _check_of_bus(bus: Bus, *, is_configured: bool) -> Check:
    """The log is the truth and the bus a hint: without it viewers lag by two seconds, and no node needs to be left out."""
    if not is_configured:
        return Check(name="bus", look=None, is_required=False, instead="this process serves alone")
    return Check(
        name="bus",
        look=bus.ping,
        is_required=False,
        instead="nodes hear of each other through the event log, up to 2 s late",
    )


def _check_of_cache(cache: Cache, *, is_configured: bool) -> Check:
    if not is_configured:
        return Check(name="cache", look=None, is_required=False, instead="values are kept in this process")
    return Check(
        name="cache", look=partial(look_at_cache, cache), is_required=False, instead="what is asked for is read anew"
    )


def _check_of_limits(limits: RateLimits, *, is_configured: bool) -> Check:
    if not is_configured:
        return Check(name="limits", look=None, is_required=False, instead="limits hold for each process")
    return Check(
        name="limits", look=partial(look_at_limits, limits), is_required=False, instead="limits hold for each process"
    )


def _check_of_flags(flags: Flags) -> Check:
    if not flags.is_configured:
        return Check(name="flags", look=None, is_required=False, instead="every flag has its default")
    return Check(name="flags", look=flags.look, is_required=False, instead="flags are as they last were known")


async def look_at_limits(limits: RateLimits) -> None:
    """Return when limits hold for all processes together (L5).

    Raises:
        NotWell: the last call found the server away, and this process counts alone.
    """
    reach = limits.report().reach
    if limits.is_on and not reach.is_shared:
        raise NotWell(reach.detail)


async def look_at_cache(cache: Cache) -> None:
    """Return when the cache's server answers and holds nothing that a change has made void.

    Raises:
        DependencyDown: it does not answer.
        NotWell: it could not be told of a change yet.
    """
    await cache.ping()
    owed = cache.report().owed_drops
    if owed:
        message = f"{owed} changes are still to be told to its server"
        raise NotWell(message)


async def look_at_schema(database: Database) -> None:
    """Return when every migration that this code needs is there.

    Raises:
        NotWell: one is not.
        Unavailable: the database is away.
    """
    revision = await find_revision(database)
    if revision != REVISION:
        message = f"the database is at {revision or 'nothing'}, not {REVISION}; run: arcadia db upgrade"
        raise NotWell(message)


async def look_at_clock(clock: Clock, database: Database) -> None:
    """Nodes order events by the log, but time limits and countdowns by their clocks (architecture, "Time").

    Raises:
        NotWell: this node's clock and the database's differ by half a second.
        Unavailable: the database is away.
    """
    asked = clock.now_ms()
    there = await database.now_ms()
    answered = clock.now_ms()
    if there is not None and not asked - MOST_SKEW_MS <= there <= answered + MOST_SKEW_MS:
        message = f"this node's clock is {asked - there} ms ahead of the database's; set both by NTP"
        raise NotWell(message)


async def look_at_folder(folder: Path) -> None:
    """Return when the data folder can be written and has room.

    Raises:
        NotWell: it cannot, or has not.
    """
    fault = await asyncio.to_thread(_find_folder_fault, folder)
    if fault is not None:
        raise NotWell(fault)


def _find_folder_fault(folder: Path) -> str | None:
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        return "the data folder cannot be written"
    free = shutil.disk_usage(folder).free
    if free < LEAST_FREE_BYTES:
        return f"the disk of the data folder has {free // 1024**2} MiB left"
    return None
