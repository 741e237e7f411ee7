"""People in browsers of their own: from the landing page to marks that all see, by mouse, finger and keys."""

import re

import pytest
from playwright.async_api import expect

from support.browsers import GOALS, QUICK, Person


async def test_from_the_landing_page_to_a_board_in_two_clicks(host: Person) -> None:
    await host.page.goto("/")
    await host.page.get_by_role("button", name="Start a session").click()
    await host.is_live()
    await expect(host.page.locator(".stagebar h1")).not_to_be_empty()
    await host.mark(1)
    assert host.unforgiven() == []


async def test_two_people_mark_and_both_see_it(host: Person, guest: Person) -> None:
    await guest.join(await host.make(settings=QUICK), "Ana")
    await host.mark(3)
    await guest.square(4).tap()
    for person in (host, guest):
        await expect(person.square(3)).to_have_class("square held team-blue")
        await expect(person.square(4)).to_have_class("square held team-orange")
        await expect(person.feed).to_contain_text("Ana marked Goal number 4")
    await host.square(3).hover()
    fill = await host.square(3).locator(".bands i").evaluate("band => getComputedStyle(band).backgroundColor")
    await expect(host.square(3)).to_have_css(
        "background-color", fill
    )  # under the mouse, too: its ink is made for the fill
    await guest.square(3).tap()
    await expect(guest.square(3)).to_have_attribute("aria-label", "Goal number 3, yours, also Mira")
    await expect(guest.square(3).locator(".bands i").first).to_have_class("team-orange own")
    assert [*host.unforgiven(), *guest.unforgiven()] == []


async def test_a_mark_can_be_undone_for_a_while(host: Person) -> None:
    await host.make(settings=QUICK)
    await host.mark(3)
    await host.page.locator(".toasts").get_by_role("button", name="Undo").click()
    await expect(host.square(3)).to_have_attribute("aria-pressed", "false")
    await host.mark(3)
    await host.page.locator(".tools").get_by_role("button", name="Undo").click()
    await expect(host.square(3)).to_have_attribute("aria-pressed", "false")
    await expect(host.page.locator(".toasts .toast")).to_have_count(0, timeout=10_000)


async def test_nothing_is_offered_that_cannot_be_taken_back(host: Person) -> None:
    """The tool shows from the first mark on, and goes with the time for it; the toast goes with the end of the card."""
    tool = host.page.locator(".tools").get_by_role("button", name="Undo")
    await host.make(settings={**QUICK, "unmark": "within", "unmark_within_s": 3, "win": {"kind": "squares", "n": 2}})
    await expect(host.square(1)).to_be_visible()
    await expect(tool).to_be_hidden()
    await host.mark(1)
    await expect(tool).to_be_visible()
    await expect(tool).to_be_hidden()
    await host.mark(2)
    await expect(host.page.locator("#banner")).to_contain_text("Mira won")
    await expect(host.page.locator(".toasts").get_by_role("button", name="Undo")).to_have_count(0, timeout=2_000)


async def test_the_end_of_a_card_has_its_running_time_in_the_feed(host: Person) -> None:
    """The same as after a reload, where the server writes it."""
    await host.make(settings={**QUICK, "win": {"kind": "squares", "n": 1}})
    await host.mark(1)
    end = host.feed.locator("li", has_text="won")
    await expect(end.locator("time")).to_have_text(re.compile("^00:0"))
    await host.page.reload()
    await expect(end.locator("time")).to_have_text(re.compile("^00:0"))


async def test_chat_goes_to_all_or_to_the_team(host: Person, guest: Person) -> None:
    """Details, "Chat": Tab switches, the field says which."""
    await guest.join(await host.make(settings=QUICK), "Ana")
    field = host.page.get_by_label("Say something")
    await host.page.keyboard.press("/")
    await expect(field).to_be_focused()
    await field.press_sequentially("well played")
    await host.page.keyboard.press("Enter")
    await expect(guest.feed).to_contain_text("well played")
    await field.press_sequentially("between us")
    await host.page.keyboard.press("Tab")
    await expect(field).to_be_focused()
    await expect(host.page.get_by_label("Who hears it")).to_have_value("true")
    await host.page.keyboard.press("Enter")
    await expect(host.feed).to_contain_text("to the team: between us")
    await host.page.keyboard.press("Tab")
    await expect(field).not_to_be_focused()
    await host.mark(1)
    await expect(guest.feed).to_contain_text("marked Goal number 1")
    await expect(guest.feed).not_to_contain_text("between us")


