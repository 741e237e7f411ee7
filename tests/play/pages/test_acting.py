"""Every tool of the session page as a plain form: done by the server, offered when it applies (issue 2, "Pages")."""

from typing import get_args

import pytest

from arcadia.play.domain import commands as do
from arcadia.play.domain.state import Phase, Presence, Role
from arcadia.play.pages.acting import COMMANDS, NEW_CARD, SHORT_FORMS
from arcadia.play.protocol import PlayerCommand
from support.html import Element
from support.plain_browser import Person

LOBBY = {"settings": {"countdown_s": 3}}
RUNNING = {"settings": {"quick": True, "mark_rate": 0, "win": {"kind": "all"}}}


def tools(page: Element) -> set[str]:
    """The words of all tools that a page shows."""
    return {button["value"] for button in page.all("button", shown_only=True, name="do")}


def test_every_command_of_a_player_has_a_form_but_those_with_pages_of_their_own() -> None:
    tags = {str(command.__struct_config__.tag) for command in get_args(PlayerCommand)}
    assert set(COMMANDS) == tags - {"bulk", "settings"}
    assert {short["do"] for short in SHORT_FORMS.values()} <= set(COMMANDS)


async def test_a_lobby_by_plain_forms(host: Person, guest: Person) -> None:
    code = await host.make(**LOBBY)
    await guest.join(code, "Ana")
    assert {"ready", "start", "lock", "cancel"} <= tools(await host.see())
    assert {"start", "lock", "pause"} & tools(await guest.see()) == set()
    assert await guest.act("ready") == ""
    page = await host.see()
    assert "1 of 2 are ready" in page.one(id="banner").text
    assert "unready" in tools(await guest.see())
    assert await guest.act("unready") == ""
    assert await guest.act("start") == "role"
    assert await host.act("start") == ""
    assert "call_off" in tools(await host.see())
    assert await host.act("call_off") == ""
    assert (await host.state()).phase is Phase.WAITING


async def test_a_running_card_by_plain_forms(host: Person, guest: Person) -> None:
    await guest.join(await host.make(**RUNNING), "Ana")
    await host.mark(3)
    await guest.mark(3, 4)
    page = await guest.see()
    assert page.one("button", data_square="3")["aria-label"] == "Goal number 3, yours, also Mira"
    assert page.one("button", data_square="3")["name"] == "unmark"
    assert await guest.act("undo") == ""
    assert (await guest.see()).one("button", data_square="4")["name"] == "mark"
    assert await host.act("pause") == ""
    paused = await guest.see()
    assert paused.one(id="banner").text.startswith("Paused")
    assert paused.one("button", data_square="4").get("name") is None
    assert await guest.act("resume") == "role"
    assert await host.act("resume") == ""
    assert (await host.state()).phase is Phase.STARTED


async def test_giving_up_and_ending(host: Person, guest: Person) -> None:
    await guest.join(await host.make(**RUNNING), "Ana")
    await guest.mark(1)
    assert await guest.act("forfeit") == ""
    assert "forfeit" not in tools(await guest.see())
    assert await host.act("finish") == ""
    assert {"confirm", "new_card", "reopen"} <= tools(await host.see())
    assert await host.act("reopen") == "value"
    assert await host.act("reopen", reason="Ana was cut off") == ""
    assert "The result was withdrawn" in (await guest.see()).one(id="banner").text
    assert await host.act("cancel") == ""
    assert (await host.state()).phase is Phase.CANCELLED


async def test_a_new_card_is_dealt_once_however_often_it_is_pressed(host: Person) -> None:
    await host.make(**RUNNING)
    assert await host.act(NEW_CARD, card=1) == ""
    assert await host.act(NEW_CARD, card=1) == "old_card"
    assert (await host.state()).the_card.number == 2
    assert await host.act(NEW_CARD, card=2, seed="41") == ""
    assert (await host.state()).the_card.seed == "41"
    assert await host.act(NEW_CARD, card=3, board="nothing") == "no_card"
    assert (await host.state()).the_card.number == 3


async def test_a_mark_for_an_older_card_marks_nothing(host: Person) -> None:
    await host.make(**RUNNING)
    await host.act(NEW_CARD)
    answer = await host.browser.post(f"/play/{host.code}/act", data={"mark": "1", "card": "1"})
    assert answer.headers["location"].endswith("?said=old_card")
    assert not (await host.state()).marks


async def test_seats_are_managed_by_plain_forms(host: Person, guest: Person, other: Person) -> None:
    code = await host.make(settings={"approval": True})
    await guest.join(code, "Ana")
    assert "asks to join" in (await host.see()).one(id="people").text
    assert "You have asked to join" in (await guest.see()).text
    assert await guest.act("leave") == ""
    assert (await host.state()).seats[2].presence is Presence.LEFT
    await guest.join(code, "Ana")
    assert await host.act("admit", seat=2) == ""
    assert (await guest.see()).one(id="banner").text.startswith("Lobby")
    for word, holds in (("mute", True), ("unmute", False)):
        assert await host.act(word, seat=2) == ""
        assert (await host.state()).seats[2].is_muted is holds
    await other.join(code, "Kofi", role="spectator")
    assert await host.act("role_referee", seat=3) == ""
    assert (await host.state()).seats[3].role is Role.REFEREE
    assert await host.act("kick", seat=2) == ""
    assert (await host.state()).seats[2].presence is Presence.KICKED
    assert "unban" in tools(await host.see())
    assert await host.act("ban", seat=2) == ""
    assert (await guest.join(code, "Ana")).status_code == 409
    assert await host.act("unban", seat=2) == ""
    assert (await guest.join(code, "Ana")).status_code == 303
    assert await host.act("hand_over", seat=3) == ""
    assert (await host.state()).host == 3


