"""Lines, neighbours and patterns of a grid, as bit masks. Square n (1, row-major) is bit n - 1.

Everything is computed once per size and kept: there are 64 sizes.
"""

from functools import lru_cache
from typing import Final

import msgspec

PATTERN_NAMES: Final = ("corners", "full", "t", "x", "frame")


class Geometry(msgspec.Struct, frozen=True):
    """The masks of one size. `lines` are rows, then columns, then both main diagonals where rows = columns."""

    rows: int
    columns: int
    full: int
    lines: tuple[int, ...]
    beside: tuple[int, ...]
    around: tuple[int, ...]
    patterns: dict[str, int]


@lru_cache(maxsize=128)
def geometry(rows: int, columns: int) -> Geometry:
    """Return the masks of a grid of 3 to 10 rows by 3 to 10 columns."""
    return Geometry(
        rows=rows,
        columns=columns,
        full=(1 << rows * columns) - 1,
        lines=_lines(rows, columns),
        beside=tuple(_neighbours(rows, columns, square, diagonals=False) for square in range(rows * columns)),
        around=tuple(_neighbours(rows, columns, square, diagonals=True) for square in range(rows * columns)),
        patterns=_patterns(rows, columns),
    )


def bit(square: int) -> int:
    """The mask of one square."""
    return 1 << (square - 1)


def squares_of(mask: int) -> tuple[int, ...]:
    """The numbers of the squares in a mask, ascending."""
    numbers = []
    while mask:
        lowest = mask & -mask
        numbers.append(lowest.bit_length())
        mask ^= lowest
    return tuple(numbers)


def spread(mask: int, grid: Geometry, *, with_diagonals: bool) -> int:
    """The squares of a mask and their neighbours."""
    near = grid.around if with_diagonals else grid.beside
    for square in squares_of(mask):
        mask |= near[square - 1]
    return mask


def _mask(cells: list[tuple[int, int]], columns: int) -> int:
    return sum(1 << (row * columns + column) for row, column in set(cells))


def _lines(rows: int, columns: int) -> tuple[int, ...]:
    lines = [_mask([(row, column) for column in range(columns)], columns) for row in range(rows)]
    lines += [_mask([(row, column) for row in range(rows)], columns) for column in range(columns)]
    if rows == columns:
        lines.append(_mask([(step, step) for step in range(rows)], columns))
        lines.append(_mask([(step, columns - 1 - step) for step in range(rows)], columns))
    return tuple(lines)


def _neighbours(rows: int, columns: int, square: int, *, diagonals: bool) -> int:
    row, column = divmod(square, columns)
    cells = [
        (row + down, column + right)
        for down in (-1, 0, 1)
        for right in (-1, 0, 1)
        if (down or right) and (diagonals or not (down and right))
    ]
    return _mask([(r, c) for r, c in cells if 0 <= r < rows and 0 <= c < columns], columns)


def _patterns(rows: int, columns: int) -> dict[str, int]:
    """Named patterns that fit the size: X needs a square board, T an odd number of columns (rules 3)."""
    last_row, last_column = rows - 1, columns - 1
    edge = [(r, c) for r in range(rows) for c in range(columns) if r in (0, last_row) or c in (0, last_column)]
    patterns = {
        "corners": _mask([(0, 0), (0, last_column), (last_row, 0), (last_row, last_column)], columns),
        "full": (1 << rows * columns) - 1,
        "frame": _mask(edge, columns),
    }
    if rows == columns:
        patterns["x"] = _mask([(s, s) for s in range(rows)] + [(s, last_column - s) for s in range(rows)], columns)
    if columns % 2:
        top = [(0, column) for column in range(columns)]
        patterns["t"] = _mask(top + [(row, columns // 2) for row in range(rows)], columns)
    return patterns
