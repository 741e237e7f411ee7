"""`arcadia board`: the boards feature's commands, with the services of this machine."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from arcadia.boards import commands
from arcadia.boards.service import BoardService


def app(args: Sequence[str], prog_name: str) -> None:
    """Run one of the feature's commands."""
    commands.app(args=args, prog_name=prog_name, obj=_open_boards)


@asynccontextmanager
async def _open_boards() -> AsyncIterator[BoardService]:
    from arcadia.cli.db import prepare_database
    from arcadia.platform.secrets import load_settings
    from arcadia.services import open_services  # checking and generating need no services

    settings = load_settings("arcadia board")
    await prepare_database(settings)
    async with open_services(settings) as services:
        yield services.boards
