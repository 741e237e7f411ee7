"""F2: what a module or an answer fills later stands as a skeleton of its size until then, and nothing moves when it comes."""

import asyncio
from collections.abc import Awaitable, Callable

from playwright.async_api import Browser, Locator, Route, expect

from support.board_pages import SHIFTS, make_board
from support.browsers import SCREEN

PATIENT = 20_000
SHIMMERS = """one => { const style = getComputedStyle(one);
    return style.animationName === 'shimmer' && style.backgroundImage.includes('gradient') }"""
PLACE = """one => { const box = one.getBoundingClientRect();
    return [box.x, box.y + scrollY, box.width, box.height].map(Math.round) }"""


async def test_f2_the_editors_library_stands_as_a_skeleton_until_it_is_there(chromium: Browser, site_url: str) -> None:
    """The panel's module is held back, then what its list asks for."""
    context = await chromium.new_context(base_url=site_url, viewport=SCREEN, service_workers="block")
    page = await context.new_page()
    path = await make_board(page, "Late")
    await page.goto(f"{path}/edit", wait_until="networkidle")
    module, goals = asyncio.Event(), asyncio.Event()
    await page.route("**/static/boards/editor_panels.*", held_until(module))
    await page.route("**/api/v1/goals?*", held_until(goals))
    await page.get_by_role("tab", name="Goals").click()
    panel = page.get_by_role("tabpanel", name="Goals")
    bone, results = panel.locator(".skeleton.goal-list"), panel.locator("[data-results]")
    await expect(bone).to_be_visible()
    await page.wait_for_timeout(600)  # what moves within half a second of a press is not counted as a shift
    assert await bone.evaluate(SHIMMERS)
    skeleton = await seen(bone)
    module.set()
    await expect(results).to_have_attribute("aria-busy", "true", timeout=PATIENT)
    await expect(panel.locator("[data-skeleton]")).to_have_count(0)
    assert await results.evaluate(SHIMMERS)
    assert is_as(skeleton, await seen(results))
    goals.set()
    await expect(results.locator("li").first).to_be_visible(timeout=PATIENT)
    assert not await results.evaluate(SHIMMERS)
    assert is_as(skeleton, await seen(results))
    await page.get_by_role("tab", name="Generate").click()
    preview = page.locator("[data-preview]")
    await expect(preview.locator("li")).to_have_count(9, timeout=PATIENT)
    assert await preview.evaluate("one => getComputedStyle(one).gridTemplateColumns.split(' ').length") == 3
    assert await page.evaluate(SHIFTS) <= 0.02
    await context.close()


async def seen(place: Locator) -> list[int]:
    """Where on the page something is, and how large, in CSS pixels."""
    found: list[int] = await place.evaluate(PLACE)
    return found


def is_as(one: list[int], other: list[int]) -> bool:
    """Whether two places are the same but for what lines of text differ by in fonts."""
    return all(abs(here - there) <= 4 for here, there in zip(one, other, strict=True))


def held_until(gate: asyncio.Event) -> Callable[[Route], Awaitable[None]]:
    async def hold(route: Route) -> None:
        await gate.wait()
        await route.continue_()

    return hold
