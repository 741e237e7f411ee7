"""The colours of previews in sRGB, from the OKLCH values of the style sheets; a test holds the two together."""

import math
from functools import lru_cache
from typing import Final

Rgb = tuple[int, int, int]
Oklch = tuple[float, float, float]
"""Lightness 0 to 1, chroma, hue in degrees."""

DARK: Final[Oklch] = (0.17, 0.03, 275)
WHITE: Final[Oklch] = (0.99, 0, 0)
INK_0: Final[Oklch] = (0.155, 0.022, 275)
INK_1: Final[Oklch] = (0.195, 0.026, 275)
INK_2: Final[Oklch] = (0.235, 0.030, 275)
LINE: Final[Oklch] = (0.36, 0.035, 275)
TEXT: Final[Oklch] = (0.965, 0.008, 275)
TEXT_2: Final[Oklch] = (0.80, 0.020, 275)
TEXT_3: Final[Oklch] = (0.68, 0.025, 275)
BRAND_A: Final[Oklch] = (0.72, 0.19, 330)
BRAND_B: Final[Oklch] = (0.74, 0.16, 225)
TEAMS: Final[dict[str, tuple[Oklch, Oklch]]] = {
    "blue": ((0.60, 0.187, 261), DARK),
    "orange": ((0.75, 0.172, 59), DARK),
    "green": ((0.74, 0.140, 152), DARK),
    "pink": ((0.84, 0.101, 352), DARK),
    "yellow": ((0.92, 0.141, 105), DARK),
    "purple": ((0.52, 0.170, 310), WHITE),
    "red": ((0.65, 0.190, 28), DARK),
    "cyan": ((0.85, 0.133, 210), DARK),
    "brown": ((0.52, 0.097, 48), WHITE),
    "lime": ((0.83, 0.188, 125), DARK),
    "navy": ((0.51, 0.210, 269), WHITE),
    "teal": ((0.67, 0.098, 192), DARK),
}
"""Fill and ink of each team; of a colour that is none of these, the first."""


def fill_of(team: str) -> Rgb:
    """A team's fill."""
    return rgb(TEAMS.get(team, TEAMS["blue"])[0])


def ink_of(team: str) -> Rgb:
    """The ink on a team's fill."""
    return rgb(TEAMS.get(team, TEAMS["blue"])[1])


@lru_cache(64)
def rgb(colour: Oklch) -> Rgb:
    """A colour as three bytes; what lies outside of sRGB is cut (Ottosson, "A perceptual color space")."""
    lightness, chroma, hue = colour
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        _byte(4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short),
        _byte(-1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short),
        _byte(-0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short),
    )


def _byte(linear: float) -> int:
    value = min(max(linear, 0.0), 1.0)
    curved = 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055  # noqa: PLR2004 - sRGB's own
    return round(255 * curved)
