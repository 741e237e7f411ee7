"""Run by Alembic: connects to the database that `upgrade_database` names and runs the versions in one transaction."""

import asyncio
from typing import Final

from alembic import context
from sqlalchemy import Connection, create_engine, make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

import arcadia.accounts.models
import arcadia.boards.models
import arcadia.platform.health.history
import arcadia.platform.ratelimit.changes
import arcadia.play.models  # noqa: F401 - each hangs its tables on the shared metadata
from arcadia.platform.db import metadata

# Any number that nobody else uses on the server; "Arcadia" on a telephone's keys.
_ADVISORY_LOCK: Final = 2722342


def _run(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
        context.run_migrations()


def _run_sqlite(url: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=5000")
        _run(connection)
    engine.dispose()


async def _run_postgres(url: str) -> None:
    engine = create_async_engine(make_url(url).set(drivername="postgresql+asyncpg"))
    async with engine.begin() as connection:
        await connection.run_sync(_run)
    await engine.dispose()


_url: str = context.config.attributes["url"]
if _url.startswith("sqlite:"):
    _run_sqlite(_url)
else:
    asyncio.run(_run_postgres(_url))
