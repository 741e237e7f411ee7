"""Everything without script, the marks too (issue 2, "Pages"); and the script draws what the server wrote."""

from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from support.browsers import Person
from support.session_states import (
    counters_and_judges,
    finished,
    fog,
    hidden_lockout,
    lobby,
    lockout,
    many_teams,
    patterns,
    paused,
    places,
    running,
)

PLAIN = {"java_script_enabled": False}


async def press(page: Page, name: str) -> None:
    """Press a button of the page, opening the menus that hide it."""
    button = page.get_by_role("button", name=name, exact=True).first
    for _ in range(3):
        if await button.is_visible():
            break
        for closed in await page.locator(".tools:not([hidden]) details:not([open]) > summary").all():
            if await closed.is_visible():
                await closed.click()
    await button.click()


async def plain_person(chromium: Browser, site_url: str, width: int) -> Page:
    context = await chromium.new_context(base_url=site_url, viewport={"width": width, "height": 800}, **PLAIN)  # type: ignore[arg-type]
    return await context.new_page()


async def test_a_whole_session_is_played_without_script(chromium: Browser, site_url: str) -> None:
    mira, ana = await plain_person(chromium, site_url, 1280), await plain_person(chromium, site_url, 320)
    await mira.goto("/play/new")
    await mira.get_by_label("Classic", exact=False).first.check()
    await mira.get_by_label("Name of the session").fill("Plain evening")
    await mira.get_by_text("Every choice").click()
    await mira.get_by_label("Countdown, seconds").fill("3")
    await mira.get_by_role("button", name="Make the session").click()
    code = mira.url.rsplit("/", 1)[1]
    await mira.get_by_role("link", name="Share").click()
    await expect(mira.get_by_alt_text("QR code of the link")).to_be_visible()
    await ana.goto("/")
    await ana.get_by_label("Have a code?").fill(f" {code[:3].lower()} {code[3:]} ")
    await ana.get_by_role("button", name="Join", exact=True).click()
    await ana.get_by_label("Your nickname").fill("Ana")
    await ana.get_by_role("button", name="Join", exact=True).click()
    await press(ana, "I am ready")
    await expect(ana.locator("#banner")).to_contain_text("1 of 2 are ready")
    await ana.get_by_label("Say something").fill("hello from a plain page")
    await press(ana, "Send")
    await mira.goto(f"/play/{code}")
    await expect(mira.locator("#feed")).to_contain_text("hello from a plain page")
    await press(mira, "Start the countdown")
    await expect(mira.locator("#banner")).to_contain_text("The countdown runs")
    while await ana.locator("[data-square='1'][name='mark']").count() == 0:
        await ana.reload()
    columns = await ana.get_by_role("row").first.get_by_role("button").count()
    for number in range(1, columns + 1):
        await ana.locator(f"[data-square='{number}'][name='mark']").click()
        await expect(ana.locator(f"[data-square='{number}'][name='mark']")).to_have_count(0)
    await expect(ana.locator("#banner")).to_contain_text("Ana won")
    await ana.get_by_role("link", name="Result").click()
    await expect(ana.get_by_role("heading", level=1)).to_have_text("Ana won")
    await ana.get_by_role("link", name="Replay").click()
    await ana.get_by_role("link", name="One step on").click()
    await expect(ana.locator(".square.held")).to_have_count(1)
    await mira.goto(f"/play/{code}/result")
    await press(mira, "Rematch")
    await expect(mira.locator("#banner")).to_contain_text("Lobby")
    for page in (mira, ana):
        await page.context.close()


SEEN = """() => {
    const text = place => (place?.textContent ?? '').replace(/\\s+/g, ' ').trim();
    const shown = place => place.checkVisibility();
    return {
        squares: [...document.querySelectorAll('#session button.square')].map(square => [square.dataset.square, square.className.trim(),
            square.dataset.state, square.dataset.team, square.getAttribute('aria-label'), square.getAttribute('aria-pressed'),
            square.getAttribute('aria-disabled'), [...square.querySelectorAll(':scope > [aria-hidden]')].map(one => [one.className.trim(), text(one)])]),
        bands: [...document.querySelectorAll('#session .bands > *')].map(band => band.className + text(band)),
        teams: [...document.querySelectorAll('#teams > li')].map(row => [row.className.trim(), text(row)]),
        bars: [...document.querySelectorAll('#teams progress')].map(bar => [bar.value, bar.max]),
        people: [...document.querySelectorAll('#people > li')].map(row => [row.className.trim(), text(row)]),
        feed: [...document.querySelectorAll('#feed > li')].map(row => [row.className.trim(), text(row.querySelector('.said'))]),
        banner: shown(document.querySelector('#banner')) ? text(document.querySelector('#banner > p')) : '',
        word: text(document.querySelector('[data-clock-word]')),
        title: [document.title, text(document.querySelector('h1')), text(document.querySelector('[data-condition]'))],
        tools: [...document.querySelectorAll('[data-when]')].filter(place => !place.hidden).map(text),
    };
}"""


async def drawn_by_script_and_by_server(person: Person, path: str = "") -> tuple[dict[str, Any], dict[str, Any]]:
    """What one sees with the script running, and what the server writes at the same time for a page without."""
    await person.open(path)
    browser = person.context.browser
    assert browser is not None
    if not path:
        await expect(person.page.locator('#people [data-seat="1"] .dot.off')).to_have_count(0)
    await person.page.evaluate("new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
    live = await person.page.evaluate(SEEN)
    plain = await browser.new_context(viewport={"width": 1280, "height": 800})
    await plain.add_cookies(await person.context.cookies())  # type: ignore[arg-type]
    await block_script(plain)
    page = await plain.new_page()
    await page.goto(person.page.url)
    written = await page.evaluate(SEEN)
    await plain.close()
    return live, written


async def block_script(context: BrowserContext) -> None:
    """Let no script of the site run; the test itself may still look at the page."""
    await context.route("**/*.js", lambda route: route.abort())


STATES = [
    lobby,
    running,
    lockout,
    counters_and_judges,
    fog,
    hidden_lockout,
    patterns,
    places,
    paused,
    finished,
    many_teams,
]


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
async def test_the_script_draws_what_the_server_writes(host: Person, state: Any) -> None:
    await state(host)
    live, written = await drawn_by_script_and_by_server(host)
    assert live == written
    assert live["squares"]
    assert host.unforgiven() == []


async def test_a_watcher_sees_the_same_from_both(host: Person, other: Person) -> None:
    await running(host)
    other.code = host.code
    live, written = await drawn_by_script_and_by_server(other, "/watch")
    assert live == written
    assert len(live["squares"]) == 25
