"""Previews: 1,200 by 630 of nothing but pixels, drawn once, whatever stands in the texts."""

import asyncio
import re
import threading
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from arcadia.core.errors import Unavailable
from arcadia.platform.images.drawings import Drawings
from arcadia.web.previews import colours, lettering
from arcadia.web.previews.drawing import draw_preview
from arcadia.web.previews.lettering import set_text
from arcadia.web.previews.preview import Cell, Preview, Score
from arcadia.web.previews.symbols import SHAPES
from support.tools import ROOT

CSS = ROOT / "src/arcadia/web/static/css"
OKLCH = r"oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)"
TEXTS = ["", " ", "W" * 255, "a b " * 60, "Größe", "日本語のゴール", "שלום", "🎮🎲", "\u202e\u0301", "x" * 254 + "🎲"]


def preview(*, rows: int = 5, columns: int = 5, text: str = "Tame three cats", **more: object) -> Preview:
    """A board with a few holders."""
    cells = tuple(Cell(text, ("blue", "orange")[: number % 3]) for number in range(rows * columns))
    fields = {"site": "Arcadia", "label": "Chess", "title": text, "facts": text, "code": "K7QM3X", **more}
    return Preview(rows=rows, columns=columns, cells=cells, **fields)  # type: ignore[arg-type]


@pytest.fixture
async def drawings(tmp_path: Path) -> AsyncIterator[Drawings]:
    opened = Drawings(tmp_path / "drawings", places=4)
    yield opened
    await opened.close()


def shown(raw: bytes) -> Image.Image:
    return Image.open(BytesIO(raw))


def test_it_is_a_png_of_the_right_size_that_tells_nothing_but_its_pixels() -> None:
    raw = draw_preview(preview())
    picture = shown(raw)
    assert (picture.format, picture.size, picture.info) == ("PNG", (1_200, 630), {})
    assert set(re.findall(rb"(IHDR|PLTE|IDAT|IEND|tEXt|zTXt|iTXt|eXIf|tIME|iCCP)", raw)) <= {b"IHDR", b"IDAT", b"IEND"}


@pytest.mark.parametrize(("rows", "columns"), [(3, 3), (10, 10), (3, 10), (10, 3)])
def test_boards_of_every_shape_stay_within_the_picture(rows: int, columns: int) -> None:
    """The margin around the board is the ground's colour."""
    picture = shown(draw_preview(preview(rows=rows, columns=columns, text=""))).convert("RGB")
    ground = colours.rgb(colours.INK_0)
    edges = [(x, y) for x in range(640, 1_200, 20) for y in (10, 620)] + [(1_190, y) for y in range(0, 630, 20)]
    assert {picture.getpixel(place) for place in edges} == {ground}
    assert len(set(picture.get_flattened_data())) > 3  # type: ignore[attr-defined]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("side", [3, 10])
def test_any_text_is_drawn(text: str, side: int) -> None:
    scores = tuple(Score("teal", text, text) for _ in range(12))
    drawn = draw_preview(preview(rows=side, columns=side, text=text, label=text, scores=scores))
    assert shown(drawn).size == (1_200, 630)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("machine_fonts", [lettering.MACHINE_FONTS, ()])
def test_a_text_stays_in_its_place_also_without_a_font_of_the_machine(
    text: str, machine_fonts: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lettering, "MACHINE_FONTS", machine_fonts)
    for cached in (lettering._machine_font, lettering._family_for):
        cached.cache_clear()
    found = set_text(text, width=90, height=80, sizes=(22, 16, 12))
    assert found.height <= 80
    assert all(found.font.getlength(line) <= 90 for line in found.lines)
    if not machine_fonts:
        assert all(line.isascii() for line in found.lines), "no letter is drawn as a box"
    for cached in (lettering._machine_font, lettering._family_for):
        cached.cache_clear()


def test_the_colours_are_those_of_the_style_sheets() -> None:
    css = (CSS / "teams.css").read_text()
    fills = re.findall(rf"\.team-(\w+) \{{\s*--team: {OKLCH}; --team-ink: var\(--(\w+)\)", css)
    inks = {"dark": colours.DARK, "white": colours.WHITE}
    assert {name: (tuple(map(float, rest)), inks[ink]) for name, *rest, ink in fills} == colours.TEAMS
    assert list(SHAPES) == list(colours.TEAMS)
    tokens = (CSS / "tokens.css").read_text()
    for name in ("ink-0", "ink-1", "ink-2", "text", "text-2", "text-3", "brand-a", "brand-b"):
        dark = re.search(rf"--{name}: light-dark\(oklch\([^)]+\), {OKLCH}\)", tokens)
        assert dark, name
        assert getattr(colours, name.upper().replace("-", "_")) == tuple(map(float, dark.groups())), name


@pytest.mark.parametrize(
    ("oklch", "rgb"), [((1, 0, 0), (255, 255, 255)), ((0, 0, 0), (0, 0, 0)), ((0.62796, 0.25768, 29.234), (255, 0, 0))]
)
def test_colours_become_what_browsers_make_of_them(oklch: colours.Oklch, rgb: colours.Rgb) -> None:
    assert colours.rgb(oklch) == rgb


async def test_however_many_ask_it_is_drawn_once_and_then_found(drawings: Drawings) -> None:
    drawn = []

    def draw(one: Preview) -> bytes:
        drawn.append(one)
        return draw_preview(one)

    one = preview()
    answers = await asyncio.gather(*(drawings.get(one.name, draw, one) for _ in range(30)))
    assert (len(drawn), len(set(answers))) == (1, 1)
    assert await drawings.get(one.name, draw, one) == answers[0]
    assert len(drawn) == 1


def test_another_picture_has_another_name() -> None:
    names = {preview(text=text).name for text in TEXTS} | {preview(rows=rows).name for rows in (3, 4, 5)}
    assert len(names) == len(TEXTS) + 3
    assert preview().name == preview().name


async def test_who_finds_the_line_full_is_sent_away(drawings: Drawings) -> None:
    going_on = threading.Event()

    def draw(number: int) -> bytes:
        going_on.wait(30)
        return bytes([number])

    waiting = [asyncio.create_task(drawings.get(f"n{number}", draw, number)) for number in range(12)]
    done, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_EXCEPTION, timeout=30)
    assert all(isinstance(one.exception(), Unavailable) for one in done)
    assert done
    going_on.set()
    outcomes = await asyncio.gather(*waiting, return_exceptions=True)
    assert sum(isinstance(one, bytes) for one in outcomes) == 4
