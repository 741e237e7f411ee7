"""The one error of readers, and what all of them share: bytes to text, goals to a checked list."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Final, NamedTuple

from arcadia.boards.domain.goal import Goal, check_goals
from arcadia.boards.domain.goal_list import MOST_GOALS
from arcadia.core.errors import Invalid, Problem

LARGEST_FILE: Final = 1_048_576
LARGEST_DOCUMENT: Final = 6 * 1_048_576
"""Of our own format: the largest list that can be stored must come back."""
_FIELD: Final = re.compile(r"goals\[(\d+)\]\.(\w+)")
_LINE_END: Final = re.compile("\n")


class FormatError(Invalid):
    """The file is not what its format asks for. `where` is a line, a column, or an index; `others` are more of them."""

    code = "bad_format"

    def __init__(self, where: str, expected: str, others: Sequence[Problem] = ()) -> None:
        super().__init__(f"{where}: expected {expected}", [Problem(where, expected), *others])


class Placed(NamedTuple):
    """A goal and where it stands in its file, in words."""

    goal: Goal
    where: str


def text_of(raw: bytes, *, most: int = LARGEST_FILE) -> str:
    """Return the text of a file in UTF-8, with or without a byte order mark. `most` is how many bytes it may have.

    Raises:
        FormatError: too large, or not UTF-8; names the byte.
    """
    if len(raw) > most:
        raise FormatError("file", f"at most {most} bytes, not {len(raw)}")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FormatError(f"byte {error.start + 1}", "text in UTF-8") from error


class Places:
    """The lines and columns of a text, both counted from 1."""

    def __init__(self, text: str) -> None:
        self._line_ends = [match.start() for match in _LINE_END.finditer(text)]

    def of(self, at: int) -> str:
        """Return the place of a character in words."""
        line = bisect_left(self._line_ends, at)
        begin = self._line_ends[line - 1] + 1 if line else 0
        return f"line {line + 1}, column {at - begin + 1}"


def checked(found: Iterable[Placed], *, at: Callable[[str, str], str]) -> tuple[Goal, ...]:
    """Return the goals cleaned. `at` puts a goal's place and the name of one of its fields into words.

    Reads no further than one goal more than a list may have.

    Raises:
        FormatError: none, too many, or up to twenty faults of goals.
    """
    placed = list(islice(found, MOST_GOALS + 1))
    if not 1 <= len(placed) <= MOST_GOALS:
        raise FormatError("goals", f"1 to {MOST_GOALS} goals, not {'more' if placed else 'none'}")
    try:
        return check_goals(tuple(goal for goal, _ in placed))
    except Invalid as error:
        first, *others = [Problem(_place(one.where, placed, at), one.expected) for one in error.problems]
        raise FormatError(first.where, first.expected, others) from error


def _place(where: str, found: Sequence[Placed], at: Callable[[str, str], str]) -> str:
    named = _FIELD.fullmatch(where)
    return at(found[int(named[1])].where, named[2]) if named else where
