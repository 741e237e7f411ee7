"""A board: a grid of goals with a title. Every save makes an immutable revision."""

from enum import StrEnum
from typing import Annotated, Final

import msgspec

from arcadia.boards.domain.goal import LONGEST_DESCRIPTION, Goal, check_goals, told
from arcadia.boards.domain.texts import checked_line, checked_paragraph
from arcadia.core.errors import Invalid, Problem

SMALLEST_SIDE: Final = 3
LARGEST_SIDE: Final = 10
LONGEST_TITLE: Final = 120
LONGEST_TAG: Final = 30
MOST_TAGS: Final = 10
HARDEST_BOARD: Final = 5
LONGEST_SEED: Final = 100
LONGEST_GENERATOR: Final = 40


class Visibility(StrEnum):
    """Who may open a board or a list: everybody, whoever has the link, or its owner."""

    PUBLIC = "public"
    UNLISTED = "unlisted"
    PRIVATE = "private"


Tag = Annotated[str, told("A word", minLength=1, maxLength=LONGEST_TAG)]


class Board(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What a revision holds. Squares are row-major; the free square keeps its text but is not played."""

    title: Annotated[str, told("The board's name", minLength=1, maxLength=LONGEST_TITLE)]
    rows: Annotated[int, told("How many rows", minimum=SMALLEST_SIDE, maximum=LARGEST_SIDE)]
    columns: Annotated[int, told("How many columns", minimum=SMALLEST_SIDE, maximum=LARGEST_SIDE)]
    squares: Annotated[tuple[Goal, ...], told("One goal for each square, row-major", minItems=9, maxItems=100)]
    game: Annotated[str, told("The game that it is for", maxLength=LONGEST_TITLE)] = ""
    free: Annotated[int | None, told("The number of the free square, from 1", minimum=1, maximum=100)] = None
    difficulty: Annotated[int | None, told("From very easy to very hard", minimum=1, maximum=HARDEST_BOARD)] = None
    tags: Annotated[tuple[Tag, ...], told("Words to find it by, in lower case", maxItems=MOST_TAGS)] = ()
    description: Annotated[str, told("More about it", maxLength=LONGEST_DESCRIPTION)] = ""
    visibility: Visibility = Visibility.PUBLIC
    seed: Annotated[str, told("What it was generated from", maxLength=LONGEST_SEED)] = ""
    generator: Annotated[str, told("What generated it", maxLength=LONGEST_GENERATOR)] = ""


_LINES: Final = (
    ("title", 1, LONGEST_TITLE),
    ("game", 0, LONGEST_TITLE),
    ("seed", 0, LONGEST_SEED),
    ("generator", 0, LONGEST_GENERATOR),
)


def check_board(board: Board) -> Board:
    """Return the board with its texts cleaned.

    Raises:
        Invalid: with the problems found, each named by its field.
    """
    problems = _shape_problems(board)
    texts = {
        name: checked_line(getattr(board, name), shortest=least, longest=most, where=name, problems=problems)
        for name, least, most in _LINES
    }
    tags = tuple(
        checked_line(tag, shortest=1, longest=LONGEST_TAG, where="tags", problems=problems).lower()
        for tag in board.tags[:MOST_TAGS]
    )
    description = checked_paragraph(
        board.description, longest=LONGEST_DESCRIPTION, where="description", problems=problems
    )
    if problems:
        message = f"{problems[0].where}: expected {problems[0].expected}"
        raise Invalid(message, problems)
    squares = check_goals(board.squares, where="squares") if not _has_repeats(board) else _checked_apart(board)
    return msgspec.structs.replace(board, **texts, tags=tags, description=description, squares=squares)


def _shape_problems(board: Board) -> list[Problem]:
    problems = [
        Problem(name, f"{SMALLEST_SIDE} to {LARGEST_SIDE}, not {side}")
        for name, side in (("rows", board.rows), ("columns", board.columns))
        if not SMALLEST_SIDE <= side <= LARGEST_SIDE
    ]
    wanted = board.rows * board.columns
    if not problems and len(board.squares) != wanted:
        problems.append(
            Problem("squares", f"{wanted} squares for {board.rows} by {board.columns}, not {len(board.squares)}")
        )
    if board.free is not None and not 1 <= board.free <= len(board.squares):
        problems.append(Problem("free", f"a square from 1 to {len(board.squares)}"))
    if board.difficulty is not None and not 1 <= board.difficulty <= HARDEST_BOARD:
        problems.append(Problem("difficulty", f"1 to {HARDEST_BOARD}"))
    if len(board.tags) > MOST_TAGS:
        problems.append(Problem("tags", f"at most {MOST_TAGS} tags"))
    return problems


def _has_repeats(board: Board) -> bool:
    """Whether a goal of a list stands on several squares: the community's Isaac boards may have that."""
    keys = [square.key for square in board.squares if square.key is not None]
    return len(keys) != len(set(keys))


def _checked_apart(board: Board) -> tuple[Goal, ...]:
    return tuple(check_goals((square,), where=f"squares[{index}]")[0] for index, square in enumerate(board.squares))


def lines_of(rows: int, columns: int) -> list[list[int]]:
    """Indexes (from 0) of the squares of each row, each column, and both diagonals where rows = columns."""
    lines = [[row * columns + column for column in range(columns)] for row in range(rows)]
    lines += [[row * columns + column for row in range(rows)] for column in range(columns)]
    if rows == columns:
        lines.append([step * columns + step for step in range(rows)])
        lines.append([step * columns + columns - 1 - step for step in range(rows)])
    return lines
