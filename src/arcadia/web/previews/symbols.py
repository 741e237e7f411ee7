"""The symbols of the teams, so that colour is never the only signal; the shapes of the style sheet, with straight edges."""

import math
from typing import TYPE_CHECKING, Final

from arcadia.web.previews.colours import Rgb

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

Points = tuple[tuple[float, float], ...]
_GRID: Final = 24


def _arc(x: float, y: float, radius: float, start: int, end: int) -> Points:
    """Points on a circle, degrees clockwise from the right."""
    steps = range(start, end + 1 if end > start else end - 1, 15 if end > start else -15)
    return tuple((x + radius * math.cos(math.radians(one)), y + radius * math.sin(math.radians(one))) for one in steps)


_TOP_OF_DROP: Final = 1.0
SHAPES: Final[dict[str, Points]] = {
    "blue": ((12, 2), (23, 21), (1, 21)),
    "orange": _arc(12, 12, 10, 0, 345),
    "green": ((3, 3), (21, 3), (21, 21), (3, 21)),
    "pink": (*_arc(6.5, 8, 5.5, 150, 330), *_arc(17.5, 8, 5.5, 210, 390), (12, 22)),
    "yellow": tuple(
        (12 + radius * math.sin(math.radians(36 * place)), 12 - radius * math.cos(math.radians(36 * place)))
        for place, radius in enumerate((11.5, 5.2) * 5)
    ),
    "purple": ((12, 1), (22, 12), (12, 23), (2, 12)),
    "red": (
        (6, 2), (12, 8), (18, 2), (22, 6), (16, 12), (22, 18), (18, 22), (12, 16), (6, 22), (2, 18), (8, 12), (2, 6),
    ),
    "cyan": ((12, _TOP_OF_DROP), *_arc(12, 15, 8, -30, 210)),
    "brown": ((12, 1), (22, 6.5), (22, 17.5), (12, 23), (2, 17.5), (2, 6.5)),
    "lime": ((9, 1), (15, 1), (15, 9), (23, 9), (23, 15), (15, 15), (15, 23), (9, 23), (9, 15), (1, 15), (1, 9), (9, 9)),
    "navy": (*_arc(12, 12, 11, -75, -345), *_arc(16.5, 8, 9.5, 60, 255)),
    "teal": ((12, 1), (23, 12), (17, 12), (17, 23), (7, 23), (7, 12), (1, 12)),
}  # fmt: skip


def draw_symbol(pen: "ImageDraw", team: str, *, x: float, y: float, size: float, ink: Rgb) -> None:
    """Draw a team's symbol with its upper left corner at a place, in the pen's pixels."""
    shape = SHAPES.get(team, SHAPES["blue"])
    pen.polygon([(x + px * size / _GRID, y + py * size / _GRID) for px, py in shape], fill=ink)
