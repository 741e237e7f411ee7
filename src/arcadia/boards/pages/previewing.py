"""`/boards/ID/preview.png`: what chat programs show beside a board's link. Drawn of the board as it is saved now."""

from typing import Final

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from arcadia.boards.domain.board import Board, Visibility
from arcadia.boards.pages.choices import DIFFICULTY_WORDS
from arcadia.boards.service import BoardService
from arcadia.core.principal import Principal
from arcadia.platform.images.drawings import Drawings
from arcadia.platform.languages import _
from arcadia.web.body import WireRequest
from arcadia.web.pages import Pages
from arcadia.web.previews.preview import Cell, Preview
from arcadia.web.previews.serving import answer_preview


@get("/boards/{board_id:str}/preview.png", include_in_schema=False)
async def show_preview(
    request: WireRequest,
    board_id: FromPath[str],
    boards: NamedDependency[BoardService],
    drawings: NamedDependency[Drawings],
    pages: NamedDependency[Pages],
    principal: NamedDependency[Principal],
) -> Response[bytes]:
    """The board as a picture, for whoever may open its page.

    Raises:
        NotFound: there is no such board for the caller.
        Unavailable: too many pictures wait to be drawn.
    """
    board = (await boards.get_board(board_id, viewer=principal.id)).board
    is_public = board.visibility is not Visibility.PRIVATE
    return await answer_preview(request, drawings, preview_of(board, site=pages.site_name), is_public=is_public)


def preview_of(board: Board, *, site: str) -> Preview:
    """What is on a board's picture."""
    difficulty = _(DIFFICULTY_WORDS.get(board.difficulty or 0, "")).lower()
    facts = [f"{board.rows} × {board.columns}", difficulty, _("bingo board")]
    return Preview(
        site=site,
        label=board.game,
        title=board.title,
        facts=", ".join(word for word in facts if word),
        rows=board.rows,
        columns=board.columns,
        cells=tuple(
            Cell(_("Free"), kind="free") if number == board.free else Cell(goal.text)
            for number, goal in enumerate(board.squares, 1)
        ),
    )


routes: Final = (show_preview,)
