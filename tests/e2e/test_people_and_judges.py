"""Host, guests, referees and those who wait at the door, each in a browser of their own."""

from playwright.async_api import expect

from support.browsers import QUICK, Person

COUNTED = [{"text": "Throw a trident", "target": 3, "description": "In thunder"}] + [
    {"text": f"Goal number {number}"} for number in range(2, 26)
]


async def open_people(person: Person) -> None:
    await person.page.get_by_role("radio", name="People").check(force=True)


async def test_a_joiner_waits_until_the_host_lets_them_in(host: Person, other: Person) -> None:
    await other.join(await host.make(settings={**QUICK, "approval": True}), "Ana")
    await expect(other.page.get_by_text("You have asked to join")).to_be_visible()
    toast = host.page.locator(".toasts").get_by_text("Ana asks to join.")
    await expect(toast).to_be_visible()
    await open_people(host)
    await host.page.locator("#people").get_by_role("button", name="Let in").click()
    await other.is_live()
    await other.mark(4)


async def test_who_asks_to_join_is_let_in_from_the_message_too(host: Person, other: Person) -> None:
    await host.make(settings={**QUICK, "approval": True})
    await other.join(host.code, "Ana")
    await host.page.locator(".toasts").get_by_role("button", name="Let in").click()
    await other.is_live()


async def test_a_kicked_player_is_told_and_may_come_back(host: Person, other: Person) -> None:
    await other.join(await host.make(settings=QUICK), "Ana")
    await open_people(host)
    await host.page.get_by_role("link", name="Change Ana").click()
    await host.page.get_by_role("button", name="Remove", exact=True).click()
    await expect(other.banner).to_contain_text("You were removed from this session")
    await expect(host.page.locator("#removed")).to_contain_text("Ana")
    await other.join(host.code, "Ana")
    await other.is_live()


async def test_who_was_kicked_while_away_is_told_when_coming_back(host: Person, other: Person) -> None:
    other.forgiven += ("ERR_INTERNET_DISCONNECTED",)
    await other.join(await host.make(settings=QUICK), "Ana")
    await other.is_live()
    await other.context.set_offline(True)
    await open_people(host)
    await host.page.get_by_role("link", name="Change Ana").click()
    await host.page.get_by_role("button", name="Remove", exact=True).click()
    await expect(host.page.locator("#removed")).to_contain_text("Ana")
    await other.context.set_offline(False)
    await expect(other.banner).to_contain_text("You were removed from this session")


async def test_name_team_and_colour_are_ones_own(host: Person, guest: Person) -> None:
    await guest.join(await host.make(settings=QUICK), "Ana")
    await guest.mark(3)
    await guest.page.locator(".tools details.more > summary").first.tap()
    await guest.page.get_by_role("link", name="Name and team").tap()
    dialog = guest.page.get_by_role("dialog")
    await dialog.get_by_label("red").check(force=True)
    await dialog.get_by_label("Name of your team").fill("Reds")
    await dialog.get_by_role("button", name="Save").tap()
    await expect(host.square(3)).to_have_class("square held team-red")
    await expect(host.page.locator("#teams")).to_contain_text("Reds")
    await guest.page.get_by_role("link", name="Name and team").tap()
    await dialog.get_by_label("Your name").fill("Anna")
    await dialog.get_by_role("button", name="Rename").tap()
    await expect(host.feed).to_contain_text("is now called Anna")


async def test_a_referee_judges_in_the_squares_dialog(host: Person, other: Person) -> None:
    await other.watch_from_a_seat(await host.make(settings=QUICK), "Kim")
    await expect(other.page.get_by_role("heading", name="Referee")).to_be_hidden()
    await open_people(host)
    await host.page.get_by_role("link", name="Change Kim").click()
    await host.page.get_by_role("button", name="Referee").click()
    await expect(other.page.get_by_role("heading", name="Referee")).to_be_visible()
    await host.mark(7)
    await other.square(7).click(button="right")
    dialog = other.page.get_by_role("dialog", name="Goal number 7")
    await dialog.get_by_text("Judge this square").click()
    await dialog.get_by_role("button", name="Void its mark").click()
    await expect(other.page.locator(".toasts")).to_contain_text("A reason is needed")
    await dialog.get_by_label("Reason").fill("clicked first on video")
    await dialog.get_by_role("button", name="Void its mark").click()
    await expect(host.square(7)).to_have_attribute("aria-pressed", "false")
    await expect(host.feed).to_contain_text("Kim voided the mark of Mira on Goal number 7: clicked first on video")
    await other.square(8).click(button="right")
    dialog = other.page.get_by_role("dialog", name="Goal number 8")
    await dialog.get_by_text("Judge this square").click()
    await dialog.get_by_role("button", name="Take out of play", exact=True).click()
    await expect(host.square(8)).to_have_attribute("aria-label", "Goal number 8, out of play")


