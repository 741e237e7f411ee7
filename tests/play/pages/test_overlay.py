"""The overlay for streams: framed by others on it alone, forgiving, with names that custom CSS can rely on (S1)."""

import pytest

from arcadia.platform.clock import ManualClock
from arcadia.play.pages.overlay_look import (
    chosen_colour,
    chosen_delay,
    chosen_font,
    chosen_parts,
    chosen_scale,
    chosen_team_colours,
)
from arcadia.web.legible_colours import shades_of
from support.html import parse_page
from support.plain_browser import Person

QUICK = {"quick": True, "mark_rate": 0, "win": {"kind": "all"}}


async def test_s1_only_the_overlay_may_be_framed_by_other_sites(host: Person) -> None:
    code = await host.make(settings=QUICK)
    overlay = await host.browser.get(f"/play/{code}/overlay")
    assert "x-frame-options" not in overlay.headers
    assert overlay.headers["cross-origin-resource-policy"] == "cross-origin"
    assert "frame-ancestors *" in overlay.headers["content-security-policy"]
    for path in ("", "/watch", "/result", "/share"):
        page = await host.browser.get(f"/play/{code}{path}")
        assert page.headers["x-frame-options"] == "DENY", path
        assert page.headers["cross-origin-resource-policy"] == "same-origin"


async def test_it_needs_no_cookie_and_shows_the_public_view_to_everybody(host: Person, guest: Person) -> None:
    code = await host.make(settings={**QUICK, "sight": "hidden"})
    await host.mark(4)
    for person in (host, guest):
        page = parse_page((await person.browser.get(f"/play/{code}/overlay")).text)
        assert page.one("button", data_square="4")["data-team"] == ""
    assert not guest.browser.cookies


async def test_parts_are_chosen_by_query_and_carry_stable_names(host: Person) -> None:
    await host.make(settings=QUICK)
    await host.mark(4)
    page = await host.see("/overlay?parts=board,scores,timer,feed,names&theme=light&bg=00FF00&scale=2&text=0")
    assert {part["data-part"] for part in page.all() if part.get("data-part")} == {"board", "scores", "timer", "feed"}
    square = page.one("button", data_square="4")
    assert (square["data-team"], square["data-state"]) == ("1", "open")
    assert page.one("li", data_team="1").has("class_", "team")
    root = page.one("main")
    assert (root["data-state"], root["data-names"], root["data-text"]) == ("running", "yes", "no")
    assert (root["data-background"], root["data-scale"], root["data-theme"]) == ("#00ff00", "2.0", "light")
    assert {part["data-part"] for part in (await host.see("/overlay?parts=timer")).all() if part.get("data-part")} == {
        "timer"
    }


async def test_what_cannot_be_understood_is_as_usual(host: Person) -> None:
    await host.make(settings=QUICK)
    page = await host.see("/overlay?parts=bored&theme=pink&bg=red&scale=huge&text=perhaps")
    assert {part["data-part"] for part in page.all() if part.get("data-part")} == {"board", "scores"}
    root = page.one("main")
    assert (root.get("data-background"), root["data-scale"], root["data-text"]) == (None, "1.0", "yes")


async def test_names_side_font_and_cover_are_chosen_by_query(host: Person) -> None:
    await host.make(settings=QUICK)
    root = (await host.see("/overlay?parts=scores,names&names=0&mirror=1&font=Open+Sans&cover=off&delay=30")).one(
        "main"
    )
    assert (root["data-names"], root["data-team-names"], root["data-mirror"]) == ("no", "no", "yes")
    assert (root["data-font"], root["data-cover"], root["data-delay"]) == ("Open Sans", "off", "30")
    usual = (await host.see("/overlay")).one("main")
    assert (usual["data-team-names"], usual["data-mirror"], usual["data-cover"]) == ("yes", "no", "auto")
    assert (usual.get("data-font"), usual.get("data-delay")) == (None, None)


