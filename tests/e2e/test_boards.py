"""Boards in a real browser: made, edited with keys, saved by itself, imported, dealt; and all of it without script."""

import re

import pytest
from playwright.async_api import Browser, BrowserContext, Locator, expect

from support.board_pages import type_board
from support.browsers import GOALS

LONG_LIST = "\n".join(f"Goal number {n} | {n % 25 + 1} | type{n % 5}" for n in range(1, 81))


async def test_a_board_is_made_and_played_in_two_clicks(visitor: BrowserContext) -> None:
    page = await visitor.new_page()
    await type_board(page, "Two clicks")
    await expect(page.get_by_role("grid", name="Board, 5 by 5")).to_be_visible()
    await page.goto("/")
    await page.get_by_role("button", name="Start a session").click()
    await expect(page).to_have_url(re.compile(r"/play/[A-HJKMNP-Z2-9]{6}$"))


async def test_squares_change_places_by_keys_and_come_back_by_undo(visitor: BrowserContext) -> None:
    page = await visitor.new_page()
    await page.goto(f"{await type_board(page, 'Keys')}/edit")
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
    await page.goto(f"{await type_board(page, 'Drag')}/edit")
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
    await paste(page.get_by_label("Square 3", exact=True), "One\nTwo\nThree")
    await expect(page.get_by_label("Square 3", exact=True)).to_have_value("One")
    await expect(page.get_by_label("Square 5", exact=True)).to_have_value("Three")
    await expect(page.locator("#unfit")).to_be_hidden()


async def test_pasted_lines_that_do_not_fit_are_kept_and_counted(visitor: BrowserContext) -> None:
    page = await visitor.new_page()
    await page.goto("/boards/new")
    await paste(page.get_by_label("Square 1", exact=True), "\n".join(f"Line {n}" for n in range(1, 31)))
    await expect(page.get_by_label("Square 25", exact=True)).to_have_value("Line 25")
    await expect(page.locator("#unfit")).to_contain_text("5 lines did not fit")
    await expect(page.get_by_label("One goal a line")).to_have_value("\n".join(f"Line {n}" for n in range(26, 31)))