async def test_the_board_by_keyboard_alone(host: Person) -> None:
    await host.make(settings=QUICK)
    await host.square(1).focus()
    for key in ("ArrowRight", "ArrowDown", "Enter"):
        await host.page.keyboard.press(key)
    await expect(host.square(7)).to_have_attribute("aria-pressed", "true")
    await host.page.keyboard.press("s")
    await expect(host.page.locator("#speak-polite")).to_contain_text("You 1")
    await host.page.keyboard.press("*")
    await expect(host.square(7)).to_have_attribute("aria-description", "starred")
    await host.page.keyboard.press("u")
    await expect(host.square(7)).to_have_attribute("aria-pressed", "false")
    await host.page.keyboard.press("Control+End")
    await expect(host.square(25)).to_be_focused()
    await host.page.keyboard.press("i")
    await expect(host.page.get_by_role("dialog", name="Goal number 25")).to_be_visible()
    await host.page.keyboard.press("Escape")
    await expect(host.square(25)).to_be_focused()
    await host.page.keyboard.press("f")
    await host.page.keyboard.type("number 14")
    await expect(host.square(14)).to_be_focused()
    await expect(host.square(14)).to_have_attribute("aria-pressed", "false")
    await host.page.keyboard.press("?")
    await host.page.get_by_label("Single keys do something").uncheck()
    await host.page.keyboard.press("Escape")
    await host.page.keyboard.press("u")
    await host.page.keyboard.press("/")
    await expect(host.page.get_by_label("Say something")).not_to_be_focused()


async def test_a_player_chooses_what_a_finger_has_to_do(guest: Person) -> None:
    """Details, "Phones": one tap, two taps, or hold to mark."""
    await guest.make(settings=QUICK)
    await guest.square(3).tap()
    await expect(guest.square(3)).to_have_attribute("aria-pressed", "true")
    await guest.page.locator(".tools:not([hidden]) details.more > summary").first.tap()
    await guest.page.get_by_role("button", name="Keys and touch").tap()
    await guest.page.get_by_label("With a finger a mark takes").select_option("two")
    await guest.page.get_by_role("button", name="Close").tap()
    await guest.square(4).tap()
    await expect(guest.page.locator(".toasts")).to_contain_text("Tap again to mark.")
    await expect(guest.square(4)).to_have_class("square")
    await guest.square(4).tap()
    await expect(guest.square(4)).to_have_attribute("aria-pressed", "true")
    await guest.page.reload()
    await guest.is_live()
    await expect(guest.page.locator("[data-way]")).to_have_value("two")


async def test_only_one_square_is_a_tab_stop(host: Person) -> None:
    """Details, "The board for people who do not see it": roving tabindex."""
    await host.make(settings=QUICK)
    stops = host.page.locator("button.square[tabindex='0']")
    await expect(stops).to_have_count(1)
    await host.square(9).click()
    await expect(stops).to_have_attribute("data-square", "9")


async def test_a_countdown_can_be_called_off(host: Person) -> None:
    await host.make(settings={"countdown_s": 60})
    await host.press("Start the countdown")
    await host.press("Call it off")
    await expect(host.banner).to_contain_text("Lobby")


async def test_a_pause_closes_the_board_and_covers_it_where_that_is_set(host: Person, guest: Person) -> None:
    await guest.join(await host.make(settings={**QUICK, "cover_while_paused": True}), "Ana")
    await host.press("Pause")
    await expect(guest.banner).to_contain_text("Paused")
    await expect(guest.square(2).locator(".goal")).to_be_hidden()
    await guest.square(2).tap()
    await expect(guest.page.locator(".toasts")).to_contain_text("The card is paused")
    await host.press("Go on")
    await expect(guest.square(2).locator(".goal")).to_be_visible(timeout=15_000)


async def test_a_win_under_review_is_confirmed_and_reopened(host: Person, guest: Person) -> None:
    await guest.join(await host.make(settings={"quick": True, "mark_rate": 0, "review_s": 120}), "Ana")
    for number in range(1, 6):
        await host.square(number).click()
    await expect(guest.banner).to_contain_text("Mira fulfilled the condition: under review")
    await expect(guest.banner).to_contain_text(re.compile(r"Final in 0[12]:\d\d"))
    await host.press("Confirm the win")
    await expect(guest.banner).to_contain_text("Mira won")
    assert await guest.page.get_by_role("button", name="Confirm the win").is_hidden()


async def test_a_result_is_reopened_with_a_reason(host: Person, guest: Person) -> None:
    await guest.join(await host.make(settings={"quick": True, "mark_rate": 0}), "Ana")
    for number in range(1, 6):
        await host.square(number).click()
    await expect(guest.banner).to_contain_text("Mira won")
    await host.page.locator(".tools:not([hidden]) details.more > summary").last.click()
    await host.page.get_by_text("Reopen", exact=True).click()
    await host.page.get_by_label("The result is withdrawn").fill("Ana was cut off")
    await host.press("Withdraw the result")
    await expect(guest.banner).to_contain_text("The result was withdrawn")
    await expect(guest.feed).to_contain_text("Ana was cut off")


