"""S8, F6 in a real browser: a board's picture is added, replaced, described and removed; nothing moves when it arrives."""

import re
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from support.board_pages import SHIFTS, type_board
from support.browsers import GOALS, Watched
from support.hostile_pictures import file_of

LOADED = "all => all.every(one => one.complete && one.naturalWidth > 0)"


def chosen(name: str, raw: bytes) -> Any:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": raw}


async def choose(page: Page, raw: bytes, *, words: str, button: str) -> None:
    """Choose a file in the editor, describe it, and store it."""
    await page.get_by_label(re.compile("picture$")).set_input_files(chosen("cover.bin", raw))
    await page.get_by_label("What it shows, in words").fill(words)
    await page.get_by_role("button", name=button).click()
    await expect(page).to_have_url(re.compile("/edit#picture$"))


@pytest.mark.parametrize("has_script", [True, False])
async def test_s8_a_picture_is_added_replaced_and_removed(chromium: Browser, site_url: str, has_script: bool) -> None:
    context = await chromium.new_context(base_url=site_url, java_script_enabled=has_script)
    watched = Watched(await context.new_page())
    page = watched.page
    path = await type_board(page, "Pictured")
    await page.get_by_role("link", name="Edit").click()
    await choose(page, file_of("PNG", size=(1_000, 500)), words="A red field", button="Add picture")
    shown = page.get_by_role("img", name="A red field")
    await expect(shown).to_have_js_property("naturalWidth", 320)
    first = await shown.get_attribute("src")
    await choose(page, file_of("JPEG", size=(300, 600)), words="A tall red field", button="Save picture")
    assert await page.get_by_role("img", name="A tall red field").get_attribute("src") != first
    await page.goto(path)
    await expect(page.get_by_role("img", name="A tall red field")).to_be_visible()
    await page.goto(f"{path}/edit")
    await page.get_by_role("button", name="Remove picture").click()
    await expect(page.get_by_role("button", name="Add picture")).to_be_visible()
    assert await page.get_by_role("img").count() == 0
    assert watched.complaints == []
    await context.close()


async def test_s8_a_file_that_is_no_picture_is_refused_at_its_field(visitor: BrowserContext) -> None:
    page = await visitor.new_page()
    await type_board(page, "Not pictured")
    await page.get_by_role("link", name="Edit").click()
    await page.get_by_label("Title").fill("Typed meanwhile")
    await page.get_by_label("A picture").set_input_files(chosen("cover.png", b"no picture"))
    await page.get_by_role("button", name="Add picture").click()
    field = page.get_by_label("A picture")
    await expect(field).to_have_attribute("aria-invalid", "true")
    await expect(field).to_have_accessible_description(re.compile("send one of PNG, JPEG, WEBP, GIF"))
    await expect(page.get_by_label("Title")).to_have_value("Typed meanwhile")


async def test_what_was_typed_is_saved_by_itself_after_a_picture(visitor: BrowserContext) -> None:
    """The picture comes with what is not saved yet, and the page that answers saves that like any change."""
    page = await visitor.new_page()
    path = await type_board(page, "Typed on")
    await page.get_by_role("link", name="Edit").click()
    await page.get_by_label("Title").fill("Typed beside a picture")
    await page.get_by_label("A picture").set_input_files(chosen("cover.png", file_of("PNG")))
    await page.get_by_label("What it shows, in words").fill("Red")
    await page.get_by_role("button", name="Add picture").click()
    await expect(page.get_by_role("img", name="Red")).to_be_visible()
    await expect(page.get_by_label("Title")).to_have_value("Typed beside a picture")
    await expect(page.locator("#editor-state")).to_have_text(re.compile("Saved, revision 2"), timeout=20_000)
    await page.goto(path)
    await expect(page.get_by_role("heading", name="Typed beside a picture")).to_be_visible()
    await expect(page.get_by_role("img", name="Red")).to_be_visible()


async def pictured(visitor: BrowserContext, site_url: str, size: tuple[int, int]) -> str:
    """Make a board with a picture by the API, as this browser, and return its path."""
    board = {"title": f"Shape {size}", "rows": 5, "columns": 5, "squares": [{"text": text} for text in GOALS]}
    ours = {"origin": site_url}
    made = await (await visitor.request.post("/api/v1/boards", data={"board": board}, headers=ours)).json()
    path = f"/api/v1/boards/{made['id']}/picture?alt=Red"
    answer = await visitor.request.put(path, data=file_of("PNG", size=size), headers=ours)
    assert answer.ok, await answer.text()
    return str(made["path"])


async def test_f6_nothing_moves_when_pictures_arrive(visitor: BrowserContext, site_url: str) -> None:
    paths = [await pictured(visitor, site_url, size) for size in ((1_600, 900), (900, 1_600), (60, 60))]
    for width in (360, 1280):
        page = await visitor.new_page()
        await page.set_viewport_size({"width": width, "height": 800})
        for path in (*paths, "/boards?sort=newest", "/"):
            await page.goto(path, wait_until="networkidle")
            assert await page.eval_on_selector_all("img:not([loading])", LOADED)
            assert await page.evaluate(SHIFTS) < 0.02
            assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        await page.goto("/boards?sort=newest", wait_until="networkidle")
        sources = await page.eval_on_selector_all("img", "all => all.slice(0, 3).map(one => one.currentSrc)")
        assert len(sources) == 3
        assert all(re.search(r"/pictures/[0-9a-f]{32}/\d+$", one) for one in sources)
        await page.close()
