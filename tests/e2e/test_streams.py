"""What streams show: the overlay by a token, later, covered; the caster's boards, which follow and reach nobody."""

from playwright.async_api import Page, expect

from support import session_states as states
from support.browsers import QUICK, Person
from support.players import Player

EXCESS = (
    """() => [document.documentElement.scrollWidth - innerWidth, document.documentElement.scrollHeight - innerHeight]"""
)
SQUARES = """() => [...document.querySelectorAll('.caster-team')].map(board => [...board.querySelectorAll('.square')].map(square =>
    [[...square.classList].filter(word => !['fresh', 'square'].includes(word)).sort().join(' '), square.dataset.team, square.dataset.state,
     square.querySelectorAll('.bands > i').length, square.querySelector('.goal').textContent]))"""

SEEN_BY_PLAYERS = """() => [...document.querySelectorAll('#session .board .square, #feed > li')].map(
    one => `${one.dataset.team} ${one.dataset.state} ${one.textContent}`)"""


async def referee(host: Person) -> Player:
    """Somebody who judges, and makes tokens."""
    kim = await states.ana(host, name="Kim", role="spectator")
    seat = {"do": "role", "seat": 2, "role": "referee"}
    await host.page.evaluate(
        "async ([code, seat]) => fetch(`/api/v1/sessions/${code}/commands`, {method: 'POST', body: JSON.stringify({id: 'r', ...seat})})",
        [host.code, seat],
    )
    return kim


async def token_of(player: Player, view: str) -> str:
    made = await player.http.post(f"/api/v1/sessions/{player.code}/view-tokens", json={"view": view})
    assert made.status_code == 201, made.text
    return str(made.json()["token"])


async def stream(person: Person, path: str) -> Page:
    """A browser source: no cookie, no storage."""
    page = await person.context.new_page()
    await page.goto(path)
    return page


async def test_an_overlay_by_token_follows_covers_and_ends_with_its_token(host: Person, other: Person) -> None:
    await host.make(
        settings={"covered": True, "countdown_s": 3, "quick": False, "mark_rate": 0, "win": {"kind": "all"}}
    )
    kim = await referee(host)
    token = await token_of(kim, "full")
    page = await stream(other, f"/play/{host.code}/overlay?parts=board,scores,timer,feed&token={token}")
    open_page = await stream(other, f"/play/{host.code}/overlay?cover=off&token={token}")
    late = await stream(other, f"/play/{host.code}/overlay?delay=900&token={token}&font=serif&mirror=1")
    root = page.locator("#overlay[data-connection='live']")
    await expect(root).to_have_attribute("data-covered", "yes")
    await expect(page.locator(".overlay .goal").first).to_be_hidden()
    await expect(open_page.locator(".overlay .goal").first).to_be_visible()
    await host.press("Start the countdown")
    await expect(root).to_have_attribute("data-covered", "no", timeout=30_000)
    await expect(page.locator(".overlay .goal").first).to_be_visible()
    await host.mark(4)
    await expect(page.locator("[data-square='4']")).to_have_attribute("data-team", "1")
    await expect(page.locator("#feed")).to_contain_text("Goal number 4")
    await expect(late.locator("[data-square='4']")).to_have_attribute("data-team", "")
    for width, height in ((1920, 1080), (640, 360), (400, 900)):
        for one in (page, late):
            await one.set_viewport_size({"width": width, "height": height})
            assert max(await one.evaluate(EXCESS)) <= 0, (width, height)
    gone = await kim.http.delete(f"/api/v1/sessions/{host.code}/view-tokens/full")
    assert gone.status_code == 200
    await expect(page.locator("#overlay")).to_have_attribute("data-connection", "removed")
    await host.mark(5)
    await expect(page.locator("[data-square='4']")).to_have_attribute("data-team", "1")
    await expect(page.locator("[data-square='5']")).to_have_attribute("data-team", "")
    assert await other.context.cookies() == []
    await kim.close()


async def test_the_casters_boards_follow_and_are_as_the_server_draws_them(host: Person, other: Person) -> None:
    await host.make(settings=QUICK)
    kim = await referee(host)
    ana = await states.ana(host, *states.marks(6, 7))
    page = await stream(other, f"/play/{host.code}/caster?token={await token_of(kim, 'full')}")
    await expect(page.locator("#caster[data-connection='live']")).to_be_attached()
    await host.mark(1, 2, 3, 4)
    await states.do(ana, {"do": "mark", "square": 1})
    first = page.locator(".caster-team[data-team='1']")
    await expect(first.locator("[data-square='4']")).to_have_class("square held team-blue")
    await expect(first.locator(".caster-marks li").first).to_contain_text("Goal number 4")
    await expect(page.locator("[data-short]")).to_contain_text("Mira Goal number 5")
    await expect(first.locator(".score")).to_have_text("4")
    live = await page.evaluate(SQUARES)
    short = await page.locator("[data-short]").inner_text()
    await page.reload()
    assert await page.evaluate(SQUARES) == live
    assert await page.locator("[data-short]").inner_text() == short
    await keys_change_this_page_alone(page, host)
    joined = await states.ana(host, name="Kofi")
    await expect(page.locator(".caster-team")).to_have_count(3)
    assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    for player in (kim, ana, joined):
        await player.close()


async def keys_change_this_page_alone(page: Page, host: Person) -> None:
    """Hotkeys do not reach players."""
    before = await host.page.evaluate(SEEN_BY_PLAYERS)
    await page.keyboard.press("2")
    await expect(page.locator(".caster-team[data-team='1']")).to_be_hidden()
    await page.keyboard.press("g")
    await expect(page.locator(".caster-team[data-team='2'] .goal").first).to_be_hidden()
    for key in ("g", "0", "9", "m", "Enter", "Space"):
        await page.keyboard.press(key)
    await expect(page.locator(".caster-team[data-team='1'] .goal").first).to_be_visible()
    assert await host.page.evaluate(SEEN_BY_PLAYERS) == before
