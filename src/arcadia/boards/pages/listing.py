"""The list of boards with its search, and one's own boards."""

from typing import Any, Final

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from arcadia.boards.pages import choices
from arcadia.boards.pages.views import View
from arcadia.boards.service import BoardCard, BoardFilter, BoardService, BoardSort
from arcadia.core.pagination import Page
from arcadia.core.principal import Principal
from arcadia.platform.languages import _
from arcadia.web.body import WireRequest
from arcadia.web.filters import query
from arcadia.web.pages import Pages

PER_PAGE: Final = 24
KEPT_S: Final = 60.0
TAG: Final = "boards"
LEVELS: Final = frozenset(str(level) for level in choices.DIFFICULTY_WORDS)


@get("/boards", include_in_schema=False)
async def show_boards(
    request: WireRequest,
    boards: NamedDependency[BoardService],
    pages: NamedDependency[Pages],
    principal: NamedDependency[Principal],
    q: FromQuery[str] = "",
    game: FromQuery[str] = "",
    size: FromQuery[str] = "",
    difficulty: FromQuery[str] = "",
    tag: FromQuery[str] = "",
    sort: FromQuery[str] = "",
    cursor: FromQuery[str | None] = None,
) -> Response[bytes]:
    """Show public boards, filtered and sorted."""
    order = BoardSort(sort) if sort in set(BoardSort) else BoardSort.MOST_PLAYED
    level = difficulty if difficulty in LEVELS else ""
    filters = {"q": q[:200], "game": game[:200], "size": size[:5], "difficulty": level, "tag": tag[:30]}
    found = await boards.list_cards(_wanted(filters), sort=order, limit=PER_PAGE, cursor=cursor)
    filters["sort"] = order.value
    return pages.render_shared(
        request,
        "boards/list.html",
        tags=(TAG,),
        may_import=boards.may_import(principal.id),
        ttl_s=KEPT_S,
        heading=_("Boards"),
        intro=_("Find one, clone it, or start a session on it."),
        section="/boards",
        show_search=True,
        filters=filters,
        games=choices.games(await boards.list_games()),
        sizes=choices.sizes(_("Any size")),
        sorts=choices.sorts(),
        difficulties=choices.difficulties(_("Any difficulty")),
        is_filtered=any((q, game, size, level, tag)),
        empty_title=_("No boards found"),
        empty_text=_("Try fewer words or another game, or make the board yourself."),
        boards=found.items,
        **_pager("/boards", filters, cursor=cursor, found=found),
    )


def _wanted(filters: dict[str, str]) -> BoardFilter:
    return BoardFilter(
        search=filters["q"],
        game=filters["game"] or None,
        size=filters["size"] or None,
        difficulty=int(filters["difficulty"]) if filters["difficulty"] else None,
        tag=filters["tag"] or None,
    )


@get("/boards/mine", include_in_schema=False)
async def my_boards(
    request: WireRequest,
    boards: NamedDependency[BoardService],
    pages: NamedDependency[Pages],
    principal: NamedDependency[Principal],
    cursor: FromQuery[str | None] = None,
) -> Response[bytes]:
    """Show the caller's own boards, whoever may see them."""
    found: Page[BoardCard] = Page(())
    if principal.id is not None:
        found = await boards.list_cards(BoardFilter(owner=principal.id), limit=PER_PAGE, cursor=cursor)
    return pages.render(
        request,
        "boards/list.html",
        may_import=boards.may_import(principal.id),
        heading=_("My boards"),
        intro=_("Boards that you made on this device, private ones too."),
        section="/boards/mine",
        show_search=False,
        is_filtered=False,
        empty_title=_("You have no boards yet"),
        empty_text=_("Make one by hand, import a file, or clone any board that you like."),
        boards=found.items,
        **_pager("/boards/mine", {}, cursor=cursor, found=found),
    )


def _pager(path: str, filters: dict[str, Any], *, cursor: str | None, found: Page[BoardCard]) -> View:
    return {
        "next_href": f"{path}?{query({**filters, 'cursor': found.next_cursor})}" if found.next_cursor else "",
        "first_href": f"{path}?{query(filters)}" if cursor else "",
    }
