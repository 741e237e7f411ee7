"""Boards in a real browser: made, edited with keys, saved by itself, imported, dealt; and all of it without script."""

import asyncio
import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

GOALS = [f"Goal number {n}" for n in range(1, 26)]
LONG_LIST = "\n".join(f"Goal number {n} | {n % 25 + 1} | type{n % 5}" for n in range(1, 81))


async def make_board(page: Page, title: str) -> str:
    """Make a board by filling in text, and return its path."""
    await page.goto("/boards/new")
    await page.get_by_label("Title").fill(title)
    await page.get_by_label("One goal a line").fill("\n".join(GOALS))
    await page.get_by_role("button", name="Fill empty squares").click()
    await expect(page.get_by_label("Square 25", exact=True)).to_have_value(GOALS[24])
    await page.get_by_role("button", name="Save board").click()
    await expect(page).to_have_url(re.compile(r"/boards/[0-9a-f-]{36}$"))
    return "/" + page.url.split("/", 3)[3]


async def test_a_board_is_made_and_played_in_two_clicks(visitor: BrowserContext) -> None:
    page = await visitor.new_page()
    await make_board(page, "Two clicks")
    await expect(page.get_by_role("grid", name="Board, 5 by 5")).to_be_visible()
    await page.goto("/")
    await page.get_by_role("button", name="Start a session").click()
    await expect(page).to_have_url(re.compile(r"/play/[A-HJKMNP-Z2-9]{6}$"))


async def test_squares_change_places_by_keys_and_come_back_by_undo(visitor: BrowserContext) -> None:
    page = await visitor.new_page()
    await page.goto(f"{await make_board(page, 'Keys')}/edit")
    first, second = page.get_by_label("Square 1", exact=True), page.get_by_label("Square 2", exact=True)
    await first.focus()
    await page.keyboard.press("Alt+ArrowRight")
    await expect(first).to_have_value(GOALS[1])
    await expect(second).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Square 3", exact=True)).to_be_focused()
    await page.get_by_role("button", name="Undo").click()
    await expect(first).to_have_value(GOALS[0])


async def test_a_square_is_dragged_to_another(visitor: BrowserContext) -> None:
    page = await visitor.new_page()
    await page.goto(f"{await make_board(page, 'Drag')}/edit")
    numbers = page.locator(".edit-number")
    await numbers.nth(0).hover()
    await page.mouse.down()
    target = await page.locator(".edit-cell").nth(7).bounding_box()
    assert target
    await page.mouse.move(target["x"] + 30, target["y"] + 30, steps=5)
    await page.mouse.up()
    await expect(page.get_by_label("Square 8", exact=True)).to_have_value(GOALS[0])


async def test_pasted_lines_spread_over_squares(visitor: BrowserContext) -> None:
    page = await visitor.new_page()
    await page.goto("/boards/new")
    await page.get_by_label("Square 3", exact=True).focus()
    await page.evaluate(
        """() => {
            const data = new DataTransfer();
            data.setData("text/plain", "One\\nTwo\\nThree");
            const paste = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
            document.activeElement.dispatchEvent(paste);
        }"""
    )
    await expect(page.get_by_label("Square 3", exact=True)).to_have_value("One")
    await expect(page.get_by_label("Square 5", exact=True)).to_have_value("Three")


async def test_an_edit_saves_itself_and_a_newer_version_is_offered(visitor: BrowserContext) -> None:
    page, other = await visitor.new_page(), await visitor.new_page()
    path = await make_board(page, "Autosave")
    await page.goto(f"{path}/edit")
    await other.goto(f"{path}/edit")
    await page.get_by_label("Square 1", exact=True).fill("Mine")
    await expect(page.locator("#editor-state")).to_have_text("Saved, revision 2", timeout=15_000)
    await other.get_by_label("Square 2", exact=True).fill("Theirs")
    conflict = other.get_by_role("dialog", name="This board was saved elsewhere")
    await expect(conflict).to_be_visible(timeout=15_000)
    await expect(conflict.get_by_role("row").nth(1)).to_contain_text("Square 1")
    await conflict.get_by_role("button", name="Save mine").click()
    await expect(other.locator("#editor-state")).to_have_text("Saved, revision 3", timeout=15_000)
    await other.reload()
    await expect(other.get_by_label("Square 1", exact=True)).to_have_value(GOALS[0])
    await expect(other.get_by_label("Square 2", exact=True)).to_have_value("Theirs")


