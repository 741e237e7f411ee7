"""`arcadia limits`: budgets as they are, and changes of them while servers run."""

import asyncio
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

import msgspec
import typer

from arcadia.cli.db import prepare_database
from arcadia.platform.ratelimit import Budget
from arcadia.platform.ratelimit.current import Change
from arcadia.platform.secrets import load_settings
from arcadia.services import Services, open_services

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Budgets as they are, and changes of them while servers run.",
)
Name = Annotated[str, typer.Argument(help="The budget's name, as `arcadia limits show` lists it.")]


@app.command()
def show(*, as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False) -> None:
    """List every budget as it is now, and say which ones were changed."""
    budgets, changed = asyncio.run(_read())
    if as_json:
        told = {
            one.name: {"limit": one.limit, "window_ms": one.window_ms, "is_changed": one.name in changed}
            for one in budgets
        }
        typer.echo(msgspec.json.encode(told).decode())
        return
    for one in budgets:
        mark = " (changed)" if one.name in changed else ""
        typer.echo(f"{one.name:<16} {one.limit:>6} in {one.window_ms / 1000:g} s, {one.algorithm}{mark}: {one.about}")


@app.command("set")
def set_budget(
    name: Name,
    calls: Annotated[int | None, typer.Option(min=0, max=1_000_000, help="How many; 0 refuses everything.")] = None,
    seconds: Annotated[float | None, typer.Option(min=0.1, max=86_400, help="In which time.")] = None,
) -> None:
    """Change a budget. Servers that run follow within a second, or within 15 s where a message is lost."""
    if calls is None and seconds is None:
        raise typer.BadParameter("say --calls, --seconds or both")
    window_ms = None if seconds is None else math.ceil(seconds * 1000)
    asyncio.run(_change(name, Change(calls, window_ms)))
    typer.echo(f"{name} was changed.")


@app.command()
def reset(name: Name) -> None:
    """Let a budget be again as it is planned."""
    asyncio.run(_change(name, Change()))
    typer.echo(f"{name} is as planned again.")


async def _read() -> tuple[list[Budget], set[str]]:
    async with _open_services() as services:
        limits = services.limits
        changed = await limits.read_changes(services.flags)
        return [limits.budgets.get(name) for name in limits.budgets.names()], changed


async def _change(name: str, change: Change) -> None:
    async with _open_services() as services:
        await services.limits.change(name, change)


@asynccontextmanager
async def _open_services() -> AsyncIterator[Services]:
    settings = load_settings("arcadia limits")
    await prepare_database(settings)
    async with open_services(settings) as services:
        yield services
