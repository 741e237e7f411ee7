"""Bringing a database up to date. Alembic takes long to import, so only what really migrates imports it."""

import asyncio
from importlib.resources import as_file, files
from typing import Final

import structlog
from sqlalchemy import text

from arcadia.core.errors import Unavailable
from arcadia.platform.db.interface import Database
from arcadia.platform.db.outages import NotMigrated

REVISION: Final = "0009_seat_tokens"
"""The newest revision in `arcadia.migrations`, which this code needs; a test compares them."""

_MIGRATIONS: Final = "arcadia.migrations"
_log: Final = structlog.get_logger(__name__)


async def bring_up_to_date(database: Database, *, may_migrate: bool) -> bool:
    """Migrate where that is allowed and needed; return whether the database is as this code needs it."""
    try:
        revision = await find_revision(database)
    except Unavailable as error:
        _log.warning("the database is away; serving begins without it", error=error.detail)
        return False
    if revision == REVISION:
        return True
    if may_migrate:
        await asyncio.to_thread(upgrade_database, database.url)
        return True
    _log.error("the database is not up to date; run: arcadia db upgrade", is_at=revision, needed=REVISION)
    return False


async def find_revision(database: Database) -> str | None:
    """Return the revision that the database is at; None where it has never been migrated.

    Raises:
        Unavailable: the database is away.
    """
    try:
        async with database.read() as tx:
            revision: str | None = await tx.scalar(text("SELECT version_num FROM alembic_version"))
    except NotMigrated:
        return None
    return revision


def upgrade_database(url: str) -> None:
    """Bring the database at `url` to the newest revision. Blocks: call it in a thread, or before the loop runs.

    On PostgreSQL an advisory lock lets one process migrate and the others wait and find nothing to do; for SQLite
    the caller holds `locked_file`.
    """
    from alembic import command  # noqa: PLC0415 - see the first line of this file
    from alembic.config import Config  # noqa: PLC0415

    with as_file(files(_MIGRATIONS)) as folder:
        config = Config()
        config.set_main_option("script_location", str(folder))
        config.attributes["url"] = url
        command.upgrade(config, "head")
