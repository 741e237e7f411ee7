"""The caster's view: each team's board, last marks, who is one square short; for casters, referees and tokens alone."""

from typing import Any

import pytest

from arcadia.play.domain.audience import FULL
from arcadia.play.pages.seen import see
from arcadia.play.pages.team_boards import Shortfall, one_square_short
from support.html import Element, parse_page
from support.plain_browser import Person

QUICK: dict[str, Any] = {"quick": True, "mark_rate": 0, "win": {"kind": "all"}}


async def cast(host: Person, caster: Person, role: str = "caster") -> None:
    """Let somebody in who sees everything."""
    await caster.join(host.code, "Kim", role="spectator")
    seat = next(seat.number for seat in (await host.state()).seats.values() if seat.name == "Kim")
    assert await host.act(f"role_{role}", seat=seat) == ""


async def shortfalls(host: Person) -> list[Shortfall]:
    state = await host.state()
    return one_square_short(see(state, FULL, state.last_at))


def board_of(page: Element, team: int) -> Element:
    return page.one("section", data_team=str(team))


@pytest.mark.parametrize("role", ["caster", "referee"])
async def test_boards_stand_side_by_side_with_what_each_team_holds(
    host: Person, guest: Person, other: Person, role: str
) -> None:
    await host.make(settings={**QUICK, "sight": "hidden"})
    await guest.join(host.code, "Kofi")
    await cast(host, other, role)
    await host.mark(1, 2)
    await guest.mark(2, 7)
    page = await other.see("/caster")
    held = {
        team: [int(one["data-square"]) for one in board_of(page, team).all("div", class_="held")] for team in (1, 2)
    }
    assert held == {1: [1, 2], 2: [2, 7]}
    assert board_of(page, 1).one("div", data_square="7")["data-team"] == "2", "held by the other"
    assert "Goal number 2" in board_of(page, 2).one("ol").text
    assert [mark.text.rpartition(" ")[2] for mark in board_of(page, 1).one("ol").all("li")] == ["2", "1"]


async def test_it_is_for_who_sees_everything_and_for_tokens(host: Person, guest: Person, other: Person) -> None:
    await host.make(settings=QUICK)
    await guest.join(host.code, "Kofi")
    for person in (host, guest, other):
        assert (await person.browser.get(f"/play/{host.code}/caster")).status_code == 403
    made = await host.browser.post(f"/api/v1/sessions/{host.code}/view-tokens", json={"view": "public"})
    address = f"/play/{host.code}/caster?token={made.json()['token']}"
    assert (await other.browser.get(address)).status_code == 200
    assert (await other.browser.get(f"{address}x")).status_code == 403


async def test_a_token_for_a_team_shows_its_marks_alone(host: Person, guest: Person, other: Person) -> None:
    await host.make(settings={**QUICK, "sight": "hidden"})
    await guest.join(host.code, "Kofi")
    await host.mark(1)
    await guest.mark(2)
    made = await host.browser.post(f"/api/v1/sessions/{host.code}/view-tokens", json={"view": "team:1"})
    page = parse_page((await other.browser.get(f"/play/{host.code}/caster?token={made.json()['token']}")).text)
    held = {one["data-square"] for one in page.all("div", class_="square") if one["data-team"]}
    assert held == {"1"}
    assert "Kofi marked" not in page.text


async def test_one_square_short_names_each_missing_square_most_lines_first(host: Person, guest: Person) -> None:
    """Squares 1 to 4 miss 5; 5 is also the end of the column 10, 15, 20, 25 and of the diagonal 9, 13, 17, 21."""
    await host.make(settings=QUICK)
    await guest.join(host.code, "Kofi")
    await host.mark(1, 2, 3)
    assert await shortfalls(host) == []
    await host.mark(4)
    assert await shortfalls(host) == [Shortfall(1, 5, 1)]
    await host.mark(10, 15, 20, 25, 9, 13, 17, 21)
    assert (await shortfalls(host))[0] == Shortfall(1, 5, 3)
    await guest.mark(6, 7, 8, 9)
    assert Shortfall(2, 10, 1) in await shortfalls(host), "squares are shared: whoever holds it"
    await host.mark(5)
    assert Shortfall(1, 5, 3) not in await shortfalls(host)


async def test_a_line_that_is_closed_is_not_short(host: Person, guest: Person, other: Person) -> None:
    await host.make(settings={**QUICK, "ownership": "lockout", "win": {"kind": "majority"}})
    await guest.join(host.code, "Kofi")
    await host.mark(1, 2, 3, 4)
    assert await shortfalls(host) == [Shortfall(1, 5, 1)]
    await guest.mark(5)
    assert await shortfalls(host) == [], "the other has locked it out"
    await host.mark(11, 12, 13, 14)
    await cast(host, other, "referee")
    assert Shortfall(1, 15, 1) in await shortfalls(host)
    assert await other.act("kill", square=15) == ""
    assert await shortfalls(host) == []
