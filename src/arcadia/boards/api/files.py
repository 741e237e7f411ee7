"""Files in and out, and the published JSON Schema of Arcadia JSON."""

from dataclasses import dataclass
from functools import cache
from typing import Annotated, Final

from litestar import Response, get, post
from litestar.openapi.spec import OpenAPIMediaType, OpenAPIType, Operation, RequestBody, Schema
from litestar.params import FromPath, FromQuery, QueryParameter, RawBody

from arcadia.boards.api.answers import Boards, Caller, created, download, problems
from arcadia.boards.domain.board import LONGEST_TITLE, Visibility
from arcadia.boards.domain.formats import FormatName
from arcadia.boards.domain.formats.arcadia_json import schema_file
from arcadia.boards.domain.formats.error import LARGEST_DOCUMENT
from arcadia.boards.schemas import ImportedFile, board_view, list_view
from arcadia.boards.service.importing import ImportWish, Into
from arcadia.boards.store.rows import SavedBoard, SavedList

TAGS: Final = ["boards"]
SCHEMA_PATH: Final = "/schemas/arcadia-board-1.json"
LARGEST_BODY: Final = LARGEST_DOCUMENT + 1
"""One byte more than a file may have, so that the format itself refuses it."""


@dataclass
class FileOperation(Operation):
    """An operation whose body is a file as it is."""

    def __post_init__(self) -> None:
        """Describe the body: the framework knows none, since the handler reads the bytes itself."""
        content = {"application/octet-stream": OpenAPIMediaType(schema=Schema(type=OpenAPIType.STRING))}
        self.request_body = RequestBody(
            content=content, description="The file, at most 1 MiB; Arcadia JSON at most 6 MiB", required=True
        )


@post(
    "/api/v1/boards/import",
    summary="Import a file",
    tags=TAGS,
    responses=problems(403, 413, 422),
    request_max_body_size=LARGEST_BODY,
    operation_class=FileOperation,
)
async def import_file(
    body: RawBody,
    boards: Boards,
    guest: Caller,
    format: Annotated[FormatName | None, QueryParameter(description="Guessed where absent")] = None,  # noqa: A002 - its public name
    into: FromQuery[Into] = Into.BOARD,
    title: Annotated[str | None, QueryParameter(min_length=1, max_length=LONGEST_TITLE)] = None,
    game: Annotated[str | None, QueryParameter(max_length=LONGEST_TITLE)] = None,
    visibility: FromQuery[Visibility | None] = None,
    size: Annotated[str, QueryParameter(max_length=5, description="Of a board from bare goals, like `5x5`")] = "",
) -> Response[ImportedFile]:
    """Store what a file holds, as a board or as a goal list; all of it or nothing.

    Errors name the line, the column or the index, and what was expected there.
    """
    wish = ImportWish(format=format, into=into, title=title, game=game, visibility=visibility, size=size)
    return _imported(await boards.import_file(body, wish, owner=str(guest.id)))


def _imported(saved: SavedBoard | SavedList) -> Response[ImportedFile]:
    if isinstance(saved, SavedBoard):
        board = board_view(saved, viewer=saved.owner)
        return created(ImportedFile(path=board.path, board=board), location=f"/api/v1/boards/{saved.id}")
    goal_list = list_view(saved, viewer=saved.owner)
    return created(ImportedFile(path=goal_list.path, goal_list=goal_list), location=f"/api/v1/goal-lists/{saved.id}")


@get("/api/v1/boards/{board_id:str}/export", summary="Export a board", tags=TAGS, responses=problems(404, 422))
async def export_board(
    board_id: FromPath[str],
    boards: Boards,
    principal: Caller,
    format: FromQuery[FormatName] = FormatName.ARCADIA,  # noqa: A002 - its public name
) -> Response[bytes]:
    """The board as a file: `arcadia` (exact), `bingosync`, `csv` or `svg`."""
    return download(await boards.export_board(board_id, format, viewer=principal.id))


@get(SCHEMA_PATH, summary="Read the JSON Schema of Arcadia JSON", tags=TAGS)
async def see_schema() -> Response[bytes]:
    """What a board or a goal list looks like as Arcadia JSON, version 1."""
    headers = {"cache-control": "public, max-age=3600"}
    return Response(_schema(), media_type="application/schema+json", headers=headers)


@cache
def _schema() -> bytes:
    return schema_file()


routes: Final = (import_file, export_board, see_schema)
