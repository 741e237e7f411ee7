"""Where a board's picture is, for whoever shows it: an address for each width, by the hash of its content (F6)."""

from collections.abc import Sequence
from typing import Final

import msgspec

from arcadia.boards.domain.picture import BoardPicture
from arcadia.platform.images import WIDTHS

PATH: Final = "/pictures"
CARD_PX: Final = 92
CARD_WIDTHS: Final = (96, 128, 256, 640)
PAGE_WIDTHS: Final = (256, 640, 828, 1200, 1920)
PAGE_BOX: Final = (736, 240)
EDITOR_BOX: Final = (320, 192)
_WIDEST_SHAPE: Final = 4.0


class ShownPicture(msgspec.Struct, frozen=True, kw_only=True):
    """What an `img` element needs. `width` and `height` are those that it is laid out in, in CSS pixels."""

    src: str
    srcset: str
    sizes: str
    width: int
    height: int
    alt: str


def address(picture: BoardPicture, width: int) -> str:
    """Return the address of a picture in one of the widths."""
    return f"{PATH}/{picture.hash}/{width}"


def offered_widths(picture: BoardPicture) -> tuple[int, ...]:
    """Return the widths that a picture is worth asking for in: those up to its own, and the one that shows it whole."""
    smaller = tuple(width for width in WIDTHS if width < picture.width)
    whole = next((width for width in WIDTHS if width >= picture.width), WIDTHS[-1])
    return (*smaller, whole)


def on_card(picture: BoardPicture) -> ShownPicture:
    """Return a picture for a card: a small square that it covers, so that a wide one must be wider than the square."""
    shape = min(max(1.0, picture.width / picture.height), _WIDEST_SHAPE)
    return _shown(picture, CARD_WIDTHS, sizes=f"{round(CARD_PX * shape)}px", width=CARD_PX, height=CARD_PX)


def on_page(picture: BoardPicture) -> ShownPicture:
    """Return a picture for its board's page."""
    return _fitted(picture, PAGE_BOX)


def in_editor(picture: BoardPicture) -> ShownPicture:
    """Return a picture for the editor."""
    return _fitted(picture, EDITOR_BOX)


def _fitted(picture: BoardPicture, box: tuple[int, int]) -> ShownPicture:
    """Whole, in its own shape, within a box; never larger than it is."""
    scale = min(1.0, box[0] / picture.width, box[1] / picture.height)
    width, height = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
    return _shown(picture, PAGE_WIDTHS, sizes=f"min({width}px, 100vw)", width=width, height=height)


def _shown(picture: BoardPicture, widths: Sequence[int], *, sizes: str, width: int, height: int) -> ShownPicture:
    offered = [one for one in offered_widths(picture) if one in widths] or [offered_widths(picture)[-1]]
    return ShownPicture(
        src=address(picture, offered[-1]),
        srcset=", ".join(f"{address(picture, one)} {min(one, picture.width)}w" for one in offered),
        sizes=sizes,
        width=width,
        height=height,
        alt=picture.alt,
    )
