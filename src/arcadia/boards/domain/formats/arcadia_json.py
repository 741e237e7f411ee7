"""Arcadia JSON, version 1: boards and goal lists, exact in both directions.

A document says what it is (`format`) and which version it has. Its JSON Schema is `schema()`, published at
`/schemas/arcadia-board-1.json` and in `docs/reference`.
"""

from typing import Annotated, Any, Final

import msgspec

from arcadia.boards.domain.board import Board, check_board
from arcadia.boards.domain.formats.error import LARGEST_DOCUMENT, LARGEST_FILE, FormatError, text_of
from arcadia.boards.domain.formats.json_file import decoded_as
from arcadia.boards.domain.goal import told
from arcadia.boards.domain.goal_list import GoalList, check_list
from arcadia.core.errors import Invalid

VERSION: Final = 1
DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
SCHEMA_ID: Final = f"urn:arcadia:schema:board:{VERSION}"


class BoardDocument(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="arcadia.board", tag_field="format"
):
    """A board with everything that the program stores on it."""

    version: Annotated[int, told("The version of the format", const=VERSION)] = VERSION
    board: Board


class ListDocument(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="arcadia.goal_list", tag_field="format"
):
    """A goal list with everything that the program stores on it."""

    version: Annotated[int, told("The version of the format", const=VERSION)] = VERSION
    list: GoalList


Document = BoardDocument | ListDocument
_DECODER: Final[msgspec.json.Decoder[Document]] = msgspec.json.Decoder(Document)


def read_arcadia(raw: bytes) -> Board | GoalList:
    """Return the board or the goal list of a document.

    Raises:
        FormatError: names the path.
    """
    text = text_of(raw, most=LARGEST_DOCUMENT)
    document = decoded_as(text, _DECODER)
    if document.version != VERSION:
        raise FormatError("version", f"{VERSION}, not {document.version}")
    try:
        if isinstance(document, BoardDocument):
            return check_board(document.board)
        return check_list(document.list)
    except Invalid as error:
        first, *others = error.problems
        raise FormatError(first.where, first.expected, others) from error


def write_arcadia(value: Board | GoalList) -> bytes:
    """Return the document of a board or a goal list, indented for people unless that makes it large."""
    document: Document = BoardDocument(board=value) if isinstance(value, Board) else ListDocument(list=value)
    compact = msgspec.json.encode(document)
    indented = msgspec.json.format(compact, indent=2) + b"\n"
    return indented if len(indented) <= LARGEST_FILE else compact


def schema() -> dict[str, Any]:
    """The published JSON Schema of a document."""
    made = with_plain_descriptions(msgspec.json.schema(Document))
    return {"$schema": DIALECT, "$id": SCHEMA_ID, "title": "Arcadia JSON, version 1", **made}


def with_plain_descriptions(made: Any) -> Any:  # noqa: ANN401 - any part of a JSON Schema
    """Return a schema with each description on one line: Pythons differ in how they keep a docstring's indentation."""
    if isinstance(made, list):
        return [with_plain_descriptions(part) for part in made]
    if not isinstance(made, dict):
        return made
    return {
        name: " ".join(part.split())
        if name == "description" and isinstance(part, str)
        else with_plain_descriptions(part)
        for name, part in made.items()
    }


def schema_file() -> bytes:
    """The published JSON Schema as a file."""
    return msgspec.json.format(msgspec.json.encode(schema()), indent=2) + b"\n"
