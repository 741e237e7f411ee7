"""A session with everything chosen, and the host's settings before the start, by plain forms."""

import msgspec
import pytest

from arcadia.boards.service import BoardFilter, ListFilter
from arcadia.play.domain.settings import Settings, Win
from arcadia.play.pages.settings_fields import CHOICES, NUMBERS, SWITCHES
from arcadia.play.pages.settings_form import filled_from, read_settings
from support.html import Element, parse_page
from support.plain_browser import Person
from support.site import Site

ELSEWHERE = {"name", "preset", "win", "quick", "time_limit_s", "rated"}
"""Settings with fields of their own, that go with the mode, or that wait for accounts."""


def test_every_setting_that_can_be_played_has_a_field() -> None:
    """Issue 2: the form offers every setting of `Settings` and `Win`."""
    fields = {field.name for field in SWITCHES} | {one.field.name for one in (*CHOICES, *NUMBERS)}
    assert fields >= set(Settings.__struct_fields__) - ELSEWHERE
    parts = {"kind": "win_kind", "n": "win_n", "target": "win_target", "patterns": "patterns"}
    assert {parts.get(name, name) for name in Win.__struct_fields__} <= fields | {"patterns"}


SETTINGS = [
    Settings(),
    Settings(preset="race", win=Win(n=2), approval=True, best_of=5, mark_rate=90, time_limit_s=150),
    Settings(sight="fog", fog_start="random", fog_start_count=3, fog_diagonals=True, scores=False),  # type: ignore[arg-type]
    Settings(win=Win(kind="pattern", patterns=("x", "1-7-13"), need="all")),  # type: ignore[arg-type]
    Settings(win=Win(kind="points", target=40, square_value="difficulty", line_bonus=5), delay_s=60),  # type: ignore[arg-type]
]


@pytest.mark.parametrize("settings", [msgspec.convert(msgspec.to_builtins(one), Settings) for one in SETTINGS])
def test_a_form_that_is_sent_as_it_is_shown_changes_nothing(settings: Settings) -> None:
    read, faults = read_settings(filled_from(settings))
    assert faults == {}
    assert read == settings


def fields_of(page: Element) -> dict[str, str]:
    """What a browser would send of the page's form, without any button."""
    form = page.one("form", class_="settings")
    sent = {
        field["name"]: field.get("value") or ""
        for field in form.all("input")
        if field.get("type") not in ("checkbox", "radio") or field.get("checked") is not None
    }
    for choice in form.all("select"):
        options = list(choice.all("option"))
        chosen = next((one for one in options if one.get("selected") is not None), options[0])
        sent[choice["name"]] = chosen["value"]
    return sent


async def form_of(person: Person, query: str = "") -> dict[str, str]:
    return fields_of(parse_page((await person.browser.get(f"/play/new{query}")).text))


async def count_sessions(person: Person) -> int:
    return len((await person.browser.get("/api/v1/sessions?limit=100")).json()["sessions"])


async def made_by(person: Person, form: dict[str, str]) -> Settings:
    """Send the form, and return the settings of the session that it made."""
    answer = await person.browser.post("/play/new", data=form)
    assert answer.status_code == 303, answer.text
    person.code = answer.headers["location"].rsplit("/", 1)[1]
    return (await person.state()).settings


async def test_a_picked_mode_brings_its_own_details(host: Person) -> None:
    settings = await made_by(host, {**await form_of(host), "preset": "race", "name": "Friday race", "minutes": "12.5"})
    assert (settings.ownership, settings.covered, settings.name) == ("lockout", True, "Friday race")
    assert settings.time_limit_s == 750


async def test_the_details_of_a_picked_mode_are_shown_before_anything_is_made(host: Person) -> None:
    before = await count_sessions(host)
    form = {**await form_of(host), "preset": "race", "name": "Friday race", "show": "yes"}
    answer = await host.browser.post("/play/new", data=form)
    shown = fields_of(parse_page(answer.text))
    assert (shown["shown_preset"], shown["ownership"], shown["name"]) == ("race", "lockout", "Friday race")
    assert await count_sessions(host) == before


async def test_details_are_chosen_one_by_one(host: Person, site: Site) -> None:
    form = {
        **await form_of(host),
        # A surprise may be any board, and an X needs a square one.
        "source": "list",
        "list": (await site.services.boards.list_lists(ListFilter())).items[0].id,
        "win_kind": "pattern",
        "pattern_x": "yes",
        "custom": "1-2-3 4,5,6",
        "need": "all",
        "countdown_s": "20",
        "best_of": "3",
        "any_team": "yes",
        "who_deals": "players",
    }
    settings = await made_by(host, form)
    assert settings.win.patterns == ("x", "1-2-3", "4-5-6")
    assert (settings.win.need, settings.countdown_s, settings.best_of, settings.any_team) == ("all", 20, 3, True)


