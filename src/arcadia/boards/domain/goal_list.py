"""An ordered collection of goals for one game, from which boards are generated."""

from typing import Final

import msgspec

from arcadia.boards.domain.board import LONGEST_TITLE, Visibility
from arcadia.boards.domain.goal import Goal, check_goals
from arcadia.core.errors import Invalid, Problem
from arcadia.core.text import BadText, clean_line

MOST_GOALS: Final = 10_000


class GoalList(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A list. `language` is the language of its goals."""

    title: str
    goals: tuple[Goal, ...]
    game: str = ""
    description: str = ""
    language: str = "en"
    visibility: Visibility = Visibility.PUBLIC


def check_list(goal_list: GoalList) -> GoalList:
    """Return the list with its texts cleaned.

    Raises:
        Invalid: no title, no goals, too many, or a goal that is wrong; named by index and field.
    """
    try:
        title = clean_line(goal_list.title)
    except BadText as error:
        raise Invalid(f"title: {error}", [Problem("title", "text without control characters")]) from error
    if not 1 <= len(title) <= LONGEST_TITLE:
        raise Invalid("the list needs a title", [Problem("title", f"1 to {LONGEST_TITLE} characters")])
    if not 1 <= len(goal_list.goals) <= MOST_GOALS:
        raise Invalid("the list is empty or too long", [Problem("goals", f"1 to {MOST_GOALS} goals")])
    return msgspec.structs.replace(goal_list, title=title, goals=check_goals(goal_list.goals))
