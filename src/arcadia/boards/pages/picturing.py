"""The picture of a board in its editor. What was typed meanwhile and is not saved yet comes back as it was typed."""

from typing import Any, Final

import msgspec
from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from arcadia.boards.pages.drafts import Draft, draft_of, for_people, is_saved, read_draft
from arcadia.boards.pages.editing import get_own, show_editor
from arcadia.boards.service import BoardPictures, BoardService
from arcadia.boards.store.rows import SavedBoard
from arcadia.core.errors import ArcadiaError, Invalid, Problem, TooLarge, Unavailable
from arcadia.core.principal import Principal
from arcadia.platform.images import Limits
from arcadia.platform.images.pictures import too_many_bytes
from arcadia.platform.languages import _
from arcadia.web.body import Form, WireRequest, called, read_form
from arcadia.web.errors import problem_of
from arcadia.web.pages import Pages, see_other

LARGEST_FORM: Final = 3 * Limits().most_bytes
"""More than a picture may have, so that a large one is refused at its field and what was typed comes back."""


@post("/boards/{board_id:str}/picture", include_in_schema=False, request_max_body_size=LARGEST_FORM)
async def update_picture(
    request: WireRequest,
    board_id: FromPath[str],
    boards: NamedDependency[BoardService],
    board_pictures: NamedDependency[BoardPictures],
    pages: NamedDependency[Pages],
    principal: NamedDependency[Principal],
) -> Response[Any]:
    """Store a board's picture and the words for it, or the words alone where no file was chosen."""
    before = await get_own(boards, board_id, principal.id)
    try:
        with called(too_many_bytes(Limits())):
            form = await read_form(request)
    except TooLarge as error:
        return await _show_fault(request, pages, boards, draft_of(before), error, is_changed=False)
    draft = _draft(form, before)
    try:
        await _store(board_pictures, before, form)
    except (Invalid, TooLarge, Unavailable) as error:
        return await _show_fault(request, pages, boards, draft, error, is_changed=not is_saved(draft, before))
    return await _done(request, pages, boards, draft, viewer=principal.id)


@post("/boards/{board_id:str}/picture/remove", include_in_schema=False, request_max_body_size=LARGEST_FORM)
async def remove_picture(
    request: WireRequest,
    board_id: FromPath[str],
    boards: NamedDependency[BoardService],
    board_pictures: NamedDependency[BoardPictures],
    pages: NamedDependency[Pages],
    principal: NamedDependency[Principal],
) -> Response[Any]:
    """Take a board's picture away."""
    before = await get_own(boards, board_id, principal.id)
    draft = _draft(await read_form(request), before)
    await board_pictures.remove_picture(board_id, viewer=principal.id)
    return await _done(request, pages, boards, msgspec.structs.replace(draft, alt=""), viewer=principal.id)


def _draft(form: Form, before: SavedBoard) -> Draft:
    """Return what was typed, or the board as it is where the form holds the picture alone."""
    return read_draft(form, before) if form.has("title") else draft_of(before)


async def _store(board_pictures: BoardPictures, before: SavedBoard, form: Form) -> None:
    file, alt, owner = form.files.get("picture"), form.text("alt"), before.owner
    if file is not None and file.content:
        await board_pictures.set_picture(before.id, file.content, alt=alt, viewer=owner)
    elif before.picture is not None:
        await board_pictures.describe_picture(before.id, alt, viewer=owner)
    else:
        raise Invalid("Choose a file first.", [Problem("picture", "a file")])


async def _done(
    request: WireRequest, pages: Pages, boards: BoardService, draft: Draft, *, viewer: str | None
) -> Response[Any]:
    saved = await boards.get_board(draft.id, viewer=viewer)
    if is_saved(draft, saved):
        return see_other(f"/boards/{draft.id}/edit#picture")
    shown = msgspec.structs.replace(draft, picture=saved.picture, alt=saved.picture.alt if saved.picture else "")
    return await show_editor(request, pages, boards, shown)


async def _show_fault(
    request: WireRequest, pages: Pages, boards: BoardService, draft: Draft, error: ArcadiaError, *, is_changed: bool
) -> Response[bytes]:
    found = error.problems if isinstance(error, Invalid) else ()
    faults = {one.where: error.detail for one in found} or {"picture": error.detail}
    return await show_editor(
        request,
        pages,
        boards,
        draft,
        status=problem_of(error).status,
        message=_("The picture is not stored."),
        problems=for_people([Problem(where, detail) for where, detail in faults.items()]),
        faults=faults,
        is_changed=is_changed,
    )
