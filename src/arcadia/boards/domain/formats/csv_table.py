r"""CSV: a column `text` (or `goal`, `name`), and any of key, description, difficulty, types, target, icon.

Without a heading the first column is the text. Types are separated by `;`, which inside of a type is `\;`. Tables whose
heading is separated by `;` or tabs are read too: spreadsheets write them in many countries, and tabs are what they put on
the clipboard.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

from arcadia.boards.domain.formats.error import FormatError, Placed, checked, text_of
from arcadia.boards.domain.goal import Goal

TEXT_NAMES: Final = ("text", "goal", "name")
COLUMNS: Final = ("text", "key", "description", "difficulty", "types", "target", "icon")
SEPARATORS: Final = ",;\t"
_BARE_SEPARATOR: Final = re.compile(r"(?<!\\);")
_LONGEST_HEADING: Final = 1_000
_LONGEST_NUMBER: Final = 9


def read_csv(raw: bytes) -> tuple[Goal, ...]:
    """Return the goals of a table.

    Raises:
        FormatError: names the line and the column.
    """
    text = text_of(raw)
    rows = _rows(text, heading_separator(text) or ",")
    first = next(rows, None)
    if first is None:
        raise FormatError("file", "at least one line")
    names = _names(first[1])
    goals = rows if names else chain([first], rows)
    return checked((_goal(dict(zip(names or ["text"], cells, strict=False)), line) for line, cells in goals), at=_cell)


def heading_separator(text: str) -> str | None:
    """Return what separates the columns of a table's heading, or None where the first line is none of several."""
    first = text.lstrip("\ufeff \t\r\n").split("\n", 1)[0].rstrip("\r")
    if len(first) > _LONGEST_HEADING:
        return None
    for separator in SEPARATORS:
        names = [cell.strip().strip('"').strip().lower() for cell in first.split(separator)]
        if len(names) > 1 and any(name in TEXT_NAMES for name in names):
            return separator
    return None


def _names(cells: list[str]) -> list[str]:
    """Return the names of the columns, the goal's text as `text`; nothing where the first row is no heading."""
    names = [cell.strip().lower() for cell in cells]
    text = next((name for name in TEXT_NAMES if name in names), None)
    return ["text" if name == text else name for name in names] if text else []


def _rows(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not empty, each with the line it begins on: a quoted cell may go over many."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise FormatError(f"line {line}", f"a line of CSV ({error})") from error


def _goal(cells: dict[str, str], line: int) -> Placed:
    text = cells.get("text", "").strip()
    if not text:
        raise FormatError(f"line {line}, column text", "the goal's text")
    goal = Goal(
        text=text,
        key=cells.get("key", "").strip() or None,
        description=cells.get("description", "").strip() or None,
        difficulty=_number(cells, "difficulty", line),
        types=_types(cells.get("types", "")),
        target=_number(cells, "target", line),
        icon=cells.get("icon", "").strip() or None,
    )
    return Placed(goal, f"line {line}")


def _types(cell: str) -> tuple[str, ...]:
    return tuple(name.strip().replace("\\;", ";") for name in _BARE_SEPARATOR.split(cell) if name.strip())


def _number(cells: dict[str, str], name: str, line: int) -> int | None:
    cell = cells.get(name, "").strip()
    if not cell:
        return None
    if not (cell.isascii() and cell.isdigit() and len(cell) <= _LONGEST_NUMBER):
        raise FormatError(f"line {line}, column {name}", "a whole number")
    return int(cell)


def _cell(where: str, name: str) -> str:
    return f"{where}, column {name}"


def write_csv(goals: Iterable[Goal]) -> bytes:
    """Return a table with a heading."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for goal in goals:
        types = ";".join(name.replace(";", "\\;") for name in goal.types)
        cells = (goal.text, goal.key, goal.description, goal.difficulty, types, goal.target, goal.icon)
        writer.writerow(["" if cell is None else cell for cell in cells])
    return out.getvalue().encode()
