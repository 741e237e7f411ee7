"""Generate a board: the same goals, settings and seed give the same board, everywhere and for ever."""

from typing import Final

import msgspec
from litestar import Response, post
from litestar.status_codes import HTTP_200_OK

from arcadia.boards.api.answers import LARGEST_BODY, Boards, Caller, answer, problems
from arcadia.boards.schemas import Generate, GeneratedBoard, generated_board, wish_of
from arcadia.core.errors import Invalid, Problem
from arcadia.platform.languages.errors import told
from arcadia.web.body import WireRequest
from arcadia.web.languages import is_for_people


@post(
    "/api/v1/boards/generate",
    status_code=HTTP_200_OK,
    summary="Generate a board",
    tags=["boards"],
    responses=problems(404, 413, 422),
    request_max_body_size=LARGEST_BODY,
)
async def generate_board(
    request: WireRequest, data: Generate, boards: Boards, principal: Caller
) -> Response[GeneratedBoard]:
    """Return the squares of a board from a stored list or from goals; nothing is stored."""
    wish = wish_of(data)
    if data.list is not None and data.goals is None:
        made = await boards.generate_from_list(data.list, wish, viewer=principal.id)
    elif data.goals is not None and data.list is None:
        made = await boards.generate_from_goals(data.goals, wish)
    else:
        raise Invalid("a board has one source", [Problem("list", "either a list's id, or goals")])
    board = generated_board(wish, made)
    if is_for_people(request.asgi_scope):
        board = msgspec.structs.replace(board, notes=tuple(told(note) for note in board.notes))
    return answer(board)


routes: Final = (generate_board,)
