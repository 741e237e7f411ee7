"""Goal lists: the list of them, one of them, and an editor of one goal a line."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from arcadia.boards.domain.board import Visibility
from arcadia.boards.domain.formats import FormatError, FormatName
from arcadia.boards.domain.formats.registry import LIST_FORMATS
from arcadia.boards.domain.goal import Goal
from arcadia.boards.domain.goal_list import GoalList
from arcadia.boards.pages import choices
from arcadia.boards.pages.goal_lines import read_lines, write_lines
from arcadia.boards.pages.listing import KEPT_S, PER_PAGE
from arcadia.boards.pages.showing import as_download
from arcadia.boards.pages.views import list_page
from arcadia.boards.policy import may_edit
from arcadia.boards.service import BoardService
from arcadia.boards.store.lists import ListFilter
from arcadia.boards.store.rows import SavedList
from arcadia.core.errors import Conflict, Forbidden, Invalid, Problem
from arcadia.core.principal import Principal
from arcadia.platform.languages import _
from arcadia.platform.languages.errors import told
from arcadia.web.body import Form, WireRequest, read_form
from arcadia.web.filters import query
from arcadia.web.pages import Pages, see_other

TAG: Final = "goal-lists"
LARGEST_FORM: Final = 4 * 1024 * 1024


class ListDraft(msgspec.Struct, frozen=True, kw_only=True):
    """A list as typed."""

    id: str = ""
    revision: int = 0
    title: str = ""
    game: str = ""
    description: str = ""
    language: str = "en"
    visibility: str = Visibility.PUBLIC.value
    lines: str = ""


@get("/goal-lists", include_in_schema=False)
async def show_lists(
    request: WireRequest,
    boards: NamedDependency[BoardService],
    pages: NamedDependency[Pages],
    principal: NamedDependency[Principal],
    q: FromQuery[str] = "",
    game: FromQuery[str] = "",
    cursor: FromQuery[str | None] = None,
) -> Response[bytes]:
    """Show public goal lists."""
    filters = {"q": q[:200], "game": game[:200]}
    found = await boards.list_lists(
        ListFilter(search=filters["q"], game=filters["game"] or None), limit=PER_PAGE, cursor=cursor
    )
    return pages.render_shared(
        request,
        "boards/goal_lists.html",
        tags=(TAG,),
        ttl_s=KEPT_S,
        may_import=boards.may_import(principal.id),
        filters=filters,
        games=choices.games(await boards.list_games()),
        lists=[
            {"id": one.id, "title": one.title, "game": one.game, "count": one.goal_count, "visibility": one.visibility}
            for one in found.items
        ],
        next_href=f"/goal-lists?{query({**filters, 'cursor': found.next_cursor})}" if found.next_cursor else "",
        first_href=f"/goal-lists?{query(filters)}" if cursor else "",
    )


@get("/goal-lists/{list_id:str}", include_in_schema=False)
async def show_list(
    request: WireRequest,
    list_id: FromPath[str],
    boards: NamedDependency[BoardService],
    pages: NamedDependency[Pages],
    principal: NamedDependency[Principal],
) -> Response[bytes]:
    """Show the goals of a list."""
    saved = await boards.get_list(list_id, viewer=principal.id)
    return pages.render(request, "boards/goal_list.html", list=list_page(saved, viewer=principal.id))


@get("/goal-lists/{list_id:str}/download/{name:str}", include_in_schema=False)
async def download_list(
    list_id: FromPath[str],
    name: FromPath[str],
    boards: NamedDependency[BoardService],
    principal: NamedDependency[Principal],
) -> Response[bytes]:
    """Give a list as a file."""
    if name not in set(LIST_FORMATS):
        raise FormatError("format", f"one of {', '.join(LIST_FORMATS)}")
    return as_download(await boards.export_list(list_id, FormatName(name), viewer=principal.id))


@get("/goal-lists/new", include_in_schema=False)
async def new_list(request: WireRequest, pages: NamedDependency[Pages]) -> Response[bytes]:
    """Show the editor with an empty list."""
    return _show(request, pages, ListDraft())


@post("/goal-lists/new", include_in_schema=False, request_max_body_size=LARGEST_FORM)
async def make_list(
    request: WireRequest,
    boards: NamedDependency[BoardService],
    pages: NamedDependency[Pages],
    guest: NamedDependency[Principal],
) -> Response[Any]:
    """Store a new list."""
    draft = _read(await read_form(request))
    try:
        saved = await boards.create_list(_list_from(draft, before=()), owner=str(guest.id))
    except Invalid as error:
        return _show_faults(request, pages, draft, error)
    return see_other(f"/goal-lists/{saved.id}")


@get("/goal-lists/{list_id:str}/edit", include_in_schema=False)
async def edit_list(
    request: WireRequest,
    list_id: FromPath[str],
    boards: NamedDependency[BoardService],
    pages: NamedDependency[Pages],
    principal: NamedDependency[Principal],
) -> Response[bytes]:
    """Show the editor with one of the caller's lists."""
    return _show(request, pages, _draft_of(await _get_own(boards, list_id, principal.id)))


