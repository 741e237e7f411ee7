"""The editor: a form that saves, resizes and fills without script; `editor.js` adds keys, drag, undo and autosave."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from arcadia.boards.domain.board import Board
from arcadia.boards.domain.formats.error import LARGEST_DOCUMENT
from arcadia.boards.pages import choices
from arcadia.boards.pages.comparing import differences, with_differences
from arcadia.boards.pages.drafts import (
    Draft,
    board_from,
    draft_of,
    empty_draft,
    filled,
    for_people,
    is_saved,
    read_draft,
    replaced,
    resized,
    with_faults,
)
from arcadia.boards.policy import may_edit
from arcadia.boards.service import BoardPictures, BoardService
from arcadia.boards.service.picture_addresses import in_editor
from arcadia.boards.store.rows import SavedBoard
from arcadia.core.errors import Conflict, Forbidden, Invalid
from arcadia.core.principal import Principal
from arcadia.platform.images.pictures import FORMATS
from arcadia.platform.languages import _
from arcadia.web.body import Form, WireRequest, read_form
from arcadia.web.pages import Pages, see_other

TEMPLATE: Final = "boards/editor.html"
SHAPING: Final = frozenset({"resize", "fill", "replace", "pick"})
AUTOSAVE: Final = "autosave"
LARGEST_FORM: Final = LARGEST_DOCUMENT
"""Whatever list somebody pastes to fill squares from comes back with what did not fit."""


@get("/boards/new", include_in_schema=False)
async def new_board(
    request: WireRequest,
    boards: NamedDependency[BoardService],
    pages: NamedDependency[Pages],
    rows: FromQuery[int] = 5,
    columns: FromQuery[int] = 5,
) -> Response[bytes]:
    """Show the editor with an empty board."""
    return await show_editor(request, pages, boards, empty_draft(rows, columns))


@post("/boards/new", include_in_schema=False, request_max_body_size=LARGEST_FORM)
async def make_board(
    request: WireRequest,
    boards: NamedDependency[BoardService],
    pages: NamedDependency[Pages],
    guest: NamedDependency[Principal],
) -> Response[Any]:
    """Store a new board, or change the shape of its draft."""
    form = await read_form(request)
    draft = read_draft(form)
    if form.text("action") in SHAPING:
        return await _show_shaped(request, pages, boards, draft, form)
    try:
        saved = await boards.create_board(board_from(draft, None), owner=str(guest.id))
    except Invalid as error:
        return await _show_faults(request, pages, boards, draft, error)
    return see_other(f"/boards/{saved.id}")


@get("/boards/{board_id:str}/edit", include_in_schema=False)
async def edit_board(
    request: WireRequest,
    board_id: FromPath[str],
    boards: NamedDependency[BoardService],
    pages: NamedDependency[Pages],
    principal: NamedDependency[Principal],
) -> Response[bytes]:
    """Show the editor with one of the caller's boards."""
    saved = await get_own(boards, board_id, principal.id)
    return await show_editor(request, pages, boards, draft_of(saved))


@post("/boards/{board_id:str}/edit", include_in_schema=False, request_max_body_size=LARGEST_FORM)
async def update_board(
    request: WireRequest,
    board_id: FromPath[str],
    boards: NamedDependency[BoardService],
    board_pictures: NamedDependency[BoardPictures],
    pages: NamedDependency[Pages],
    principal: NamedDependency[Principal],
) -> Response[Any]:
    """Store the next revision of a board, or change the shape of its draft."""
    before = await get_own(boards, board_id, principal.id)
    form = await read_form(request)
    draft = read_draft(form, before)
    if form.text("action") in SHAPING:
        return await _show_shaped(request, pages, boards, draft, form)
    save = _saving(boards, board_pictures, draft, before)
    if form.text("action") == AUTOSAVE:
        saved = await _autosaved(save, draft)
        return Response({"revision": saved.revision})
    try:
        saved = await save
    except Invalid as error:
        return await _show_faults(request, pages, boards, draft, error)
    except Conflict as error:
        return await _show_conflict(request, pages, boards, draft, error)
    return see_other(f"/boards/{saved.id}")


async def get_own(boards: BoardService, board_id: str, viewer: str | None) -> SavedBoard:
    """Return one of the viewer's own boards.

    Raises:
        Forbidden: it is somebody else's.
        NotFound: no such board.
    """
    saved = await boards.get_board(board_id, viewer=viewer)
    if not may_edit(owner=saved.owner, viewer=viewer):
        raise Forbidden("This board is somebody else's. Clone it to change it.")
    return saved


async def _show_shaped(
    request: WireRequest, pages: Pages, boards: BoardService, draft: Draft, form: Form
) -> Response[bytes]:
    shaped = _shaped(draft, form)
    is_waiting = form.text("action") == "resize" and shaped.lines == draft.lines
    unfit = 0 if is_waiting else len(shaped.lines.splitlines())
    return await show_editor(request, pages, boards, shaped, unfit=unfit)


