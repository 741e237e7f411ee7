"""Any colour made legible: the shades of a team that has chosen its own (design/interface.md, "Colours, computed").

The hue stays. Lightness stays between 0.50 and 0.92, and leaves the middle, where on many hues neither ink can be read;
name and edge are moved until they stand out from every ground of the theme (WCAG 2.2: text 4.5, edges 3).
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from arcadia.web.previews.colours import DARK, WHITE, Oklch, Rgb, rgb

TEXT: Final = 4.5
EDGE: Final = 3.0
DARKEST: Final = 0.50
PALEST: Final = 0.92
MIDDLE: Final = (0.55, 0.595)
LEAST_APART: Final = 0.06
"""In OKLab, for the eye that tells the two apart the least: what the twelve preset colours keep."""
GROUNDS: Final[dict[str, tuple[Oklch, ...]]] = {
    "dark": ((0.155, 0.022, 275), (0.195, 0.026, 275), (0.235, 0.030, 275), (0.29, 0.034, 275)),
    "light": ((0.975, 0.006, 275), (0.995, 0.003, 275), (0.955, 0.010, 275), (0.915, 0.014, 275)),
}
_SIGHTS: Final = (
    ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
)
"""Normal, protan, deutan and tritan, on linear RGB (Machado, Oliveira and Fernandes, 2009)."""
_STEP: Final = 0.005


@dataclass(frozen=True, slots=True)
class Shades:
    """What a team is drawn with in one theme, each as `#rrggbb`: its fill, the ink on it, its name, the edge around it."""

    fill: str
    ink: str
    name: str
    edge: str


def shades_of(colour: str, theme: str) -> Shades:
    """Return the legible shades of a colour `#rrggbb` in the theme `dark` or `light`."""
    chosen = _oklch(colour)
    fill, ink = _fill_and_ink(chosen)
    grounds = [rgb(one) for one in GROUNDS[theme]]
    step = _STEP if theme == "dark" else -_STEP
    name = _moved(fill, step, lambda one: _least_ratio(one, grounds) >= TEXT)
    edge = _moved(fill, step, lambda one: _least_ratio(one, grounds) >= EDGE)
    return Shades(*(_hex(rgb(one)) for one in (fill, ink, name, edge)))


def is_apart(fill: str, others: Iterable[str]) -> bool:
    """Whether every eye tells a fill from others, each as `#rrggbb`."""
    return all(_distance(fill, other) >= LEAST_APART for other in others)


def contrast(one: str, other: str) -> float:
    """Return the ratio of two colours `#rrggbb` by WCAG 2.2."""
    return _ratio(_bytes(one), _bytes(other))


def _fill_and_ink(chosen: Oklch) -> tuple[Oklch, Oklch]:
    lightness, chroma, hue = chosen
    low, high = MIDDLE
    lightness = min(max(lightness, DARKEST), PALEST)
    if low <= lightness < high:
        lightness = low - _STEP if lightness < (low + high) / 2 else high
    step = -_STEP if lightness < low else _STEP
    fill = _moved(
        (lightness, chroma, hue), step, lambda one: max(_ratio(rgb(one), rgb(i)) for i in (DARK, WHITE)) >= TEXT
    )
    return fill, max(DARK, WHITE, key=lambda ink: _ratio(rgb(fill), rgb(ink)))


def _moved(colour: Oklch, step: float, is_enough: Callable[[Oklch], bool]) -> Oklch:
    """Make a colour lighter or darker until it is enough; its chroma gives way where sRGB has no more of it."""
    lightness, chroma, hue = colour
    found = _within(lightness, chroma, hue)
    while not is_enough(found):
        lightness += step
        found = _within(lightness, chroma, hue)
    return found


def _within(lightness: float, chroma: float, hue: float) -> Oklch:
    while chroma > 0 and not _is_drawable((lightness, chroma, hue)):
        chroma = max(0.0, chroma - _STEP)
    return lightness, chroma, hue


def _is_drawable(colour: Oklch) -> bool:
    """Whether sRGB has a colour: what it has comes back from its bytes as it was."""
    back = _lab_of_bytes(rgb(colour))
    lightness, chroma, hue = colour
    wanted = (lightness, chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue)))
    return math.dist(back, wanted) < _STEP


def _least_ratio(colour: Oklch, grounds: Iterable[Rgb]) -> float:
    return min(_ratio(rgb(colour), ground) for ground in grounds)


def _ratio(one: Rgb, other: Rgb) -> float:
    high, low = sorted((_luminance(_linear(one)), _luminance(_linear(other))), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(linear: tuple[float, float, float]) -> float:
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _distance(one: str, other: str) -> float:
    pair = [_linear(_bytes(colour)) for colour in (one, other)]
    return min(math.dist(*(_lab(_seen(linear, sight)) for linear in pair)) for sight in _SIGHTS)


def _seen(linear: tuple[float, float, float], sight: tuple[tuple[float, ...], ...]) -> tuple[float, float, float]:
    red, green, blue = (min(1.0, max(0.0, sum(w * c for w, c in zip(row, linear, strict=True)))) for row in sight)
    return red, green, blue


def _oklch(colour: str) -> Oklch:
    lightness, a, b = _lab_of_bytes(_bytes(colour))
    return lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360


def _lab_of_bytes(colour: Rgb) -> tuple[float, float, float]:
    return _lab(_linear(colour))


def _lab(linear: tuple[float, float, float]) -> tuple[float, float, float]:
    """Linear sRGB to OKLab (Ottosson, "A perceptual color space")."""
    red, green, blue = linear
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def _linear(colour: Rgb) -> tuple[float, float, float]:
    red, green, blue = (_linear_part(part / 255) for part in colour)
    return red, green, blue


def _linear_part(curved: float) -> float:
    return curved / 12.92 if curved <= 0.04045 else ((curved + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - sRGB's own


def _bytes(colour: str) -> Rgb:
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue


def _hex(colour: Rgb) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)
