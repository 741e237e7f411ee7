"""What holds of smoothness without a clock: one drawing a picture, however many marks come, and nothing that moves."""

import asyncio

from playwright.async_api import Page, expect

from support import session_states as states
from support.browsers import QUICK, SHIFT, Person, Watched
from support.players import Player

ROUNDS = 6
SQUARES = range(1, 25)
"""All but one: with the last of them the card would be won."""
MOST_LINES = 200
PAGE = 50
COUNT = """() => { const board = customElements.get('live-board').prototype; const { draw } = board;
    window.drawn = 0; window.pictures = 0; board.draw = function (...given) { window.drawn += 1; return draw.apply(this, given) };
    const next = () => { window.pictures += 1; requestAnimationFrame(next) }; requestAnimationFrame(next) }"""
BUSY = "() => { const from = performance.now(); while (performance.now() - from < 700); }"
"""What comes meanwhile is heard at one go."""
COUNTED = "() => [window.drawn, window.pictures]"


async def storm(ana: Player) -> int:
    """Mark and take back. Returns how many events that were."""
    for turn in range(ROUNDS):
        verb = "unmark" if turn % 2 else "mark"
        for square in SQUARES:
            await states.do(ana, {"do": verb, "square": square})
    return ROUNDS * len(SQUARES)


async def drawings(page: Page, events: int) -> None:
    drawn, pictures = await page.evaluate(COUNTED)
    assert 0 < drawn <= pictures + 1, (drawn, pictures, events)


async def test_a_storm_of_marks_is_drawn_once_a_picture_and_moves_nothing(host: Person) -> None:
    await host.make(settings=QUICK)
    ana = await states.ana(host)
    overlay = Watched(await host.context.new_page())
    await overlay.page.goto(f"/play/{host.code}/overlay?parts=board,scores,timer,feed,names")
    await expect(overlay.page.locator("#overlay[data-connection='live']")).to_be_attached()
    for page in (host.page, overlay.page):
        await page.bring_to_front()
        await page.evaluate(COUNT)
        _, events = await asyncio.gather(page.evaluate(BUSY), storm(ana))
        await states.do(ana, {"do": "mark", "square": 1})
        await expect(page.locator("[data-square='1']")).to_have_attribute("data-team", "2")
        await drawings(page, events)
        await states.do(ana, {"do": "unmark", "square": 1})
    assert [one for one in [*host.complaints, *overlay.complaints] if SHIFT in one] == []
    await the_oldest_lines_give_way_and_come_back(host, ana)
    await ana.close()


async def the_oldest_lines_give_way_and_come_back(host: Person, ana: Player) -> None:
    """The feed of a long session stays as long as it is read; what went is read again like what was before."""
    await host.page.bring_to_front()
    await states.do(ana, {"do": "mark", "square": 7})
    await expect(host.feed.locator("li").last).to_contain_text("Goal number 7")
    lines = host.feed.locator("li")
    assert await lines.count() == MOST_LINES
    oldest = int(await lines.first.get_attribute("data-v") or 0)
    await host.page.get_by_role("link", name="Older lines").click()
    await expect(lines).to_have_count(MOST_LINES + PAGE)
    assert int(await lines.first.get_attribute("data-v") or 0) < oldest
    versions = [int(one) for one in await lines.evaluate_all("lines => lines.map(line => line.dataset.v)")]
    assert versions == sorted(set(versions))
