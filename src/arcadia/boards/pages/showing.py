"""One board: its page, its printable card, its files, and a clone of it."""

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from arcadia.boards.domain.formats import FormatError, FormatName
from arcadia.boards.domain.formats.registry import MEDIA_TYPES
from arcadia.boards.pages.views import board_page
from arcadia.boards.service import BoardService, Export
from arcadia.boards.store.rows import SavedBoard
from arcadia.core.errors import NotFound
from arcadia.core.principal import Principal
from arcadia.web.body import WireRequest
from arcadia.web.pages import Pages, see_other


@get("/boards/{board_id:str}", include_in_schema=False)
async def show_board(
    request: WireRequest,
    board_id: FromPath[str],
    boards: NamedDependency[BoardService],
    pages: NamedDependency[Pages],
    principal: NamedDependency[Principal],
) -> Response[bytes]:
    """Show a board with what can be done with it."""
    saved = await boards.get_board(board_id, viewer=principal.id)
    source = await _source(boards, saved, principal.id)
    return pages.render(request, "boards/board.html", board=board_page(saved, viewer=principal.id, source=source))


@get("/boards/{board_id:str}/print", include_in_schema=False)
async def print_board(
    request: WireRequest,
    board_id: FromPath[str],
    boards: NamedDependency[BoardService],
    pages: NamedDependency[Pages],
    principal: NamedDependency[Principal],
) -> Response[bytes]:
    """Show a board as a card for paper."""
    saved = await boards.get_board(board_id, viewer=principal.id)
    return pages.render(request, "boards/print.html", board=board_page(saved, viewer=principal.id, source=None))


@get("/boards/{board_id:str}/download/{name:str}", include_in_schema=False)
async def download_board(
    board_id: FromPath[str],
    name: FromPath[str],
    boards: NamedDependency[BoardService],
    principal: NamedDependency[Principal],
) -> Response[bytes]:
    """Give a board as a file."""
    if name not in set(FormatName):
        raise FormatError("format", f"one of {', '.join(MEDIA_TYPES)}")
    return as_download(await boards.export_board(board_id, FormatName(name), viewer=principal.id))


def as_download(export: Export) -> Response[bytes]:
    """Return a file under its name."""
    headers = {"content-disposition": f'attachment; filename="{export.name}"', "cache-control": "private, no-cache"}
    return Response(export.body, media_type=export.media_type.removesuffix("; charset=utf-8"), headers=headers)


@post("/boards/{board_id:str}/clone", include_in_schema=False)
async def clone_board(
    board_id: FromPath[str],
    boards: NamedDependency[BoardService],
    guest: NamedDependency[Principal],
) -> Redirect:
    """Make a copy of a board for the caller and open it in the editor."""
    saved = await boards.clone_board(board_id, viewer=str(guest.id))
    return see_other(f"/boards/{saved.id}/edit")


async def _source(boards: BoardService, saved: SavedBoard, viewer: str | None) -> SavedBoard | None:
    """Return what a board was cloned from, or None where that is gone or private."""
    if saved.cloned_from is None:
        return None
    try:
        return await boards.get_board(saved.cloned_from, viewer=viewer)
    except NotFound:
        return None
