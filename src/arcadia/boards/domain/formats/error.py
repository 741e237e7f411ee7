"""The one error of readers, and what all of them share: bytes to text, goals to a checked list."""

from typing import Final

from arcadia.boards.domain.goal import Goal, check_goals
from arcadia.boards.domain.goal_list import MOST_GOALS
from arcadia.core.errors import Invalid, Problem

LARGEST_FILE: Final = 1_048_576


class FormatError(Invalid):
    """The file is not what its format asks for. `where` is a line, a column, or an index."""

    code = "bad_format"

    def __init__(self, where: str, expected: str) -> None:
        super().__init__(f"{where}: expected {expected}", [Problem(where, expected)])


def text_of(raw: bytes) -> str:
    """Return the text of a file in UTF-8, with or without a byte order mark.

    Raises:
        FormatError: too large, or not UTF-8; names the byte.
    """
    if len(raw) > LARGEST_FILE:
        raise FormatError("file", f"at most {LARGEST_FILE} bytes, not {len(raw)}")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FormatError(f"byte {error.start + 1}", "text in UTF-8") from error


def checked(goals: list[Goal], *, where: str) -> tuple[Goal, ...]:
    """Return the goals cleaned.

    Raises:
        FormatError: none, too many, or a goal that is wrong.
    """
    if not 1 <= len(goals) <= MOST_GOALS:
        raise FormatError(where, f"1 to {MOST_GOALS} goals, not {len(goals)}")
    try:
        return check_goals(tuple(goals), where=where)
    except Invalid as error:
        problem = error.problems[0]
        raise FormatError(problem.where, problem.expected) from error
