"""`/play/CODE/tracker`: tokens of the own seat, each shown once, without script; the feed tells a tracker's marks."""

from typing import Any

import httpx

from support.html import Element, parse_page
from support.plain_browser import Person

RUNNING: dict[str, Any] = {"quick": True, "mark_rate": 0, "win": {"kind": "all"}}


async def press(person: Person, *, status: int = 200, **fields: str) -> Element:
    """Press one of the page's buttons."""
    answer = await person.browser.post(f"/play/{person.code}/tracker", data=fields)
    assert (answer.status_code, answer.headers["cache-control"]) == (status, "no-store"), answer.text
    return parse_page(answer.text)


def token_in(page: Element) -> str:
    return page.one("input", id="made-token")["value"]


def buttons(page: Element) -> list[str]:
    """What can be taken back."""
    return [one["value"] for one in page.all("button") if one.get("name") == "take_back"]


async def mark_by(person: Person, token: str, square: int) -> httpx.Response:
    return await person.browser.post(
        f"/api/v1/sessions/{person.code}/marks", json={"square": square}, headers={"authorization": f"Bearer {token}"}
    )


async def test_a_token_is_shown_once_works_and_is_taken_back(host: Person) -> None:
    await host.make(settings=RUNNING)
    (link,) = [one for one in (await host.see()).all("a") if one["href"] == f"/play/{host.code}/tracker"]
    assert "Connect a tracker" in link.text
    page = await press(host, name="Splits <b>")
    token = token_in(page)
    assert page.one("input", id="made-address")["value"] == f"http://arcadia.test/api/v1/sessions/{host.code}"
    assert "Splits <b>: the new token" in page.text
    again = await host.browser.get(f"/play/{host.code}/tracker")
    assert token not in again.text, "never again"
    assert (await mark_by(host, token, 3)).status_code == 201
    assert "Mira marked Goal number 3 · by tracker" in " ".join((await host.see()).text.split())
    (token_id,) = buttons(parse_page(again.text))
    assert buttons(await press(host, take_back=token_id)) == []
    assert (await mark_by(host, token, 4)).status_code == 401


async def test_what_cannot_be_made_is_said_in_words(host: Person) -> None:
    await host.make(settings=RUNNING)
    for name in ("", " \u202e ", "x" * 41):
        page = await press(host, name=name, status=422)
        assert "1 to 40 visible characters" in page.one("p", role="alert").text
    for number in range(5):
        page = await press(host, name=f"Tracker {number}")
    assert "Your seat has 5 tokens" in page.text
    assert not list(page.all("input", id="tracker-name"))
    assert "take one back first" in (await press(host, name="One more", status=422)).one("p", role="alert").text
    assert len(buttons(await press(host, take_back="nonsense"))) == 5


async def test_only_who_has_a_seat_connects_a_tracker_and_only_to_their_own(host: Person, guest: Person) -> None:
    await host.make(settings=RUNNING)
    guest.code = host.code
    for answer in (
        await guest.browser.get(f"/play/{host.code}/tracker"),
        await guest.browser.post(f"/play/{host.code}/tracker", data={"name": "x"}),
    ):
        assert answer.status_code == 403
    (token_id,) = buttons(await press(host, name="Mine"))
    await guest.join(host.code, "Kofi")
    assert buttons(await guest.see("/tracker")) == []
    await press(guest, take_back=token_id)
    assert buttons(await host.see("/tracker")) == [token_id]


async def test_a_host_who_forbids_trackers_says_so_in_the_rules_and_on_the_page(host: Person, guest: Person) -> None:
    await host.make(settings={**RUNNING, "trackers": False})
    await guest.join(host.code, "Kofi")
    page = await guest.see("/tracker")
    assert "The host has forbidden trackers" in page.text
    assert not list(page.all("input", id="tracker-name"))
    assert (await guest.browser.post(f"/play/{host.code}/tracker", data={"name": "x"})).status_code == 403
    rules = (await guest.see()).one("dl", id="rules").text
    assert "Trackers" in rules
    assert "Not allowed" in rules