async def test_a_password_is_asked_for_at_the_door(host: Person, guest: Person) -> None:
    await made_by(host, {**await form_of(host), "password": "swordfish"})
    page = await guest.browser.get(f"/j/{host.code}")
    assert 'name="password"' in page.text
    assert (
        "That is not the password. Ask the host for it."
        in (await guest.join(host.code, "Ana", password="tunafish")).text
    )
    assert (await guest.join(host.code, "Ana", password="swordfish")).status_code == 303


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"win_n": "many"}, "win_n"),
        ({"win_n": "13"}, "win_n"),
        ({"minutes": "soon"}, "minutes"),
        ({"minutes": "-1"}, "minutes"),
        ({"sight": "x-ray"}, "sight"),
        ({"countdown_s": "1"}, "countdown_s"),
        ({"ownership": "lockout", "win_kind": "all"}, "win_kind"),
        ({"win_kind": "points"}, "win_target"),
        ({"win_kind": "pattern"}, "custom"),
        ({"source": "list", "list": "nothing"}, "list"),
        ({"board": "nothing"}, "board"),
        ({"source": "list", "kind": "isaac", "rows": "7"}, "list"),
    ],
)
async def test_a_fault_stands_beside_its_field_and_what_was_typed_is_kept(
    host: Person, changes: dict[str, str], field: str
) -> None:
    before = await count_sessions(host)
    form = {**await form_of(host), "name": "Kept", **changes}
    answer = await host.browser.post("/play/new", data=form)
    assert answer.status_code == 422
    page = parse_page(answer.text)
    wrong = [one["name"] for one in page.all() if one.get("aria-invalid")]
    assert field in wrong
    assert page.one(id=f"h-{field}").has("class_", "fault")
    kept = fields_of(page)
    assert kept["name"] == "Kept"
    assert {name: kept[name] for name in changes if name not in ("sight", "list", "board")} == {
        name: value for name, value in changes.items() if name not in ("sight", "list", "board")
    }
    assert await count_sessions(host) == before


async def test_the_host_changes_settings_in_the_lobby_and_nobody_else_does(host: Person, guest: Person) -> None:
    code = await host.make()
    await guest.join(code, "Ana")
    page = await host.see("/settings")
    assert (await guest.browser.get(f"/play/{code}/settings")).status_code == 403
    form = fields_of(page)
    saved = await host.browser.post(f"/play/{code}/settings", data={**form, "preset": "hidden"})
    assert saved.status_code == 303
    assert (await host.state()).settings.sight == "hidden"
    wrong = await host.browser.post(f"/play/{code}/settings", data={**form, "resume_s": "11"})
    assert (wrong.status_code, 'id="h-resume_s"' in wrong.text) == (422, True)
    refused = await guest.browser.post(f"/play/{code}/settings", data=form)
    assert (refused.status_code, "Only the host or a referee" in refused.text) == (409, True)


async def test_settings_that_are_sent_unchanged_stay_as_they_are(host: Person) -> None:
    await host.make(settings={"preset": "race", "covered": True, "countdown_s": 17, "mark_rate": 45, "best_of": 7})
    before = (await host.state()).settings
    form = fields_of(await host.see("/settings"))
    await host.browser.post(f"/play/{host.code}/settings", data=form)
    assert (await host.state()).settings == before


async def first_board(site: Site) -> str:
    return str((await site.services.boards.list_boards(BoardFilter())).items[0].id)


async def test_a_secret_card_on_a_known_board_warns_and_offers_a_fresh_one(host: Person, site: Site) -> None:
    """Details, "Secrecy around the game"."""
    board = await first_board(site)
    form = {**await form_of(host), "preset": "race", "source": "board", "board": board}
    warned = await host.browser.post("/play/new", data=form)
    assert warned.status_code == 422
    page = parse_page(warned.text)
    assert "Others can open this board" in page.text
    offer = page.one("button", name="fresh")["value"]
    sure = await made_by(host, {**fields_of(page), "known_board_is_fine": "yes"})
    assert (sure.covered, (await host.state()).the_card.board_id) == (True, board)
    await made_by(host, {**fields_of(page), "fresh": offer})
    assert (await host.state()).the_card.list_id == offer


async def test_fog_refuses_a_known_board_whatever_is_pressed(host: Person, site: Site) -> None:
    board = await first_board(site)
    form = {**await form_of(host), "preset": "fog", "source": "board", "board": board, "known_board_is_fine": "yes"}
    answer = await host.browser.post("/play/new", data=form)
    assert answer.status_code == 422
    assert "Under fog nobody may know the board" in answer.text
    assert "known_board_is_fine" not in answer.text
    lists = (await site.services.boards.list_lists(ListFilter())).items
    assert (await made_by(host, {**form, "source": "list", "list": lists[0].id})).sight == "fog"
