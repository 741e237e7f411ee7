"""The services: everything that a process works with, opened in order and closed in the opposite one.

The first half of the composition root; `app` is the second. Nothing else knows which implementation of a service is in
use, and nothing is made at import time.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext
from dataclasses import dataclass
from typing import Final

import structlog
from sqlalchemy.exc import IntegrityError

from arcadia import __version__
from arcadia.accounts.service import AccountsService
from arcadia.boards.service import BoardPictures, BoardService
from arcadia.boards.service.starter_library import load_starter_library
from arcadia.core.clock import Clock
from arcadia.platform.bus import Bus
from arcadia.platform.bus.opening import running_bus
from arcadia.platform.cache import Cache
from arcadia.platform.cache.opening import running_cache
from arcadia.platform.clock import SystemClock
from arcadia.platform.config import Settings
from arcadia.platform.db import Database, SqliteDatabase, open_database
from arcadia.platform.db.file_lock import locked_file
from arcadia.platform.db.migrating import bring_up_to_date
from arcadia.platform.db.opening import prepare_folders
from arcadia.platform.flags import Flags
from arcadia.platform.flags.opening import running_flags
from arcadia.platform.health import Check, Health
from arcadia.platform.health.parts import make_about, make_checks
from arcadia.platform.images.drawings import Drawings
from arcadia.platform.images.opening import running_pictures
from arcadia.platform.observability import Counters
from arcadia.platform.ratelimit import RateLimits
from arcadia.platform.ratelimit.opening import running_limits
from arcadia.platform.redis.opening import running_redis
from arcadia.platform.security import Passwords, load_key_ring
from arcadia.play.service.archive import Archive
from arcadia.play.store.entries import EventLog
from arcadia.play.store.opening import open_event_log
from arcadia.play.store.sessions import SessionStore

_log: Final = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Services:
    """Everything that a process works with. Each service that can be away has `ping()`."""

    settings: Settings
    clock: Clock
    counters: Counters
    flags: Flags
    database: Database
    bus: Bus
    cache: Cache
    limits: RateLimits
    passwords: Passwords
    accounts: AccountsService
    boards: BoardService
    board_pictures: BoardPictures
    drawings: Drawings
    log: EventLog
    archive: Archive
    health: Health

    @asynccontextmanager
    async def following(self) -> AsyncIterator[None]:
        """Keep flags and budgets on what operators make of them for the block."""
        async with self.flags.following(), self.limits.following(self.flags, self.database.pools):
            yield

    async def find_faults(self) -> dict[str, str]:
        """Return what is not well, by part, with the details that are for operators; empty when all is well."""
        return (await self.health.report()).faults()


@asynccontextmanager
async def open_services(settings: Settings, *, clock: Clock | None = None) -> AsyncIterator[Services]:
    """Open every service for the block, and close them in the opposite order, whatever happens in it."""
    prepare_folders(settings)
    async with AsyncExitStack() as closing:
        clock = clock or SystemClock()
        counters = Counters()
        flags = await closing.enter_async_context(running_flags(settings, counters))
        database = open_database(settings.database_url)
        closing.push_async_callback(database.close)
        redis = await closing.enter_async_context(running_redis(settings.redis_url))
        bus = await closing.enter_async_context(running_bus(settings, redis, counters))
        cache = await closing.enter_async_context(running_cache(redis, bus=bus, clock=clock, counters=counters))
        passwords = Passwords()
        closing.callback(passwords.close)
        keys = load_key_ring(settings.session_secrets, settings.data_folder)
        limits = await closing.enter_async_context(
            running_limits(settings, redis, database=database, bus=bus, clock=clock, keys=keys, counters=counters)
        )
        pictures = await closing.enter_async_context(running_pictures(settings.data_folder / "pictures"))
        log = open_event_log(database)
        closing.push_async_callback(log.close)
        checks = make_checks(settings, clock=clock, flags=flags, database=database, bus=bus, cache=cache, limits=limits)
        health = Health(make_about(settings, __version__), clock, checks)
        health.add(Check(name="log", look=log.ping))
        closing.callback(health.stop)
        yield Services(
            settings=settings,
            clock=clock,
            counters=counters,
            flags=flags,
            database=database,
            bus=bus,
            cache=cache,
            limits=limits,
            passwords=passwords,
            accounts=AccountsService(
                database=database, keys=keys, clock=clock, flags=flags, is_https=settings.is_https
            ),
            boards=BoardService(database, clock, cache, flags),
            board_pictures=BoardPictures(database, clock, cache, pictures),
            drawings=pictures.drawings,
            log=log,
            archive=Archive(log, SessionStore(database)),
            health=health,
        )


@asynccontextmanager
async def serving_services(settings: Settings) -> AsyncIterator[Services]:
    """`open_services` for a process that serves: alone on an SQLite file, with the database brought up to date.

    Raises:
        FileInUse: another process has the SQLite file.
    """
    prepare_folders(settings)
    async with open_services(settings) as services:
        database = services.database
        with locked_file(database.path) if isinstance(database, SqliteDatabase) else nullcontext():
            if await bring_up_to_date(services.database, may_migrate=settings.is_migrating):
                await _load_starter_library(services)
            yield services


async def _load_starter_library(services: Services) -> None:
    try:
        await load_starter_library(services.database, services.clock)
    except IntegrityError:
        _log.info("another node is loading the starter library at this moment")
