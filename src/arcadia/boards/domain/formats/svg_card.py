"""The card as SVG: squares with wrapped texts, for print and for pages elsewhere. Texts are escaped."""

import re
from functools import lru_cache
from typing import Final
from unicodedata import combining, east_asian_width
from xml.sax.saxutils import escape

from arcadia.boards.domain.board import Board

CELL: Final = 160
GAP: Final = 8
PADDING: Final = 6
FONT_SIZES: Final = (16, 14, 12, 10, 8, 7)
"""The largest at which a text fits its square is taken; at the smallest 255 of the widest characters do."""
_LETTER_WIDTH: Final = 0.56
"""Of a usual font, in units of its size."""
_LINE_HEIGHT: Final = 1.25
_BROAD: Final = "MWmw@%"
_NOT_XML: Final = re.compile("[\ufffe\uffff]")
"""Characters that a board may hold and XML 1.0 may not."""


def write_svg(board: Board) -> bytes:
    """Return the card as a self-contained picture."""
    width, height = (count * (CELL + GAP) + GAP for count in (board.columns, board.rows))
    cells = "".join(_cell(board, number) for number in range(1, len(board.squares) + 1))
    picture = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'role="img"><title>{escape(board.title)}</title>'
        f'<rect width="{width}" height="{height}" fill="#fff"/>'
        f'<g font-family="system-ui, sans-serif" fill="#111" text-anchor="middle">{cells}</g></svg>\n'
    )
    return _NOT_XML.sub("\ufffd", picture).encode()


def _cell(board: Board, number: int) -> str:
    row, column = divmod(number - 1, board.columns)
    x, y = (place * (CELL + GAP) + GAP for place in (column, row))
    is_free = number == board.free
    size, lines = _fitted("Free" if is_free else board.squares[number - 1].text)
    step = size * _LINE_HEIGHT
    top = y + CELL / 2 - (len(lines) - 1) * step / 2 + size * 0.35
    texts = "".join(
        f'<text x="{x + CELL // 2}" y="{top + index * step:g}" font-size="{size}">{escape(line)}</text>'
        for index, line in enumerate(lines)
    )
    ground = "#eee" if is_free else "none"
    return f'<rect x="{x}" y="{y}" width="{CELL}" height="{CELL}" rx="10" fill="{ground}" stroke="#333"/>{texts}'


def _fitted(text: str) -> tuple[int, list[str]]:
    """Return the font size and the lines; what fits at no size ends in an ellipsis."""
    room = CELL - 2 * PADDING
    for size in FONT_SIZES:
        lines = _wrapped(text, int(room / (size * _LETTER_WIDTH)))
        most = int(room / (size * _LINE_HEIGHT))
        if len(lines) <= most:
            return size, lines
    return size, [*lines[: most - 1], f"{lines[most - 1]}…"]


def _wrapped(text: str, width: int) -> list[str]:
    """Break at spaces, and inside of words that are longer than a line."""
    lines = [""]
    used = 0
    for word in text.split():
        for piece, taken in _pieces(word, width):
            if lines[-1] and used + 1 + taken <= width:
                lines[-1] += f" {piece}"
                used += 1 + taken
            else:
                lines.append(piece)
                used = taken
    return lines[1:]


def _pieces(word: str, width: int) -> list[tuple[str, int]]:
    """A word as pieces that fit a line, each with its width."""
    pieces: list[tuple[str, int]] = []
    start = used = 0
    for index, character in enumerate(word):
        taken = _width(character)
        if used + taken > width:
            pieces.append((word[start:index], used))
            start, used = index, 0
        used += taken
    return [*pieces, (word[start:], used)]


@lru_cache(maxsize=4_096)
def _width(character: str) -> int:
    """The width in letters: an ideograph is as wide as two, an accent that is set over a letter takes no room."""
    if combining(character):
        return 0
    return 2 if character in _BROAD or east_asian_width(character) in "WF" else 1
