"""A board: a grid of goals with a title. Every save makes an immutable revision."""

from enum import StrEnum
from typing import Final

import msgspec

from arcadia.boards.domain.goal import Goal, check_goals
from arcadia.core.errors import Invalid, Problem
from arcadia.core.text import BadText, clean_line

SMALLEST_SIDE: Final = 3
LARGEST_SIDE: Final = 10
LONGEST_TITLE: Final = 120
LONGEST_TAG: Final = 30
MOST_TAGS: Final = 10
HARDEST_BOARD: Final = 5


class Visibility(StrEnum):
    """Who may open a board or a list: everybody, whoever has the link, or its owner."""

    PUBLIC = "public"
    UNLISTED = "unlisted"
    PRIVATE = "private"


class Board(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a revision holds. Squares are row-major; the free square keeps its text but is not played."""

    title: str
    rows: int
    columns: int
    squares: tuple[Goal, ...]
    game: str = ""
    free: int | None = None
    difficulty: int | None = None
    tags: tuple[str, ...] = ()
    description: str = ""
    visibility: Visibility = Visibility.PUBLIC
    seed: str = ""
    generator: str = ""


def check_board(board: Board) -> Board:
    """Return the board with its texts cleaned.

    Raises:
        Invalid: with the problems found, each named by its field.
    """
    problems = _shape_problems(board)
    title = _cleaned(board.title, 1, LONGEST_TITLE, "title", problems)
    game = _cleaned(board.game, 0, LONGEST_TITLE, "game", problems)
    tags = tuple(_cleaned(tag, 1, LONGEST_TAG, "tags", problems).lower() for tag in board.tags)
    if problems:
        message = f"{problems[0].where}: expected {problems[0].expected}"
        raise Invalid(message, problems)
    squares = check_goals(board.squares, where="squares") if not _has_repeats(board) else _checked_apart(board)
    return msgspec.structs.replace(board, title=title, game=game, tags=tags, squares=squares)


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


def _cleaned(raw: str, shortest: int, longest: int, where: str, problems: list[Problem]) -> str:
    try:
        text = clean_line(raw)
    except BadText as error:
        problems.append(Problem(where, f"text without control characters ({error})"))
        return ""
    if not shortest <= len(text) <= longest:
        problems.append(Problem(where, f"{shortest} to {longest} characters, not {len(text)}"))
    return text


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
