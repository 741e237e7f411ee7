"""What is on a preview. Its bytes are the picture's name: two that show the same are one picture."""

import hashlib
from typing import Final

import msgspec

RECIPE: Final = "2"
"""To be raised when the same preview is drawn in another way."""
_HASH_BYTES: Final = 16


class Cell(msgspec.Struct, frozen=True, omit_defaults=True):
    """A square. `colours` are its holders' by name; `kind` is open, free, dead or hidden (unseen or covered)."""

    text: str = ""
    colours: tuple[str, ...] = ()
    kind: str = "open"


class Score(msgspec.Struct, frozen=True):
    """A team's row: colour by name, name, and its score, which may be `-`."""

    colour: str
    name: str
    score: str


class Preview(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A picture. `cells` are row-major; `label` stands above the title, `facts` below it, `code` large at the foot."""

    site: str
    label: str
    title: str
    facts: str
    rows: int
    columns: int
    cells: tuple[Cell, ...]
    scores: tuple[Score, ...] = ()
    code: str = ""

    @property
    def name(self) -> str:
        """The name that the picture is kept under."""
        content = msgspec.json.encode(self)
        return f"{hashlib.blake2b(content, digest_size=_HASH_BYTES).hexdigest()}-{RECIPE}.png"
