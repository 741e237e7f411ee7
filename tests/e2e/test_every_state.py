"""The pages of sessions in every state and at every width: nothing too wide, too small, unnamed or complained of."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from playwright.async_api import Page, expect

from support import session_states as states
from support.axe import axe_faults
from support.browsers import SHIFT, Person

WIDTHS = (320, 360, 640, 768, 1280, 1920)
"""640 is what a screen of 1280 has left at a zoom of 200 %."""
NAMED = {
    "button",
    "link",
    "textbox",
    "combobox",
    "checkbox",
    "radio",
    "slider",
    "searchbox",
    "dialog",
    "grid",
    "spinbutton",
}
STATES = [
    states.lobby, states.countdown, states.running, states.counters_and_judges, states.fog, states.hidden_lockout,
    states.as_a_list, states.places, states.paused, states.review, states.finished, states.many_teams, states.ten_by_ten,
    states.ten_by_three, states.three_by_ten,
]  # fmt: skip
SMALLEST_TEXT = """() => Math.min(...[...document.querySelectorAll('body *')].filter(one => one.checkVisibility() &&
    [...one.childNodes].some(node => node.nodeType === 3 && node.textContent.trim())).map(one => parseFloat(getComputedStyle(one).fontSize)))"""
EXCESS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


async def unnamed(page: Page) -> list[str]:
    """Controls of the page that a screen reader has no name for."""
    session = await page.context.new_cdp_session(page)
    tree = await session.send("Accessibility.getFullAXTree")
    await session.detach()
    return [
        f"{node['role']['value']} {node.get('backendDOMNodeId')}"
        for node in tree["nodes"]
        if not node.get("ignored")
        and node["role"]["value"] in NAMED
        and not node.get("name", {}).get("value", "").strip()
    ]


async def faults_of(page: Page) -> list[str]:
    """What is wrong with a page as it stands: by axe in both themes, and at every width."""
    found = await axe_faults(page)
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": 800})
        excess = await page.evaluate(EXCESS)
        smallest = await page.evaluate(SMALLEST_TEXT)
        found += [f"{excess} px too wide at {width}"] if excess > 0 else []
        found += [f"text of {smallest} px at {width}"] if smallest < 11 else []
        found += [f"without a name at {width}: {one}" for one in await unnamed(page)]
    return found


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
async def test_s1_a_session_gives_no_cause_for_complaint(
    host: Person, state: Callable[[Person], Awaitable[None]]
) -> None:
    await state(host)
    assert [*await faults_of(host.page), *host.unforgiven()] == []
    # Whoever chose the list sees it take the board's place when its module is there.
    is_forgiven = state is states.as_a_list
    assert [one for one in await host.reopened() if not (is_forgiven and SHIFT in one)] == []


async def test_s1_the_pages_around_a_session_give_no_cause_for_complaint(host: Person) -> None:
    await states.finished(host)
    found: dict[str, list[str]] = {}
    below = (
        "/result",
        "/replay",
        "/replay?step=3",
        "/share",
        "/stream",
        "/tracker",
        "/people/1",
        "/people/2",
        "/new-card",
        "/watch",
        "/overlay?parts=board,scores,timer,feed,names&bg=%230b0d18",
    )
    for path in (
        *(f"/play/{host.code}{one}" for one in below),
        f"/j/{host.code}",
        "/play/new",
        "/play/new?preset=fog",
        "/join?code=AAAAAA",
    ):
        await host.page.goto(path)
        if "/new?" in path:
            await host.page.get_by_text("Every choice").click()
        found[path] = [*await faults_of(host.page), *host.complaints]
        host.complaints.clear()
    found["/join?code=AAAAAA"] = [one for one in found["/join?code=AAAAAA"] if "404" not in one]
    assert {path: faults for path, faults in found.items() if faults} == {}


async def test_the_settings_of_a_lobby_give_no_cause_for_complaint(host: Person) -> None:
    await states.lobby(host)
    await host.page.goto(f"/play/{host.code}/settings")
    await host.page.get_by_label("What wins").select_option("pattern")
    assert [*await faults_of(host.page), *host.unforgiven()] == []


async def test_on_a_laptop_board_teams_and_feed_are_seen_without_scrolling(host: Person) -> None:
    """Design: 1280 × 800."""
    await states.running(host)
    for place in ("live-board", "#teams", "#feed", "#say", ".tools:not([hidden])"):
        box = await host.page.locator(place).first.bounding_box()
        assert box
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 800, place
    assert await host.page.evaluate("document.documentElement.scrollHeight <= innerHeight")


@pytest.mark.parametrize("width", [320, 360])
async def test_on_a_phone_the_sheet_hides_nothing_and_squares_are_large_enough(host: Person, width: int) -> None:
    """Details, "Phones": squares of 44 px or more; nothing hides under the sheet."""
    await states.running(host)
    await host.page.set_viewport_size({"width": width, "height": 640})
    square = await host.square(1).bounding_box()
    assert square
    assert min(square["width"], square["height"]) >= 44
    await host.page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight)")
    last = await host.page.locator(".rules").bounding_box()
    sheet = await host.page.locator("#talk").bounding_box()
    assert last
    assert sheet
    assert last["y"] + last["height"] <= sheet["y"]
    await expect(host.feed).to_be_hidden()
    await host.page.get_by_label("Show feed and people").check(force=True)
    await expect(host.feed).to_be_visible()
    await expect(host.page.get_by_label("Say something")).to_be_in_viewport()
    await check_the_sheet_is_left(host)


async def check_the_sheet_is_left(host: Person) -> None:
    """The focus goes in, and comes back by Escape; a press beside the sheet closes it too, and marks nothing."""
    page, switch, square = host.page, host.page.get_by_label("Show feed and people"), host.square(6)
    await expect(page.get_by_role("radio", name="All")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(host.feed).to_be_hidden()
    await expect(switch).to_be_focused()
    await page.keyboard.press("Space")
    await expect(page.get_by_role("radio", name="All")).to_be_focused()
    await page.locator(".toasts").evaluate("toasts => toasts.replaceChildren()")
    await square.evaluate("one => scrollTo(0, scrollY + one.getBoundingClientRect().top - 90)")
    await square.click(position={"x": 9, "y": 9})
    await expect(host.feed).to_be_hidden()
    await square.click()
    await expect(square).to_have_attribute("aria-pressed", "true")


async def test_a_board_of_ten_columns_is_moved_by_the_finger_or_seen_whole(host: Person) -> None:
    await states.ten_by_ten(host)
    await host.page.set_viewport_size({"width": 320, "height": 640})
    square = await host.square(1).bounding_box()
    assert square
    assert square["width"] >= 44
    await host.page.get_by_role("button", name="Whole board").click()
    small = await host.square(10).bounding_box()
    assert small
    assert small["x"] + small["width"] <= 320
    await expect(host.square(10).locator(".goal")).to_be_hidden()
    await host.square(10).click()
    await expect(host.page.get_by_role("dialog")).to_contain_text("guardian number 10")


def lines_of(snapshot: str) -> list[str]:
    return [line.strip().removeprefix("- ").replace("'", "") for line in snapshot.splitlines()]


BOARDS: list[tuple[Any, int, str]] = [
    (states.running, 1, 'button "Goal number 1, yours" [pressed]'),
    (states.running, 2, 'button "Goal number 2, yours, also Ana" [pressed]'),
    (states.running, 7, 'button "Goal number 7, Ana"'),
    (states.running, 25, 'button "Goal number 25"'),
    (states.lobby, 3, 'button "covered square" [disabled]'),
    (states.fog, 25, 'button "unseen square" [disabled]'),
    (states.hidden_lockout, 7, 'button "Goal number 7, taken: cannot be marked" [disabled]'),
    (states.counters_and_judges, 20, 'button "Goal number 20, out of play" [disabled]'),
    (states.counters_and_judges, 3, 'button "Goal number 3, 0 of 3"'),
    (states.many_teams, 2, 'button "Goal number 2, Player 2"'),
]


@pytest.mark.parametrize(
    ("state", "cases"),
    [(state, [case for case in BOARDS if case[0] is state]) for state in dict.fromkeys(case[0] for case in BOARDS)],
    ids=lambda value: getattr(value, "__name__", ""),
)
async def test_the_board_as_a_screen_reader_has_it(host: Person, state: Any, cases: list[tuple[Any, int, str]]) -> None:
    """Details, "The board for people who do not see it": the accessible tree in each state, as text."""
    await state(host)
    lines = lines_of(await host.page.locator("live-board").aria_snapshot())
    assert lines[0] == 'grid "Board, 5 by 5":'
    assert sum(line.startswith("row") for line in lines) == 5
    buttons = [line for line in lines if line.startswith("button")]
    assert len(buttons) == 25
    assert {square: buttons[square - 1] for _, square, _ in cases} == {square: words for _, square, words in cases}
