"""What stands in the session page's HTML: everything that may be seen, nothing that is secret (rules 7)."""

from datetime import UTC, datetime

import pytest

from support.plain_browser import GOALS, Person
from support.play_node import log_away
from support.site import Site

RUNNING = {"quick": True, "mark_rate": 0, "win": {"kind": "all"}}
SECRETS = [goal["text"] for goal in GOALS]


async def outsider_pages(code: str, person: Person) -> list[str]:
    """Every page of a session that somebody without a seat can open."""
    below = ("/watch", "/overlay?parts=board,scores,timer,feed,names", "/result", "/replay", "/share", "")
    paths = (*(f"/play/{code}{path}" for path in below), f"/j/{code}", "/play/open")
    return [(await person.browser.get(path, follow_redirects=True)).text for path in paths]


async def test_people_teams_clock_and_feed_stand_in_the_page(host: Person, guest: Person) -> None:
    await guest.join(await host.make(settings={**RUNNING, "time_limit_s": 600}, name="Friday"), "Ana")
    await host.mark(1, 2)
    await guest.mark(7)
    page = await guest.see()
    assert page.one("h1").text == "Friday"
    assert [row["data-team"] for row in page.one(id="teams").all("li")] == ["2", "1"], "the own team is first"
    assert "24 squares short" in page.one(id="teams").text
    assert "host, away" in page.one(id="people").text
    assert page.one(id="clock-word").text == "Time left"
    assert page.one("p", class_="clock").text.startswith(("09:5", "10:00"))
    lines = [line.one("span", class_="said").text for line in page.one(id="feed").all("li")]
    assert lines[-1] == "Ana marked Goal number 7"
    assert page.one(id="feed").one("li", class_="mark", data_v=str((await guest.state()).version))


async def test_a_session_that_is_live_here_is_shown_while_the_database_is_away(host: Person, site: Site) -> None:
    """A reload in the middle of a game must not end in an error page: all that it shows is in memory."""
    await host.make(settings=RUNNING)
    await host.mark(1)
    with log_away(site.services):
        page = await host.see()
    lines = [line.one("span", class_="said").text for line in page.one(id="feed").all("li")]
    assert lines[-1] == "Mira marked Goal number 1"


async def test_times_in_the_feed_are_running_times_while_the_clock_runs(host: Person) -> None:
    await host.make(settings=RUNNING)
    await host.act("say", text="before the first mark")
    await host.mark(1)
    await host.act("pause")
    await host.act("resume")
    page = await host.see()
    times = {line.one("span", class_="said").text: line.one("time") for line in page.one(id="feed").all("li")}
    assert times["Mira marked Goal number 1"].text == "00:00"
    assert times["Paused"].get("data-day") is None
    early = times["Mira before the first mark"]
    assert early.get("data-day") is not None
    assert early.text == datetime.fromisoformat(early["datetime"]).astimezone(UTC).strftime("%H:%M")


async def test_older_lines_have_an_address(host: Person) -> None:
    await host.make(settings=RUNNING)
    for number in range(45):
        await host.act("say", text=f"line {number}")
    page = await host.see()
    older = page.one("a", id="feed-older")
    assert "line 44" in page.one(id="feed").text
    assert "line 2 " not in f"{page.one(id='feed').text} "
    before = await host.see(older["href"].removeprefix(f"/play/{host.code}"))
    assert "line 2" in before.one(id="feed").text
    assert "line 44" not in before.one(id="feed").text


@pytest.mark.parametrize(
    "settings",
    [
        {"preset": "race", "covered": True, "name": "Covered"},
        {"quick": True, "sight": "fog", "fog_start": "corners", "mark_rate": 0, "name": "Fog"},
    ],
)
async def test_no_page_holds_a_text_that_is_secret(
    host: Person, guest: Person, other: Person, settings: dict[str, object]
) -> None:
    """Rules 7; details, "Secrecy around the game"."""
    code = await host.make(settings=settings)
    await guest.join(code, "Ana")
    pages = await outsider_pages(code, other)
    assert len(pages) == 8
    seen_by_public = {"Fog": {"Goal number 1", "Goal number 5", "Goal number 21", "Goal number 25"}}.get(
        str(settings["name"]), set()
    )
    near = {
        "Goal number 2",
        "Goal number 6",
        "Goal number 4",
        "Goal number 10",
        "Goal number 16",
        "Goal number 22",
        "Goal number 20",
        "Goal number 24",
    }
    allowed = seen_by_public | (near if seen_by_public else set())
    for page in [
        *pages,
        (await guest.browser.get(f"/play/{code}")).text,
        (await host.browser.get(f"/play/{code}")).text,
    ]:
        found = {text for text in SECRETS if f"{text}<" in page or f'"{text}' in page}
        assert found <= allowed


async def test_hidden_marks_stay_hidden_in_every_page(host: Person, guest: Person, other: Person) -> None:
    code = await host.make(settings={**RUNNING, "sight": "hidden", "ownership": "lockout", "win": {"kind": "majority"}})
    await guest.join(code, "Ana")
    await host.mark(1, 2, 3)
    page = await guest.see()
    assert page.one("button", data_square="1")["aria-label"] == "Goal number 1"
    assert "marked" not in page.one(id="feed").text
    assert {row.one("span", class_="score").text for row in page.one(id="teams").all("li")} == {"0", "-"}
    refused = await guest.browser.post(f"/play/{code}/act", data={"mark": "1"})
    assert refused.headers["location"].endswith("said=taken")
    assert (await guest.see()).one("button", data_square="1")["aria-label"] == "Goal number 1, taken: cannot be marked"
    for text in await outsider_pages(code, other):
        assert "marked" not in text
        assert "held team-" not in text


