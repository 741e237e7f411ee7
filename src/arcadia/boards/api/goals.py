"""The library of goals: search the goals of all public lists."""

from typing import Annotated, Final

from litestar import Response, get
from litestar.params import QueryParameter

from arcadia.boards.api.answers import Boards, Game, Limit, Words, answer, problems
from arcadia.boards.domain.goal import HARDEST, LONGEST_TYPE
from arcadia.boards.schemas import GoalPage
from arcadia.boards.service import GoalFilter

Type = Annotated[str, QueryParameter(max_length=LONGEST_TYPE, description="A type that the goals must have")]
Difficulty = Annotated[int, QueryParameter(ge=1, le=HARDEST, description="From 1 to 25")]


@get("/api/v1/goals", summary="Search goals", tags=["goal lists"], responses=problems(422))
async def search_goals(
    boards: Boards,
    q: Words = "",
    game: Game = None,
    type: Type = "",  # noqa: A002 - its public name
    easiest: Difficulty = 1,
    hardest: Difficulty = HARDEST,
    limit: Limit = 50,
) -> Response[GoalPage]:
    """Goals of public lists with all that belongs to them, each text once."""
    wanted = GoalFilter(search=q, game=game or None, type=type, easiest=easiest, hardest=hardest)
    found = await boards.search_goals(wanted, limit=limit)
    return answer(GoalPage(goals=found, is_cut=len(found) == limit))


routes: Final = (search_goals,)
