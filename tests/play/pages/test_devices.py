"""The same seat on another device (details, "Starting and joining"): by a code that works once, within five minutes."""

import pytest

from support.html import Element, parse_page
from support.plain_browser import Person

RUNNING = {"quick": True, "mark_rate": 0}


async def seat_link(person: Person) -> str:
    """Press the button and return the path of the link that is shown beside the picture."""
    answer = await person.browser.post(f"/play/{person.code}/device")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    page = parse_page(answer.text)
    assert page.one("img", class_="qr")["src"].startswith("data:image/svg+xml;base64,")
    return "/play/" + page.one("input", id="seat-link")["value"].partition("/play/")[2]


async def opened(person: Person, link: str) -> Element:
    return parse_page((await person.browser.get(link)).text)


async def use(person: Person, link: str) -> tuple[int, str]:
    """Press the button of the page behind a link."""
    path, _, ticket = link.partition("?ticket=")
    answer = await person.browser.post(path, data={"ticket": ticket})
    return answer.status_code, answer.headers.get("location", "")


async def test_a_seat_is_open_on_two_devices(host: Person, guest: Person) -> None:
    code = await host.make(settings=RUNNING)
    link = await seat_link(host)
    assert "Continue as Mira" in (await opened(guest, link)).text
    assert await use(guest, link) == (303, f"/play/{code}")
    guest.code = code
    await guest.mark(3)
    await host.mark(4)
    state = await host.state()
    assert [seat.number for seat in state.players()] == [1]
    squares = (await host.browser.get(f"/api/v1/sessions/{code}/board")).json()["squares"]
    assert [square["n"] for square in squares if square.get("held") == [1]] == [3, 4]


async def test_looking_uses_nothing_up_and_the_button_does(host: Person, guest: Person, other: Person) -> None:
    code = await host.make(settings=RUNNING)
    link = await seat_link(host)
    for person in (other, guest, other):
        assert (await opened(person, link)).one("button", class_="primary")
    assert (await use(host, link))[0] == 303
    assert (await use(guest, link))[0] == 303
    assert await use(other, link) == (403, "")
    page = await opened(other, link)
    assert "opens no seat any more" in page.text
    assert page.one("a", href=f"/j/{code}")
    other.code = code
    assert (await other.browser.get(f"/play/{code}")).headers["location"] == f"/j/{code}"


async def test_it_is_over_after_five_minutes(host: Person, guest: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    await host.make(settings=RUNNING)
    monkeypatch.setattr("arcadia.play.service.tickets.SEAT_LIFE_MS", -1)
    link = await seat_link(host)
    assert "opens no seat any more" in (await opened(guest, link)).text
    assert (await use(guest, link))[0] == 403


async def test_it_opens_its_own_session_alone(host: Person, guest: Person) -> None:
    elsewhere = await host.make(settings=RUNNING)
    await host.make(settings=RUNNING)
    link = await seat_link(host)
    assert (await use(guest, link.replace(host.code, elsewhere)))[0] == 403
    assert (await use(guest, link))[0] == 303


async def test_a_ticket_for_a_stream_opens_no_seat_and_a_seats_opens_no_stream(host: Person, guest: Person) -> None:
    code = await host.make(settings=RUNNING)
    stream = (await host.browser.post(f"/api/v1/sessions/{code}/tickets")).json()["ticket"]
    assert (await use(guest, f"/play/{code}/here?ticket={stream}"))[0] == 403
    ticket = (await seat_link(host)).partition("?ticket=")[2]
    assert (await guest.browser.get(f"/api/v1/sessions/{code}/events?ticket={ticket}")).status_code == 403


async def test_who_plays_there_already_is_warned(host: Person, guest: Person) -> None:
    await guest.join(await host.make(settings=RUNNING), "Ana")
    link = await seat_link(host)
    assert "This browser plays here as Ana" in (await opened(guest, link)).text
    assert "This browser plays here" not in (await opened(host, link)).text


async def test_without_a_seat_there_is_no_code(host: Person, guest: Person) -> None:
    code = await host.make(settings=RUNNING)
    assert (await guest.browser.post(f"/play/{code}/device")).status_code == 403
    assert (await guest.browser.get(f"/play/{code}/device")).headers["location"] == f"/play/{code}"


async def test_a_seat_that_was_removed_is_not_opened(host: Person, guest: Person, other: Person) -> None:
    await guest.join(await host.make(settings=RUNNING), "Ana")
    link = await seat_link(guest)
    await host.act("kick", seat=2)
    assert (await use(other, link))[0] == 403