async def test_a_watcher_sees_the_public_view_even_with_a_seat(host: Person) -> None:
    await host.make(settings={**RUNNING, "sight": "hidden"})
    await host.mark(1)
    page = await host.see("/watch")
    assert page.one("button", data_square="1")["aria-label"] == "Goal number 1"
    assert page.one("a", href=f"/play/{host.code}").text == "To my seat"


async def test_the_settings_stand_there_in_words_for_everybody(host: Person, guest: Person) -> None:
    await guest.join(await host.make(settings={"time_limit_s": 5400, "unmark": "within", "best_of": 3}), "Ana")
    words = (await guest.see()).one(id="rules").text
    assert "1 h 30 min" in words
    assert "Within 10 s" in words
    assert "Best of 3" in words


async def test_a_code_is_understood_in_any_dress_and_an_unknown_one_leads_to_the_field(host: Person) -> None:
    code = await host.make()
    assert (await host.browser.get(f"/play/{code[:3].lower()}-{code[3:]}")).status_code == 200
    for path in ("/play/AAAAAA", "/play/AAAAAA/watch", "/j/AAAAAA"):
        answer = await host.browser.get(path)
        assert answer.headers["location"] == "/join?code=AAAAAA"
    landing = await host.browser.get("/join?code=AAAAAA")
    assert "No session has this code" in landing.text


async def test_a_session_without_watchers_is_closed_to_strangers(host: Person, guest: Person) -> None:
    code = await host.make(settings={**RUNNING, "spectators": False})
    for path in ("/watch", "/overlay", "/result", "/replay"):
        assert (await guest.browser.get(f"/play/{code}{path}")).status_code == 403


@pytest.mark.parametrize(
    ("number", "person", "status"),
    [(1, "host", 200), (2, "guest", 200), (1, "guest", 403), (9, "host", 404), (1, "other", 403)],
)
async def test_a_seat_is_changed_by_its_holder_and_by_the_host(
    host: Person, guest: Person, other: Person, number: int, person: str, status: int
) -> None:
    code = await host.make()
    await guest.join(code, "Ana")
    browser = {"host": host, "guest": guest, "other": other}[person].browser
    assert (await browser.get(f"/play/{code}/people/{number}")).status_code == status


async def test_a_new_card_is_offered_to_who_may_deal(host: Person, guest: Person) -> None:
    await guest.join(await host.make(settings={**RUNNING, "sight": "fog"}), "Ana")
    assert (await guest.browser.get(f"/play/{host.code}/new-card")).status_code == 403
    page = await host.see("/new-card")
    assert not list(page.all("select", name="board")), "no known board under fog"
    assert list(page.all("input", name="seed"))


async def test_markup_in_goals_and_names_is_text(host: Person, guest: Person) -> None:
    """S1: nothing that people type becomes an element."""
    evil = "<img src=x onerror=alert(1)>\"'&"
    goals = [{"text": f"{evil} {n}"} for n in range(1, 26)]
    code = await host.make(settings=RUNNING, name=evil, card={"goals": goals}, nickname="<b>Mira</b>")
    await guest.join(code, "<i>Ana</i>")
    await host.mark(1)
    await host.act("say", text=evil)
    await host.act("finish")
    for path in (
        "",
        "/watch",
        "/overlay?parts=board,scores,feed,names",
        "/result",
        "/replay?step=1",
        "/share",
        "/people/1",
    ):
        page = await host.see(path)
        assert not [one for one in page.all() if one.tag in {"b", "i"} and one.text in {"Mira", "Ana"}], path
        assert not list(page.all("img", src="x")), path
    assert (await host.see()).one("button", data_square="1")["aria-label"] == f"{evil} 1, yours"


@pytest.mark.parametrize(
    "query", ["before=-999999999999999999999999", "before=0", "before=99999999999999999999999", "said=%00"]
)
async def test_strange_questions_get_the_page_all_the_same(host: Person, query: str) -> None:
    await host.make(settings=RUNNING)
    answer = await host.browser.get(f"/play/{host.code}?{query}")
    assert answer.status_code == 200


async def test_a_rename_is_told_with_the_old_name(host: Person) -> None:
    await host.make(settings=RUNNING)
    await host.act("rename", name="Mirabel")
    assert "Mira is now called Mirabel" in (await host.see()).one("ol", id="feed").text


async def test_when_the_card_is_over_everybody_sees_the_winning_line(host: Person, guest: Person) -> None:
    await guest.join(await host.make(settings={**RUNNING, "win": {"kind": "lines", "n": 1}}), "Ana")
    await host.mark(1, 2, 3, 4)
    assert not list((await guest.see()).all("button", class_="line"))
    await host.mark(5)
    for person in (host, guest):
        squares = (await person.see()).all("button", class_="line")
        assert [square["data-square"] for square in squares] == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize(("unmark", "is_offered"), [("anytime", True), ("within", True), ("never", False)])
async def test_undo_is_offered_when_there_is_a_mark_to_take_back(
    host: Person, unmark: str, *, is_offered: bool
) -> None:
    await host.make(settings={**RUNNING, "unmark": unmark, "unmark_within_s": 60})
    assert await is_undo_hidden(host)
    await host.mark(1)
    assert await is_undo_hidden(host) is not is_offered
    if is_offered:
        assert await host.act("undo") == ""
        assert await is_undo_hidden(host)


async def is_undo_hidden(person: Person) -> bool:
    return (await person.see()).one(data_needs="undoable in-play").get("hidden") is not None
