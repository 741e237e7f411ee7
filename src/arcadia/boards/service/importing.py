"""What becomes of a file that was read: goals as a board, a board as a list."""

import re
import secrets
from collections import Counter
from enum import StrEnum
from typing import Final

import msgspec

from arcadia.boards.domain.board import LARGEST_SIDE, SMALLEST_SIDE, Board, Visibility
from arcadia.boards.domain.formats import FormatName, read_document, sniff_format
from arcadia.boards.domain.generators import GeneratorKind, Wish, generate
from arcadia.boards.domain.generators.isaac import LEAST
from arcadia.boards.domain.generators.srl_v5 import TIERS
from arcadia.boards.domain.goal_list import GoalList
from arcadia.core.errors import Invalid, Problem

DEFAULT_TITLE: Final = "Imported goals"
SEEDS: Final = 1_000_000
DEFAULT_SIDE: Final = 5
IN_TIERS: Final = (FormatName.BINGOSYNC, FormatName.SRL)
_SIZE: Final = re.compile(r"(\d{1,2})x(\d{1,2})")


class Into(StrEnum):
    """What a file is stored as."""

    BOARD = "board"
    LIST = "list"


class ImportWish(msgspec.Struct, frozen=True, kw_only=True):
    """How a file is to be read and stored. Without a format it is guessed; what is None stays as the file says."""

    format: FormatName | None = None
    into: Into = Into.BOARD
    title: str | None = None
    game: str | None = None
    visibility: Visibility | None = None
    size: str = ""


def imported(raw: bytes, wish: ImportWish) -> Board | GoalList:
    """Return what a file holds in the shape that is wanted; nothing is stored.

    Raises:
        FormatError: names the place and what was expected there.
        Invalid: too few goals for a board.
    """
    name = wish.format or sniff_format(raw)
    document = read_document(raw, name)
    if not isinstance(document, Board | GoalList):
        document = GoalList(title=DEFAULT_TITLE, goals=document)
    if wish.into is Into.BOARD and isinstance(document, GoalList):
        document = as_board(document, wish.size, in_tiers=name in IN_TIERS)
    elif wish.into is Into.LIST and isinstance(document, Board):
        document = as_list(document)
    given = {name: getattr(wish, name) for name in ("title", "game", "visibility")}
    return msgspec.structs.replace(document, **{name: value for name, value in given.items() if value is not None})


def make_seed() -> str:
    """Return a new seed of up to six digits, as the community writes them."""
    return str(secrets.randbelow(SEEDS))


def as_list(board: Board) -> GoalList:
    """Return the goals of a board as a list."""
    return GoalList(
        title=board.title,
        goals=board.squares,
        game=board.game,
        description=board.description,
        visibility=board.visibility,
    )


def as_board(goal_list: GoalList, size: str = "", *, in_tiers: bool = False) -> Board:
    """Return goals as a board: tiers by their generator, else in order where they fit exactly, else drawn.

    `size` is like `5x4`, rows first; empty is the square that the goals fill exactly, else 5 by 5. `in_tiers` says that
    difficulties are the tiers of a community's list.

    Raises:
        Invalid: no such size, or too few goals for it.
    """
    rows, columns = _size(size, len(goal_list.goals))
    if len(goal_list.goals) < rows * columns:
        expected = f"{rows * columns} goals for {rows} by {columns}, not {len(goal_list.goals)}"
        raise Invalid(f"too few goals: expected {expected}", [Problem("goals", expected)])
    board = Board(
        title=goal_list.title,
        rows=rows,
        columns=columns,
        squares=goal_list.goals,
        game=goal_list.game,
        description=goal_list.description,
        visibility=goal_list.visibility,
    )
    kind = _kind_of_tiers(goal_list, rows, columns) if in_tiers else GeneratorKind.RANDOM
    if kind is GeneratorKind.RANDOM and len(goal_list.goals) == rows * columns:
        return board
    drawn = generate(goal_list.goals, Wish(kind=kind, seed=make_seed(), rows=rows, columns=columns))
    return msgspec.structs.replace(board, squares=drawn.squares, seed=drawn.seed, generator=kind.value)


def _kind_of_tiers(goal_list: GoalList, rows: int, columns: int) -> GeneratorKind:
    """The generator that a community's list is made for (board formats, "Bingosync JSON")."""
    tiers = Counter(goal.difficulty for goal in goal_list.goals)
    if (rows, columns) == (DEFAULT_SIDE, DEFAULT_SIDE):
        if set(tiers) == set(range(1, TIERS + 1)):
            return GeneratorKind.SRL_V5
        if set(tiers) == set(LEAST) and all(tiers[tier] >= least for tier, least in LEAST.items()):
            return GeneratorKind.ISAAC
    return GeneratorKind.RANDOM


def _size(wanted: str, count: int) -> tuple[int, int]:
    """Return rows and columns: as asked for, else the square that the goals fill exactly, else 5 by 5."""
    found = _SIZE.fullmatch(wanted)
    if found:
        rows, columns = int(found.group(1)), int(found.group(2))
        if all(SMALLEST_SIDE <= side <= LARGEST_SIDE for side in (rows, columns)):
            return rows, columns
    if wanted:
        raise Invalid("no such size", [Problem("size", "3x3 to 10x10")])
    sides = range(SMALLEST_SIDE, LARGEST_SIDE + 1)
    side = next((side for side in sides if side * side == count), DEFAULT_SIDE)
    return side, side
