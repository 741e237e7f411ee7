"""What pages weigh on the first visit, beside the front end of the founding document."""

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from playwright.async_api import async_playwright

from load.figures import Figure, make_figure, say
from load.machine import serving
from load.smooth import measure_smoothness
from support.shown_pages import ShownPage, make_shown_pages
from support.tools import find_chromium
from support.weighing import SCRIPT_KB, WEIGHT_KB, Weight, weigh

FOUNDING_KB: Final = 15_700.0
"""All of the founding document's front end; every page of it loads the most of that."""
FOUNDING_SCRIPT_KB: Final = 4_800.0


def measure_page(folder: Path, names: Sequence[str]) -> Iterator[Figure]:
    """What pages weigh, and how smooth they stay."""
    yield from _measure_weights(folder, names)
    yield from measure_smoothness(folder, names)


def _measure_weights(folder: Path, names: Sequence[str]) -> Iterator[Figure]:
    """`page.{landing,boards,board,editor,session,result}`: everything, and the script of it, over the wire, compressed."""
    with serving(folder / "arcadia") as node:
        shown = [one for one in make_shown_pages(node.url) if "page" in names or f"page.{one.name}" in names]
        for page, weight in zip(shown, asyncio.run(_weigh_all(node.url, shown)), strict=True):
            name = f"page.{page.name}"
            yield make_figure(name, weight.total_kb, "KB", reach=WEIGHT_KB[page.name], baseline=FOUNDING_KB)
            yield make_figure(f"{name}.script", weight.script_kb, "KB", reach=SCRIPT_KB, baseline=FOUNDING_SCRIPT_KB)


async def _weigh_all(url: str, pages: Sequence[ShownPage]) -> list[Weight]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        weights = []
        for page in pages:
            say(f"  weighing {page.name}")
            weights.append(await weigh(browser, url, page))
        await browser.close()
        return weights
