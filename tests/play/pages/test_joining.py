"""The join page offers the ways in that are open (details, "Starting and joining"; rules 9)."""

import pytest

from support.html import Element, parse_page
from support.plain_browser import Person

RUNNING = {"quick": True, "mark_rate": 0}


async def door(person: Person, code: str) -> Element:
    """The join page, as somebody finds it."""
    return parse_page((await person.browser.get(f"/j/{code}")).text)


def ways_in(page: Element) -> list[str]:
    return [button["value"] for button in page.all("button", name="role")]


@pytest.mark.parametrize(
    ("settings", "ways"),
    [
        ({}, ["player", "spectator"]),
        ({"late_join": "spectators"}, ["spectator"]),
        ({"late_join": "nobody"}, []),
        ({"spectators": False}, ["player"]),
        ({"most_players": 1}, ["spectator"]),
    ],
)
async def test_a_button_stands_for_each_way_that_is_open(
    host: Person, guest: Person, settings: dict[str, object], ways: list[str]
) -> None:
    code = await host.make(settings={**RUNNING, **settings})
    page = await door(guest, code)
    assert ways_in(page) == ways
    assert [button.has("class_", "primary") for button in page.all("button", name="role")] == [True, False][: len(ways)]
    for way in ways:
        answer = await guest.join(code, "Ana", role=way)
        assert answer.headers["location"] == f"/play/{code}"
        await guest.act("leave")


async def test_behind_a_locked_door_nothing_is_asked_and_one_can_still_watch(host: Person, guest: Person) -> None:
    code = await host.make(settings=RUNNING)
    await host.act("lock", locked="true")
    page = await door(guest, code)
    assert not list(page.all("form", action=f"/j/{code}"))
    assert page.one("a", href=f"/play/{code}/watch")


async def test_who_left_may_come_back_when_nobody_new_may(host: Person, guest: Person) -> None:
    code = await host.make(settings={**RUNNING, "quick": False, "late_join": "nobody", "countdown_s": 3})
    await guest.join(code, "Ana")
    await host.act("start")
    await guest.act("leave")
    assert "player" in ways_in(await door(guest, code))
    assert (await guest.join(code, "Ana")).headers["location"] == f"/play/{code}"


@pytest.mark.parametrize(("wanted", "notice"), [("Mira", "You are “Mira 2”."), ("  mira ", "“mira 2”"), ("Ana", "")])
async def test_who_comes_with_a_taken_name_is_told_the_one_they_have(
    host: Person, guest: Person, wanted: str, notice: str
) -> None:
    """Details, "Starting and joining": a taken name becomes "Mira 2" with a notice."""
    code = await host.make(nickname="Mira", settings=RUNNING)
    answer = await guest.join(code, wanted)
    page = parse_page((await guest.browser.get(answer.headers["location"])).text)
    assert [notice in one.text for one in page.all("p", role="alert")] == ([True] if notice else [])