async def test_the_door_is_locked_and_opened(host: Person, guest: Person) -> None:
    code = await host.make()
    assert await host.act("lock") == ""
    assert "unlock" in tools(await host.see())
    refused = await guest.join(code, "Ana")
    assert "The door is closed" in refused.text
    assert await host.act("unlock") == ""
    assert (await guest.join(code, "Ana")).status_code == 303


async def test_name_team_and_colour(host: Person, guest: Person) -> None:
    await guest.join(await host.make(**LOBBY), "Ana")
    assert await guest.act("rename", name="Anna") == ""
    assert await guest.act("team_look", name="Reds", colour="red") == ""
    assert await guest.act("team_look", colour="blue") == "team"
    page = await guest.see("/people/2")
    assert page.one("input", name="colour", value="red").get("checked") is not None
    assert page.one("input", name="colour", value="blue").get("disabled") is not None
    assert await guest.act("team", team=1) == ""
    state = await guest.state()
    assert (state.seats[2].name, state.seats[2].team, state.teams[2].colour) == ("Anna", 1, "red")
    assert await guest.act("team", team=0) == ""
    assert (await guest.state()).seats[2].team == 3


async def test_a_lost_seat_is_found_again(host: Person, guest: Person, other: Person) -> None:
    """Details, "Starting and joining": a guest who lost the cookie joins anew and the host merges the seats."""
    code = await host.make(**RUNNING)
    await guest.join(code, "Ana")
    await guest.mark(5)
    await other.join(code, "Ana")
    assert await host.act("merge", seat=3, into=2) == ""
    assert (await other.see()).one("button", data_square="5")["aria-pressed"] == "true"


async def test_chat_to_all_and_to_the_team(host: Person, guest: Person) -> None:
    await guest.join(await host.make(**RUNNING), "Ana")
    assert await guest.act("say", text="hello all", to_team="false") == ""
    assert await guest.act("say", text="hello team", to_team="true") == ""
    assert "hello all" in (await host.see()).one(id="feed").text
    assert "hello team" not in (await host.see()).text
    assert "hello team" in (await guest.see()).one(id="feed").text
    assert await guest.act("say", text=" ") == "value"


async def test_a_referee_judges_by_plain_forms(host: Person, guest: Person) -> None:
    code = await host.make(**RUNNING)
    await guest.join(code, "Kim", role="spectator")
    await host.act("role_referee", seat=2)
    await host.mark(7)
    assert await host.act("void", square=7, team=1, reason="on video") == "neutral"
    assert await guest.act("void", square=7, team=1) == "value"
    assert await guest.act("void_dead", square=7, team=1, reason="on video") == ""
    page = await host.see()
    assert page.one("button", data_square="7")["data-state"] == "dead"
    assert "Kim voided the mark of Mira on Goal number 7 : on video" in page.one(id="feed").text
    assert await guest.act("award", square=8, team=1, reason="first") == ""
    assert await guest.act("revive", square=7) == ""
    assert await guest.act("mark", square=7, team=1) == ""
    assert (await guest.state()).held[1].bit_count() == 2


async def test_leaving_leads_to_the_start_page_and_the_way_back_is_open(host: Person, guest: Person) -> None:
    code = await host.make()
    await guest.join(code, "Ana")
    answer = await guest.browser.post(f"/play/{code}/act", data={"do": "leave"})
    assert answer.headers["location"] == "/"
    assert (await guest.browser.get(f"/play/{code}")).headers["location"] == f"/j/{code}"
    assert (await guest.join(code, "Ana")).status_code == 303


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({}, "unknown"),
        ({"do": "bulk"}, "unknown"),
        ({"do": "settings"}, "unknown"),
        ({"do": "due", "at": "1"}, "unknown"),
        ({"do": "kick"}, "value"),
        ({"do": "kick", "seat": "x"}, "value"),
        ({"mark": "first"}, "value"),
    ],
)
async def test_what_is_no_form_of_the_page_does_nothing(host: Person, fields: dict[str, str], word: str) -> None:
    await host.make()
    before = (await host.state()).version
    answer = await host.browser.post(f"/play/{host.code}/act", data=fields)
    assert answer.headers["location"].endswith(f"?said={word}")
    assert (await host.state()).version == before


async def test_a_stranger_is_sent_to_the_door(host: Person, guest: Person) -> None:
    guest.code = await host.make(**RUNNING)
    assert await guest.act("pause") == "no_seat"
    assert (await guest.browser.get(f"/play/{guest.code}?said=no_seat")).headers["location"] == f"/j/{guest.code}"


async def test_a_refusal_is_said_in_a_sentence_and_only_from_the_closed_list(host: Person) -> None:
    await host.make()
    assert (await host.see("?said=role")).one("p", role="alert").text == "Only the host or a referee may do that."
    for word in ("nonsense", "<script>", ""):
        page = await host.see(f"?said={word}")
        assert not list(page.all("p", role="alert"))
        assert "nonsense" not in page.text


def test_joining_has_no_form_here() -> None:
    assert str(do.Join.__struct_config__.tag) not in COMMANDS