async def test_the_feed_of_a_stream_has_no_chat(host: Person) -> None:
    await host.make(settings=QUICK)
    await host.act("say", text="a word among friends")
    await host.mark(4)
    feed = (await host.see("/overlay?parts=feed")).one("ol")
    assert "Goal number 4" in feed.text
    assert "a word among friends" not in feed.text


async def test_a_later_stream_begins_with_what_was(host: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """`delay`: the page is of then, and so is its clock; how the session was made is known from the first."""
    await host.make(settings=QUICK)
    play = host.site.app.node.play
    begun = (await host.state()).created_at
    monkeypatch.setattr(play, "clock", ManualClock(begun + 60_000))
    live = await play.open(host.code)
    monkeypatch.setattr(live.mailbox, "_clock", ManualClock(begun + 60_000))
    await host.mark(4)
    monkeypatch.setattr(play, "clock", ManualClock(begun + 90_000))
    held = {}
    for delay in (0, 20, 40, 900):
        page = await host.see(f"/overlay?parts=board,timer,feed&delay={delay}")
        held[delay] = page.one("button", data_square="4")["data-team"]
        assert ("Goal number 4" in page.one("ol").text) is (delay == 0), "no line of the past"
    assert held == {0: "1", 20: "1", 40: "", 900: ""}


@pytest.mark.parametrize(
    ("raw", "scale"), [("1.5", 1.5), ("0", 0.5), ("-3", 0.5), ("99", 4.0), ("nan", 1.0), ("inf", 4.0), ("", 1.0)]
)
def test_a_scale_stays_within_reason(raw: str, scale: float) -> None:
    assert chosen_scale(raw) == scale


@pytest.mark.parametrize(
    ("raw", "colour"), [("#aaBB01", "#aabb01"), ("aabb01", "#aabb01"), ("none", ""), ("#fff", ""), ("00ff0g", "")]
)
def test_a_background_is_a_colour_or_nothing(raw: str, colour: str) -> None:
    assert chosen_colour(raw) == colour


@pytest.mark.parametrize(
    ("raw", "seconds"),
    [("30", 30), ("0", 0), ("901", 900), ("99999", 900), ("9999999", 0), ("-3", 0), ("x", 0), ("٣", 0)],
)
def test_a_delay_is_up_to_a_quarter_of_an_hour(raw: str, seconds: int) -> None:
    assert chosen_delay(raw) == seconds


@pytest.mark.parametrize(
    ("raw", "font"),
    [
        ("Open Sans", "Open Sans"),
        (" serif ", "serif"),
        ('x"; }', ""),
        ("a;b", ""),
        ("-x", ""),
        ("a" * 41, ""),
        ("", ""),
    ],
)
def test_a_font_is_a_name(raw: str, font: str) -> None:
    assert chosen_font(raw) == font


def test_parts_come_in_an_order_of_their_own() -> None:
    assert chosen_parts("scores,nonsense,board") == ("board", "scores")


@pytest.mark.parametrize(
    ("raw", "teams"),
    [
        ("", []),
        ("blue:9b6bff", ["blue"]),
        ("BLUE:#9B6BFF,orange:ffb347", ["blue", "orange"]),
        ("blue:nonsense,mauve:112233,orange", []),
        ("blue:fa9000", []),
        ("blue:9b6bff,orange:9b6cff", ["blue"]),
        ("blue:9b6bff}body{display:none", []),
    ],
)
def test_teams_have_other_colours_on_a_stream_where_every_eye_tells_them_apart(raw: str, teams: list[str]) -> None:
    assert [line.split()[0] for line in chosen_team_colours(raw, "dark", ["blue", "orange"]).splitlines()] == teams


async def test_issue_4_a_custom_colour_reaches_the_stream_legible(host: Person) -> None:
    await host.make()
    page = parse_page((await host.browser.get(f"/play/{host.code}/overlay?colours=blue:2200aa")).text)
    shades = shades_of("#2200aa", "dark")
    assert page.one(id="overlay")["data-colours"] == f"blue {shades.fill} {shades.ink} {shades.name} {shades.edge}"
    assert shades.fill != "#2200aa"
