"""`arcadia board`: the boards feature's commands, with the services of this machine."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from arcadia.app import open_services
from arcadia.boards import commands
from arcadia.boards.service import BoardService
from arcadia.platform.config import read_settings


def app(args: Sequence[str], prog_name: str) -> None:
    """Run one of the feature's commands."""
    commands.app(args=args, prog_name=prog_name, obj=_open_boards)


@asynccontextmanager
async def _open_boards() -> AsyncIterator[BoardService]:
    async with open_services(read_settings()) as services:
        yield services.boards
