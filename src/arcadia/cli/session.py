"""`arcadia session`: the commands of play, with the services of this machine."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from arcadia.cli.db import prepare_database
from arcadia.platform.secrets import load_settings
from arcadia.play import commands
from arcadia.play.service.archive import Archive
from arcadia.services import open_services


def app(args: Sequence[str], prog_name: str) -> None:
    """Run one of the feature's commands."""
    commands.app(args=args, prog_name=prog_name, obj=_open_archive)


@asynccontextmanager
async def _open_archive() -> AsyncIterator[Archive]:
    settings = load_settings("arcadia session")
    await prepare_database(settings)
    async with open_services(settings) as services:
        yield services.archive