def _shaped(draft: Draft, form: Form) -> Draft:
    lines = [line.strip() for line in draft.lines.splitlines() if line.strip()]
    match form.text("action"):
        case "resize":
            return resized(draft, form.whole("rows", draft.rows), form.whole("columns", draft.columns))
        case "replace":
            return replaced(draft, lines)
        case "pick":
            return _picked(form.texts("pick"))
        case _:
            return filled(draft, lines)


def _picked(texts: list[str]) -> Draft:
    side = next((side for side in range(3, 11) if side * side >= len(texts)), 10)
    return empty_draft(side, side, texts)


async def _saving(boards: BoardService, board_pictures: BoardPictures, draft: Draft, before: SavedBoard) -> SavedBoard:
    owner = str(before.owner)
    board = board_from(draft, before.board)
    if draft.picture is not None and draft.alt != draft.picture.alt:
        await board_pictures.describe_picture(before.id, draft.alt, viewer=owner)
    try:
        return await boards.save_board(before.id, board, base_revision=draft.revision, viewer=owner)
    except Conflict as error:
        theirs = _other_version(error)
        if is_saved(draft, theirs):  # Our own save, whose answer was lost on its way.
            return theirs
        raise


async def _autosaved(saving: Any, draft: Draft) -> SavedBoard:  # noqa: ANN401 - a coroutine of `_saving`
    """Await a save for a program: places in words, and of another version only where it differs."""
    try:
        saved: SavedBoard = await saving
    except Invalid as error:
        raise Invalid(error.detail, for_people(error.problems)) from error
    except Conflict as error:
        theirs = _other_version(error)
        found = differences(draft, draft_of(theirs))
        raise Conflict(error.detail, {"revision": theirs.revision, "differences": found}) from error
    return saved


def _other_version(error: Conflict) -> SavedBoard:
    if not isinstance(error.current, SavedBoard):
        raise TypeError("a conflict of boards carries the other version") from error
    return error.current


async def _show_faults(
    request: WireRequest, pages: Pages, boards: BoardService, draft: Draft, error: Invalid
) -> Response[bytes]:
    problems = for_people(error.problems)
    faults = {one.where: one.expected for one in error.problems}
    marked = with_faults(draft, error.problems)
    message = _("The board is not saved yet. Your text is all here.")
    return await show_editor(
        request, pages, boards, marked, status=422, message=message, problems=problems, faults=faults
    )


async def _show_conflict(
    request: WireRequest, pages: Pages, boards: BoardService, draft: Draft, error: Conflict
) -> Response[bytes]:
    theirs = _other_version(error)
    found = differences(draft, draft_of(theirs))
    rebased = msgspec.structs.replace(with_differences(draft, found), revision=theirs.revision)
    conflict = {"revision": theirs.revision, "differences": found}
    return await show_editor(request, pages, boards, rebased, status=409, conflict=conflict)


async def show_editor(
    request: WireRequest,
    pages: Pages,
    boards: BoardService,
    draft: Draft,
    *,
    status: int = 200,
    faults: Mapping[str, str] | None = None,
    is_changed: bool | None = None,
    **context: object,
) -> Response[bytes]:
    """Return the editor with a draft; `faults` are what is wrong, by the name of the field."""
    if is_changed is None:
        is_changed = request.method == "POST"  # What a form comes back with is stored nowhere.
    lines_open = bool(draft.lines) or (not draft.id and not any(cell.text for cell in draft.squares))
    shown = {
        "heading": _("Edit board") if draft.id else _("New board"),
        "state": "changed" if is_changed or not draft.id else "saved",
        "state_line": _("Not saved yet") if is_changed else _state_line(draft),
        "is_changed": is_changed,
        "action": f"/boards/{draft.id}/edit" if draft.id else "/boards/new",
        "draft": draft,
        "picture": in_editor(draft.picture) if draft.picture else None,
        "picture_accept": ",".join(f"image/{name.lower()}" for name in FORMATS),
        "message": "",
        "problems": [],
        "conflict": None,
        "games": await boards.list_games(),
        "difficulties": choices.difficulties(_("Not said")),
        "visibilities": choices.visibilities(),
        "counts": choices.counts(),
        "unfit": 0,
        "kinds": choices.kinds(),
        "downloads": choices.downloads(draft.id) if draft.id else [],
        "lines_open": lines_open,
        "first_panel": "panel-goals" if lines_open and not faults else "panel-board",
    }
    all_faults = {**dict.fromkeys((*Board.__struct_fields__, "picture", "alt"), ""), **(faults or {})}
    return pages.render(request, TEMPLATE, status=status, **{**shown, **context, "faults": all_faults})


def _state_line(draft: Draft) -> str:
    return _("Saved, revision {n}", n=draft.revision) if draft.id else _("Type goals, or fill from text.")
