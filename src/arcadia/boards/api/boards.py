"""Boards: list, make, see, save, clone, and their revisions."""

from typing import Annotated, Final

from litestar import Response, get, post, put
from litestar.params import FromPath, FromQuery, QueryParameter

from arcadia.boards.api.answers import Boards, Caller, Cursor, Game, Limit, Mine, Words, answer, created, problems
from arcadia.boards.schemas import (
    BoardConflict,
    BoardPage,
    BoardView,
    MakeBoard,
    RevisionPage,
    RevisionView,
    SaveBoard,
    board_entry,
    board_view,
    revision_entry,
    revision_view,
)
from arcadia.boards.service import BoardFilter, BoardSort
from arcadia.boards.store.rows import BoardSummary, SavedBoard
from arcadia.core.errors import Conflict
from arcadia.core.pagination import Page

TAGS: Final = ["boards"]
Size = Annotated[str | None, QueryParameter(pattern="^([3-9]|10)x([3-9]|10)$", description="Rows x columns: `5x5`")]
Difficulty = Annotated[int | None, QueryParameter(ge=1, le=5, description="From very easy to very hard")]
Tag = Annotated[str | None, QueryParameter(max_length=30, description="A tag, whole")]
Before = Annotated[int | None, QueryParameter(ge=1, le=2**31 - 1, description="Only revisions before this one")]


@get("/api/v1/boards", summary="List boards", tags=TAGS, responses=problems(422))
async def list_boards(
    boards: Boards,
    principal: Caller,
    q: Words = "",
    game: Game = None,
    size: Size = None,
    difficulty: Difficulty = None,
    tag: Tag = None,
    sort: FromQuery[BoardSort] = BoardSort.NEWEST,
    cursor: Cursor = None,
    limit: Limit = 24,
    mine: Mine = False,  # noqa: FBT002 - a query parameter
) -> Response[BoardPage]:
    """Public boards, or the caller's own."""
    found: Page[BoardSummary] = Page(())
    if principal.id is not None or not mine:
        owner = principal.id if mine else None
        wanted = BoardFilter(search=q, game=game, size=size, difficulty=difficulty, tag=tag, owner=owner)
        found = await boards.list_boards(wanted, sort=sort, limit=limit, cursor=cursor)
    entries = tuple(board_entry(one, viewer=principal.id) for one in found.items)
    return answer(BoardPage(boards=entries, next=found.next_cursor))


@post("/api/v1/boards", summary="Make a board", tags=TAGS, responses=problems(413, 422))
async def make_board(data: MakeBoard, boards: Boards, guest: Caller) -> Response[BoardView]:
    """Store a new board. It belongs to the caller."""
    return _created(await boards.create_board(data.board, owner=str(guest.id)))


@get("/api/v1/boards/{board_id:str}", summary="See a board", tags=TAGS, responses=problems(404))
async def see_board(board_id: FromPath[str], boards: Boards, principal: Caller) -> Response[BoardView]:
    """The board at its newest revision."""
    saved = await boards.get_board(board_id, viewer=principal.id)
    return answer(board_view(saved, viewer=principal.id))


@put(
    "/api/v1/boards/{board_id:str}",
    summary="Save a board",
    tags=TAGS,
    responses=problems(403, 404, 413, 422, conflict=BoardConflict),
)
async def save_board(
    board_id: FromPath[str], data: SaveBoard, boards: Boards, principal: Caller
) -> Response[BoardView]:
    """Store the next revision. Where another one was saved since `base_revision`, nothing is stored."""
    viewer = principal.id or ""
    try:
        saved = await boards.save_board(board_id, data.board, base_revision=data.base_revision, viewer=viewer)
    except Conflict as conflict:
        raise _told(conflict, viewer=viewer) from conflict
    return answer(board_view(saved, viewer=viewer))


def _told(conflict: Conflict, *, viewer: str) -> Conflict:
    """Return the conflict with the other version as the API shows it."""
    other = conflict.current
    return Conflict(conflict.detail, board_view(other, viewer=viewer) if isinstance(other, SavedBoard) else None)


@post("/api/v1/boards/{board_id:str}/clone", summary="Clone a board", tags=TAGS, responses=problems(404))
async def clone_board(board_id: FromPath[str], boards: Boards, guest: Caller) -> Response[BoardView]:
    """Store a copy that belongs to the caller; `cloned_from` says where it came from."""
    return _created(await boards.clone_board(board_id, viewer=str(guest.id)))


def _created(saved: SavedBoard) -> Response[BoardView]:
    return created(board_view(saved, viewer=saved.owner), location=f"/api/v1/boards/{saved.id}")


@get("/api/v1/boards/{board_id:str}/revisions", summary="List revisions", tags=TAGS, responses=problems(404, 422))
async def list_revisions(
    board_id: FromPath[str], boards: Boards, principal: Caller, before: Before = None, limit: Limit = 24
) -> Response[RevisionPage]:
    """What was saved, newest first. Revisions that were private are listed for the owner only."""
    found = await boards.list_revisions(board_id, viewer=principal.id, limit=limit, before=before)
    entries = tuple(revision_entry(one) for one in found.items)
    return answer(RevisionPage(revisions=entries, next=int(found.next_cursor) if found.next_cursor else None))


@get(
    "/api/v1/boards/{board_id:str}/revisions/{number:int}",
    summary="See a revision",
    tags=TAGS,
    responses=problems(404),
)
async def see_revision(
    board_id: FromPath[str], number: FromPath[int], boards: Boards, principal: Caller
) -> Response[RevisionView]:
    """The board as it was saved once."""
    return answer(revision_view(await boards.get_revision(board_id, number, viewer=principal.id)))


routes: Final = (list_boards, make_board, see_board, save_board, clone_board, list_revisions, see_revision)
