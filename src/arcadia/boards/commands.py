"""`arcadia board`: generate, check, import and export boards. Errors name the place and what was expected there."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from arcadia.boards.domain.board import Board
from arcadia.boards.domain.formats import FormatName, read_document, sniff_format
from arcadia.boards.domain.formats.arcadia_json import schema_file
from arcadia.boards.domain.generators import GeneratorKind, generate, make_wish
from arcadia.boards.domain.goal import Goal
from arcadia.boards.domain.goal_list import GoalList
from arcadia.boards.service import BoardService

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Generate, check, import and export boards.")

OWNER = "command-line"
OpenBoards = Callable[[], AbstractAsyncContextManager[BoardService]]
"""What `cli` gives as the commands' object: a feature does not know the composition root."""
File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="The file to read.")]
Format = Annotated[FormatName | None, typer.Option("--format", help="The file's format; guessed where not given.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@app.command("generate")
def generate_board(
    list_file: Annotated[Path, typer.Option("--list", exists=True, dir_okay=False, help="A file with goals.")],
    seed: Annotated[str, typer.Option(help="The same seed gives the same board, everywhere and for ever.")],
    kind: Annotated[GeneratorKind, typer.Option(help="The generator.")] = GeneratorKind.BALANCED,
    rows: Annotated[int, typer.Option(min=3, max=10, help="How many rows.")] = 5,
    columns: Annotated[int, typer.Option(min=3, max=10, help="How many columns.")] = 5,
    as_json: AsJson = False,
) -> None:
    """Generate a board from a file of goals; nothing is stored."""
    wish = make_wish(kind=kind, seed=seed, rows=rows, columns=columns)
    made = generate(goals_of(read_file(list_file, None)), wish)
    if as_json:
        squares = [{"name": goal.text} for goal in made.squares]
        _print_json({"seed": made.seed, "squares": squares})
        return
    for start in range(0, len(made.squares), columns):
        typer.echo(" | ".join(goal.text for goal in made.squares[start : start + columns]))
    for note in made.notes:
        typer.echo(f"note: {note}", err=True)


@app.command("check")
def check_file(file: File, format_name: Format = None, as_json: AsJson = False) -> None:
    """Say whether a file can be read, and what it holds."""
    document = read_file(file, format_name)
    told = describe(document)
    if as_json:
        _print_json(told)
    else:
        typer.echo(f"{file.name}: {told['kind']} with {told['goals']} goals, read as {format_name or 'guessed format'}")


@app.command("import")
def import_file(context: typer.Context, file: File, format_name: Format = None, as_json: AsJson = False) -> None:
    """Store what a file holds, as a board or as a goal list, and print its id."""
    stored = asyncio.run(_store(context.obj, read_file(file, format_name), title=file.stem))
    if as_json:
        _print_json(stored)
    else:
        typer.echo(f"stored as {stored['kind']} {stored['id']}")


async def _store(open_boards: OpenBoards, document: "Document", *, title: str) -> dict[str, str]:
    async with open_boards() as boards:
        if isinstance(document, Board):
            saved = await boards.create_board(document, owner=OWNER)
            return {"kind": "board", "id": saved.id}
        goal_list = document if isinstance(document, GoalList) else GoalList(title=title[:120], goals=document)
        kept = await boards.create_list(goal_list, owner=OWNER)
        return {"kind": "goal list", "id": kept.id}


@app.command("export")
def export_board(
    context: typer.Context,
    board_id: Annotated[str, typer.Argument(help="The board's id.")],
    format_name: Annotated[
        FormatName, typer.Option("--format", help="arcadia, bingosync, csv or svg.")
    ] = FormatName.ARCADIA,
    to: Annotated[Path | None, typer.Option(help="Write to this file instead of the terminal.")] = None,
    as_json: AsJson = False,
) -> None:
    """Write a stored board as a file."""
    body, name = asyncio.run(_read_board(context.obj, board_id, format_name))
    if to is not None:
        to.write_bytes(body)
    if as_json:
        _print_json({"board": board_id, "format": format_name.value, "name": name, "bytes": len(body)})
    elif to is None:
        typer.echo(body.decode(), nl=False)


async def _read_board(open_boards: OpenBoards, board_id: str, format_name: FormatName) -> tuple[bytes, str]:
    async with open_boards() as boards:
        export = await boards.export_board(board_id, format_name, viewer=OWNER)
    return export.body, export.name


@app.command("schema")
def print_schema() -> None:
    """Print the JSON Schema of Arcadia JSON, as it is published."""
    typer.echo(schema_file().decode(), nl=False)


Document = tuple[Goal, ...] | Board | GoalList


def read_file(file: Path, format_name: FormatName | None) -> Document:
    """Read a file of goals or a board.

    Raises:
        FormatError: names the place and what was expected there.
    """
    raw = file.read_bytes()
    return read_document(raw, format_name or sniff_format(raw))


def goals_of(document: Document) -> tuple[Goal, ...]:
    """The goals of whatever a file held."""
    if isinstance(document, Board):
        return document.squares
    return document.goals if isinstance(document, GoalList) else document


def describe(document: Document) -> dict[str, object]:
    """What a file holds, in words."""
    kind = "goal list" if isinstance(document, GoalList) else "goals"
    return {"kind": "board" if isinstance(document, Board) else kind, "goals": len(goals_of(document)), "ok": True}


def _print_json(value: object) -> None:
    typer.echo(msgspec.json.encode(value).decode())
