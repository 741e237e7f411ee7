"""The card as SVG: squares with wrapped texts, for print and for pages elsewhere. Texts are escaped."""

from typing import Final
from xml.sax.saxutils import escape

from arcadia.boards.domain.board import Board

CELL: Final = 160
GAP: Final = 8
LINE_HEIGHT: Final = 20
LONGEST_LINE: Final = 18
MOST_LINES: Final = 7


def write_svg(board: Board) -> bytes:
    """Return the card as a self-contained picture."""
    width, height = (count * (CELL + GAP) + GAP for count in (board.columns, board.rows))
    cells = "".join(_cell(board, number) for number in range(1, len(board.squares) + 1))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">'
        f"<title>{escape(board.title)}</title>"
        f'<rect width="{width}" height="{height}" fill="#fff"/>'
        f'<g font-family="system-ui, sans-serif" font-size="16" text-anchor="middle">{cells}</g></svg>\n'
    ).encode()


def _cell(board: Board, number: int) -> str:
    row, column = divmod(number - 1, board.columns)
    x, y = (place * (CELL + GAP) + GAP for place in (column, row))
    text = "Free" if number == board.free else board.squares[number - 1].text
    lines = _wrapped(text)
    top = y + CELL / 2 - (len(lines) - 1) * LINE_HEIGHT / 2 + 5
    spans = "".join(
        f'<text x="{x + CELL / 2:g}" y="{top + index * LINE_HEIGHT:g}">{escape(line)}</text>'
        for index, line in enumerate(lines)
    )
    return f'<rect x="{x}" y="{y}" width="{CELL}" height="{CELL}" rx="10" fill="none" stroke="#333"/>{spans}'


def _wrapped(text: str) -> list[str]:
    """Break at spaces, then inside of words that are longer than a line; what does not fit ends in an ellipsis."""
    lines = [""]
    for word in text.split():
        pieces = [word[start : start + LONGEST_LINE] for start in range(0, len(word), LONGEST_LINE)]
        for piece in pieces:
            joined = f"{lines[-1]} {piece}".strip()
            if len(joined) <= LONGEST_LINE:
                lines[-1] = joined
            else:
                lines.append(piece)
    if len(lines) <= MOST_LINES:
        return lines
    return [*lines[: MOST_LINES - 1], lines[MOST_LINES - 1][: LONGEST_LINE - 1] + "…"]