@post("/goal-lists/{list_id:str}/edit", include_in_schema=False, request_max_body_size=LARGEST_FORM)
async def update_list(
    request: WireRequest,
    list_id: FromPath[str],
    boards: NamedDependency[BoardService],
    pages: NamedDependency[Pages],
    principal: NamedDependency[Principal],
) -> Response[Any]:
    """Store the next revision of a list."""
    before = await _get_own(boards, list_id, principal.id)
    draft = msgspec.structs.replace(_read(await read_form(request)), id=list_id)
    try:
        changed = _list_from(draft, before=before.list.goals)
        await boards.save_list(list_id, changed, base_revision=draft.revision, viewer=str(principal.id))
    except Invalid as error:
        return _show_faults(request, pages, draft, error)
    except Conflict as error:
        return _show_conflict(request, pages, draft, error)
    return see_other(f"/goal-lists/{list_id}")


async def _get_own(boards: BoardService, list_id: str, viewer: str | None) -> SavedList:
    saved = await boards.get_list(list_id, viewer=viewer)
    if not may_edit(owner=saved.owner, viewer=viewer):
        raise Forbidden("This list is somebody else's. Import its goals to make your own.")
    return saved


def _read(form: Form) -> ListDraft:
    return ListDraft(
        revision=form.whole("revision", 0),
        title=form.text("title"),
        game=form.text("game"),
        description=form.text("description"),
        language=form.text("language") or "en",
        visibility=form.text("visibility", Visibility.PUBLIC.value),
        lines=form.text("lines"),
    )


def _draft_of(saved: SavedList) -> ListDraft:
    return ListDraft(
        id=saved.id,
        revision=saved.revision,
        title=saved.list.title,
        game=saved.list.game,
        description=saved.list.description,
        language=saved.list.language,
        visibility=saved.list.visibility.value,
        lines=write_lines(saved.list.goals),
    )


def _list_from(draft: ListDraft, *, before: tuple[Goal, ...]) -> GoalList:
    if draft.visibility not in set(Visibility):
        raise Invalid("visibility is wrong", [Problem("visibility", "public, unlisted or private")])
    return GoalList(
        title=draft.title,
        game=draft.game,
        description=draft.description,
        language=draft.language,
        visibility=Visibility(draft.visibility),
        goals=read_lines(draft.lines, before=before),
    )


def _show_faults(request: WireRequest, pages: Pages, draft: ListDraft, error: Invalid) -> Response[bytes]:
    faults = {one.where: one.expected for one in error.problems}
    faults["lines"] = next(
        (f"{told(one.where)}: {told(one.expected)}" for one in error.problems if "line" in one.where), ""
    )
    message = _("The list is not saved yet. Your text is all here.")
    return _show(request, pages, draft, status=422, message=message, problems=list(error.problems), faults=faults)


def _show_conflict(request: WireRequest, pages: Pages, draft: ListDraft, error: Conflict) -> Response[bytes]:
    if not isinstance(error.current, SavedList):
        raise TypeError("a conflict of lists carries the other version") from error
    rebased = msgspec.structs.replace(draft, revision=error.current.revision)
    message = _("Somebody saved this list meanwhile. Your text is here; save again to replace the other version.")
    return _show(request, pages, rebased, status=409, message=message, theirs=_draft_of(error.current))


def _show(
    request: WireRequest,
    pages: Pages,
    draft: ListDraft,
    *,
    status: int = 200,
    faults: Mapping[str, str] | None = None,
    **context: object,
) -> Response[bytes]:
    shown = {
        "heading": _("Edit goal list") if draft.id else _("New goal list"),
        "action": f"/goal-lists/{draft.id}/edit" if draft.id else "/goal-lists/new",
        "draft": draft,
        "message": "",
        "problems": [],
        "theirs": None,
        "visibilities": choices.visibilities(),
    }
    all_faults = {**dict.fromkeys(("title", "game", "description", "language", "lines"), ""), **(faults or {})}
    return pages.render(
        request, "boards/goal_list_editor.html", status=status, **{**shown, **context, "faults": all_faults}
    )
