"""`/play/CODE/stream`: the addresses for everybody, tokens for host and referees, each shown once."""

import re
from typing import Any

from support.html import Element, parse_page
from support.plain_browser import Person

QUICK: dict[str, Any] = {"quick": True, "mark_rate": 0, "win": {"kind": "all"}}


async def press(person: Person, **fields: str) -> Element:
    """Press one of the page's buttons."""
    answer = await person.browser.post(f"/play/{person.code}/stream", data=fields)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store"), answer.text
    return parse_page(answer.text)


def buttons(page: Element) -> set[tuple[str, str]]:
    """What can be pressed: name and view."""
    return {(one["name"], one["value"]) for one in page.one("main").all("button") if one.get("name")}


async def test_everybody_gets_the_addresses_and_only_judges_the_tokens(host: Person, guest: Person) -> None:
    await host.make(settings=QUICK)
    await guest.join(host.code, "Kofi")
    for person, is_judge in ((host, True), (guest, False)):
        page = await person.see("/stream")
        assert page.one("input", id="overlay")["value"].startswith(f"http://arcadia.test/play/{host.code}/overlay?")
        for link in page.one("ul", class_="text-files").all("a"):
            assert (await person.browser.get(link["href"])).status_code == 200, link["href"]
        assert bool(buttons(page)) is is_judge
    refused = await guest.browser.post(f"/play/{host.code}/stream", data={"make": "public"})
    assert refused.status_code == 403
    shared = await host.see("/share")
    assert [one for one in shared.all("a") if one["href"] == f"/play/{host.code}/stream"]


async def test_a_token_is_shown_once_works_and_is_taken_back(host: Person, guest: Person) -> None:
    await host.make(settings=QUICK)
    guest.code = host.code
    page = await press(host, make="public")
    addresses = {one["id"]: one["value"] for one in page.one("section", class_="made").all("input")}
    assert set(addresses) == {"made-overlay", "made-text", "made-caster"}
    for address in addresses.values():
        assert (await guest.browser.get(address)).status_code == 200, address
    token = re.search(r"token=([\w-]+)", addresses["made-text"])
    assert token
    again = await host.browser.get(f"/play/{host.code}/stream")
    assert token[1] not in again.text, "never again"
    assert ("take_back", "public") in buttons(parse_page(again.text))
    page = await press(host, take_back="public")
    assert ("take_back", "public") not in buttons(page)
    for address in addresses.values():
        assert (await guest.browser.get(address)).status_code == 403, address


async def test_views_are_offered_as_far_as_the_caller_sees(host: Person, guest: Person, other: Person) -> None:
    await host.make(settings={**QUICK, "sight": "fog"})
    await guest.join(host.code, "Kofi")
    await other.join(host.code, "Kim", role="spectator")
    assert await host.act("role_referee", seat=3) == ""
    assert buttons(await host.see("/stream")) == {("make", "public"), ("make", "team:1")}
    assert buttons(await other.see("/stream")) == {("make", one) for one in ("public", "full", "team:1", "team:2")}
    refused = await host.browser.post(f"/play/{host.code}/stream", data={"make": "full"})
    assert refused.status_code == 403
    page = await press(host, make="nonsense")
    assert "no such view" in page.one("p", role="alert").text


async def test_a_session_that_cannot_be_watched_says_that_it_needs_a_token(host: Person, guest: Person) -> None:
    await host.make(settings=QUICK, password="a password of some length")
    page = await host.see("/stream")
    assert "by a token alone" in page.text
    assert not list(page.all("input", id="overlay"))
    assert (await guest.browser.get(f"/play/{host.code}/stream")).status_code == 403
