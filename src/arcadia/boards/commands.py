"""`arcadia board`: generate, check, import and export boards. Errors name the place and what was expected there."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from arcadia.boards.domain.board import LONGEST_TITLE, Board
from arcadia.boards.domain.formats import FormatName, read_document, sniff_format
from arcadia.boards.domain.formats.arcadia_json import schema_file
from arcadia.boards.domain.generators import GeneratorKind, generate, make_wish
from arcadia.boards.domain.generators.wish import SrlLength
from arcadia.boards.domain.goal import Goal
from arcadia.boards.domain.goal_list import GoalList
from arcadia.boards.service import BoardService, Export
from arcadia.boards.service.importing import ImportWish, Into
from arcadia.boards.store.rows import SavedBoard
from arcadia.core.errors import NotFound
from arcadia.core.text import visible_name

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Generate, check, import and export boards.",
)

OWNER = "command-line"
OpenBoards = Callable[[], AbstractAsyncContextManager[BoardService]]
"""What `cli` gives as the commands' object: a feature does not know the composition root."""
Document = tuple[Goal, ...] | Board | GoalList
File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="The file to read.")]
Format = Annotated[FormatName | None, typer.Option("--format", help="The file's format; guessed where not given.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@app.command("generate")
def generate_board(
    list_file: Annotated[Path, typer.Option("--list", exists=True, dir_okay=False, help="A file with goals.")],
    seed: Annotated[str, typer.Option(help="The same seed gives the same board, everywhere and for ever.")],
    kind: Annotated[GeneratorKind, typer.Option(help="The generator.")] = GeneratorKind.BALANCED,
    rows: Annotated[int, typer.Option(min=3, max=10)] = 5,
    columns: Annotated[int, typer.Option(min=3, max=10)] = 5,
    length: Annotated[SrlLength, typer.Option(help="How long an srl-v5 board is to take.")] = SrlLength.NORMAL,
    format_name: Format = None,
    as_json: AsJson = False,
) -> None:
    """Generate a board from a file of goals; nothing is stored."""
    wish = make_wish(kind=kind, seed=seed, rows=rows, columns=columns, length=length)
    document, _ = read_file(list_file, format_name)
    made = generate(goals_of(document), wish)
    for note in made.notes:
        typer.echo(f"note: {note}", err=True)
    if as_json:
        _print_json({"seed": made.seed, "squares": [{"name": goal.text} for goal in made.squares]})
        return
    for start in range(0, len(made.squares), columns):
        typer.echo(" | ".join(goal.text for goal in made.squares[start : start + columns]))


@app.command("check")
def check_file(file: File, format_name: Format = None, as_json: AsJson = False) -> None:
    """Say whether a file can be read, in which format, and what it holds."""
    document, name = read_file(file, format_name)
    count = len(goals_of(document))
    kind = kind_of(document)
    if as_json:
        _print_json({"kind": kind, "goals": count, "format": name.value, "ok": True})
    else:
        typer.echo(f"{file.name}: {kind}, {count} in all, read as {name.value}{'' if format_name else ' (guessed)'}")


@app.command("import")
def import_file(
    context: typer.Context,
    file: File,
    format_name: Format = None,
    into: Annotated[Into | None, typer.Option(help="What bare goals become; a list where not given.")] = None,
    as_json: AsJson = False,
) -> None:
    """Store what a file holds, as a board or as a goal list, and print its id."""
    document, name = read_file(file, format_name)
    title = visible_name(file.stem)[:LONGEST_TITLE] if isinstance(document, tuple) else None
    wanted = into or (Into.BOARD if isinstance(document, Board) else Into.LIST)
    wish = ImportWish(format=name, into=wanted, title=title or None)
    stored = asyncio.run(_store(context.obj, file.read_bytes(), wish))
    if as_json:
        _print_json(stored)
    else:
        typer.echo(f"stored as {stored['kind']} {stored['id']}")


async def _store(open_boards: OpenBoards, raw: bytes, wish: ImportWish) -> dict[str, str]:
    async with open_boards() as boards:
        saved = await boards.import_file(raw, wish, owner=OWNER)
    if isinstance(saved, SavedBoard):
        return {"kind": "board", "id": saved.id, "path": f"/boards/{saved.id}"}
    return {"kind": "goal list", "id": saved.id, "path": f"/goal-lists/{saved.id}"}


@app.command("export")
def export_file(
    context: typer.Context,
    stored_id: Annotated[str, typer.Argument(metavar="ID", help="The id of a board or of a goal list.")],
    format_name: Annotated[
        FormatName, typer.Option("--format", help="arcadia, bingosync, csv, or svg for boards.")
    ] = FormatName.ARCADIA,
    to: Annotated[Path | None, typer.Option(dir_okay=False, help="Write to this file instead of the terminal.")] = None,
    as_json: AsJson = False,
) -> None:
    """Write a stored board or goal list as a file."""
    export = asyncio.run(_export(context.obj, stored_id, format_name))
    if to is not None:
        to.write_bytes(export.body)
    told = {"id": stored_id, "format": format_name.value, "name": export.name, "bytes": len(export.body)}
    if as_json:
        _print_json(told | ({"text": export.body.decode()} if to is None else {"to": str(to)}))
    elif to is None:
        typer.echo(export.body.decode(), nl=False)


async def _export(open_boards: OpenBoards, stored_id: str, format_name: FormatName) -> Export:
    async with open_boards() as boards:
        try:
            return await boards.export_board(stored_id, format_name, viewer=OWNER)
        except NotFound:
            return await _export_list(boards, stored_id, format_name)


async def _export_list(boards: BoardService, stored_id: str, format_name: FormatName) -> Export:
    try:
        return await boards.export_list(stored_id, format_name, viewer=OWNER)
    except NotFound:
        raise NotFound(f"there is no board and no goal list {stored_id!r}") from None


@app.command("schema")
def print_schema() -> None:
    """Print the JSON Schema of Arcadia JSON, as it is published."""
    typer.echo(schema_file().decode(), nl=False)


def read_file(file: Path, format_name: FormatName | None) -> tuple[Document, FormatName]:
    """Read a file of goals or a board; return what it holds and the format it was read as.

    Raises:
        FormatError: names the place and what was expected there.
    """
    raw = file.read_bytes()
    name = format_name or sniff_format(raw)
    return read_document(raw, name), name


def goals_of(document: Document) -> tuple[Goal, ...]:
    """The goals of whatever a file held."""
    if isinstance(document, Board):
        return document.squares
    return document.goals if isinstance(document, GoalList) else document


def kind_of(document: Document) -> str:
    """What a file holds, in words."""
    if isinstance(document, Board):
        return "board"
    return "goal list" if isinstance(document, GoalList) else "goals"


def _print_json(value: object) -> None:
    typer.echo(msgspec.json.encode(value).decode())