async def paste(place: Locator, text: str) -> None:
    await place.evaluate(
        """(place, text) => {
            place.focus();
            const data = new DataTransfer();
            data.setData("text/plain", text);
            place.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        text,
    )


async def test_an_edit_saves_itself_and_a_newer_version_is_offered(visitor: BrowserContext) -> None:
    page, other = await visitor.new_page(), await visitor.new_page()
    path = await type_board(page, "Autosave")
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


async def test_theirs_is_taken_as_it_was_saved(visitor: BrowserContext) -> None:
    """The stale tab saves nothing: neither its title nor whom it shows the board to, nor its texts in other squares."""
    page, other = await visitor.new_page(), await visitor.new_page()
    path = await type_board(page, "Public once")
    await page.goto(f"{path}/edit")
    await other.goto(f"{path}/edit")
    await page.get_by_label("Title").fill("Secret plan")
    await page.get_by_label("Who can see it").select_option("private")
    await page.get_by_label("Rows").select_option("4")
    await page.get_by_role("button", name="Change size").click()
    await page.get_by_role("button", name="Cut them off").click()
    await expect(page.locator(".edit-cell")).to_have_count(20)
    await expect(page.locator("#editor-state")).to_have_text(re.compile(r"^Saved, revision \d$"), timeout=15_000)
    revision = (await (await page.request.get(f"/api/v1{path}")).json())["revision"]
    await other.get_by_label("Square 2", exact=True).fill("Mine")
    conflict = other.get_by_role("dialog", name="This board was saved elsewhere")
    await expect(conflict.get_by_role("row")).to_have_text(
        [
            "WhereYoursTheirs",
            "TitlePublic onceSecret plan",
            "Who can see itEverybodyOnly me",
            "Size5 × 54 × 5",
            "Square 2MineGoal number 2",
            *(f"Square {n}{GOALS[n - 1]}" for n in range(21, 26)),
        ],
        timeout=15_000,
    )
    await conflict.get_by_role("button", name="Take theirs").click()
    await expect(other.get_by_label("Title")).to_have_value("Secret plan")
    await expect(other.locator("#editor-state")).to_have_text(f"Saved, revision {revision}")
    saved = await (await other.request.get(f"/api/v1{path}")).json()
    assert (saved["revision"], saved["board"]["visibility"], saved["board"]["rows"]) == (revision, "private", 4)
    assert [square["text"] for square in saved["board"]["squares"]] == GOALS[:20]


async def test_a_conflict_that_is_put_off_saves_nothing_and_asks_again(visitor: BrowserContext) -> None:
    page, other = await visitor.new_page(), await visitor.new_page()
    path = await type_board(page, "Put off")
    await page.goto(f"{path}/edit")
    await other.goto(f"{path}/edit")
    await page.get_by_label("Square 1", exact=True).fill("Theirs")
    await expect(page.locator("#editor-state")).to_have_text("Saved, revision 2", timeout=15_000)
    conflict = other.get_by_role("dialog", name="This board was saved elsewhere")
    for text in ("Mine", "Still mine"):
        await other.get_by_label("Square 2", exact=True).fill(text)
        await expect(conflict).to_be_visible(timeout=15_000)
        await other.keyboard.press("Escape")
        await expect(other.locator("#editor-state")).to_have_text("Saved elsewhere meanwhile")
    saved = await (await other.request.get(f"/api/v1{path}")).json()
    assert (saved["revision"], saved["board"]["squares"][0]["text"]) == (2, "Theirs")


async def test_a_new_shape_saves_itself(visitor: BrowserContext) -> None:
    page = await visitor.new_page()
    path = await type_board(page, "Shaped")
    await page.goto(f"{path}/edit")
    await page.get_by_role("tab", name="Goals").click()
    await page.get_by_text("Fill from text", exact=True).click()
    await page.get_by_label("One goal a line").fill("\n".join(f"Anew {n}" for n in range(25)))
    await page.get_by_role("button", name="Replace all").click()
    await expect(page.locator("#editor-state")).to_have_text("Not saved yet")
    await expect(page.locator("#editor-state")).to_have_text("Saved, revision 2", timeout=15_000)
    saved = await (await page.request.get(f"/api/v1{path}")).json()
    assert saved["board"]["squares"][0]["text"] == "Anew 0"


@pytest.mark.parametrize("is_stored", [False, True])
async def test_a_new_shape_is_not_left_without_being_asked(visitor: BrowserContext, is_stored: bool) -> None:
    page = await visitor.new_page()
    await page.goto(f"{await type_board(page, 'Left')}/edit" if is_stored else "/boards/new")
    await page.get_by_role("tab", name="Board").click()
    await page.get_by_label("Columns").select_option("6")
    await page.get_by_role("button", name="Change size").click()
    await expect(page.locator("#editor-state")).to_have_text("Not saved yet")
    # Browsers ask only where somebody has touched the page.
    await page.get_by_role("heading", level=1).click()
    async with page.expect_event("dialog") as asked:
        await page.evaluate("setTimeout(() => location.assign('/boards'))")
    assert (await asked.value).type == "beforeunload"
    await (await asked.value).dismiss()


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
    await page.get_by_role("button", name="Another seed").click()
    await expect(page.get_by_label("Seed")).to_have_value("")
    await expect(page.locator("#preview .code")).not_to_have_text("42")
    await page.get_by_label("Seed").fill("42")
    await page.get_by_role("button", name="Preview").click()
    await expect(page.locator("#preview .code")).to_have_text("42")
    await page.get_by_label("Title").fill("Dealt")
    await page.get_by_role("button", name="Save as board").click()
    await expect(page.get_by_role("heading", name="Dealt")).to_be_visible()
    await expect(page.get_by_text("seed 42")).to_be_visible()


async def test_a_faulty_line_of_a_file_stands_beside_its_reason(visitor: BrowserContext) -> None:
    page = await visitor.new_page()
    await page.goto("/boards/import")
    text = "Good\n" + "x" * 300
    await page.get_by_label("Or a file").set_input_files(
        {"name": "goals.txt", "mimeType": "text/plain", "buffer": text.encode()}
    )
    await expect(page.locator(".toast")).to_contain_text("goals.txt")
    await expect(page.get_by_label("Paste here")).to_have_value(text)
    await page.get_by_role("button", name="Import", exact=True).click()
    await expect(page.get_by_role("alert")).to_contain_text("line 2")
    await expect(page.get_by_label("Paste here")).to_have_value(text)
    faulty = page.locator(".faulty-lines > li")
    await expect(faulty).to_have_text(["x" * 300 + "1 to 255 characters, not 300"])
    await expect(faulty).to_have_attribute("value", "2")


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
    path = await type_board(page, f"Plain {width}")
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