async def test_a_win_shows_its_result_and_its_replay(host: Person, guest: Person) -> None:
    await guest.join(await host.make(settings={"quick": True, "mark_rate": 0}), "Ana")
    for number in range(1, 6):
        await host.square(number).click()
    await guest.banner.get_by_role("link", name="Result").tap()
    await expect(guest.page.get_by_role("heading", level=1)).to_have_text("Mira won")
    await expect(guest.page.get_by_role("img", name=re.compile("Mira began at"))).to_be_visible()
    await guest.page.get_by_role("link", name="Replay").tap()
    held = guest.page.locator(".square.held")
    await guest.page.get_by_role("link", name="One step on").tap()
    await expect(held).to_have_count(1)
    await guest.page.get_by_label("Step", exact=True).fill("3")
    await expect(held).to_have_count(3)
    await expect(guest.page.get_by_role("status").first).to_contain_text("Mira marked Goal number 3")
    await guest.page.get_by_label("Speed").select_option("60")
    await guest.page.get_by_role("button", name="Play").tap()
    await expect(held).to_have_count(5)
    await expect(guest.page).to_have_url(re.compile("step=6"))
    await guest.page.reload()
    await expect(held).to_have_count(5)
    assert guest.unforgiven() == []


async def test_a_new_card_comes_to_everybody_and_may_have_another_size(host: Person, guest: Person) -> None:
    await guest.join(await host.make(settings=QUICK), "Ana")
    await host.mark(1)
    await host.page.get_by_role("link", name="New card").click()
    dialog = host.page.get_by_role("dialog")
    await dialog.get_by_label("The same goals by a seed").fill("42")
    await dialog.get_by_role("button", name="Deal", exact=True).click()
    await expect(guest.feed).to_contain_text("A new card was dealt")
    await expect(guest.page.locator(".square.held")).to_have_count(0)
    assert sorted(
        [await square.text_content() or "" for square in await guest.page.locator(".square .goal").all()]
    ) == sorted(GOALS)


async def test_settings_that_change_in_the_lobby_are_told_in_words(host: Person, guest: Person) -> None:
    await guest.join(await host.make(), "Ana")
    await expect(guest.page.locator("#rules")).not_to_contain_text("Best of 3")
    await host.page.goto(f"/play/{host.code}/settings")
    await host.page.get_by_label("Best of how many cards").fill("3")
    await host.page.get_by_label("What wins").select_option("squares")
    await host.page.get_by_label("How many lines or squares").fill("7")
    await host.page.get_by_role("button", name="Save").click()
    await expect(guest.page.locator("#rules")).to_contain_text("Best of 3")
    await expect(guest.page.locator("[data-condition]")).to_contain_text("first to 7 squares")


async def test_a_mode_brings_its_choices_into_the_form(host: Person) -> None:
    await host.page.goto("/play/new")
    await host.page.get_by_text("Every choice").click()
    await host.page.get_by_label("Race", exact=False).first.check()
    await expect(host.page.get_by_label("Who can hold a square")).to_have_value("lockout")
    await expect(host.page.get_by_label("Cover the card until the start")).to_be_checked()
    await expect(host.page.get_by_label("Seconds to take back")).to_be_visible()
    await expect(host.page.get_by_label("Seen from the beginning")).to_be_hidden()
    await host.page.get_by_role("button", name="Make the session").click()
    await host.is_live()
    await expect(host.banner).to_contain_text("The card is covered until then")


async def test_the_share_dialog_holds_code_link_and_picture(host: Person) -> None:
    await host.make(settings=QUICK)
    await host.page.get_by_role("link", name="Share").click()
    dialog = host.page.get_by_role("dialog")
    await expect(dialog.get_by_label("The link")).to_have_value(re.compile(rf"/j/{host.code}$"))
    await expect(dialog.get_by_alt_text("QR code of the link")).to_be_visible()
    assert await dialog.locator("img").evaluate("image => image.decode().then(() => image.naturalWidth > 0)")
    await host.page.keyboard.press("Escape")
    await expect(dialog).to_be_hidden()
    assert host.unforgiven() == []


@pytest.mark.parametrize("path", ["/watch", "/overlay?parts=board,scores,timer,feed"])
async def test_watching_and_the_overlay_follow_live(host: Person, other: Person, path: str) -> None:
    other.code = await host.make(settings=QUICK)
    await other.page.goto(f"/play/{host.code}{path}")
    await expect(other.page.locator("[data-connection='live']")).to_be_attached()
    await host.mark(11)
    await expect(other.page.locator("[data-square='11']")).to_have_class("square held team-blue")
    await expect(other.page.locator("[data-square='11']")).to_have_attribute("data-team", "1")
    await expect(other.page.locator("#feed")).to_contain_text("Mira marked Goal number 11")
    await expect(other.page.locator("#teams .score")).to_have_text("1")
    assert other.unforgiven() == []


async def test_what_the_overlays_query_asks_for_is_set(host: Person, other: Person) -> None:
    await host.make(settings=QUICK)
    await host.mark(1)
    await other.page.goto(f"/play/{host.code}/overlay?bg=224466&scale=2&text=0&colours=blue:9b6bff")
    await expect(other.page.locator("[data-connection='live']")).to_be_attached()
    look = await other.page.evaluate(
        "[getComputedStyle(document.documentElement).backgroundColor, getComputedStyle(document.documentElement).fontSize]"
    )
    assert look == ["rgb(34, 68, 102)", "32px"]
    await expect(other.page.locator(".square .goal").first).to_be_hidden()
    await expect(other.page.locator(".overlay [data-square='1']")).to_have_css("background-color", "rgb(155, 107, 255)")
    assert other.unforgiven() == []