async def test_counters_count_in_the_dialog_and_by_keys(host: Person, guest: Person) -> None:
    await guest.join(await host.make(goals=COUNTED, settings=QUICK), "Ana")
    await guest.square(1).tap()
    await expect(guest.square(1).locator(".count")).to_have_text("0 / 3 ✓")
    await guest.square(1).tap()
    await guest.page.evaluate(
        "document.querySelector('[data-square=\"1\"]').dispatchEvent(new PointerEvent('pointerdown', {bubbles: true, pointerType: 'touch'}))"
    )
    dialog = guest.page.get_by_role("dialog", name="Throw a trident")
    await expect(dialog).to_contain_text("In thunder")
    await dialog.get_by_role("button", name="One more", exact=True).tap()
    await expect(dialog).to_contain_text("1 / 3")
    await guest.page.keyboard.press("Escape")
    await host.square(1).focus()
    for _ in range(3):
        await host.page.keyboard.press("+")
    await expect(host.square(1)).to_have_attribute("aria-pressed", "true")
    await expect(guest.square(1)).to_have_attribute("aria-label", "Throw a trident, Mira, 1 of 3")
    assert guest.unforgiven() == []


async def test_star_note_and_count_stay_with_their_card_on_this_device(host: Person) -> None:
    """Details: private aids stay with card n."""
    await host.make(settings=QUICK)
    await host.square(6).click(button="right")
    dialog = host.page.get_by_role("dialog")
    await dialog.get_by_role("button", name="Star this square").click()
    await dialog.get_by_text("My note and count").click()
    await dialog.get_by_label("Only you see these").fill("ask Theo")
    await dialog.get_by_role("button", name="One more, for myself").click()
    await host.page.reload()
    await host.is_live()
    await expect(host.square(6).locator(".star")).to_be_visible()
    await expect(host.square(6)).to_have_attribute("aria-description", "starred, with a note")
    await host.page.get_by_role("link", name="New card").click()
    await dialog.get_by_role("button", name="Deal the next card").click()
    await expect(host.page.locator(".toasts")).to_contain_text("A new card was dealt")
    await expect(host.page.locator(".star")).to_have_count(0)


async def test_a_lost_seat_is_merged_and_its_holder_plays_on(host: Person, guest: Person, other: Person) -> None:
    await guest.join(await host.make(settings=QUICK), "Ana")
    await guest.mark(5)
    await other.join(host.code, "Ana")
    await other.is_live()
    await open_people(host)
    await host.page.get_by_role("link", name="Change Ana 2").click()
    await host.page.get_by_label("Has lost an older seat").select_option("Ana")
    await host.page.get_by_role("button", name="Merge").click()
    await expect(other.square(5)).to_have_attribute("aria-pressed", "true")


async def test_giving_up_asks_first_and_then_marks_no_more(host: Person, other: Person) -> None:
    await other.join(await host.make(settings=QUICK), "Ana")
    await other.page.locator(".tools:not([hidden]) details.more > summary").click()
    await other.page.get_by_text("Give up", exact=True).click()
    await other.press("Yes, give up")
    await expect(host.page.locator("#teams .out")).to_contain_text("Ana")
    await other.square(1).click()
    await expect(other.page.locator(".toasts")).to_contain_text("Not now: the card is not at that point.")


async def test_what_nobody_can_win_may_be_ended(host: Person, guest: Person) -> None:
    """Rules 5: everyone is told, and host or referee may finish; it never ends by itself."""
    win = {"kind": "pattern", "patterns": ["1-2"]}
    await guest.join(await host.make(settings={**QUICK, "ownership": "lockout", "win": win}), "Ana")
    await host.mark(1)
    await guest.square(2).tap()
    await expect(guest.banner).to_contain_text("No team can win any more")
    await expect(guest.banner.get_by_role("button", name="End the card")).to_be_hidden()
    await host.banner.get_by_role("button", name="End the card").click()
    await expect(guest.banner).to_contain_text("Level on 1 square; Mira was there first")
