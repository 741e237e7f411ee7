"""Texts on previews: wrapped into their place, in a font that comes with Pillow, so that no machine needs one.

That font has the letters of English alone. Where the machine has a font with more, a text that needs it is set in that;
else its accents are left out, and what is left without a letter is not drawn rather than drawn as boxes.
"""

from functools import lru_cache
from typing import TYPE_CHECKING, Final, cast
from unicodedata import combining, normalize

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

MACHINE_FONTS: Final = ("DejaVuSans.ttf", "NotoSans-Regular.ttf", "LiberationSans-Regular.ttf", "arial.ttf")
_SIGNS: Final = str.maketrans(
    {
        "×": "x",
        "·": "-",
        "\u2013": "-",
        "\u2014": "-",
        "\u2018": "'",
        "\u2019": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u00a0": " ",
    }
)
"""Signs that no text needs another font for."""
_LETTERS: Final = str.maketrans(
    {"ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "æ": "ae", "Æ": "AE", "œ": "oe", "đ": "d"}
)
_LINE_HEIGHT: Final = 1.18
ELLIPSIS: Final = "..."


class Lines:
    """A text that is set: its font, its lines, and the height of one in pixels."""

    def __init__(self, font: "FreeTypeFont", lines: list[str], size: int) -> None:
        self.font = font
        self.lines = lines
        self.step = round(size * _LINE_HEIGHT)

    @property
    def height(self) -> int:
        """All lines together, in pixels."""
        return self.step * len(self.lines)


def set_text(text: str, *, width: int, height: int, sizes: tuple[int, ...]) -> Lines:
    """Set a text in the largest of some sizes at which it fits; at the smallest what does not fit is cut."""
    family, drawn = _family_for(text)
    for size in sizes:
        font = load_font(size, family)
        lines, is_whole = _wrapped(drawn, font, width)
        if is_whole and round(size * _LINE_HEIGHT) * len(lines) <= height:
            return Lines(font, lines, size)
    most = max(1, height // round(sizes[-1] * _LINE_HEIGHT))
    return Lines(font, [*lines[: most - 1], _cut(" ".join(lines[most - 1 :]), font, width)], sizes[-1])


@lru_cache(64)
def load_font(size: int, family: str = "") -> "FreeTypeFont":
    """Return a font in pixels; the one that comes with Pillow unless the machine's is named."""
    from PIL import ImageFont  # noqa: PLC0415 - a start should not pay for what is used when a preview is asked for

    # With FreeType, which Pillow's wheels have, the font that comes along is one of these.
    return ImageFont.truetype(family, size) if family else cast("FreeTypeFont", ImageFont.load_default(size))


@lru_cache(512)
def _family_for(text: str) -> tuple[str, str]:
    """Return the font for a text (empty: the one with Pillow), and the text as it is drawn."""
    text = text.translate(_SIGNS)
    if text.isascii():
        return "", text
    plain = "".join(one for one in normalize("NFKD", text.translate(_LETTERS)) if not combining(one))
    family = _machine_font()
    if family and all(one.isspace() or _has_letter(family, one) for one in text):
        return family, text
    kept = "".join(one for one in plain if one.isascii() or (family and _has_letter(family, one)))
    return ("" if kept.isascii() else family), " ".join(kept.split())


@lru_cache(1)
def _machine_font() -> str:
    """The first font of the list that this machine has, or none."""
    for family in MACHINE_FONTS:
        try:
            load_font(16, family)
        except OSError:
            continue
        return family
    return ""


@lru_cache(2_048)
def _has_letter(family: str, letter: str) -> bool:
    """Whether a font draws a letter as something else than as one that there is not."""
    font = load_font(16, family)
    return bytes(font.getmask(letter)) != bytes(font.getmask("\uffff"))


def _wrapped(text: str, font: "FreeTypeFont", width: int) -> tuple[list[str], bool]:
    """Return the lines, and whether every word is whole."""
    lines, is_whole = [""], True
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= width:
            lines[-1] = longer
            continue
        is_whole = is_whole and font.getlength(word) <= width
        lines += _pieces(word, font, width) if lines[-1] else []
        if not lines[0]:
            lines = _pieces(word, font, width)
    return lines, is_whole


def _pieces(word: str, font: "FreeTypeFont", width: int) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and font.getlength(pieces[-1] + letter) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _cut(line: str, font: "FreeTypeFont", width: int) -> str:
    if font.getlength(line) <= width:
        return line
    while line and font.getlength(line + ELLIPSIS) > width:
        line = line[:-1]
    return line.rstrip() + ELLIPSIS
