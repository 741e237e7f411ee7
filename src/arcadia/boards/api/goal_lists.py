"""Goal lists: list, make, see, save, export."""

from typing import Final

from litestar import Response, get, post, put
from litestar.params import FromPath, FromQuery

from arcadia.boards.api.answers import (
    LARGEST_BODY,
    Boards,
    Caller,
    Cursor,
    Game,
    Limit,
    Mine,
    Words,
    answer,
    created,
    download,
    problems,
)
from arcadia.boards.domain.formats import FormatName
from arcadia.boards.schemas import ListConflict, ListPage, ListView, MakeList, SaveList, list_entry, list_view
from arcadia.boards.service import ListFilter
from arcadia.boards.store.rows import ListSummary, SavedList
from arcadia.core.errors import Conflict
from arcadia.core.pagination import Page

TAGS: Final = ["goal lists"]


@get("/api/v1/goal-lists", summary="List goal lists", tags=TAGS, responses=problems(422))
async def list_lists(
    boards: Boards,
    principal: Caller,
    q: Words = "",
    game: Game = None,
    cursor: Cursor = None,
    limit: Limit = 24,
    mine: Mine = False,  # noqa: FBT002 - a query parameter
) -> Response[ListPage]:
    """Public goal lists by title, or the caller's own."""
    found: Page[ListSummary] = Page(())
    if principal.id is not None or not mine:
        wanted = ListFilter(search=q, game=game, owner=principal.id if mine else None)
        found = await boards.list_lists(wanted, limit=limit, cursor=cursor)
    entries = tuple(list_entry(one, viewer=principal.id) for one in found.items)
    return answer(ListPage(lists=entries, next=found.next_cursor))


@post(
    "/api/v1/goal-lists",
    summary="Make a goal list",
    tags=TAGS,
    responses=problems(413, 422),
    request_max_body_size=LARGEST_BODY,
)
async def make_list(data: MakeList, boards: Boards, guest: Caller) -> Response[ListView]:
    """Store a new list. It belongs to the caller."""
    saved = await boards.create_list(data.list, owner=str(guest.id))
    return created(list_view(saved, viewer=saved.owner), location=f"/api/v1/goal-lists/{saved.id}")


@get("/api/v1/goal-lists/{list_id:str}", summary="See a goal list", tags=TAGS, responses=problems(404))
async def see_list(list_id: FromPath[str], boards: Boards, principal: Caller) -> Response[ListView]:
    """The list with all of its goals."""
    saved = await boards.get_list(list_id, viewer=principal.id)
    return answer(list_view(saved, viewer=principal.id))


@put(
    "/api/v1/goal-lists/{list_id:str}",
    summary="Save a goal list",
    tags=TAGS,
    responses=problems(403, 404, 413, 422, conflict=ListConflict),
    request_max_body_size=LARGEST_BODY,
)
async def save_list(list_id: FromPath[str], data: SaveList, boards: Boards, principal: Caller) -> Response[ListView]:
    """Store the next revision. Where another one was saved since `base_revision`, nothing is stored."""
    viewer = principal.id or ""
    try:
        saved = await boards.save_list(list_id, data.list, base_revision=data.base_revision, viewer=viewer)
    except Conflict as conflict:
        raise _told(conflict, viewer=viewer) from conflict
    return answer(list_view(saved, viewer=viewer))


def _told(conflict: Conflict, *, viewer: str) -> Conflict:
    """Return the conflict with the other version as the API shows it."""
    other = conflict.current
    return Conflict(conflict.detail, list_view(other, viewer=viewer) if isinstance(other, SavedList) else None)


@get("/api/v1/goal-lists/{list_id:str}/export", summary="Export a goal list", tags=TAGS, responses=problems(404, 422))
async def export_list(
    list_id: FromPath[str],
    boards: Boards,
    principal: Caller,
    format: FromQuery[FormatName] = FormatName.ARCADIA,  # noqa: A002 - its public name
) -> Response[bytes]:
    """The list as a file: `arcadia`, `bingosync` or `csv`."""
    return download(await boards.export_list(list_id, format, viewer=principal.id))


routes: Final = (list_lists, make_list, see_list, save_list, export_list)
