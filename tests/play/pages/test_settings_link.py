"""A preset as a link (details, "Starting and joining"): every setting in an address, filled in, checked, never trusted."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import msgspec
import pytest

from arcadia.boards.service import ListFilter
from arcadia.play.domain.presets import PRESETS
from arcadia.play.pages.card_source import usual_source
from arcadia.play.pages.settings_fields import CHOICES, MODES, NUMBERS, PATTERN_LABELS, SWITCHES
from arcadia.play.pages.settings_form import Filled, filled_from, read_settings
from arcadia.play.pages.settings_link import filled_by_link, link_to, read_query
from support.html import Element, parse_page
from support.plain_browser import Person
from support.site import Site

USUAL = usual_source("", is_secret=False)


def opened(link: str) -> Filled:
    """The form that a link fills in."""
    return filled_by_link(read_query({"query_string": urlsplit(link).query.encode("latin-1")}))


def changed(**texts: str) -> Filled:
    filled = filled_from(PRESETS["classic"])
    return Filled({**filled.texts, **texts}, filled.ticked)


def every_change() -> list[Filled]:
    """The classic form with each field changed, one at a time, to every other value that it may have."""
    usual = filled_from(PRESETS["classic"])
    found = [
        changed(**{name: text})
        for name, text in (("name", "Ünïcode & <b>=?#"), ("minutes", "12.5"), ("custom", "1-2-3 4,5"))
    ]
    found += [changed(**{one.field.name: str(value)}) for one in CHOICES for value in one.words]
    found += [changed(**{one.field.name: str(value)}) for one in NUMBERS for value in (one.low, one.high)]
    found += [changed(**{one.field.name: ""}) for one in NUMBERS if one.may_be_empty]
    boxes = [*(one.name for one in SWITCHES), *(f"pattern_{name}" for name in PATTERN_LABELS)]
    return [*found, *(Filled(usual.texts, usual.ticked ^ {name}) for name in boxes)]


def test_every_field_survives_a_link_alone_and_all_together() -> None:
    for filled in every_change():
        assert opened(link_to(filled, USUAL)) == filled
    for mode in MODES:
        usual = filled_from(PRESETS[mode])
        assert link_to(usual, USUAL) == f"/play/new?preset={mode}", "only what differs stands in it"
        for filled in every_change():
            mixed = Filled({**filled.texts, "preset": mode}, filled.ticked)
            read, faults = read_settings(opened(link_to(mixed, USUAL)))
            assert faults == {}
            assert read == read_settings(mixed)[0]


HOSTILE: tuple[Mapping[str, str], ...] = (
    {"preset": "<script>", "win_kind": "'; DROP TABLE sessions; --", "sight": "everything", "win_n": "9" * 700},
    {"preset": "../../etc", "mark_rate": "-1", "minutes": "nan", "best_of": "1e9", "most_players": "٣"},
    {"chat": "maybe", "trackers": "on", "name": "<img src=x onerror=alert(1)>", "password": "known", "seed": "42"},
    {"source": "file", "rows": "99", "kind": "rm -rf", "list": "'\"><b>", "board": "not-a-board", "free": "2"},
    {"shown_preset": "race", "quick": "1", "rated": "1", "fresh": "x", "known_board_is_fine": "yes", "unknown": "x"},
    {"name": "x" * 5000, "custom": "1-" * 2000},
    {f"n{number}": "x" for number in range(300)},
)


@pytest.mark.parametrize("query", HOSTILE, ids=range(len(HOSTILE)))
async def test_what_a_link_says_wrong_is_escaped_told_and_makes_nothing(host: Person, query: Mapping[str, str]) -> None:
    before = len((await host.browser.get("/api/v1/sessions?limit=100")).json()["sessions"])
    answer = await host.browser.get(f"/play/new?{urlencode(query)}")
    assert answer.status_code == 200, answer.text
    page = parse_page(answer.text)
    for raw in ("<script>'", "<img src=x", "'\"><b>"):
        assert raw not in answer.text
    assert [one["name"] for one in page.all("input", type="password") if one.get("value")] == []
    assert page.one("input", name="seed").get("value") in (None, "")
    told = {one.text for one in page.all("p", class_="fault")}
    wrong = {"win_kind", "sight", "win_n", "mark_rate", "minutes", "best_of", "most_players"} & query.keys()
    assert bool(told) is bool(wrong), told
    assert len((await host.browser.get("/api/v1/sessions?limit=100")).json()["sessions"]) == before


@pytest.mark.parametrize(
    "raw", ["name=%00", "name=%ff%fe", "%", "&&&=&", "preset=classic&preset=race", "name=%E2%80%AE"]
)
async def test_broken_addresses_are_answered_in_words(host: Person, raw: str) -> None:
    answer = await host.browser.get(f"/play/new?{raw}", headers={"accept": "text/html"})
    assert answer.status_code in (200, 422), answer.text
    assert "<h1" in answer.text


def fields_of(page: Element) -> dict[str, str]:
    """What a browser would send of the page's form."""
    form = page.one("form", id="settings-form")
    sent = {
        one["name"]: one.get("value") or ""
        for one in form.all("input")
        if one.get("type") not in ("checkbox", "radio") or one.get("checked") is not None
    }
    for choice in form.all("select"):
        options = list(choice.all("option"))
        sent[choice["name"]] = next((one for one in options if one.get("selected") is not None), options[0])["value"]
    return sent


async def test_a_link_made_without_script_opens_the_same_form_for_a_friend(
    host: Person, guest: Person, site: Site
) -> None:
    wanted: dict[str, Any] = {
        "preset": "lockout", "shown_preset": "lockout", "name": "Friday & friends", "win_kind": "lines", "win_n": "2",
        "best_of": "3", "source": "list", "list": (await site.services.boards.list_lists(ListFilter())).items[0].id,
        "kind": "random", "rows": "4", "columns": "6", "seed": "secret-seed", "password": "secret-password",
    }  # fmt: skip
    form = {**fields_of(parse_page((await host.browser.get("/play/new?preset=lockout")).text)), **wanted}
    form = {name: value for name, value in form.items() if name not in ("chat", "free")}
    shared = await host.browser.post("/play/new", data={**form, "share": "yes"})
    assert shared.status_code == 200
    link = parse_page(shared.text).one("input", id="settings-link")["value"]
    query = parse_qs(urlsplit(link).query)
    assert link.startswith("http://arcadia.test/play/new?preset=lockout&")
    assert query["chat"] == ["0"]
    assert "secret" not in link
    theirs = fields_of(parse_page((await guest.browser.get(link)).text))
    assert theirs == {**form, "seed": "", "password": ""}
    codes = []
    for person, sent in ((host, form), (guest, theirs)):
        made = await person.browser.post("/play/new", data=sent)
        assert made.status_code == 303, made.text
        codes.append(made.headers["location"].rsplit("/", 1)[1])
    ours, other = [(await site.app.node.play.open(code)).state.settings for code in codes]
    assert msgspec.to_builtins(ours) == msgspec.to_builtins(other)
    assert (ours.name, ours.chat, ours.win.n, ours.best_of) == ("Friday & friends", False, 2, 3)


async def test_what_the_link_of_a_form_says_the_api_is_told_as_settings(host: Person) -> None:
    """The same preset by the API: the settings themselves."""
    settings, faults = read_settings(opened("/play/new?preset=race&win_n=2&chat=0"))
    assert faults == {}
    await host.make(settings=msgspec.to_builtins(settings))
    assert (await host.state()).settings == settings
