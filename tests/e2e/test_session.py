"""Two people in two browsers: from the landing page to marks that both see; a race; offline and back; look-ons."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

GOALS = [f"Goal number {number}" for number in range(1, 26)]


class Person:
    """A browser of one's own, and what it complains of."""

    def __init__(self, context: BrowserContext, page: Page) -> None:
        self.context = context
        self.page = page
        self.complaints: list[str] = []
        page.on("console", lambda one: self.complaints.append(one.text) if one.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    async def make(self, **body: object) -> str:
        """Make a session through the API with this browser's cookie, and open its board."""
        await self.page.goto("/")
        wanted = {"nickname": "Mira", "card": {"goals": [{"text": text} for text in GOALS]}, **body}
        script = """async body => (await (await fetch('/api/v1/sessions', {method: 'POST',
            headers: {'content-type': 'application/json'}, body: JSON.stringify(body)})).json()).code"""
        code: str = await self.page.evaluate(script, wanted)
        await self.page.goto(f"/play/{code}")
        await self.is_live()
        return code

    async def join(self, code: str, nickname: str) -> None:
        """Come in by the code's page."""
        await self.page.goto(f"/j/{code}")
        await self.page.get_by_label("Your nickname").fill(nickname)
        await self.page.get_by_role("button", name="Join", exact=True).click()
        await self.is_live()

    async def is_live(self) -> None:
        await expect(self.page.locator("#session[data-connection='live']")).to_be_attached()
        await expect(self.page.get_by_role("grid")).to_be_visible()

    def square(self, number: int) -> "object":
        return self.page.locator(f"[data-square='{number}']")


@pytest.fixture
async def people(chromium: Browser, site_url: str) -> AsyncIterator[tuple[Person, Person]]:
    made = []
    for viewport, touch in (({"width": 1280, "height": 800}, False), ({"width": 360, "height": 740}, True)):
        context = await chromium.new_context(base_url=site_url, viewport=viewport, has_touch=touch)  # type: ignore[arg-type]
        made.append(Person(context, await context.new_page()))
    yield made[0], made[1]
    for person in made:
        await person.context.close()


async def test_from_the_landing_page_to_a_board_in_two_clicks(people: tuple[Person, Person]) -> None:
    host, _ = people
    await host.page.goto("/")
    await host.page.get_by_role("button", name="Start a session").click()
    await host.is_live()
    await expect(host.page.locator(".stagebar h1")).not_to_be_empty()
    await host.page.locator("button.square").first.click()
    await expect(host.page.locator("button.square").first).to_have_attribute("aria-pressed", "true")
    assert host.complaints == []


async def test_two_people_mark_and_both_see_it(people: tuple[Person, Person]) -> None:
    host, guest = people
    code = await host.make(settings={"quick": True, "win": {"kind": "all"}})
    await guest.join(code, "Ana")
    await host.page.locator("[data-square='3']").click()
    await guest.page.locator("[data-square='4']").tap()
    for person in people:
        await expect(person.page.locator("[data-square='3']")).to_have_class("square held team-blue")
        await expect(person.page.locator("[data-square='4']")).to_have_class("square held team-orange")
        await expect(person.page.locator("#feed")).to_contain_text("Ana marked Goal number 4")
    await guest.page.locator("[data-square='3']").tap()
    label = "Goal number 3, yours, also Mira"
    await expect(guest.page.locator("[data-square='3']")).to_have_attribute("aria-label", label)
    await host.page.get_by_label("Say something").fill("well played")
    await host.page.keyboard.press("Enter")
    await expect(guest.page.locator("#feed")).to_contain_text("well played")
    assert [*host.complaints, *guest.complaints] == []


async def test_the_board_by_keyboard_alone(people: tuple[Person, Person]) -> None:
    host, _ = people
    await host.make(settings={"quick": True, "win": {"kind": "all"}})
    await host.page.locator("[data-square='1']").focus()
    for key in ("ArrowRight", "ArrowDown", "Enter"):
        await host.page.keyboard.press(key)
    await expect(host.page.locator("[data-square='7']")).to_have_attribute("aria-pressed", "true")
    await host.page.keyboard.press("u")
    await expect(host.page.locator("[data-square='7']")).to_have_attribute("aria-pressed", "false")
    await host.page.keyboard.press("Control+End")
    await expect(host.page.locator("[data-square='25']")).to_be_focused()


async def test_marks_made_offline_wait_and_are_sent(people: tuple[Person, Person]) -> None:
    host, guest = people
    code = await host.make(settings={"quick": True, "win": {"kind": "all"}})
    await guest.join(code, "Ana")
    await host.context.set_offline(True)
    await host.page.evaluate("document.querySelector('#session') && window.dispatchEvent(new Event('offline'))")
    await host.page.locator("[data-square='9']").click()
    await host.context.set_offline(False)
    await host.page.evaluate("window.dispatchEvent(new Event('online'))")
    await expect(guest.page.locator("[data-square='9']")).to_have_class("square held team-blue")
    await expect(host.page.locator("[data-square='9']")).to_have_class("square held team-blue")


async def test_a_race_is_covered_until_its_countdown_ends(people: tuple[Person, Person]) -> None:
    host, guest = people
    code = await host.make(
        preset="race", settings={"preset": "race", "covered": True, "countdown_s": 3, "ownership": "lockout"}
    )
    await guest.join(code, "Ana")
    await expect(guest.page.locator("[data-square='1']")).to_have_attribute("aria-label", "covered square")
    await host.page.get_by_role("button", name="Start the countdown").click()
    await expect(guest.page.locator("#countdown")).to_be_visible()
    await expect(guest.page.locator("[data-square='1']")).to_have_attribute(
        "aria-label", "Goal number 1", timeout=15_000
    )
    await guest.page.locator("[data-square='1']").tap()
    await expect(host.page.locator("[data-square='1']")).to_have_class("square held team-orange")
    await host.page.locator("[data-square='1']").click()
    await expect(host.page.locator(".toasts")).to_contain_text("Another team was first")


async def test_a_win_shows_its_result_and_its_replay(people: tuple[Person, Person]) -> None:
    host, guest = people
    code = await host.make()
    await guest.join(code, "Ana")
    for number in range(1, 6):
        await host.page.locator(f"[data-square='{number}']").click()
    await expect(guest.page.locator("#banner")).to_contain_text("Mira won")
    await guest.page.goto(f"/play/{code}/result")
    await expect(guest.page.get_by_role("heading", level=1)).to_contain_text("Mira won")
    await guest.page.get_by_role("link", name="Replay").click()
    await guest.page.get_by_role("link", name="One step on").click()
    await expect(guest.page.locator(".square.held")).to_have_count(1)


async def test_watching_and_the_overlay_follow_live(people: tuple[Person, Person]) -> None:
    host, outsider = people
    code = await host.make(settings={"quick": True, "win": {"kind": "all"}})
    for path in (f"/play/{code}/watch", f"/play/{code}/overlay?parts=board,scores"):
        await outsider.page.goto(path)
        await expect(outsider.page.locator("[data-connection='live']")).to_be_attached()
        number = 11 if path.endswith("watch") else 12
        await host.page.locator(f"[data-square='{number}']").click()
        await expect(outsider.page.locator(f"[data-square='{number}']")).to_have_class("square held team-blue")
    assert outsider.complaints == []


@pytest.mark.parametrize("width", [320, 360, 768, 1280, 1920])
@pytest.mark.parametrize("scheme", ["dark", "light"])
async def test_the_session_page_fits_every_width(chromium: Browser, site_url: str, width: int, scheme: str) -> None:
    context = await chromium.new_context(
        base_url=site_url,
        viewport={"width": width, "height": 800},
        color_scheme=scheme,  # type: ignore[arg-type]
    )
    person = Person(context, await context.new_page())
    await person.make(settings={"quick": True, "win": {"kind": "all"}}, name="A rather long name for a session")
    excess = await person.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert excess <= 0
    assert person.complaints == []
    await context.close()
