"""The library of goals: search the goals of all public lists, tick some, make a board of them."""

from typing import Final

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from arcadia.boards.pages import choices
from arcadia.boards.pages.goal_lists import TAG
from arcadia.boards.pages.listing import KEPT_S
from arcadia.boards.service import BoardService, GoalFilter
from arcadia.web.body import WireRequest
from arcadia.web.pages import Pages

PER_PAGE: Final = 100


@get("/goals", include_in_schema=False)
async def show_goals(
    request: WireRequest,
    boards: NamedDependency[BoardService],
    pages: NamedDependency[Pages],
    q: FromQuery[str] = "",
    game: FromQuery[str] = "",
) -> Response[bytes]:
    """Show goals that have all words of the search."""
    filters = {"q": q[:200], "game": game[:200]}
    found = await boards.search_goals(GoalFilter(search=filters["q"], game=filters["game"] or None), limit=PER_PAGE)
    return pages.render_shared(
        request,
        "boards/goals.html",
        tags=(TAG,),
        ttl_s=KEPT_S,
        filters=filters,
        games=choices.games(await boards.list_games()),
        goals=[{"text": goal.text, "difficulty": goal.difficulty, "types": list(goal.types)} for goal in found],
        is_cut=len(found) == PER_PAGE,
    )
