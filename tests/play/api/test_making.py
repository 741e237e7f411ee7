"""`POST /sessions` and the list: every preset, every source of a card, and what is wrong with the rest."""

import asyncio
from typing import Any

import httpx
import pytest

from arcadia.play.domain.presets import PRESETS
from support.api_player import ApiPlayer, goals, refusal
from support.boards_api import make_board, make_list
from support.players import settings
from support.site import Site

pytestmark = pytest.mark.asyncio(loop_scope="module")

CARD = {"goals": goals(25)}


def places(answer: httpx.Response) -> list[str]:
    """Where something is wrong, of an answer that says so by places."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    return [one["where"] for one in answer.json()["problems"]]


@pytest.mark.parametrize("preset", PRESETS)
async def test_every_preset_makes_a_session_that_its_host_sees(host: ApiPlayer, preset: str) -> None:
    made = await host.make(CARD, preset=preset, settings=None)
    code = made["code"]
    assert made == {
        "code": code,
        "seat": 1,
        "join_path": f"/j/{code}",
        "play_path": f"/play/{code}",
        "socket_path": f"/api/v1/sessions/{code}/socket",
    }
    seen = await host.see()
    assert seen["settings"].get("preset", "classic") == preset
    assert (seen["host"], seen["owner"], seen["seats"][0]["name"]) == (1, 1, "Host")


async def test_without_a_preset_it_is_a_quick_session(host: ApiPlayer) -> None:
    await host.make(settings=None)
    assert (await host.see())["settings"]["preset"] == "quick"
    assert (await host.done("mark", square=1))["changed"]


async def test_given_settings_stand_instead_of_the_preset(host: ApiPlayer) -> None:
    await host.make(preset="race", settings={"preset": "own", "countdown_s": 42, "win": {"kind": "squares", "n": 7}})
    seen = (await host.see())["settings"]
    assert (seen["preset"], seen["countdown_s"], seen["win"]) == ("own", 42, {"kind": "squares", "n": 7})
    assert "covered" not in seen


async def test_a_name_is_put_into_the_settings(host: ApiPlayer) -> None:
    await host.make(name="Friday's race", preset="classic", settings=None)
    assert (await host.see())["settings"]["name"] == "Friday's race"


async def test_there_is_no_such_preset(host: ApiPlayer) -> None:
    answer = await host.try_to_make(card=CARD, preset="chess")
    assert (answer.status_code, answer.json()["code"], places(answer)) == (422, "invalid", ["preset"])


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"ownership": "lockout", "win": {"kind": "all"}}, "win.kind"),
        ({"win": {"kind": "lines", "n": 13}}, "win.n"),
        ({"win": {"kind": "squares", "n": 26}}, "win.n"),
        ({"win": {"kind": "majority"}, "teams": "one"}, "win.kind"),
        ({"win": {"kind": "pattern", "patterns": ["heart"]}}, "win.patterns"),
        ({"win": {"kind": "pattern"}}, "win.patterns"),
        ({"win": {"kind": "points"}}, "win.target"),
        ({"ownership": "draft"}, "ownership"),
        ({"name": "bell \u0007"}, "name"),
    ],
)
async def test_impossible_settings_are_refused_by_their_field(host: ApiPlayer, wanted: Any, field: str) -> None:
    """Rules 3: refused as `settings` when the session is made."""
    status, word, data = refusal(await host.try_to_make(card=CARD, settings=wanted))
    assert (status, word, data["field"]) == (422, "settings", field)
    assert data["expected"]


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"settings": {"countdown_s": 1_000}}, "$.settings.countdown_s"),
        ({"settings": {"sight": "x-ray"}}, "$.settings.sight"),
        ({"settings": {"mark_rate": "fast"}}, "$.settings.mark_rate"),
        ({"settings": {"countdown": 5}}, "$.settings"),
        ({"settings": {"win": {"lines": 3}}}, "$.settings.win"),
        ({"nickname": 7}, "$.nickname"),
        ({"password": ""}, "$.password"),
        ({"card": {"rows": "5"}}, "$.card.rows"),
        ({"cards": CARD}, "$"),
    ],
)
async def test_what_is_not_of_the_shape_is_named_by_its_path(host: ApiPlayer, body: Any, where: str) -> None:
    answer = await host.try_to_make(**body)
    assert (answer.status_code, answer.json()["code"], answer.json()["where"]) == (400, "malformed", where), answer.text


async def test_a_body_without_a_nickname_or_that_is_none_at_all_is_refused(host: ApiPlayer) -> None:
    for body, status in ((b"{}", 400), (b"[", 400), (b"\xff", 400), (b"null", 400), (b"", 422)):
        answer = await host.http.post("/api/v1/sessions", content=body)
        assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), body


@pytest.mark.parametrize("nickname", ["", "   ", "\u202e\u200b", "x" * 25])
async def test_a_nickname_that_shows_nothing_or_too_much_is_refused(host: ApiPlayer, nickname: str) -> None:
    assert refusal(await host.try_to_make(nickname=nickname, card=CARD))[:2] == (422, "name")


# Where cards come from


async def test_a_card_of_goals_lies_as_they_were_given(host: ApiPlayer) -> None:
    await host.make({"goals": goals(25, g3={"target": 4, "types": ["sea"]})})
    squares = (await host.see())["squares"]
    assert [square["text"] for square in squares] == [f"goal {number}" for number in range(1, 26)]
    assert (squares[2]["key"], squares[2]["target"], squares[2]["types"]) == ("g3", 4, ["sea"])


async def test_more_goals_than_squares_are_drawn_by_the_seed(host: ApiPlayer) -> None:
    cards = []
    for _ in range(2):
        await host.make({"goals": goals(60), "seed": "17", "kind": "random", "rows": 4, "columns": 6})
        seen = await host.see()
        cards.append([square["text"] for square in seen["squares"]])
        assert (seen["card"]["rows"], seen["card"]["columns"], seen["card"]["seed"]) == (4, 6, "17")
    assert cards[0] == cards[1]
    assert len(set(cards[0])) == 24


async def test_a_card_of_a_list_is_generated(host: ApiPlayer) -> None:
    saved = await make_list(host.http)
    await host.make({"list": saved["id"], "kind": "balanced", "seed": "7", "free": True})
    seen = await host.see()
    assert (seen["card"]["title"], seen["card"]["seed"], seen["card"]["free"]) == ("A list", "7", 13)


async def test_a_card_of_a_board_is_the_board_and_counts_as_played(host: ApiPlayer) -> None:
    saved = await make_board(host.http)
    await host.make({"board": saved["id"]})
    seen = await host.see()
    assert (seen["card"]["title"], seen["card"]["board_id"]) == ("A board", saved["id"])
    assert (await host.http.get(f"/api/v1/boards/{saved['id']}")).json()["plays"] == 1


async def test_without_a_source_some_public_board_is_dealt(host: ApiPlayer) -> None:
    await make_board(host.http)
    await host.make({})
    assert (await host.see())["card"]["board_id"]


@pytest.mark.parametrize("source", ["board", "list"])
async def test_a_private_source_of_somebody_else_is_not_there(host: ApiPlayer, guest: ApiPlayer, source: str) -> None:
    made = await (make_board if source == "board" else make_list)(host.http, visibility="private")
    assert (await host.try_to_make(card={source: made["id"]})).status_code == 201
    answer = await guest.try_to_make(card={source: made["id"]})
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    ("card", "where"),
    [
        ({"goals": goals(25), "board": "x"}, "card"),
        ({"goals": goals(8)}, "goals"),
        ({"goals": goals(25), "rows": 11, "seed": "1"}, "rows"),
        ({"goals": [{"text": ""}] * 25}, "card.goals[0].text"),
    ],
)
async def test_a_card_that_cannot_be_dealt_is_refused_by_its_place(host: ApiPlayer, card: Any, where: str) -> None:
    answer = await host.try_to_make(card=card)
    assert (answer.status_code, places(answer)[0]) == (422, where), answer.text


async def test_under_fog_a_board_that_others_know_is_refused(host: ApiPlayer) -> None:
    """Product, "Modes": secret modes deal a fresh card."""
    saved = await make_board(host.http)
    answer = await host.try_to_make(card={"board": saved["id"]}, preset="fog")
    assert (answer.status_code, places(answer)) == (422, ["board"])


# The list


async def listed(player: ApiPlayer, **query: Any) -> list[str]:
    """The codes of all pages."""
    codes: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        answer = await player.http.get("/api/v1/sessions", params={**query, **({"cursor": cursor} if cursor else {})})
        assert answer.status_code == 200, answer.text
        page = answer.json()
        codes += [entry["code"] for entry in page["sessions"]]
        cursor = page["next"]
    return codes


async def test_open_sessions_are_listed_with_what_strangers_may_know(host: ApiPlayer, stranger: ApiPlayer) -> None:
    code = (
        await host.make({"goals": goals(24), "rows": 4, "columns": 6}, preset="classic", settings=None, name="Mine")
    )["code"]
    entries = (await stranger.http.get("/api/v1/sessions?limit=100")).json()["sessions"]
    (entry,) = [entry for entry in entries if entry["code"] == code]
    assert entry.pop("created_at") == entry.pop("last_event_at")
    assert entry == {
        "code": code,
        "name": "Mine",
        "mode": "classic",
        "phase": "waiting",
        "size": "4x6",
        "players": 1,
        "board": "",
    }


async def test_the_list_shows_no_private_one_none_with_a_password_and_none_that_is_over(
    host: ApiPlayer, stranger: ApiPlayer
) -> None:
    hidden = [(await host.make(settings=settings(listed=False)))["code"], (await host.make(password="secret"))["code"]]
    over = (await host.make())["code"]
    await host.done("finish")
    shown = (await host.make())["code"]
    codes = await listed(stranger)
    assert shown in codes
    assert not set(codes) & {*hidden, over}


async def test_the_list_can_be_narrowed_by_phase_and_mode(host: ApiPlayer, stranger: ApiPlayer) -> None:
    waiting = (await host.make(preset="lockout", settings=None))["code"]
    running = (await host.make(preset="quick", settings=None))["code"]
    assert waiting in await listed(stranger, phase="waiting", mode="lockout")
    assert running not in await listed(stranger, phase="waiting")
    assert running in await listed(stranger, phase="started", mode="quick")
    assert waiting not in await listed(stranger, mode="quick")
    assert await listed(stranger, phase="paused", mode="nothing") == []


async def test_pages_of_the_list_follow_each_other_without_gap_or_repeat(host: ApiPlayer, stranger: ApiPlayer) -> None:
    made = [(await host.make())["code"] for _ in range(7)]
    codes = await listed(stranger, limit=3)
    assert len(codes) == len(set(codes))
    assert set(made) <= set(codes)
    newest = [code for code in codes if code in made]
    assert newest == made[::-1], "the latest event first"


@pytest.mark.parametrize(
    "query", ["phase=over", "phase=%00", "mode=%00", "mode=A", "limit=0", "limit=101", "limit=x", "cursor=" + "9" * 81]
)
async def test_a_query_that_means_nothing_is_refused(stranger: ApiPlayer, query: str) -> None:
    """Also what one database could store and another one not."""
    answer = await stranger.http.get(f"/api/v1/sessions?{query}")
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json"), answer.text


@pytest.mark.parametrize("cursor", ["x", "1.2.3", "99999999999999999999.x", ".", "1.%00"])
async def test_a_cursor_of_somebody_elses_making_is_harmless(stranger: ApiPlayer, cursor: str) -> None:
    assert (await stranger.http.get(f"/api/v1/sessions?cursor={cursor}")).status_code == 200


async def test_codes_are_never_given_twice(site: Site) -> None:
    async with ApiPlayer(site) as one, ApiPlayer(site) as other:
        made = await asyncio.gather(*(player.make() for player in (one, other) * 10))
    assert len({one["code"] for one in made}) == 20
