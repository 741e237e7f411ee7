"""Result and replay: who won and by which rule, the marks over time, each card by its own address (rules 5, 10)."""

import pytest

from support.html import Element
from support.plain_browser import Person

QUICK = {"quick": True, "mark_rate": 0}


async def played(host: Person, guest: Person, **settings: object) -> None:
    """A card of two teams: Mira holds 1 and 2, Ana 2 and 3; the host ends it."""
    await guest.join(await host.make(settings={**QUICK, "win": {"kind": "all"}, **settings}), "Ana")
    await host.mark(1, 2)
    await guest.mark(2, 3)
    await host.act("finish")


def held(page: Element) -> dict[str, str]:
    """The squares that are held, with the numbers of their teams or their label."""
    return {
        square["data-square"]: square.one("span", class_="unseen-text").text
        for square in page.all("div", class_="square")
        if list(square.all("span", class_="bands"))
    }


async def test_the_result_names_the_winner_and_the_rule(host: Person, guest: Person) -> None:
    """Rules 5: "level on 9 squares; Rose was there first, 21:40"."""
    await played(host, guest)
    page = await guest.see("/result")
    assert page.one("h1").text == "Mira won"
    assert "Level on 2 squares; Mira was there first, 00:00." in page.one("p", class_="lead").text
    standings = [row.text for row in page.all("li", class_="standing")]
    assert [row.split()[:2] for row in standings] == [["1", "Mira"], ["2", "Ana"]]
    assert "00:00 Goal number 3" in standings[1]
    assert held(page).keys() == {"1", "2", "3"}


async def test_the_heat_of_the_board_counts_marks_also_those_taken_back(host: Person, guest: Person) -> None:
    """Issue 4, "Result and replay": each square says in words what its shade shows."""
    await guest.join(await host.make(settings={**QUICK, "win": {"kind": "all"}}), "Ana")
    await host.mark(1, 2)
    await guest.mark(2)
    assert await host.act("unmark", square=2) == ""
    await host.mark(2)
    await guest.mark(5)
    await host.act("finish")
    squares = list((await guest.see("/result")).one("ol", class_="heat").all("li"))
    assert [one["data-heat"] for one in squares[:5]] == ["2", "4", "0", "0", "2"]
    assert squares[1]["title"] == "Goal number 2: marked 3 times, first at 00:00"
    assert squares[1].one("span", class_="unseen-text").text == squares[1]["title"]
    assert squares[2]["title"] == "Goal number 3: never marked"


async def test_a_card_without_a_mark_has_no_heat(host: Person) -> None:
    await host.make(settings={**QUICK, "win": {"kind": "all"}})
    await host.act("finish")
    assert not list((await host.see("/result")).all("ol", class_="heat"))


async def test_the_chart_draws_each_team_without_style_and_says_the_same_in_words(host: Person, guest: Person) -> None:
    await played(host, guest)
    page = await guest.see("/result")
    picture = page.one("svg", role="img")
    courses = list(picture.all("path", class_="course"))
    assert [line["class"] for line in courses] == ["course team-blue", "course team-orange"]
    assert all(line["d"].startswith("M0 300H") and line["d"].endswith("H1000") for line in courses)
    assert "Mira began at 00:00 and ended with 2 squares" in picture["aria-label"]
    assert not [element for element in page.all() if "style" in element.attributes]


async def test_a_draw_and_an_abandoned_card_have_no_winner(host: Person, guest: Person) -> None:
    await guest.join(await host.make(settings={**QUICK, "win": {"kind": "all"}}), "Ana")
    await host.act("finish")
    assert (await host.see("/result")).one("h1").text == "A draw"
    await host.act("new_card")
    await host.mark(1)
    await host.act("new_card")
    assert (await host.see("/result?card=2")).one("h1").text == "No result"


async def test_a_card_that_is_played_has_no_result_and_no_replay(host: Person, guest: Person) -> None:
    await guest.join(await host.make(settings=QUICK), "Ana")
    await host.mark(1)
    assert (await guest.see("/result")).one("h1").text == "No result yet"
    assert (await guest.browser.get(f"/play/{guest.code}/replay")).headers["location"] == f"/play/{guest.code}/result"


