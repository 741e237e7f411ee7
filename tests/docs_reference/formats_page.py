"""`docs/reference/formats.md`: every format in and out, with a file that is read and one that is sent back."""

from importlib import import_module
from typing import Final

from arcadia.boards.domain.formats import FormatError, FormatName, read_document, write_board
from arcadia.boards.domain.formats.registry import LIST_FORMATS, MEDIA_TYPES, READABLE
from arcadia.boards.domain.goal_list import MOST_GOALS
from docs_reference.format_examples import BOARD, FILES
from docs_reference.markdown import block, code, one_line, page, table

MODULES: Final = {
    FormatName.TEXT: "plain_text",
    FormatName.CSV: "csv_table",
    FormatName.BINGOSYNC: "bingosync",
    FormatName.SRL: "srl_script",
    FormatName.PLAYBINGO: "playbingo",
    FormatName.ARCADIA: "arcadia_json",
    FormatName.SVG: "svg_card",
}
"""The module of each format; its docstring is what the page says."""

_INTRO: Final = f"""\
# Formats

What boards and goal lists come from and go to: on the page [`/boards/import`](addresses.md), by
[`POST /api/v1/boards/import`](http-api.md#post-apiv1boardsimport) and by
[`arcadia board import`](commands.md#arcadia-board-import). Files are UTF-8, have at most 1 MiB (Arcadia JSON: 6) and {MOST_GOALS:,} goals. The
format is guessed from what a file holds; `--format` or `format` names it. What is wrong with a file is told with its place
and what was expected there, and nothing is stored half.

How goals make a board, and which generators there are, is told in
[Import boards from elsewhere](../how-to/import-boards.md)."""

_SESSIONS: Final = """\
## Sessions

A session that is over is written as Arcadia JSON too, with all of its events, by
[`GET /api/v1/sessions/{code}/export`](http-api.md#get-apiv1sessionscodeexport) and by
[`arcadia session export`](commands.md#arcadia-session-export), and read back by `arcadia session import`. Its schema is
[`arcadia-session.schema.json`](arcadia-session.schema.json), served at `/schemas/arcadia-session-1.json`; that of boards and
goal lists is [`arcadia-board.schema.json`](arcadia-board.schema.json), at `/schemas/arcadia-board-1.json`."""


def make_page() -> str:
    """Return the page."""
    rows = ((code(name.value), *map(_mark, _uses(name))) for name in MODULES)
    return page(
        _INTRO,
        table(("format", "read", "boards written", "lists written"), rows),
        *(part for name in MODULES for part in _format(name)),
        _SESSIONS,
        "Made by `bin/docs` from `src/arcadia/boards/domain/formats/`.",
    )


def _uses(name: FormatName) -> tuple[bool, bool, bool]:
    return name in READABLE, name in MEDIA_TYPES, name in LIST_FORMATS


def _mark(is_so: bool) -> str:
    return "yes" if is_so else ""


def _format(name: FormatName) -> tuple[str, ...]:
    module = import_module(f"arcadia.boards.domain.formats.{MODULES[name]}")
    about = tuple(one_line(paragraph) for paragraph in (module.__doc__ or "").split("\n\n"))
    heading = f"## {name.value}"
    if name not in FILES:
        return heading, *about
    example = FILES[name]
    told = f"Sent back: {code(fault_of(name))}, for"
    return (
        heading,
        *about,
        block(example.text, example.language),
        told,
        block(_short(example.broken), example.language),
        _out(name),
    )


def fault_of(name: FormatName) -> str:
    """Return what the reader says of the format's broken file."""
    try:
        read_document(FILES[name].broken.encode(), name)
    except FormatError as error:
        return error.detail
    raise AssertionError(f"the broken file of {name.value} is read")


def _short(text: str) -> str:
    return text.replace("very " * 60, "very very … very ")


def _out(name: FormatName) -> str:
    """What is written in a format, where that is another thing than what is read."""
    if name not in (FormatName.CSV, FormatName.BINGOSYNC):
        return ""
    language, written = FILES[name].language, write_board(BOARD, name).decode().replace("\r\n", "\n")
    return f"Written, the board of the example under [`arcadia`](#arcadia) is\n\n{block(written, language)}"
