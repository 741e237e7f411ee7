"""`arcadia db`: the database's shape."""

import asyncio
from contextlib import nullcontext

import typer

from arcadia.core.errors import Conflict, Unavailable
from arcadia.platform.config import Settings
from arcadia.platform.db import Database, SqliteDatabase, open_database
from arcadia.platform.db.file_lock import FileInUse, locked_file
from arcadia.platform.db.migrating import REVISION, find_revision, upgrade_database
from arcadia.platform.db.opening import prepare_folders
from arcadia.platform.secrets import load_settings

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="The database's shape."
)


@app.command()
def upgrade() -> None:
    """Bring the database up to date. Running it twice, or on two machines at once, is harmless."""
    settings = load_settings("arcadia db upgrade")
    before = asyncio.run(_find_revision(settings))
    _upgrade(settings)
    told = "was already up to date" if before == REVISION else f"was brought up to date from {before or 'nothing'}"
    typer.echo(f"The database {told} ({REVISION}).")


async def prepare_database(settings: Settings) -> None:
    """Bring the database up to date where serving would do so by itself: for commands that work on what is stored.

    Raises:
        Conflict: it is not up to date, and another process is using its file.
        Unavailable: it is not up to date, and only whoever runs it may change that; names the command.
    """
    revision = await _find_revision(settings)
    if revision == REVISION:
        return
    if not settings.is_migrating:
        raise Unavailable(f"the database is at {revision or 'nothing'}, not {REVISION}; run: arcadia db upgrade")
    await asyncio.to_thread(_upgrade, settings)


def _upgrade(settings: Settings) -> None:
    prepare_folders(settings)
    database = open_database(settings.database_url)
    try:
        with locked_file(database.path) if isinstance(database, SqliteDatabase) else nullcontext():
            upgrade_database(settings.database_url)
    except FileInUse as error:
        raise Conflict(str(error)) from error


@app.command()
def status() -> None:
    """Say which revision the database is at and which one is needed; exits with 1 when they differ."""
    revision = asyncio.run(_find_revision(load_settings("arcadia db status")))
    typer.echo(f"The database is at {revision or 'nothing'}; this program needs {REVISION}.")
    raise typer.Exit(0 if revision == REVISION else 1)


async def _find_revision(settings: Settings) -> str | None:
    prepare_folders(settings)
    database: Database = open_database(settings.database_url)
    try:
        return await find_revision(database)
    finally:
        await database.close()