async def test_every_step_of_a_replay_has_an_address(host: Person, guest: Person) -> None:
    await played(host, guest)
    first = await guest.see("/replay")
    assert held(first) == {}
    steps = [step.one("span", class_="said").text for step in first.one("ol", class_="steps").all("li")]
    assert steps == [
        "The card before the first mark",
        "Mira marked Goal number 1",
        "Mira marked Goal number 2",
        "Ana marked Goal number 2",
        "Ana marked Goal number 3",
        "Mira won (ended by the host)",
    ]
    third = await guest.see("/replay?card=1&step=3")
    assert held(third) == {"1": "Goal number 1, Mira", "2": "Goal number 2, Mira, Ana"}
    assert third.one("a", rel="next")["href"] == "?card=1&step=4"
    for wild in ("-5", "99"):
        assert (await guest.see(f"/replay?step={wild}")).one(id="replay")["data-last"] == "5"


async def test_steps_tell_a_script_what_changed(host: Person, guest: Person) -> None:
    await played(host, guest)
    steps = list((await guest.see("/replay")).one("ol", class_="steps").all("li"))
    assert [(step.get("data-square"), step.get("data-held")) for step in steps[:4]] == [
        (None, None),
        ("1", "blue"),
        ("2", "blue"),
        ("2", "blue orange"),
    ]


async def test_each_card_has_its_own_result_and_replay(host: Person, guest: Person) -> None:
    await played(host, guest)
    await host.act("new_card")
    await guest.mark(9)
    await host.act("finish")
    assert (await guest.see("/result")).one("h1").text == "Ana won"
    old = await guest.see("/result?card=1")
    assert old.one("h1").text == "Mira won"
    assert [link.text for link in old.one("nav", aria_label="Cards").all("a")] == ["Card 1", "Card 2"]
    assert held(await guest.see("/replay?card=2&step=1")).keys() == {"9"}
    assert held(await guest.see("/replay?card=1&step=1")).keys() == {"1"}
    assert (await guest.browser.get(f"/play/{guest.code}/result?card=3")).status_code == 404


@pytest.mark.parametrize("settings", [{"covered": True, "quick": False, "countdown_s": 60}, {"sight": "fog"}])
async def test_an_older_card_is_closed_while_the_present_one_is_secret(
    host: Person, guest: Person, settings: dict[str, object]
) -> None:
    """Its goals or its seed may tell of the present ones (details, "Secrecy around the game")."""
    await guest.join(await host.make(settings={**QUICK, **settings}), "Ana")
    await host.act("start")
    await host.act("finish")
    assert (await guest.see("/result")).one("h1").text == "A draw"
    await host.act("new_card")
    for path in ("result", "replay"):
        assert (await guest.browser.get(f"/play/{guest.code}/{path}?card=1")).status_code == 403
    assert not list((await guest.see("/result")).all("nav", aria_label="Cards"))


async def test_judgements_are_steps_too(host: Person, guest: Person) -> None:
    await guest.join(await host.make(settings={**QUICK, "win": {"kind": "all"}}), "Kim", role="spectator")
    await host.act("role_referee", seat=2)
    await host.mark(1)
    await guest.act("void_dead", square=1, team=1, reason="clicked")
    await host.act("finish")
    steps = list((await guest.see("/replay")).one("ol", class_="steps").all("li"))
    assert steps[2].one("span", class_="said").text == "Kim voided the mark of Mira on Goal number 1 : clicked"
    assert steps[2].get("data-dead") == "yes"


async def test_the_host_is_offered_a_rematch_and_nobody_else(host: Person, guest: Person) -> None:
    await played(host, guest)
    assert any(one["value"] == "new_card" for one in (await host.see("/result")).all("button", shown_only=True))
    assert not any(
        one.get("value") == "new_card" for one in (await guest.see("/result")).all("button", shown_only=True)
    )


async def test_a_series_shows_what_each_team_has_won(host: Person, guest: Person) -> None:
    await played(host, guest, best_of=3)
    assert "best of 3" in (await guest.see("/result")).text
    assert "1 won" in (await guest.see()).one(id="teams").text
