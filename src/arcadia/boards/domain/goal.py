"""One thing to do in a game."""

import re
from typing import Final

import msgspec

from arcadia.core.errors import Invalid, Problem
from arcadia.core.text import BadText, clean_line, clean_text

LONGEST_TEXT: Final = 255
LONGEST_DESCRIPTION: Final = 1_000
LONGEST_TYPE: Final = 40
MOST_TYPES: Final = 20
HARDEST: Final = 25
LARGEST_TARGET: Final = 1_000_000
_KEY: Final = re.compile(r"[a-z0-9._-]{1,64}")


class Goal(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A goal. Difficulty runs from 1 to 25; `types` are tags for balance; `target` makes it a counter."""

    text: str
    key: str | None = None
    description: str | None = None
    difficulty: int | None = None
    types: tuple[str, ...] = ()
    target: int | None = None
    icon: str | None = None


def check_goal(goal: Goal, where: str) -> Goal:
    """Return the goal with its texts cleaned.

    Raises:
        Invalid: with every problem of this goal, each named by `where` and its field.
    """
    problems: list[Problem] = []
    cleaned = msgspec.structs.replace(
        goal,
        text=_line(goal.text, LONGEST_TEXT, f"{where}.text", problems),
        description=_paragraph(goal.description, f"{where}.description", problems),
        types=tuple(_line(name, LONGEST_TYPE, f"{where}.types", problems) for name in goal.types),
    )
    problems += _number_problems(goal, where)
    if problems:
        message = f"{problems[0].where}: expected {problems[0].expected}"
        raise Invalid(message, problems)
    return cleaned


def _line(raw: str, longest: int, where: str, problems: list[Problem]) -> str:
    try:
        text = clean_line(raw)
    except BadText as error:
        problems.append(Problem(where, f"text without control characters ({error})"))
        return ""
    if not 1 <= len(text) <= longest:
        problems.append(Problem(where, f"1 to {longest} characters, not {len(text)}"))
    return text


def _paragraph(raw: str | None, where: str, problems: list[Problem]) -> str | None:
    if raw is None:
        return None
    try:
        text = clean_text(raw)
    except BadText as error:
        problems.append(Problem(where, f"text without control characters ({error})"))
        return None
    if len(text) > LONGEST_DESCRIPTION:
        problems.append(Problem(where, f"at most {LONGEST_DESCRIPTION} characters"))
    return text or None


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
