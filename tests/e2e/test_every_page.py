"""Every page at every width: no complaint of the browser, no violated policy (S1), nothing wider than the screen."""

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from support.axe import axe_faults
from support.browsers import TELL_SHIFTS, Watched

PATHS = (
    "/",
    "/boards",
    "/boards/mine",
    "/boards/new",
    "/boards/import",
    "/boards/generate",
    "/goal-lists",
    "/goal-lists/new",
    "/goals",
    "/design",
    "/offline",
)
WIDTHS = (320, 360, 640, 768, 1280, 1920)
"""640 is what a screen of 1280 has left at a zoom of 200 %."""
SIDES = (3, 10)
LONG_TITLE = "A title that is rather long, as titles of boards tend to be when games have many words"
LONG_GOAL = "Defeat the incomprehensibly overpowered guardian of the mountain without healing"
FONT_SIZES = "all => all.map(one => parseFloat(getComputedStyle(one).fontSize))"


async def make_big_board(page: Page, side: int) -> str:
    """Make a board of long goals and return its path."""
    await page.goto(f"/boards/new?rows={side}&columns={side}")
    await page.get_by_label("Title").fill(
        "A title that is rather long, as titles of boards tend to be when games have many words"
    )
    goals = "\n".join(
        f"Defeat the incomprehensibly overpowered guardian number {n} without healing" for n in range(side * side)
    )
    await page.get_by_label("One goal a line").fill(goals)
    await page.get_by_role("button", name="Fill empty squares").click()
    await page.get_by_role("button", name="Save board").click()
    await expect(page.get_by_role("grid")).to_be_visible()
    return "/" + page.url.split("/", 3)[3]


async def complaints_of(context: BrowserContext, path: str) -> list[str]:
    """Open a page, try it at every width, and return what the browser and axe say against it."""
    watched = Watched(await context.new_page())
    page, found = watched.page, watched.complaints
    await page.goto(path)
    found += await axe_faults(page)
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": 800})
        excess = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if excess > 0:
            found.append(f"{excess} px too wide at {width}")
    await page.close()
    return found


async def test_s1_no_page_gives_cause_for_complaint(chromium: Browser, site_url: str) -> None:
    context = await chromium.new_context(base_url=site_url)
    await context.add_init_script(TELL_SHIFTS)
    found = {path: await complaints_of(context, path) for path in PATHS}
    await context.close()
    assert {path: complaints for path, complaints in found.items() if complaints} == {}


@pytest.mark.parametrize("side", SIDES)
async def test_boards_of_every_size_fit(chromium: Browser, site_url: str, side: int) -> None:
    context = await chromium.new_context(base_url=site_url, viewport={"width": 1280, "height": 800})
    path = await make_big_board(await context.new_page(), side)
    for width in (320, 768, 1920):
        for page in ("", "/edit", "/print"):
            narrow = await context.new_page()
            await narrow.set_viewport_size({"width": width, "height": 800})
            await narrow.goto(path + page)
            excess = await narrow.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert excess <= 0, (width, page)
            await narrow.close()
    await context.close()


async def test_text_is_never_smaller_than_eleven_pixels(chromium: Browser, site_url: str) -> None:
    context = await chromium.new_context(base_url=site_url, viewport={"width": 320, "height": 700})
    page = await context.new_page()
    await make_big_board(page, 10)
    sizes = await page.eval_on_selector_all(
        ".goal", "all => all.map(one => parseFloat(getComputedStyle(one).fontSize))"
    )
    assert len(sizes) == 100
    assert min(sizes) >= 11
    await context.close()
