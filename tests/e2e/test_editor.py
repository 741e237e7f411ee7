"""The board editor in a real browser: with the keyboard alone, by finger, beside its library and generator, while saving."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from playwright.async_api import BrowserContext, Locator, Page, Route, expect

from support.board_pages import SHIFTS, make_board
from support.browsers import Person, Watched

MOST_TABS = 40
PATIENT = 20_000
"""Milliseconds for what is loaded later, on a busy machine."""
WIDTHS = (320, 640)
"""640 px is a screen of 1280 px at a zoom of 200 %."""
EDITOR_KB = 90
SCRIPT_KB = 35
MOST_SCRIPTS = 6
SMALL = """() => [...document.querySelectorAll('#editor :is(button, a, input, select, textarea, summary, .edit-grip)')]
    .filter(one => one.checkVisibility() && one.type !== 'hidden').map(one => [one, (one.closest('label:not(:has(span + input))') ?? one).getBoundingClientRect()])
    .filter(([one, box]) => box.height && Math.min(box.width, box.height) < 43.5)
    .map(([one, box]) => `${one.tagName} ${one.textContent.trim() || one.name || one.className}: ${Math.round(box.width)} x ${Math.round(box.height)}`)"""


def square(page: Page, number: int) -> Locator:
    """The text of a square."""
    return page.locator(f'textarea[name="goal-{number}"]')


def head(page: Page, number: int) -> Locator:
    """The head of a square, by which it is selected and dragged."""
    return page.locator(f'.edit-cell[data-square="{number}"] .edit-number')


async def texts(page: Page) -> list[str]:
    return await page.locator(".edit-cell textarea").evaluate_all("all => all.map(one => one.value)")


async def stored(page: Page, path: str) -> dict[str, Any]:
    answer: dict[str, Any] = await (await page.request.get(f"/api/v1{path}")).json()
    return answer


async def tab_to(page: Page, place: Locator, key: str = "Tab") -> None:
    """Go to a place as somebody does who has no mouse."""
    for _ in range(MOST_TABS):
        if await place.evaluate("one => one === document.activeElement"):
            return
        await page.keyboard.press(key)
    raise AssertionError(f"{key} does not lead to {place}")


async def press(page: Page, *keys: str) -> None:
    for key in keys:
        await page.keyboard.press(key)


async def test_a_board_is_made_with_the_keyboard_alone(watched: Watched) -> None:
    """Issue 4: arrows, Enter to edit, Tab order, undo and redo, copy and paste of squares, more than one selected."""
    page = watched.page
    await page.goto("/boards/new?rows=3&columns=3")
    await tab_to(page, page.get_by_label("Title"))
    await page.keyboard.type("By keys")
    await expect(page.locator("#editor-state")).to_have_text("Not saved yet")
    grid = page.get_by_role("grid", name="Squares")
    await tab_to(page, grid.get_by_role("gridcell").first)
    await page.keyboard.type("One")
    await press(page, "Enter")
    await page.keyboard.type("Two")
    await press(page, "Tab")
    await page.keyboard.type("Three")
    await press(page, "Escape")
    await expect(grid.get_by_role("gridcell", name="Square 3, Three")).to_be_focused()
    await press(page, "Home", "Shift+ArrowRight", "Control+c", "ArrowDown", "Control+v")
    assert await texts(page) == ["One", "Two", "Three", "", "One", "Two", "", "", ""]
    await press(page, "Control+z")
    assert (await texts(page))[3:6] == ["", "", ""]
    await press(page, "Control+y", "Control+Home", "Alt+ArrowDown", "Delete", "Control+End")
    assert await texts(page) == ["", "Two", "Three", "", "One", "Two", "", "", ""]
    await page.keyboard.type("Last")
    await press(page, "Escape", "Control+z", "Control+z")
    assert await texts(page) == ["", "Two", "Three", "One", "One", "Two", "", "", ""]
    await press(page, "Control+Home", "Control+a", "Control+x")
    assert await texts(page) == [""] * 9
    await press(page, "Control+Home", "Control+v")
    await expect(grid.locator('[aria-selected="true"]')).to_have_count(1)
    for position, text in ((0, "A"), (6, "B"), (7, "C"), (8, "D")):
        await press(page, "Control+Home", *["ArrowDown"] * (position // 3), *["ArrowRight"] * (position % 3))
        await page.keyboard.type(text)
        await press(page, "Escape")
    difficulty = page.get_by_label("Difficulty").first
    await tab_to(page, difficulty, "Shift+Tab")
    await page.keyboard.type("12")
    await tab_to(page, page.get_by_role("button", name="Save board"), "Shift+Tab")
    await press(page, "Enter")
    await expect(page.get_by_role("heading", name="By keys")).to_be_visible()
    board = (await stored(page, "/" + page.url.split("/", 3)[3]))["board"]
    assert [one["text"] for one in board["squares"]] == ["A", "Two", "Three", "One", "One", "Two", "B", "C", "D"]
    assert board["squares"][8]["difficulty"] == 12
    assert watched.unforgiven() == []


async def test_a_board_from_a_pasted_list(visitor: BrowserContext, site_url: str) -> None:
    """Lines spread over the squares, tables keep their shape, what does not fit waits; all with the real clipboard."""
    await visitor.grant_permissions(["clipboard-read", "clipboard-write"], origin=site_url)
    page = await visitor.new_page()
    await page.goto("/boards/new?rows=4&columns=4")
    await copy(page, "\r\n".join(f"Line {n}" for n in range(1, 19)))
    await head(page, 1).click()
    await press(page, "Control+v")
    assert await texts(page) == [f"Line {n}" for n in range(1, 17)]
    await expect(page.locator("#unfit")).to_contain_text("2 lines did not fit")
    await expect(page.get_by_label("One goal a line")).to_have_value("Line 17\nLine 18")
    await copy(page, "a\tb\nc\td")
    await head(page, 6).click()
    await press(page, "Control+v")
    assert [(await texts(page))[at] for at in (5, 6, 9, 10)] == ["a", "b", "c", "d"]
    await copy(page, "Same")
    await head(page, 13).click()
    await head(page, 16).click(modifiers=["Shift"])
    await press(page, "Control+v")
    assert (await texts(page))[11:] == ["Line 12", *["Same"] * 4]
    await page.get_by_label("Title").fill("Pasted")
    await page.get_by_role("button", name="Save board").click()
    await expect(page.get_by_role("grid", name="Board, 4 by 4")).to_contain_text("Line 12")


async def copy(page: Page, text: str) -> None:
    await page.evaluate("text => navigator.clipboard.writeText(text)", text)


async def test_goals_come_from_the_library_and_lines_are_weighed(watched: Watched) -> None:
    page = watched.page
    await page.goto("/boards/new?rows=3&columns=3")
    await page.get_by_label("Title").fill("Picked")
    await page.get_by_role("searchbox", name="Search").fill("nether")
    results = page.get_by_role("list", name="Goals found")
    await expect(results.get_by_role("listitem").first).to_contain_text("Nether", timeout=PATIENT)
    first = await results.locator(".goal-pick > span").first.inner_text()
    await results.get_by_role("button", name=first).click()
    await expect(square(page, 1)).to_have_value(first)
    await results.locator("[data-type]").first.click()
    await expect(page.get_by_role("searchbox", name="Type")).not_to_have_value("")
    await page.get_by_role("searchbox", name="Type").fill("")
    await page.get_by_role("searchbox", name="Search").fill("")
    await page.get_by_label("Game").last.select_option("Celeste")
    await expect(page.locator("#panel-goals [data-told]")).to_have_text(re.compile(r"^\d\d goals\.$"), timeout=PATIENT)
    await page.get_by_role("button", name="Fill at random").click()
    await expect(page.locator(".edit-cell .fact[data-heat]")).to_have_count(9)
    await page.get_by_role("tab", name="Balance").click()
    sums = [int(one) for one in await page.locator(".balance .num").all_inner_texts()]
    values = await page.locator(".edit-cell .fact[data-heat]").evaluate_all(
        "all => all.map(one => Number(one.dataset.text))"
    )
    assert sums == [sum(values[at] for at in line) for line in (
        (0, 1, 2), (3, 4, 5), (6, 7, 8), (0, 3, 6), (1, 4, 7), (2, 5, 8), (0, 4, 8), (2, 4, 6),
    )]  # fmt: skip
    await expect(page.locator("[data-summary]")).to_contain_text(f"Lines add up to {min(sums)} to {max(sums)}")
    await page.get_by_role("button", name="Save board").click()
    await expect(page.get_by_role("heading", name="Picked")).to_be_visible()
    squares = (await stored(page, "/" + page.url.split("/", 3)[3]))["board"]["squares"]
    assert [one["difficulty"] for one in squares] == values
    assert all(one["types"] for one in squares)
    assert watched.unforgiven() == []


async def test_a_board_is_dealt_beside_the_grid(watched: Watched) -> None:
    page = watched.page
    await page.goto("/boards/new")
    await head(page, 13).click()
    await page.get_by_role("button", name="Free square").click()
    await page.get_by_role("tab", name="Generate").click()
    preview = page.get_by_role("list", name="Preview")
    await page.get_by_label("Seed").fill("42")
    await expect(page.locator("#panel-generate [data-told]")).to_have_text("Seed 42", timeout=PATIENT)
    dealt = await preview.locator("li > span:first-child").all_inner_texts()
    await page.get_by_role("button", name="Put on the board").click()
    assert await texts(page) == [*dealt[:12], "", *dealt[13:]]
    await page.get_by_role("button", name="Undo").last.click()
    assert await texts(page) == [""] * 25
    await page.get_by_role("button", name="Redo").click()
    await page.get_by_role("button", name="Preview").click()
    shown = page.get_by_role("dialog", name="As others see it")
    await expect(shown.get_by_role("gridcell")).to_have_count(25, timeout=PATIENT)
    await expect(shown.get_by_role("gridcell").nth(12)).to_have_text("Free")
    for size in ("Corner of it", "Phone", "Stream"):
        await shown.get_by_label(size, exact=True).check()
        await expect(shown.get_by_role("status")).to_contain_text("of its size" if size == "Stream" else "size")
    assert (
        await shown.locator(".goal").evaluate_all(
            "all => Math.min(...all.map(one => parseFloat(getComputedStyle(one).fontSize)))"
        )
        >= 18
    ), "details, Streams and casters: 18 px or more at 1080p"
    await press(page, "Escape")
    await expect(page.get_by_role("button", name="Preview")).to_be_focused()
    assert watched.unforgiven() == []


async def test_the_preview_says_which_goals_are_cut_short(visitor: BrowserContext) -> None:
    page = await visitor.new_page()
    long = [
        {"text": "Walk all the way around the world and back again " * 3 if n in (2, 5) else "Hop"}
        for n in range(1, 10)
    ]
    await page.goto(f"{await make_board(page, 'Cut short', squares=long)}/edit")
    await page.get_by_role("button", name="Preview").click()
    shown = page.get_by_role("dialog", name="As others see it")
    await expect(shown.get_by_role("status")).to_contain_text("Every goal fits.", timeout=PATIENT)
    await shown.get_by_label("Phone").check()
    await expect(shown.get_by_role("status")).to_contain_text("Cut short on squares 2, 5.")
    await page.goto("/boards/new?rows=10&columns=10")
    await page.get_by_role("button", name="Preview").click()
    await shown.get_by_label("Phone").check()
    await expect(shown.get_by_role("status")).to_contain_text("too small for text", timeout=PATIENT)


async def test_a_smaller_size_asks_before_it_cuts_goals_off(visitor: BrowserContext) -> None:
    page = await visitor.new_page()
    path = await make_board(page, "Shrunk", rows=4, columns=3, squares=[{"text": f"Goal {n}"} for n in range(1, 13)])
    await page.goto(f"{path}/edit")
    await page.get_by_label("Rows").select_option("3")
    await page.get_by_role("button", name="Change size").click()
    asked = page.get_by_role("dialog", name="A smaller board has no room for these")
    await expect(asked.get_by_role("listitem")).to_have_text(["Goal 10", "Goal 11", "Goal 12"])
    await asked.get_by_role("button", name="Keep the size").click()
    await expect(page.locator(".edit-cell")).to_have_count(12)
    await page.get_by_role("button", name="Change size").click()
    await asked.get_by_role("button", name="Cut them off").click()
    await expect(page.locator(".edit-cell")).to_have_count(9)
    await expect(page.get_by_label("One goal a line")).to_have_value("Goal 10\nGoal 11\nGoal 12")
    await expect(page.locator("#editor-state")).to_have_text("Saved, revision 2", timeout=PATIENT)


async def test_nothing_is_in_conflict_with_its_own_save(visitor: BrowserContext) -> None:
    """A change of size, and the button, while a save is under way; an answer that was lost; a change during a save."""
    page = await visitor.new_page()
    path = await make_board(page, "Slow")
    await page.goto(f"{path}/edit")
    held: list[Route] = []
    await page.route(re.compile(r"/edit$"), hold(held))
    await square(page, 1).fill("First")
    await until(page, lambda: len(held) == 1)
    await page.get_by_label("Rows").select_option("4")
    await page.get_by_role("button", name="Change size").click()
    await expect(page.locator("#editor-state")).to_have_text("Saving…")
    await held.pop().continue_()
    await expect(page.locator(".edit-cell")).to_have_count(12)
    assert (await stored(page, path))["revision"] == 2
    await page.get_by_role("tab", name="Goals").click()
    for number in (10, 11, 12):
        await square(page, number).fill(f"Goal {number}")
    await until(page, lambda: len(held) == 1)
    lost = held.pop()
    await lost.fetch()
    await lost.abort()
    await expect(page.locator("#editor-state")).to_contain_text("trying again", timeout=PATIENT)
    assert (await stored(page, path))["revision"] == 3
    await page.evaluate("dispatchEvent(new Event('online'))")
    await until(page, lambda: len(held) == 1)
    await square(page, 2).fill("Second")
    await held.pop().continue_()
    await until(page, lambda: len(held) == 1)
    await page.get_by_role("button", name="Save board").click()
    await held.pop().continue_()
    await expect(page.get_by_role("heading", name="Slow")).to_be_visible()
    saved = await stored(page, path)
    assert [one["text"] for one in saved["board"]["squares"][:2]] == ["First", "Second"]
    assert len(saved["board"]["squares"]) == 12


def hold(held: list[Route]) -> Callable[[Route], Any]:
    """Keep what saves by itself from arriving until it is let go."""

    async def on_request(route: Route) -> None:
        if "action=autosave" in (route.request.post_data or ""):
            held.append(route)
        else:
            await route.continue_()

    return on_request


async def until(page: Page, is_so: Callable[[], bool]) -> None:
    for _ in range(600):
        if is_so():
            return
        await page.wait_for_timeout(25)
    raise AssertionError("it did not come to that")


async def test_squares_are_dragged_and_selected_by_finger(guest: Person) -> None:
    page = guest.page
    path = await make_board(page, "By finger")
    await page.goto(f"{path}/edit")
    await page.locator("#editor.live").wait_for()
    assert await page.evaluate(SMALL) == []
    await drag_by_finger(page, head(page, 2), head(page, 4))
    assert (await texts(page))[:4] == ["Goal 1", "Goal 4", "Goal 3", "Goal 2"]
    first = page.locator('.edit-cell[data-square="1"]')
    while await first.get_attribute("aria-selected") != "true":
        await head(page, 1).tap()  # right behind a drag the browser takes a tap for the drag's end
    await head(page, 3).tap()
    await page.get_by_role("button", name="Swap two").tap()
    assert (await texts(page))[:4] == ["Goal 3", "Goal 4", "Goal 1", "Goal 2"]
    await expect(page.locator("#editor-state")).to_have_text("Saved, revision 2", timeout=PATIENT)
    assert guest.unforgiven() == []


async def drag_by_finger(page: Page, start: Locator, end: Locator) -> None:
    session = await page.context.new_cdp_session(page)
    await page.locator(".edit-grid").evaluate("grid => grid.scrollIntoView({behavior: 'instant'})")
    (x, y), (to_x, to_y) = [centre(await one.bounding_box()) for one in (start, end)]
    await session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for step in range(1, 9):
        point = {"x": x + (to_x - x) * step / 8, "y": y + (to_y - y) * step / 8}
        await session.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    await session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def centre(box: Mapping[str, float] | None) -> tuple[float, float]:
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


async def test_f2_the_editor_is_light_and_its_panels_come_when_they_are_seen(watched: Watched) -> None:
    page = watched.page
    path = await make_board(page, "Light")
    session = await page.context.new_cdp_session(page)
    await session.send("Network.enable")
    await session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    kinds: dict[str, str] = {}
    sizes: dict[str, list[int]] = {}
    session.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))
    session.on(
        "Network.loadingFinished",
        lambda event: sizes.setdefault(kinds[event["requestId"]], []).append(int(event["encodedDataLength"])),
    )
    await page.goto(f"{path}/edit", wait_until="networkidle")
    assert await page.evaluate(SHIFTS) <= 0.02
    at_first = len(sizes["Script"])
    for name in ("Goals", "Generate", "Balance"):
        await page.get_by_role("tab", name=name).click()
        await expect(page.get_by_role("tabpanel", name=name)).to_be_visible()
        await expect(page.locator("[data-skeleton]:visible")).to_have_count(0, timeout=PATIENT)
    await page.get_by_role("button", name="Preview").click()
    await expect(page.get_by_role("dialog", name="As others see it")).to_be_visible(timeout=PATIENT)
    assert at_first < len(sizes["Script"]) <= MOST_SCRIPTS
    assert sum(sizes["Script"]) <= SCRIPT_KB * 1000
    assert sum(sum(one) for one in sizes.values()) <= EDITOR_KB * 1000
    assert len(sizes["Stylesheet"]) <= 2
    assert watched.unforgiven() == []


async def test_nothing_is_lost_at_320_px_and_at_a_zoom_of_200_percent(watched: Watched) -> None:
    page = watched.page
    path = await make_board(page, "Narrow", squares=[{"text": "Incomprehensibilities " * 8}] * 9)
    await page.goto(f"{path}/edit")
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": 640})
        for name in ("Board", "Goals", "Generate", "Balance"):
            await page.get_by_role("tab", name=name).click()
            await expect(page.get_by_role("tabpanel", name=name)).to_be_visible()
            await expect(page.locator("[data-skeleton]:visible")).to_have_count(0, timeout=PATIENT)
            assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, (width, name)
        outside = await page.evaluate(
            """() => [...document.querySelectorAll('#editor :is(button, input, select, textarea, a)')].filter(one => one.checkVisibility())
            .filter(one => one.getBoundingClientRect().left < 0 || one.getBoundingClientRect().right > innerWidth).map(one => one.outerHTML.slice(0, 80))"""
        )
        assert outside == [], width
    assert watched.unforgiven() == []
