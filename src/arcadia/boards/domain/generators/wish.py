"""What is asked of a generator, and what it gives."""

from enum import StrEnum
from typing import Annotated

import msgspec

from arcadia.boards.domain.board import LONGEST_SEED
from arcadia.boards.domain.goal import Goal
from arcadia.core.errors import Invalid, Problem
from arcadia.core.text import BadText, clean_text

Side = Annotated[int, msgspec.Meta(ge=3, le=10)]
Difficulty = Annotated[int, msgspec.Meta(ge=1, le=25)]


class GeneratorKind(StrEnum):
    """The generators by their public names."""

    RANDOM = "random"
    SRL_V5 = "srl-v5"
    ISAAC = "isaac"
    BALANCED = "balanced"


class SrlLength(StrEnum):
    """How long an SRL v5 board is to take."""

    NORMAL = "normal"
    SHORT = "short"
    LONG = "long"


class Band(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """So many goals with a difficulty from `low` to `high`."""

    low: Difficulty
    high: Difficulty
    count: Annotated[int, msgspec.Meta(ge=0, le=100)]


class FixedSquare(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A goal of the list (by its index from 0) that stands on a square (by its number from 1)."""

    square: Annotated[int, msgspec.Meta(ge=1, le=100)]
    goal: Annotated[int, msgspec.Meta(ge=0)]


class Balance(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of `balanced`. Without bands, goals lie around `difficulty`, or are spread over the whole list."""

    bands: Annotated[tuple[Band, ...], msgspec.Meta(max_length=25)] = ()
    difficulty: Difficulty | None = None
    most_of_type: dict[str, Annotated[int, msgspec.Meta(ge=0, le=100)]] = {}
    most_of_type_in_line: Annotated[int, msgspec.Meta(ge=1, le=10)] | None = None
    fixed: Annotated[tuple[FixedSquare, ...], msgspec.Meta(max_length=100)] = ()


class Wish(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which board is wanted."""

    kind: GeneratorKind = GeneratorKind.BALANCED
    seed: Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_SEED)]
    rows: Side = 5
    columns: Side = 5
    length: SrlLength = SrlLength.NORMAL
    balance: Balance = Balance()

    @property
    def squares(self) -> int:
        """How many squares the board has."""
        return self.rows * self.columns


class Generated(msgspec.Struct, frozen=True, kw_only=True):
    """The squares row-major, and what could not be had, in sentences."""

    seed: str
    squares: tuple[Goal, ...]
    notes: tuple[str, ...] = ()


class CannotGenerate(Invalid):
    """The list cannot give such a board; `problems` says what would do."""

    code = "cannot_generate"

    def __init__(self, where: str, expected: str) -> None:
        super().__init__(f"{where}: expected {expected}", [Problem(where, expected)])


def make_wish(*, kind: GeneratorKind, seed: str, rows: int, columns: int, length: SrlLength = SrlLength.NORMAL) -> Wish:
    """Return a wish whose values came from outside.

    Raises:
        CannotGenerate: names the value that is out of its range.
    """
    try:
        clean_text(seed)
        return msgspec.convert({"kind": kind, "seed": seed, "rows": rows, "columns": columns, "length": length}, Wish)
    except BadText as error:
        raise CannotGenerate("seed", f"text without control characters ({error})") from error
    except msgspec.ValidationError as error:
        expected, _, path = str(error).partition(" - at `$.")
        raise CannotGenerate(path.rstrip("`"), expected.removeprefix("Expected ")) from error
