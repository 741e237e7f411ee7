"""Pieces of Markdown: tables, blocks of code, anchors as Git hosts make them."""

import re
from collections.abc import Iterable, Sequence


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; an upright bar in a cell is escaped. No table at all where there are no rows."""
    lines = [_row([_escaped(cell) for cell in cells]) for cells in rows]
    return "".join([_row(head), _row(["---"] * len(head)), *lines]) if lines else ""


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _escaped(cell: str) -> str:
    return cell.replace("|", "\\|").replace("\n", " ")


def block(text: str, language: str) -> str:
    """Return a block of code."""
    return f"```{language}\n{text.rstrip()}\n```\n"


def code(text: object) -> str:
    """Return a word as it is typed; one that holds a backtick gets two on each side."""
    return f"`` {text} ``" if "`" in str(text) else f"`{text}`"


def page(*parts: str) -> str:
    """Return parts as a page, one empty line between them and one line break at the end."""
    return "\n\n".join(part.strip() for part in parts if part.strip()) + "\n"


def anchor(heading: str) -> str:
    """Return the anchor that Git hosts give a heading."""
    bare = re.sub(r"[^\w\- ]", "", heading.strip().lower())
    return bare.replace(" ", "-")


def one_line(text: str | None) -> str:
    """Return a docstring as one line."""
    return " ".join((text or "").split())
