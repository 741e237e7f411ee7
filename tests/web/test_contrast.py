"""The look keeps its promises of contrast and distinctness (design/interface.md, "Colours, computed"; WCAG 2.2)."""

import math
import re
from itertools import combinations
from pathlib import Path

import pytest

import arcadia.web

CSS = Path(arcadia.web.__file__).parent / "static" / "css"
TEXT, CONTROL = 4.5, 3.0
THEMES = ("light", "dark")
_OKLCH = r"oklch\(([\d.]+) ([\d.]+) ([\d.]+)?(?: / [\d.]+)?\)"

Rgb = tuple[float, float, float]

# Machado, Oliveira and Fernandes (2009), severity 1.0, on linear RGB.
SIGHTS = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}


def linear_rgb(lightness: float, chroma: float, hue: float) -> Rgb:
    """OKLCH to linear sRGB (Björn Ottosson's matrices)."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def oklab(rgb: Rgb) -> tuple[float, float, float]:
    red, green, blue = rgb
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def luminance(rgb: Rgb) -> float:
    red, green, blue = (min(1.0, max(0.0, part)) for part in rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: Rgb, other: Rgb) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def seen(rgb: Rgb, sight: str) -> Rgb:
    rows = SIGHTS[sight]
    red, green, blue = (min(1.0, max(0.0, sum(w * c for w, c in zip(row, rgb, strict=True)))) for row in rows)
    return red, green, blue


def read_colours(block: str) -> dict[str, dict[str, Rgb]]:
    """Return the custom properties of a rule by theme; `light-dark()` differs, a plain value is the same in both."""
    found: dict[str, dict[str, Rgb]] = {theme: {} for theme in THEMES}
    for name, value in re.findall(r"--([\w-]+):\s*([^;]+);", block):
        colours = [linear_rgb(float(m[0]), float(m[1]), float(m[2] or 0)) for m in re.findall(_OKLCH, value)]
        if colours and value.startswith(("light-dark(", "oklch(")):
            found["light"][name], found["dark"][name] = colours[0], colours[-1]
    return found


def read_teams() -> dict[str, dict[str, dict[str, Rgb]]]:
    source = (CSS / "teams.css").read_text()
    return {
        name: read_colours(block)
        for name, block in re.findall(r"\.team-(\w+) \{\s*(--team:.*?)\n  \}", source, re.DOTALL)
    }


TOKENS = read_colours((CSS / "tokens.css").read_text())
TEAMS = read_teams()
INKS = ("ink-0", "ink-1", "ink-2")


def test_the_style_sheets_were_read() -> None:
    assert len(TEAMS) == 12
    assert {"ink-0", "text", "brand-a", "line-strong"} <= set(TOKENS["dark"])


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", ["text", "text-2", "text-3", "ok", "warn", "bad", "brand-a", "brand-b"])
def test_text_is_readable_on_every_ground(theme: str, name: str) -> None:
    tokens = TOKENS[theme]
    assert min(ratio(tokens[name], tokens[ink]) for ink in INKS) >= TEXT


@pytest.mark.parametrize("theme", THEMES)
def test_the_primary_button_is_readable_at_both_ends(theme: str) -> None:
    tokens = TOKENS[theme]
    assert min(ratio(tokens["on-brand"], tokens[end]) for end in ("brand-a", "brand-b")) >= TEXT


@pytest.mark.parametrize("theme", THEMES)
def test_control_edges_stand_out(theme: str) -> None:
    tokens = TOKENS[theme]
    assert min(ratio(tokens["line-strong"], tokens[ink]) for ink in INKS) >= CONTROL


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("team", TEAMS)
def test_team_names_are_readable(team: str, theme: str) -> None:
    name = TEAMS[team][theme]["team-name"]
    assert min(ratio(name, TOKENS[theme][ink]) for ink in INKS) >= TEXT


@pytest.mark.parametrize("team", TEAMS)
def test_goal_text_is_readable_on_the_fill(team: str) -> None:
    block = re.search(rf"\.team-{team} \{{(.*?)\n  \}}", (CSS / "teams.css").read_text(), re.DOTALL)
    assert block
    ink = "white" if "--team-ink: var(--white)" in block.group(1) else "dark"
    assert ratio(TEAMS[team]["dark"]["team"], TOKENS["dark"][ink]) >= TEXT


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("team", TEAMS)
def test_held_squares_have_an_edge(team: str, theme: str) -> None:
    assert ratio(TEAMS[team][theme]["team-edge"], TOKENS[theme]["ink-0"]) >= CONTROL


def test_teams_differ_for_every_eye() -> None:
    fills = [TEAMS[team]["dark"]["team"] for team in TEAMS]

    def least(colours: list[Rgb]) -> float:
        return min(
            math.dist(oklab(seen(one, sight)), oklab(seen(other, sight)))
            for sight in SIGHTS
            for one, other in combinations(colours, 2)
        )

    assert least(fills[:6]) >= 0.0995
    assert least(fills) >= 0.06
