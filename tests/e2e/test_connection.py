"""The net goes away and comes back: the page says so, marks wait and are sent, nothing is lost or doubled (rules 6)."""

import re
from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import expect

from support.browsers import QUICK, Person
from support.server import ServerProcess
from support.tcp_proxy import TcpProxy, proxy_to

BACK_WITHIN_MS = 20_000
FORGIVEN = ("WebSocket connection to", "Failed to load resource")
"""What a browser says when there is no way to the server: these tests take it away."""


@pytest_asyncio.fixture(loop_scope="session")
async def net(site: ServerProcess) -> AsyncIterator[TcpProxy]:
    """The way from a browser to the server."""
    async with proxy_to("127.0.0.1", site.port) as proxy:
        yield proxy


async def sit_down(person: Person, code: str, net: TcpProxy) -> None:
    """Join through the net that can be cut."""
    await person.page.goto(f"http://127.0.0.1:{net.port}/j/{code}")
    await person.page.get_by_label("Your nickname").fill("Ana")
    await person.page.get_by_role("button", name="Join", exact=True).click()
    await person.is_live()


async def test_marks_made_offline_wait_and_are_sent(host: Person, guest: Person, net: TcpProxy) -> None:
    await sit_down(guest, await host.make(settings=QUICK), net)
    await net.shut()
    await expect(guest.banner).to_contain_text("Connection lost")
    await guest.square(9).tap()
    await expect(guest.square(9)).to_have_class(re.compile("waiting"))
    await expect(guest.square(9)).to_have_attribute("aria-label", "Goal number 9, waiting to be sent")
    await expect(guest.square(9)).to_have_attribute("aria-pressed", "false")
    await net.open()
    await expect(host.square(9)).to_have_class("square held team-orange", timeout=BACK_WITHIN_MS)
    await expect(guest.square(9)).to_have_class("square held team-orange")
    await expect(guest.banner).to_be_hidden()


async def test_what_was_missed_comes_once_and_in_order(host: Person, guest: Person, net: TcpProxy) -> None:
    await sit_down(guest, await host.make(settings=QUICK), net)
    await net.shut()
    await expect(guest.banner).to_contain_text("Connection lost")
    await host.mark(1, 2, 3)
    await net.open()
    for number in (1, 2, 3):
        await expect(guest.square(number)).to_have_class("square held team-blue", timeout=BACK_WITHIN_MS)
    lines = [text for text in await guest.feed.locator("li .said").all_text_contents() if "marked" in text]
    assert lines == [f"Mira marked Goal number {number}" for number in (1, 2, 3)]


async def test_a_claim_that_came_too_late_is_refused_visibly(host: Person, guest: Person, net: TcpProxy) -> None:
    await sit_down(guest, await host.make(settings={**QUICK, "ownership": "lockout", "win": {"kind": "majority"}}), net)
    await net.shut()
    await guest.square(9).tap()
    await host.mark(9)
    await net.open()
    await expect(guest.page.locator(".toasts")).to_contain_text("Another team was first", timeout=BACK_WITHIN_MS)
    await expect(guest.square(9)).to_have_class("square held team-blue")


async def test_old_marks_are_sent_only_after_asking(host: Person, other: Person, net: TcpProxy) -> None:
    """Rules 6: younger than two minutes at once, else the player is asked once."""
    await other.page.clock.install()
    await sit_down(other, await host.make(settings=QUICK), net)
    await net.shut()
    await expect(other.banner).to_contain_text("Connection lost")
    await other.square(9).click()
    await other.page.clock.fast_forward("09:00")
    await other.square(10).click()
    await net.open()
    question = other.page.get_by_role("dialog", name="Send 1 mark from 9 minutes ago?")
    await expect(question).to_be_visible(timeout=BACK_WITHIN_MS)
    await expect(host.square(10)).to_have_class("square held team-orange")
    await question.get_by_role("button", name="Drop").click()
    await expect(other.page.locator(".toasts")).to_contain_text("Not sent: it was too old.")
    await expect(other.square(9)).to_have_class("square")


async def test_a_socket_that_only_seems_open_is_found_out(host: Person, guest: Person, net: TcpProxy) -> None:
    """Details, "Phones": the page resumes at once when it is looked at again."""
    await sit_down(guest, await host.make(settings=QUICK), net)
    net.freeze()
    await guest.page.evaluate("window.dispatchEvent(new Event('online'))")
    await expect(guest.banner).to_contain_text("Connection lost", timeout=BACK_WITHIN_MS)
    await host.mark(4)
    net.thaw()
    await expect(guest.square(4)).to_have_class("square held team-blue", timeout=BACK_WITHIN_MS)


async def test_a_new_card_empties_the_queue_with_a_message(host: Person, guest: Person, net: TcpProxy) -> None:
    await sit_down(guest, await host.make(settings=QUICK), net)
    await net.shut()
    await guest.square(9).tap()
    await host.page.get_by_role("link", name="New card").click()
    await host.page.get_by_role("dialog").get_by_role("button", name="Deal the next card").click()
    await expect(host.page.locator(".toasts")).to_contain_text("A new card was dealt")
    await net.open()
    await expect(guest.page.locator(".toasts")).to_contain_text(
        re.compile("meant for the last card|1 waiting mark went"), timeout=BACK_WITHIN_MS
    )
    await expect(guest.page.locator(".square.held, .square.waiting")).to_have_count(0)


async def test_a_restart_of_the_server_is_survived(host: Person, site: ServerProcess) -> None:
    await host.make(settings=QUICK)
    await host.mark(1)
    site.stop()
    await expect(host.page.locator("[data-connection-word]")).not_to_have_text("Live")
    await host.square(2).click()
    site.start()
    await expect(host.square(2)).to_have_class("square held team-blue", timeout=BACK_WITHIN_MS)
    await expect(host.square(1)).to_have_class("square held team-blue")
