"""`arcadia flags`: what every flag is here, for whom and why, and whether a file of flags is good."""

import asyncio
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec
import typer

from arcadia.core.errors import Invalid
from arcadia.platform.config import Settings
from arcadia.platform.flags import FLAGS
from arcadia.platform.flags.file import FlagFileError, parse, read_bytes
from arcadia.platform.flags.flags import told
from arcadia.platform.flags.opening import running_flags
from arcadia.platform.observability import Counters
from arcadia.platform.secrets import load_settings

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="What every flag is here, for whom and why.",
)
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
ANSWERS_WITHIN_S: Final = 5.0


@app.command()
def show(
    *,
    as_user: Annotated[str | None, typer.Option("--as", metavar="USER", help="As this user has them, by id.")] = None,
    as_json: AsJson = False,
) -> None:
    """List every flag with its value, variant, reason and source, as a server with these settings has it."""
    settings = load_settings("arcadia flags")
    found = asyncio.run(_evaluate(settings, as_user))
    if as_json:
        typer.echo(msgspec.json.encode({one.pop("name"): one for one in found}).decode())
        return
    for one in found:
        typer.echo(_line(one))


async def _evaluate(settings: Settings, user: str | None) -> list[dict[str, Any]]:
    async with running_flags(settings, Counters()) as flags:
        await flags.wait_until_ready(ANSWERS_WITHIN_S)
        return [told(flag, flags.evaluate(flag, user)) for flag in FLAGS.values()]


def _line(one: dict[str, Any]) -> str:
    flag = FLAGS[one["name"]]
    value = ("on" if one["value"] else "off") if flag.is_switch else msgspec.json.encode(one["value"]).decode()
    variant = f" {one['variant']}" if one["variant"] else ""
    fault = f" ({one['fault']})" if one["fault"] else ""
    source = f" from {one['source']}" if one["source"] else ""
    return f"{flag.name:<16} {value:<4} {one['reason']}{variant}{source}{fault}: {flag.about}"


@app.command()
def check(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="The file to check.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Say whether a file of flags can be used, and which of its flags are none of Arcadia's."""
    try:
        document = parse(read_bytes(file), file)
    except FlagFileError as error:
        raise Invalid(str(error)) from error
    names = list(document["flags"])
    unknown = [name for name in names if name not in FLAGS]
    if as_json:
        typer.echo(msgspec.json.encode({"flags": names, "unknown": unknown}).decode())
        return
    typer.echo(f"{file.name}: {len(names)} flags")
    for name in unknown:
        typer.echo(f"{name} is no flag of Arcadia")
