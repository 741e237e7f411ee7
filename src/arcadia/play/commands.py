"""`arcadia session`: sessions as files."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from arcadia.play.domain.session_file import SessionFile, read_session, schema_file, write_session
from arcadia.play.domain.state import State
from arcadia.play.service.archive import Archive
from arcadia.play.service.playing import normal_code

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Export and import sessions.")

OpenArchive = Callable[[], AbstractAsyncContextManager[Archive]]
"""What `cli` gives as the commands' object: a feature does not know the composition root."""
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@app.command("export")
def export_session(
    context: typer.Context,
    code: Annotated[str, typer.Argument(help="The session's code.")],
    to: Annotated[Path | None, typer.Option(help="Write to this file instead of the terminal.")] = None,
    as_json: AsJson = False,
) -> None:
    """Write a session with all of its events as Arcadia JSON, with who sat where: for its operator."""
    file = asyncio.run(_read(context.obj, normal_code(code)))
    body = write_session(file)
    if to is not None:
        to.write_bytes(body)
    if as_json:
        _print_json({"code": file.code, "events": len(file.events), "bytes": len(body)})
    elif to is None:
        typer.echo(body.decode(), nl=False)
    else:
        typer.echo(f"{file.code}: {len(file.events)} events in {to}")


async def _read(open_archive: OpenArchive, code: str) -> SessionFile:
    async with open_archive() as archive:
        return await archive.read(code)


@app.command("import")
def import_session(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="The file to read.")],
    as_json: AsJson = False,
) -> None:
    """Store the session of a file under its own code; all of it or nothing."""
    session = read_session(file.read_bytes())
    state = asyncio.run(_store(context.obj, session))
    if as_json:
        _print_json({"code": session.code, "events": len(session.events), "phase": state.phase.value})
    else:
        typer.echo(f"stored session {session.code} with {len(session.events)} events")


async def _store(open_archive: OpenArchive, session: SessionFile) -> State:
    async with open_archive() as archive:
        return await archive.store(session)


@app.command("schema")
def print_schema() -> None:
    """Print the JSON Schema of a session's Arcadia JSON, as it is published."""
    typer.echo(schema_file().decode(), nl=False)


def _print_json(value: object) -> None:
    typer.echo(msgspec.json.encode(value).decode())
