"""One thing to do in a game."""

import re
from typing import Annotated, Final

import msgspec

from arcadia.boards.domain.texts import checked_line, checked_paragraph
from arcadia.core.errors import Invalid, Problem

LONGEST_TEXT: Final = 255
LONGEST_DESCRIPTION: Final = 1_000
LONGEST_TYPE: Final = 40
MOST_TYPES: Final = 20
HARDEST: Final = 25
LARGEST_TARGET: Final = 1_000_000
LONGEST_ICON: Final = 255
KEY_PATTERN: Final = r"[a-z0-9._-]{1,64}"
_KEY: Final = re.compile(KEY_PATTERN)


def told(description: str, **schema: object) -> msgspec.Meta:
    """Describe a field for readers of the JSON Schema. It refuses nothing: the checks name every problem at once."""
    return msgspec.Meta(extra_json_schema={"description": description, **schema})


Type = Annotated[str, told("A tag", minLength=1, maxLength=LONGEST_TYPE)]


class Goal(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A goal. Difficulty runs from 1 to 25; `types` are tags for balance; `target` makes it a counter."""

    text: Annotated[str, told("What is to be done", minLength=1, maxLength=LONGEST_TEXT)]
    key: Annotated[str | None, told("A name for trackers, unique in its list", pattern=f"^{KEY_PATTERN}$")] = None
    description: Annotated[str | None, told("More about it", maxLength=LONGEST_DESCRIPTION)] = None
    difficulty: Annotated[int | None, told("From easy to hard", minimum=1, maximum=HARDEST)] = None
    types: Annotated[tuple[Type, ...], told("Tags for balance, the first counts most", maxItems=MOST_TYPES)] = ()
    target: Annotated[int | None, told("A counter's end", minimum=1, maximum=LARGEST_TARGET)] = None
    icon: Annotated[str | None, told("A picture's name", maxLength=LONGEST_ICON)] = None


def check_goal(goal: Goal, where: str) -> Goal:
    """Return the goal with its texts cleaned.

    Raises:
        Invalid: with every problem of this goal, each named by `where` and its field.
    """
    problems: list[Problem] = []
    cleaned = msgspec.structs.replace(
        goal,
        text=checked_line(goal.text, shortest=1, longest=LONGEST_TEXT, where=f"{where}.text", problems=problems),
        description=_description(goal, where, problems),
        types=tuple(
            checked_line(name, shortest=1, longest=LONGEST_TYPE, where=f"{where}.types", problems=problems)
            for name in goal.types
        ),
        icon=_icon(goal, where, problems),
    )
    problems += _number_problems(goal, where)
    if problems:
        message = f"{problems[0].where}: expected {problems[0].expected}"
        raise Invalid(message, problems)
    return cleaned


def _description(goal: Goal, where: str, problems: list[Problem]) -> str | None:
    place = f"{where}.description"
    raw = goal.description or ""
    return checked_paragraph(raw, longest=LONGEST_DESCRIPTION, where=place, problems=problems) or None


def _icon(goal: Goal, where: str, problems: list[Problem]) -> str | None:
    place = f"{where}.icon"
    return checked_line(goal.icon or "", shortest=0, longest=LONGEST_ICON, where=place, problems=problems) or None


def _number_problems(goal: Goal, where: str) -> list[Problem]:
    problems = []
    if goal.key is not None and not _KEY.fullmatch(goal.key):
        problems.append(Problem(f"{where}.key", "1 to 64 of a-z 0-9 . _ -"))
    if goal.difficulty is not None and not 1 <= goal.difficulty <= HARDEST:
        problems.append(Problem(f"{where}.difficulty", f"1 to {HARDEST}"))
    if goal.target is not None and not 1 <= goal.target <= LARGEST_TARGET:
        problems.append(Problem(f"{where}.target", f"1 to {LARGEST_TARGET}"))
    if len(goal.types) > MOST_TYPES:
        problems.append(Problem(f"{where}.types", f"at most {MOST_TYPES} types"))
    return problems


def check_goals(goals: tuple[Goal, ...], *, where: str = "goals") -> tuple[Goal, ...]:
    """Check many goals and that keys are unique.

    Raises:
        Invalid: with up to twenty problems, each named by index and field.
    """
    cleaned: list[Goal] = []
    problems: list[Problem] = []
    keys: dict[str, int] = {}
    for index, goal in enumerate(goals):
        try:
            cleaned.append(check_goal(goal, f"{where}[{index}]"))
        except Invalid as error:
            problems += error.problems
        if goal.key is not None and goal.key in keys:
            problems.append(Problem(f"{where}[{index}].key", f"another key than goal {keys[goal.key]} has"))
        elif goal.key is not None:
            keys[goal.key] = index
    if problems:
        message = f"{problems[0].where}: expected {problems[0].expected}"
        raise Invalid(message, problems[:20])
    return tuple(cleaned)
