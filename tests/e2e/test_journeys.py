"""Whole evenings, in two browsers at once: every mode from its lobby to its result, and one by the keys alone."""

from typing import Any

import pytest
from playwright.async_api import expect

from support.browsers import Person

SMALL: dict[str, Any] = {"goals": [{"text": f"Goal number {number}"} for number in range(1, 10)], "size": (3, 3)}
MIDDLE_ROW = (5, 4, 6)
RACE = {"ownership": "lockout", "win": {"kind": "line_or_majority"}, "covered": True, "review_s": 60}
MODES: list[tuple[str, dict[str, Any], tuple[int, ...]]] = [
    ("classic", {}, MIDDLE_ROW),
    ("lockout", {"ownership": "lockout", "win": {"kind": "majority"}}, (5, 4, 6, 2, 8)),
    ("blackout", {"win": {"kind": "all"}}, (5, 4, 6, 2, 8, 1, 3, 7, 9)),
    ("fog", {"sight": "fog"}, MIDDLE_ROW),
    ("hidden", {"sight": "hidden"}, MIDDLE_ROW),
    ("race", RACE, MIDDLE_ROW),
]


@pytest.mark.parametrize(("mode", "settings", "winning"), MODES, ids=[mode for mode, _, _ in MODES])
async def test_every_mode_from_its_lobby_to_its_result(
    host: Person, guest: Person, mode: str, settings: dict[str, Any], winning: tuple[int, ...]
) -> None:
    """Issue 4: by mouse on a screen and by finger on a phone; nobody is shown what the mode keeps from them."""
    code = await host.make(**SMALL, settings={"preset": mode, "countdown_s": 3, "mark_rate": 0, **settings})
    await guest.join(code, "Ana")
    covered = "covered square" if mode == "race" else "unseen square" if mode == "fog" else "Goal number 1"
    await expect(guest.square(1)).to_have_accessible_name(covered)
    await guest.page.get_by_role("button", name="I am ready").tap()
    await expect(host.banner).to_contain_text("1 of 2 are ready")
    await expect(guest.page.get_by_role("button", name="Start the countdown")).to_be_hidden()
    await host.press("Start the countdown")
    await expect(guest.page.locator("#countdown")).to_be_visible()
    await expect(guest.page.locator("#session[data-moment='running']")).to_be_attached(timeout=20_000)
    for number in winning[:-1]:
        await guest.square(number).tap()
        await expect(guest.square(number)).to_have_attribute("aria-pressed", "true")
    first, last = winning[0], winning[-1]
    told = {
        "lockout": f"Goal number {first}, taken, Ana: cannot be marked",
        "race": f"Goal number {first}, taken, Ana: cannot be marked",
        "hidden": f"Goal number {first}",
    }.get(mode, f"Goal number {first}, Ana")
    await expect(host.square(first)).to_have_accessible_name(told)
    if mode == "fog":
        await expect(host.square(winning[1])).to_have_accessible_name("unseen square")
    await guest.square(last).tap()
    if mode == "race":
        await host.press("Confirm the win")
    for person in (host, guest):
        await expect(person.banner).to_contain_text("Ana won")
        await expect(person.page.locator("#speak-now")).to_contain_text("Ana won")
        await expect(person.square(first)).to_have_accessible_name(
            f"Goal number {first}, {'Ana' if person is host else 'yours'}"
        )
    await guest.banner.get_by_role("link", name="Result").tap()
    await expect(guest.page.get_by_role("heading", level=1)).to_have_text("Ana won")
    assert [*host.unforgiven(), *guest.unforgiven()] == []


async def go(person: Person, name: str, *, role: Any = "button", key: str = "Tab", most: int = 60) -> None:
    """Press a key until something of that name has the focus: with the keys alone it must be reached."""
    wanted = person.page.get_by_role(role, name=name, exact=True).first
    await expect(wanted).to_be_visible()
    for _ in range(most):
        await person.page.keyboard.press(key)
        if await wanted.evaluate("place => place === document.activeElement"):
            return
    pytest.fail(f"{name} is not reached by {most} times {key}")


async def test_the_main_journey_with_the_keys_alone(host: Person, other: Person) -> None:
    """Issue 4: from the first visit to marks, chat, an undo, a pause and the share dialog, without a pointer."""
    press = host.page.keyboard.press
    await host.page.goto("/")
    await go(host, "Start a session")
    await press("Enter")
    await host.is_live()
    code = host.page.url.rsplit("/", 1)[1]
    await host.page.locator("live-board button[tabindex='0']").wait_for()
    for _ in range(40):
        await press("Tab")
        if await host.page.evaluate("document.activeElement.matches('live-board .square')"):
            break
    for key in ("ArrowRight", "Enter"):
        await press(key)
    await expect(host.square(2)).to_have_attribute("aria-pressed", "true")
    await expect(host.square(2)).to_be_focused()
    await other.page.goto(f"/j/{code}")
    other.code = code
    await other.page.get_by_label("Your nickname").fill("Ana")
    await other.page.keyboard.press("Enter")
    await other.is_live()
    await expect(other.square(2)).to_have_attribute("data-team", "1")
    await press("u")
    await expect(other.square(2)).to_have_attribute("data-team", "")
    await expect(host.square(2)).to_be_focused()
    await press("/")
    await host.page.keyboard.type("good luck")
    for key in ("Enter", "Escape"):
        await press(key)
    await expect(other.feed).to_contain_text("good luck")
    await expect(host.square(2)).to_be_focused()
    await go(host, "Pause")
    await press("Enter")
    await expect(other.banner).to_contain_text("Paused")
    await go(host, "Share", role="link", key="Shift+Tab")
    await press("Enter")
    await expect(host.page.get_by_role("dialog")).to_contain_text(code)
    await press("Escape")
    await expect(host.page.get_by_role("link", name="Share", exact=True)).to_be_focused()
    assert [*host.unforgiven(), *other.unforgiven()] == []
