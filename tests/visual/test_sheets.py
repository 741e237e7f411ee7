"""Every page and state at four widths, dark and light, looks as it was kept (`bin/look --keep`)."""

from pathlib import Path

import pytest
from PIL import ImageDraw
from playwright.async_api import async_playwright

from support.server import ServerProcess
from support.tools import find_chromium
from visual.scenes import SCENES
from visual.sheets import KEPT, TILE, differences, read_kept, take_sheet

KEPT_MAY_WEIGH = 400_000


async def test_every_page_and_state_looks_as_it_was_kept(tmp_path: Path) -> None:
    server = ServerProcess(tmp_path)
    server.start()
    found = {}
    try:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
            for name in SCENES:
                found[name] = differences(await take_sheet(browser, server.url, name), read_kept(name))
            await browser.close()
    finally:
        server.stop()
    assert {name: tiles for name, tiles in found.items() if tiles} == {}, (
        "bin/look FOLDER shows it; --keep if it is meant"
    )


@pytest.mark.parametrize("name", SCENES)
def test_what_is_missing_or_moved_is_seen(name: str) -> None:
    """A comparison that lets everything pass would pass, too."""
    kept = read_kept(name)
    assert differences(kept, kept) == []
    changed = kept.copy()
    left, top = TILE[0], 0
    ImageDraw.Draw(changed).rectangle((left + 20, top + 40, left + 55, top + 65), fill="#e040a0")
    assert len(differences(changed, kept)) == 1


def test_there_is_a_small_sheet_of_every_scene_and_of_nothing_else() -> None:
    sheets = sorted(KEPT.glob("*"))
    assert [one.stem for one in sheets] == sorted(SCENES)
    assert sum(one.stat().st_size for one in sheets) <= KEPT_MAY_WEIGH
