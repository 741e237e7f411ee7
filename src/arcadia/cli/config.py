"""`arcadia config`: what the settings are, where each comes from, and what is wrong with them."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Final

import typer

from arcadia.platform.config import Reading, SettingsError, find_warnings
from arcadia.platform.config.settings import declarations
from arcadia.platform.secrets import examine, record_reads

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="What the settings are."
)
_HIDDEN: Final = "(hidden)"


@dataclass(frozen=True, slots=True)
class _Line:
    variable: str
    value: str | None
    source: str
    is_secret: bool


@app.command()
def check() -> None:
    """Read all settings, secret stores too, as a start would; say all that is wrong and exit with 78, or say nothing is."""
    reading = examine()
    if reading.problems:
        raise SettingsError(reading.problems)
    record_reads(reading, "arcadia config check")
    for warning in find_warnings(reading.settings):
        typer.echo(f"warning: {warning}", err=True)
    typer.echo(f"The settings are good for {reading.settings.environment}.")


@app.command()
def show(
    is_json: Annotated[bool, typer.Option("--json", help="One JSON object, for programs.")] = False,
) -> None:
    """Show every setting with its value and where that comes from; secrets are hidden. Exits with 78 when something is wrong."""
    reading = examine()
    if not reading.problems:
        record_reads(reading, "arcadia config show")
    lines = list(_lines(reading))
    typer.echo(_as_json(lines, reading) if is_json else _as_table(lines))
    if reading.problems:
        print(SettingsError(reading.problems), file=sys.stderr)
        raise typer.Exit(SettingsError.exit_code)


def _lines(reading: Reading) -> Iterator[_Line]:
    for field, declaration in declarations().items():
        value = getattr(reading.settings, field)
        is_there = value not in (None, ())
        shown = None if not is_there else _HIDDEN if declaration.is_secret else str(value)
        yield _Line(declaration.variable, shown, reading.origins[field], declaration.is_secret)


def _as_table(lines: list[_Line]) -> str:
    names, values = (
        max(map(len, column)) for column in zip(*((one.variable, one.value or "-") for one in lines), strict=True)
    )
    return "\n".join(f"{one.variable:<{names}}  {one.value or '-':<{values}}  {one.source}" for one in lines)


def _as_json(lines: list[_Line], reading: Reading) -> str:
    settings = {one.variable: {"value": one.value, "source": one.source, "secret": one.is_secret} for one in lines}
    return json.dumps({"settings": settings, "problems": [str(one) for one in reading.problems]}, indent=2)
