"""Issue 4: any custom colour made legible by contrast rules, in both themes (WCAG 2.2; details, "Many teams")."""

import colorsys
import math

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from arcadia.web.legible_colours import GROUNDS, contrast, is_apart, shades_of
from arcadia.web.previews.colours import TEAMS, rgb
from web.test_contrast import TOKENS, linear_rgb

FILLS = ["#{:02x}{:02x}{:02x}".format(*rgb(fill)) for fill, _ink in TEAMS.values()]
HEX = st.integers(0, 0xFFFFFF).map("#{:06x}".format)
GROUND_HEX = {theme: ["#{:02x}{:02x}{:02x}".format(*rgb(one)) for one in GROUNDS[theme]] for theme in GROUNDS}


@pytest.mark.parametrize("theme", GROUNDS)
@example("#000000")
@example("#ffffff")
@example("#808080")
@example("#0000ff")
@example("#ffff00")
@example("#ff00ff")
@settings(max_examples=1_500, deadline=None)
@given(HEX)
def test_text_is_read_and_edges_stand_out_whatever_the_colour(theme: str, colour: str) -> None:
    shades = shades_of(colour, theme)
    assert contrast(shades.ink, shades.fill) >= 4.5
    for ground in GROUND_HEX[theme]:
        assert contrast(shades.name, ground) >= 4.5
        assert contrast(shades.edge, ground) >= 3


@settings(max_examples=300, deadline=None)
@given(HEX)
def test_the_hue_stays(colour: str) -> None:
    def hue_and_saturation(of: str) -> tuple[float, float]:
        hue, _light, saturation = colorsys.rgb_to_hls(*(part / 255 for part in bytes.fromhex(of[1:])))
        return hue, saturation

    (before, how_much), (after, left) = hue_and_saturation(colour), hue_and_saturation(shades_of(colour, "dark").fill)
    if min(how_much, left) > 0.25 and sum(bytes.fromhex(colour[1:])) > 120:
        assert min(abs(before - after), 1 - abs(before - after)) < 0.12


def test_what_is_legible_already_stays_as_it_is() -> None:
    for fill in FILLS:
        for theme in GROUNDS:
            assert math.dist(bytes.fromhex(shades_of(fill, theme).fill[1:]), bytes.fromhex(fill[1:])) < 4, fill


def test_the_grounds_are_those_of_the_style_sheets() -> None:
    for theme, grounds in GROUNDS.items():
        assert [linear_rgb(*one) for one in grounds] == [TOKENS[theme][f"ink-{n}"] for n in range(4)]


def test_a_colour_must_be_told_from_those_of_the_others_by_every_eye() -> None:
    assert all(is_apart(fill, set(FILLS) - {fill}) for fill in FILLS)
    assert not is_apart("#f2e861", FILLS)
    assert not is_apart("#d0312d", [shades_of("#4b7a1e", "dark").fill]), "red and green are one to many eyes"
