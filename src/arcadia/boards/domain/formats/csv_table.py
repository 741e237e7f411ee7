"""CSV: a column `text` (or `goal`, `name`), and any of key, description, difficulty, types, target, icon.

Without a heading the first column is the text. Types are separated by `;`.
"""

import csv
import io
from collections.abc import Iterable
from typing import Final

from arcadia.boards.domain.formats.error import FormatError, checked, text_of
from arcadia.boards.domain.goal import Goal

TEXT_NAMES: Final = ("text", "goal", "name")
COLUMNS: Final = ("text", "key", "description", "difficulty", "types", "target", "icon")
_LONGEST_NUMBER: Final = 9


def read_csv(raw: bytes) -> tuple[Goal, ...]:
    """Return the goals of a table.

    Raises:
        FormatError: names the line and the column.
    """
    rows = _rows(text_of(raw))
    if not rows:
        raise FormatError("file", "at least one line")
    heading = [cell.strip().lower() for cell in rows[0][1]]
    has_heading = any(name in heading for name in TEXT_NAMES)
    names = ["text" if name in TEXT_NAMES else name for name in heading] if has_heading else ["text"]
    goals = [_goal(dict(zip(names, cells, strict=False)), line) for line, cells in rows[has_heading:]]
    return checked(goals, where="goals")


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """The rows that are not empty, each with the line it begins on: a quoted cell may go over many."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[tuple[int, list[str]]] = []
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((line, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        raise FormatError(f"line {line}", f"a line of CSV ({error})") from error
    return rows


def _goal(cells: dict[str, str], line: int) -> Goal:
    text = cells.get("text", "").strip()
    if not text:
        raise FormatError(f"line {line}, column text", "the goal's text")
    return Goal(
        text=text,
        key=cells.get("key", "").strip() or None,
        description=cells.get("description", "").strip() or None,
        difficulty=_number(cells, "difficulty", line),
        types=tuple(name.strip() for name in cells.get("types", "").split(";") if name.strip()),
        target=_number(cells, "target", line),
        icon=cells.get("icon", "").strip() or None,
    )


def _number(cells: dict[str, str], name: str, line: int) -> int | None:
    cell = cells.get(name, "").strip()
    if not cell:
        return None
    if not (cell.isascii() and cell.isdigit() and len(cell) <= _LONGEST_NUMBER):
        raise FormatError(f"line {line}, column {name}", "a whole number")
    return int(cell)


def write_csv(goals: Iterable[Goal]) -> bytes:
    """Return a table with a heading."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for goal in goals:
        cells = (
            goal.text, goal.key, goal.description, goal.difficulty, ";".join(goal.types), goal.target, goal.icon
        )  # fmt: skip
        writer.writerow(["" if cell is None else cell for cell in cells])
    return out.getvalue().encode()
