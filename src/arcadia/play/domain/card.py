"""The card: the squares that a session plays on. A session may have several, one after another (rules 10)."""

from typing import Annotated

import msgspec

from arcadia.core.text import folded
from arcadia.play.domain.geometry import Geometry, bit, geometry

Text = Annotated[str, msgspec.Meta(max_length=255)]


class Square(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """What one square asks for. `target` makes it a counter; `value` is its own worth under `points`."""

    text: Text
    key: str | None = None
    description: str | None = None
    types: tuple[str, ...] = ()
    difficulty: int | None = None
    target: int | None = None
    icon: str | None = None
    value: int | None = None


class Card(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """Squares row-major from number 1. The free square's text is not played. `board_id` and `seed` are secret while
    any text of the card is.
    """

    number: int
    rows: int
    columns: int
    squares: tuple[Square, ...]
    free: int | None = None
    title: str = ""
    game: str = ""
    seed: str = ""
    board_id: str | None = None
    list_id: str | None = None
    generator: str = ""

    @property
    def grid(self) -> Geometry:
        """The masks of this size."""
        return geometry(self.rows, self.columns)

    @property
    def free_mask(self) -> int:
        """The free square as a mask, 0 where there is none."""
        return bit(self.free) if self.free else 0

    def square(self, number: int) -> Square:
        """Return the square with this number; the number must be on the card."""
        return self.squares[number - 1]

    def numbers_with_key(self, key: str) -> tuple[int, ...]:
        """The squares whose goal has this key."""
        return tuple(number for number, square in enumerate(self.squares, 1) if square.key == key)

    def numbers_with_text(self, text: str) -> tuple[int, ...]:
        """The squares with this goal text: NFC, spaces collapsed, case ignored (details, "Trackers and bots")."""
        wanted = folded(text)
        return tuple(number for number, square in enumerate(self.squares, 1) if folded(square.text) == wanted)
