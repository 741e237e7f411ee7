"""An ordered collection of goals for one game, from which boards are generated."""

import re
from typing import Annotated, Final

import msgspec

from arcadia.boards.domain.board import LONGEST_TITLE, Visibility
from arcadia.boards.domain.goal import LONGEST_DESCRIPTION, Goal, check_goals, told
from arcadia.boards.domain.texts import checked_line, checked_paragraph
from arcadia.core.errors import Invalid, Problem

MOST_GOALS: Final = 10_000
LANGUAGE_PATTERN: Final = r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,3}"
_LANGUAGE: Final = re.compile(LANGUAGE_PATTERN)


class GoalList(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A list. `language` is the language of its goals."""

    title: Annotated[str, told("The list's name", minLength=1, maxLength=LONGEST_TITLE)]
    goals: Annotated[tuple[Goal, ...], told("The goals in their order", minItems=1, maxItems=MOST_GOALS)]
    game: Annotated[str, told("The game that they are for", maxLength=LONGEST_TITLE)] = ""
    description: Annotated[str, told("More about it", maxLength=LONGEST_DESCRIPTION)] = ""
    language: Annotated[str, told("A language tag like en or pt-BR", pattern=f"^{LANGUAGE_PATTERN}$")] = "en"
    visibility: Visibility = Visibility.PUBLIC


def check_list(goal_list: GoalList) -> GoalList:
    """Return the list with its texts cleaned.

    Raises:
        Invalid: names every field that is wrong, and goals by index and field.
    """
    problems: list[Problem] = []
    title = checked_line(goal_list.title, shortest=1, longest=LONGEST_TITLE, where="title", problems=problems)
    game = checked_line(goal_list.game, shortest=0, longest=LONGEST_TITLE, where="game", problems=problems)
    description = checked_paragraph(
        goal_list.description, longest=LONGEST_DESCRIPTION, where="description", problems=problems
    )
    if not _LANGUAGE.fullmatch(goal_list.language):
        problems.append(Problem("language", "a language tag like en or pt-BR"))
    if not 1 <= len(goal_list.goals) <= MOST_GOALS:
        problems.append(Problem("goals", f"1 to {MOST_GOALS} goals, not {len(goal_list.goals)}"))
    if problems:
        raise Invalid(f"{problems[0].where}: expected {problems[0].expected}", problems)
    goals = check_goals(goal_list.goals)
    return msgspec.structs.replace(goal_list, title=title, game=game, description=description, goals=goals)
