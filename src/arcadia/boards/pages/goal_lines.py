r"""Goals as lines that people type: `Tame three cats | 8 | animals, village`; difficulty and types may be left out.

A bar that belongs to the goal is written `\|`, a comma that belongs to a type `\,`.
"""

import re
from collections.abc import Sequence
from typing import Final

import msgspec

from arcadia.boards.domain.goal import HARDEST, Goal
from arcadia.core.errors import Invalid, Problem
from arcadia.core.text import folded

SEPARATOR: Final = "|"
MOST_PARTS: Final = 3
_BARE_SEPARATOR: Final = re.compile(r"(?<!\\)\|")
_BARE_COMMA: Final = re.compile(r"(?<!\\),")
MOST_PROBLEMS: Final = 20
_DIFFICULTIES: Final = frozenset(str(difficulty) for difficulty in range(1, HARDEST + 1))


def write_lines(goals: Sequence[Goal]) -> str:
    """Return goals as lines."""
    return "\n".join(_line(goal) for goal in goals)


def read_lines(text: str, *, before: Sequence[Goal]) -> tuple[Goal, ...]:
    """Return the goals of lines. What a line cannot say (key, target, description) stays with the same text.

    Raises:
        Invalid: names up to twenty lines and what was expected there.
    """
    kept = {folded(goal.text): goal for goal in before}
    goals: list[Goal] = []
    problems: list[Problem] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            goals.append(_goal(line, number, kept))
        except Invalid as error:
            problems += error.problems
    if problems:
        raise Invalid(f"{problems[0].where}: expected {problems[0].expected}", problems[:MOST_PROBLEMS])
    return tuple(goals)


def _line(goal: Goal) -> str:
    parts = [_escaped(goal.text)]
    if goal.difficulty is not None or goal.types:
        parts.append(str(goal.difficulty or ""))
    if goal.types:
        parts.append(", ".join(_escaped(name).replace(",", "\\,") for name in goal.types))
    return f" {SEPARATOR} ".join(parts)


def _escaped(text: str) -> str:
    return text.replace(SEPARATOR, f"\\{SEPARATOR}")


def _goal(line: str, number: int, kept: dict[str, Goal]) -> Goal:
    parts = [part.strip().replace(f"\\{SEPARATOR}", SEPARATOR) for part in _BARE_SEPARATOR.split(line)]
    if len(parts) > MOST_PARTS:
        raise _wrong(number, "at most a goal, its difficulty and its types")
    text, difficulty, types = (*parts, "", "")[:MOST_PARTS]
    if not text:
        raise _wrong(number, "a goal before the first |")
    if difficulty and difficulty not in _DIFFICULTIES:
        raise _wrong(number, f"a difficulty from 1 to {HARDEST}")
    return msgspec.structs.replace(
        kept.get(folded(text), Goal(text=text)),
        text=text,
        difficulty=int(difficulty) if difficulty else None,
        types=tuple(name.strip().replace("\\,", ",") for name in _BARE_COMMA.split(types) if name.strip()),
    )


def _wrong(number: int, expected: str) -> Invalid:
    return Invalid(f"line {number}: expected {expected}", [Problem(f"line {number}", expected)])