async def test_the_preview_follows_the_form(visitor: BrowserContext) -> None:
    page = await visitor.new_page()
    await page.goto("/goal-lists/new")
    await page.get_by_label("Title").fill("Eighty goals")
    await page.get_by_label("Goals", exact=True).fill(LONG_LIST)
    await page.get_by_role("button", name="Save list").click()
    await page.get_by_role("link", name="Deal a board").click()
    await page.get_by_label("Seed").fill("42")
    await page.get_by_label("Rows").select_option("4")
    await expect(page.get_by_role("grid", name="Preview, 4 by 5")).to_be_visible()
    await page.get_by_label("Title").fill("Dealt")
    await page.get_by_role("button", name="Save as board").click()
    await expect(page.get_by_role("heading", name="Dealt")).to_be_visible()
    await expect(page.get_by_text("seed 42")).to_be_visible()


async def test_a_faulty_line_stands_beside_its_reason(visitor: BrowserContext) -> None:
    page = await visitor.new_page()
    await page.goto("/boards/import")
    await page.get_by_label("Paste here").fill("Good\n" + "x" * 300)
    await page.get_by_role("button", name="Import", exact=True).click()
    await expect(page.get_by_role("alert")).to_contain_text("line 2")
    await expect(page.get_by_label("Paste here")).to_have_value("Good\n" + "x" * 300)


async def test_the_theme_is_kept_and_does_not_flash(visitor: BrowserContext) -> None:
    page = await visitor.new_page()
    await page.goto("/boards")
    before = await page.evaluate("document.documentElement.dataset.theme")
    await page.get_by_role("button", name="Change between dark and light").click()
    await page.goto("/goals")
    after = await page.evaluate("document.documentElement.dataset.theme")
    assert {before, after} == {"light", "dark"}


@pytest.mark.parametrize("width", [320, 1280])
async def test_boards_work_without_script(chromium: Browser, site_url: str, width: int) -> None:
    viewport = {"width": width, "height": 700}
    context = await chromium.new_context(base_url=site_url, java_script_enabled=False, viewport=viewport)  # type: ignore[arg-type]
    page = await context.new_page()
    path = await make_board(page, f"Plain {width}")
    await page.goto(f"{path}/edit")
    await page.get_by_label("Square 7", exact=True).fill("Changed by hand")
    await page.get_by_role("button", name="Save board").click()
    await expect(page.get_by_role("grid")).to_contain_text("Changed by hand")
    await page.get_by_role("button", name="Clone").click()
    await expect(page.get_by_role("heading", name="Edit board")).to_be_visible()
    await page.goto("/")
    await page.get_by_role("button", name="Start a session").click()
    await expect(page).to_have_url(re.compile(r"/play/[A-HJKMNP-Z2-9]{6}$"))
    await context.close()


async def test_a_card_is_saved_as_a_picture(visitor: BrowserContext) -> None:
    """Product, "Boards": SVG and PNG of the card."""
    page = await visitor.new_page()
    await make_board(page, "Picture")
    await page.get_by_text("Download", exact=True).click()
    async with page.expect_download() as started:
        await page.get_by_role("button", name="Picture (PNG)").click()
    picture = await asyncio.to_thread(Path(await (await started.value).path()).read_bytes)
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    # Width and height stand in the header: five squares of 160 and six gaps of 8, twice as fine.
    assert [int.from_bytes(picture[at : at + 4]) for at in (16, 20)] == [1696, 1696]
    assert len(picture) > 20_000
