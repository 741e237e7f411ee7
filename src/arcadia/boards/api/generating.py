"""Generate a board: the same goals, settings and seed give the same board, everywhere and for ever."""

from typing import Final

from litestar import Response, post
from litestar.status_codes import HTTP_200_OK

from arcadia.boards.api.answers import LARGEST_BODY, Boards, Caller, answer, problems
from arcadia.boards.schemas import Generate, GeneratedBoard, generated_board, wish_of
from arcadia.core.errors import Invalid, Problem


@post(
    "/api/v1/boards/generate",
    status_code=HTTP_200_OK,
    summary="Generate a board",
    tags=["boards"],
    responses=problems(404, 413, 422),
    request_max_body_size=LARGEST_BODY,
)
async def generate_board(data: Generate, boards: Boards, principal: Caller) -> Response[GeneratedBoard]:
    """Return the squares of a board from a stored list or from goals; nothing is stored."""
    wish = wish_of(data)
    if data.list is not None and data.goals is None:
        made = await boards.generate_from_list(data.list, wish, viewer=principal.id)
    elif data.goals is not None and data.list is None:
        made = await boards.generate_from_goals(data.goals, wish)
    else:
        raise Invalid("a board has one source", [Problem("list", "either a list's id, or goals")])
    return answer(generated_board(wish, made))


routes: Final = (generate_board,)
