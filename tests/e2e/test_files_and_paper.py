"""A board leaves the site: the export menu, reached by keys and left by a press beside it, its files, and paper."""

import asyncio
import json
import re
from pathlib import Path

from playwright.async_api import Download, Locator, Page, expect

from support.board_pages import make_board
from support.browsers import Watched

LONG = "Walk all the way around the world and back again without a map, and tell nobody " * 3
TEXTS = [LONG.strip(), *(f"Goal {n}" for n in range(2, 101))]
LEFT_OVER = """() => [...document.querySelectorAll('body *')].filter(one => one.checkVisibility() && !one.children.length
    && one.textContent.trim() && !one.closest('.board')).map(one => one.textContent.trim())"""
CUT = """() => [...document.querySelectorAll('.goal')].filter(one => one.scrollHeight > one.clientHeight + 1
    || one.getBoundingClientRect().bottom > one.parentElement.getBoundingClientRect().bottom + 0.5).map(one => one.textContent)"""
INKS = "() => [...new Set([...document.querySelectorAll('.square')].map(one => getComputedStyle(one).color + ' on ' + getComputedStyle(one).backgroundColor))]"


async def open_editor(page: Page) -> str:
    path = await make_board(
        page, "To go", rows=10, columns=10, squares=[{"text": text, "difficulty": 7} for text in TEXTS]
    )
    await page.goto(f"{path}/edit")
    await page.locator("#editor.live").wait_for()
    return path


async def test_the_export_menu_is_a_menu_and_every_file_of_it_holds_the_board(watched: Watched) -> None:
    page = watched.page
    path = await open_editor(page)
    menu, button = page.locator("[data-export]"), page.locator("[data-export] > summary")
    items = menu.locator("div > *")
    await check_keys(page, menu, button, items)
    await expect(items).to_have_text(
        ["Arcadia JSON", "Bingosync JSON", "CSV table", "Picture (SVG)", "Picture (PNG)", "Print"]
    )
    board = (await (await page.request.get(f"/api/v1{path}")).json())["board"]
    arcadia, bingosync, table, picture, drawn = [await chosen(page, button, items.nth(n)) for n in range(5)]
    assert {key: json.loads(arcadia)["board"][key] for key in ("rows", "columns", "squares")} == {
        key: board[key] for key in ("rows", "columns", "squares")
    }
    assert [goal["name"] for goal in json.loads(bingosync)] == TEXTS
    assert all(text in table.decode() for text in TEXTS)
    assert picture.startswith(b"<svg")
    # Width and height stand in the header: ten squares of 160 and eleven gaps of 8, twice as fine.
    assert drawn.startswith(b"\x89PNG\r\n\x1a\n")
    assert [int.from_bytes(drawn[at : at + 4]) for at in (16, 20)] == [3376, 3376]
    await button.click()
    async with page.expect_popup() as opened:
        await items.last.click()
    printed = await opened.value
    await expect(printed).to_have_url(re.compile(rf"{path}/print$"))
    await printed.close()
    assert watched.unforgiven() == []


async def check_keys(page: Page, menu: Locator, button: Locator, items: Locator) -> None:
    """The focus goes in by a key, around by arrows, and back by Escape; leaving the menu or a press beside it closes it."""
    await button.focus()
    for opening in ("Enter", "Space", "ArrowDown"):
        await page.keyboard.press(opening)
        await expect(items.first).to_be_focused()
        await page.keyboard.press("ArrowUp")
        await expect(items.last).to_be_focused()
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("ArrowDown")
        await expect(items.nth(1)).to_be_focused()
        await page.keyboard.press("Escape")
        await expect(menu).not_to_have_attribute("open", "")
        await expect(button).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(items.first).to_be_focused()
    await page.keyboard.press("Shift+Tab")
    await page.keyboard.press("Shift+Tab")
    await expect(menu).not_to_have_attribute("open", "")
    await button.click()
    await page.get_by_role("heading", level=1).click()
    await expect(menu).not_to_have_attribute("open", "")


async def chosen(page: Page, button: Locator, item: Locator) -> bytes:
    """What choosing from the menu saves; the menu is closed by it."""
    await button.click()
    async with page.expect_download() as started:
        await item.click()
    await expect(item).to_be_hidden()
    download: Download = await started.value
    assert re.fullmatch(r"[\w-]+\.\w+", download.suggested_filename)
    return await asyncio.to_thread(Path(await download.path()).read_bytes)


async def test_on_paper_stands_the_board_alone_and_no_goal_is_cut(watched: Watched) -> None:
    page = watched.page
    path = await open_editor(page)
    await page.set_viewport_size({"width": 703, "height": 1032})  # A4 without its margins
    await page.evaluate("localStorage.setItem('theme', 'dark')")
    await page.emulate_media(media="print")
    await page.goto(f"{path}/print")
    assert await page.evaluate(LEFT_OVER) == ["To go", page.url.removesuffix("/print"), "Arcadia"]
    assert await page.evaluate(CUT) == []
    assert await page.evaluate(INKS) == ["rgb(0, 0, 0) on rgb(255, 255, 255)"]
    paper = await page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) <= 2, "a hundred goals, one of them as long as may be"
    await page.goto(path)
    assert await page.evaluate(LEFT_OVER) == ["To go"]
    assert "oklch(0.22" in (await page.evaluate(INKS))[0], "the light theme, whatever the screen shows"
    assert watched.unforgiven() == []
