"""A sheet shows one scene at four widths in both themes, small: a picture to look at, and one to compare with.

What is compared is where things stand and which colours they have. Pictures are made so small that letters are grey
lines: fonts differ between machines, and the moment and the code differ in every run.
"""

import io
from pathlib import Path
from typing import Final

from PIL import Image, ImageChops, ImageFilter
from playwright.async_api import Browser

from support.browsers import make_person
from visual.scenes import SCENES

KEPT: Final = Path(__file__).parent / "kept"
WIDTHS: Final = (360, 768, 1280, 1920)
THEMES: Final = ("dark", "light")
HEIGHT: Final = 800
TILE: Final = (160, 120)
QUALITY: Final = 60
PREPARE: Final = """theme => { document.documentElement.dataset.theme = theme;
    document.querySelector('.toasts')?.replaceChildren(); document.activeElement?.blur(); }"""
"""A message that goes by itself is there in one run and gone in another."""
DIFFERS: Final = 40
"""Of 255, in any channel, after letters are blurred."""
MOST_DIFFERENT: Final = 0.03
"""The share of a tile that may differ: a button that is gone is more."""


async def take_sheet(browser: Browser, url: str, name: str, folder: Path | None = None) -> Image.Image:
    """Bring a scene about and take its pictures; whole ones go into `folder`, if there is one."""
    person = await make_person(browser, url, reduced_motion="reduce", color_scheme="dark")
    await person.page.goto("/robots.txt")
    await SCENES[name](person)
    await person.page.mouse.move(0, 0)
    sheet = Image.new("RGB", (TILE[0] * len(WIDTHS), TILE[1] * len(THEMES)))
    for row, theme in enumerate(THEMES):
        await person.page.evaluate(PREPARE, theme)
        for column, width in enumerate(WIDTHS):
            await person.page.set_viewport_size({"width": width, "height": HEIGHT})
            await person.page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
            taken = await person.page.screenshot(animations="disabled")
            if folder is not None:
                (folder / f"{name}-{width}-{theme}.png").write_bytes(taken)
            sheet.paste(_small(taken), (column * TILE[0], row * TILE[1]))
    await person.context.close()
    return sheet


def differences(sheet: Image.Image, kept: Image.Image) -> list[str]:
    """The tiles of a sheet that differ by more than they may."""
    found = []
    for row, theme in enumerate(THEMES):
        for column, width in enumerate(WIDTHS):
            left, top = column * TILE[0], row * TILE[1]
            box = (left, top, left + TILE[0], top + TILE[1])
            share = _differing(sheet.crop(box), kept.crop(box))
            found += [f"{width} px, {theme}: {share:.1%} differ"] if share > MOST_DIFFERENT else []
    return found


def read_kept(name: str) -> Image.Image:
    """The sheet to compare with."""
    return Image.open(KEPT / f"{name}.webp").convert("RGB")


def write_kept(name: str, sheet: Image.Image) -> None:
    """Make a sheet the one to compare with."""
    KEPT.mkdir(exist_ok=True)
    sheet.save(KEPT / f"{name}.webp", quality=QUALITY, method=6)


def _small(taken: bytes) -> Image.Image:
    return Image.open(io.BytesIO(taken)).convert("RGB").resize(TILE, Image.Resampling.BOX)


def _differing(one: Image.Image, other: Image.Image) -> float:
    blurred = [picture.filter(ImageFilter.BoxBlur(2)) for picture in (one, other)]
    bands = ImageChops.difference(*blurred).split()
    most = ImageChops.lighter(ImageChops.lighter(bands[0], bands[1]), bands[2])
    return sum(most.histogram()[DIFFERS:]) / (one.width * one.height)
