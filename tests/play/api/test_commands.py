"""Commands over HTTP: every refusal with its status and word (rules 2), ids, short forms, and the socket's own answers."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, get_args

import httpx
import pytest
import pytest_asyncio

from arcadia.app import make_app
from arcadia.platform.config import read_settings
from arcadia.play.domain.refusals import HTTP_STATUS, Refusal
from arcadia.play.protocol import SeatCommand
from support.api_player import ApiPlayer, Json, goals, refusal
from support.players import Player, settings
from support.socket_server import served

pytestmark = pytest.mark.asyncio(loop_scope="module")

Table = dict[str, ApiPlayer]
LOCKOUT = {"ownership": "lockout", "win": {"kind": "majority"}}


# Each word of the list, and what provokes it in a running session with a host and a guest.


async def nobody_has_a_seat(table: Table) -> httpx.Response:
    await begin(table)
    table["stranger"].code = table["host"].code
    return await table["stranger"].do("mark", square=1)


async def begin(table: Table, card: Json | None = None, **wanted: Any) -> None:
    """A session with its host in seat 1 and a guest in seat 2."""
    made = await table["host"].make(card, settings=settings(**wanted))
    await table["guest"].seat(made["code"])


def asks(who: str, word: str, **fields: Any) -> Callable[[Table], Awaitable[httpx.Response]]:
    """One command in a fresh session."""

    async def provoke(table: Table) -> httpx.Response:
        await begin(table, {"goals": goals(25, g4={"text": "goal 5"})})
        return await table[who].do(word, **fields)

    return provoke


async def spectators_mark(table: Table) -> httpx.Response:
    made = await table["host"].make()
    await table["guest"].seat(made["code"], role="spectator")
    return await table["guest"].do("mark", square=1)


async def a_host_who_plays_judges_beside_a_referee(table: Table) -> httpx.Response:
    made = await table["host"].make()
    await table["guest"].seat(made["code"], role="spectator")
    await table["host"].done("role", seat=2, role="referee")
    await table["host"].done("mark", square=1)
    return await table["host"].do("void", square=1, team=1, reason="mine")


async def the_muted_speak(table: Table) -> httpx.Response:
    await begin(table)
    await table["host"].done("mute", seat=2)
    return await table["guest"].do("say", text="mmh")


async def marks_beyond_the_rate(table: Table) -> httpx.Response:
    await begin(table, mark_rate=1)
    await table["host"].done("mark", square=1)
    return await table["host"].do("mark", square=2)


async def a_command_for_the_last_card(table: Table) -> httpx.Response:
    await begin(table)
    await table["host"].done("new_card")
    return await table["host"].do("mark", square=1, card=1)


async def a_mark_before_the_start(table: Table) -> httpx.Response:
    await begin(table, quick=False)
    return await table["host"].do("mark", square=1)


async def a_mark_while_the_clock_stands(table: Table) -> httpx.Response:
    await begin(table)
    await table["host"].done("pause")
    return await table["host"].do("mark", square=1)


async def a_mark_into_the_fog(table: Table) -> httpx.Response:
    await begin(table, sight="fog")
    return await table["host"].do("mark", square=1)


async def a_mark_on_the_free_square(table: Table) -> httpx.Response:
    await begin(table, {"goals": goals(25), "free": True})
    return await table["host"].do("mark", square=13)


async def a_mark_on_a_dead_square(table: Table) -> httpx.Response:
    await begin(table)
    await table["host"].done("kill", square=1)
    return await table["host"].do("mark", square=1)


async def a_mark_on_the_others_square(table: Table) -> httpx.Response:
    await begin(table, **LOCKOUT)
    await table["host"].done("mark", square=1)
    return await table["guest"].do("mark", square=1)


async def an_unmark_of_the_others_square(table: Table) -> httpx.Response:
    await begin(table)
    await table["host"].done("mark", square=1)
    return await table["guest"].do("unmark", square=1)


async def an_unmark_where_none_is_allowed(table: Table) -> httpx.Response:
    await begin(table, unmark="never")
    await table["host"].done("mark", square=1)
    return await table["host"].do("unmark", square=1)


async def a_counter_without_a_target(table: Table) -> httpx.Response:
    await begin(table)
    return await table["host"].do("counter", square=1, value=1)


async def a_counter_beyond_its_target(table: Table) -> httpx.Response:
    await begin(table, {"goals": goals(25, g1={"target": 3})})
    return await table["host"].do("counter", square=1, value=4)


async def a_card_of_a_board_that_is_none(table: Table) -> httpx.Response:
    await begin(table)
    return await table["host"].do("new_card", board="no such board")


async def a_command_during_a_restart(table: Table) -> httpx.Response:
    await begin(table)
    node = table["site"].app.node  # type: ignore[attr-defined]
    node.refuse_commands()
    try:
        return await table["host"].do("mark", square=1)
    finally:
        node.play.is_accepting = True


async def a_seat_in_a_locked_session(table: Table) -> httpx.Response:
    await begin(table)
    await table["host"].done("lock")
    return await table["stranger"].join(table["host"].code)


async def a_seat_for_the_banned(table: Table) -> httpx.Response:
    await begin(table)
    await table["host"].done("ban", seat=2)
    return await table["guest"].join(table["host"].code)


async def a_seat_where_all_are_taken(table: Table) -> httpx.Response:
    await begin(table, most_players=2)
    return await table["stranger"].join(table["host"].code)


async def a_seat_after_the_start(table: Table) -> httpx.Response:
    made = await table["host"].make(settings=settings(late_join="nobody"))
    return await table["stranger"].join(made["code"])


async def a_seat_without_the_password(table: Table) -> httpx.Response:
    made = await table["host"].make(password="secret")
    return await table["stranger"].join(made["code"])


async def a_seat_without_a_name(table: Table) -> httpx.Response:
    made = await table["host"].make()
    return await table["stranger"].join(made["code"], nickname="")


async def a_seat_nowhere(table: Table) -> httpx.Response:
    return await table["stranger"].join("AAAAAA")


PROVOKED: dict[str, tuple[Callable[[Table], Awaitable[httpx.Response]], Json]] = {
    "no_session": (a_seat_nowhere, {}),
    "wrong_password": (a_seat_without_the_password, {}),
    "banned": (a_seat_for_the_banned, {}),
    "locked": (a_seat_in_a_locked_session, {}),
    "full": (a_seat_where_all_are_taken, {}),
    "late": (a_seat_after_the_start, {"late_join": "nobody"}),
    "name": (a_seat_without_a_name, {}),
    "no_seat": (nobody_has_a_seat, {}),
    "spectator": (spectators_mark, {}),
    "role": (asks("guest", "kick", seat=1), {"needs": "referee"}),
    "neutral": (a_host_who_plays_judges_beside_a_referee, {}),
    "muted": (the_muted_speak, {}),
    "slow_down": (marks_beyond_the_rate, {"retry_ms": ...}),
    "old_card": (a_command_for_the_last_card, {"card": 2}),
    "phase": (a_mark_before_the_start, {"phase": "waiting"}),
    "paused": (a_mark_while_the_clock_stands, {}),
    "no_square": (asks("host", "mark", square=26), {}),
    "no_goal": (asks("host", "mark", key="nothing"), {}),
    "ambiguous": (asks("host", "mark", goal="goal 5"), {"squares": [4, 5]}),
    "unseen": (a_mark_into_the_fog, {}),
    "free": (a_mark_on_the_free_square, {}),
    "dead": (a_mark_on_a_dead_square, {}),
    "taken": (a_mark_on_the_others_square, {"team": 1}),
    "foreign": (an_unmark_of_the_others_square, {}),
    "unmark_closed": (an_unmark_where_none_is_allowed, {}),
    "no_counter": (a_counter_without_a_target, {}),
    "value": (a_counter_beyond_its_target, ...),
    "team": (asks("host", "mark", square=1, team=2), {}),
    "settings": (a_card_of_a_board_that_is_none, {"field": "board", "expected": ...}),
    "too_long": (asks("host", "say", text="x" * 501), {"most": 500}),
    "unavailable": (a_command_during_a_restart, {}),
}
LATER = {Refusal.NOT_PICKED, Refusal.TURN}
"""Words of drafts, which are not played yet."""


@pytest.mark.parametrize("word", PROVOKED)
async def test_each_refusal_has_its_status_its_word_and_its_data(
    site: Any, host: ApiPlayer, guest: ApiPlayer, stranger: ApiPlayer, word: str
) -> None:
    provoke, data = PROVOKED[word]
    table: Table = {"host": host, "guest": guest, "stranger": stranger, "site": site}
    answer = await provoke(table)
    status, told, found = refusal(answer)
    assert (status, told) == (HTTP_STATUS[Refusal(word)], word), answer.text
    if data is not ...:
        assert set(found) == set(data), found
        assert all(data[name] in (..., value) for name, value in found.items()), found
    assert answer.headers["cache-control"] == "no-store"
    if word == "slow_down":
        assert int(answer.headers["retry-after"]) == -(-found["retry_ms"] // 1000)


async def test_every_word_of_the_list_is_provoked() -> None:
    assert set(PROVOKED) == {word.value for word in Refusal} - {word.value for word in LATER}


# Ids


async def test_the_same_id_gets_the_same_answer_and_another_seats_id_is_another_command(
    host: ApiPlayer, guest: ApiPlayer
) -> None:
    """Rules 1.2, vector 11."""
    await begin({"host": host, "guest": guest})
    first = await host.do("mark", square=7, id="x")
    await host.done("unmark", square=7)
    again = await host.do("mark", square=7, id="x")
    assert (again.status_code, again.json()) == (first.status_code, first.json())
    theirs = await guest.done("mark", square=7, id="x")
    assert theirs["v"] == first.json()["v"] + 2
    wrong = await guest.do("unmark", square=99, id="y")
    assert (await guest.do("unmark", square=7, id="y")).json() == wrong.json()


async def test_the_outcomes_of_a_bulk_command_are_told_again(host: ApiPlayer) -> None:
    await host.make()
    wanted = [{"square": 1}, {"key": "g2"}, {"goal": "GOAL  3"}, {"square": 99}, {"square": 1}]
    first = await host.done("bulk", id="x", squares=wanted)
    assert first["data"]["outcomes"] == ["ok", "ok", "ok", "no_square", "unchanged"]
    await host.done("unmark", square=1)
    assert await host.done("bulk", id="x", squares=wanted) == first


async def test_without_an_id_each_request_is_a_command_of_its_own(host: ApiPlayer) -> None:
    await host.make()
    told = [await host.done("say", text="hello") for _ in range(2)]
    assert told[0]["id"] != told[1]["id"]
    assert told[1]["v"] == told[0]["v"] + 1
    cards = [await host.done("new_card") for _ in range(2)]
    assert cards[0]["id"] != cards[1]["id"]
    assert (await host.see())["card"]["number"] == 3


@pytest.mark.parametrize("identity", ["", "a b", "x" * 65, "ä", "a\u0000"])
async def test_an_id_that_is_none_is_refused_by_every_door(host: ApiPlayer, identity: str) -> None:
    await host.make()
    before = (await host.see())["v"]
    for path, body in (("/marks", {"square": 1}), ("/messages", {"text": "hi"}), ("/commands", {"do": "undo"})):
        answer = await host.post(path, **body, id=identity)
        assert (answer.status_code, answer.json()["where"]) == (400, "$.id")
    answer = await host.http.delete(f"/api/v1/sessions/{host.code}/marks/1", params={"id": identity})
    assert answer.status_code == 422
    assert (await host.see())["v"] == before


async def test_what_a_client_may_not_send_is_no_command(host: ApiPlayer) -> None:
    """Joining and deadlines are the system's own; a card is dealt by the server."""
    await host.make()
    for word in ("join", "due", "host_away", "host_back", "deal", "hello", "catch_up", "ping", "toggle", ""):
        answer = await host.do(word)
        assert (answer.status_code, answer.json()["where"]) == (400, "$.do"), word


# Short forms


async def test_squares_are_named_by_number_key_or_text(host: ApiPlayer) -> None:
    """Details, "Trackers and bots"."""
    await host.make()
    for fields in ({"square": 1}, {"key": "g2"}, {"goal": " Goal   3 "}):
        answer = await host.post("/marks", **fields)
        assert answer.status_code == 201, answer.text
    held = [square["n"] for square in (await host.get("/board")).json()["squares"] if "held" in square]
    assert held == [1, 2, 3]


async def test_a_mark_is_taken_back_by_deleting_it(host: ApiPlayer) -> None:
    await host.make()
    await host.done("mark", square=7)
    path = f"/api/v1/sessions/{host.code}/marks/7"
    first = await host.http.delete(path, params={"id": "x"})
    assert (first.status_code, first.json()["changed"]) == (200, True)
    assert (await host.http.delete(path, params={"id": "x"})).json() == first.json()
    assert (await host.http.delete(path)).json()["changed"] is False
    assert refusal(await host.http.delete(path, params={"card": 9}))[:2] == (409, "old_card")
    assert refusal(await host.http.delete(path.removesuffix("7") + "99"))[:2] == (404, "no_square")
    assert (await host.http.delete(path, params={"card": -1})).status_code == 422


async def test_counters_are_set_and_moved(host: ApiPlayer) -> None:
    await host.make({"goals": goals(25, g4={"target": 3})})
    assert (await host.post("/counters", square=4, value=2)).status_code == 201
    assert (await host.get("/board")).json()["squares"][3]["counts"] == {"1": 2}
    assert (await host.post("/counters", key="g4", step=1)).status_code == 201
    assert (await host.get("/board")).json()["squares"][3]["held"] == [1]
    assert refusal(await host.post("/counters", square=4, value=9))[:2] == (422, "value")


async def test_messages_go_to_all_or_to_the_team(host: ApiPlayer, guest: ApiPlayer) -> None:
    await begin({"host": host, "guest": guest})
    for body in ({"text": "to all"}, {"text": "to us", "to_team": True}):
        assert (await host.post("/messages", **body)).status_code == 201
    feeds = [(await player.get("/feed?kind=chat")).json()["lines"] for player in (host, guest)]
    assert [[line["line"]["text"] for line in feed] for feed in feeds] == [["to us", "to all"], ["to all"]]


@pytest.mark.parametrize("path", ["/marks", "/counters", "/messages", "/commands", "/seats"])
async def test_unknown_fields_and_odd_bodies_are_refused_by_every_door(host: ApiPlayer, path: str) -> None:
    await host.make()
    bodies = [{"toggle": True, "square": 1, "text": "x", "nickname": "x", "do": "mark"}, [], "x", 7]
    for body in bodies:
        answer = await host.http.post(f"/api/v1/sessions/{host.code}{path}", json=body)
        assert answer.status_code == 400, (path, body, answer.text)
        assert answer.headers["content-type"] == "application/problem+json"


# The same answers as over the socket


@pytest_asyncio.fixture(loop_scope="module")
async def url(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    folder = tmp_path_factory.mktemp("both")
    overrides = {"ARCADIA_ENV": "test", "ARCADIA_DATA": str(folder)}
    async with served(make_app(read_settings({}, overrides=overrides, folder=folder))) as (address, _):
        yield address


SCENE: list[tuple[str, Json]] = [
    ("host", {"do": "settings", "settings": settings(quick=False, countdown_s=3, resume_s=0, covered=True)}),
    ("host", {"do": "settings", "settings": {"countdown_s": 3, "win": {"kind": "lines", "n": 99}}}),
    ("guest", {"do": "rename", "name": "host"}),
    ("guest", {"do": "team_look", "colour": "teal", "name": "Teal"}),
    ("guest", {"do": "team", "team": 1}),
    ("guest", {"do": "team", "team": 2}),
    ("guest", {"do": "ready"}),
    ("guest", {"do": "ready"}),
    ("host", {"do": "reveal"}),
    ("host", {"do": "start"}),
    ("host", {"do": "call_off"}),
    ("host", {"do": "settings", "settings": settings(resume_s=0)}),
    ("host", {"do": "mark", "square": 1}),
    ("host", {"do": "mark", "square": 1}),
    ("guest", {"do": "mark", "key": "g2"}),
    ("guest", {"do": "unmark", "square": 1}),
    ("guest", {"do": "unmark", "square": 2}),
    ("host", {"do": "counter", "square": 4, "value": 2}),
    ("host", {"do": "counter", "square": 5, "value": 2}),
    ("host", {"do": "bulk", "squares": [{"square": 6}, {"square": 99}, {"square": 6}]}),
    ("host", {"do": "undo"}),
    ("host", {"do": "pause"}),
    ("guest", {"do": "mark", "square": 9}),
    ("host", {"do": "resume"}),
    ("host", {"do": "void", "square": 1, "team": 1, "reason": "not on video"}),
    ("host", {"do": "award", "square": 3, "team": 2, "reason": "on video"}),
    ("host", {"do": "kill", "square": 8}),
    ("host", {"do": "revive", "square": 8}),
    ("guest", {"do": "say", "text": "well played"}),
    ("guest", {"do": "say", "text": "x" * 501}),
    ("host", {"do": "mute", "seat": 2}),
    ("guest", {"do": "say", "text": "mmh"}),
    ("host", {"do": "mute", "seat": 2, "muted": False}),
    ("host", {"do": "lock"}),
    ("host", {"do": "lock", "locked": False}),
    ("host", {"do": "admit", "seat": 9}),
    ("host", {"do": "merge", "seat": 9, "into": 2}),
    ("host", {"do": "finish"}),
    ("host", {"do": "reopen", "reason": "too early"}),
    ("host", {"do": "finish"}),
    ("host", {"do": "confirm"}),
    ("host", {"do": "new_card", "seed": "7"}),
    ("guest", {"do": "new_card"}),
    ("guest", {"do": "forfeit"}),
    ("host", {"do": "role", "seat": 2, "role": "spectator"}),
    ("host", {"do": "hand_over", "seat": 2}),
    ("guest", {"do": "hand_over", "seat": 1}),
    ("host", {"do": "kick", "seat": 2}),
    ("host", {"do": "ban", "seat": 2}),
    ("host", {"do": "unban", "seat": 2}),
    ("host", {"do": "cancel"}),
    ("host", {"do": "leave"}),
]
"""Every command at least once, accepted, refused or with nothing to do."""


class Both:
    """Somebody who may send a command by the socket or over HTTP. Answers are brought to one form."""

    def __init__(self, url: str) -> None:
        self.player = Player(url)

    async def by_http(self, command: Json) -> Json:
        answer = await self.player.http.post(f"/api/v1/sessions/{self.player.code}/commands", json=command)
        body = answer.json()
        if answer.is_success:
            return {"v": body["v"], "changed": body["changed"], "data": body.get("data", {})}
        return {"refused": body["code"], "data": body["data"]}

    async def by_socket(self, command: Json) -> Json:
        seen = len(self.player.frames)
        identity = command["id"]
        assert self.player.socket is not None
        await self.player.socket.send(json.dumps(command))
        await self.player.until(lambda: any(self._is_answer(frame, identity) for frame in self.player.frames[seen:]))
        await self.player.http.get("/livez")  # what comes beside an event comes with it
        told = {frame["t"]: frame for frame in self.player.frames[seen:] if self._is_answer(frame, identity)}
        if "refused" in told:
            return {"refused": told["refused"]["reason"], "data": told["refused"].get("data", {})}
        best = told.get("ok", told.get("event", {}))
        return {"v": best["v"], "changed": best.get("changed", True), "data": best.get("data", {})}

    def _is_answer(self, frame: Json, identity: str) -> bool:
        is_own = frame.get("t") in ("ok", "refused") or frame.get("seat") == self.player.seat
        return frame.get("id") == identity and is_own

    async def connect(self) -> None:
        if self.player.socket is None or self.player.socket.close_code is not None:
            await self.player.connect()


async def play(url: str, *, first_by_socket: bool) -> list[Json]:
    """Play the scene, each command sent twice under one id: by one way, then by the other."""
    people = {"host": Both(url), "guest": Both(url)}
    card = {"goals": goals(25, g4={"target": 3})}
    code = await people["host"].player.make(card=card, settings=settings(quick=False))
    await people["guest"].player.join(code)
    told = []
    for number, (who, command) in enumerate(SCENE):
        one = people[who]
        await one.connect()
        wanted = {**command, "id": f"scene-{number}"}
        ways = (one.by_socket, one.by_http) if first_by_socket else (one.by_http, one.by_socket)
        first = await ways[0](wanted)
        if wanted["do"] != "leave":
            assert await ways[1](wanted) == first, wanted
        told.append(first)
    for one in people.values():
        await one.player.close()
    return told


async def test_the_scene_has_every_command() -> None:
    wanted = {str(one.__struct_config__.tag) for one in get_args(SeatCommand)}
    assert {command["do"] for _, command in SCENE} == wanted


async def test_every_command_is_answered_alike_by_socket_and_http_and_again_by_the_other(url: str) -> None:
    by_http = await play(url, first_by_socket=False)
    by_socket = await play(url, first_by_socket=True)
    for (_, command), one, other in zip(SCENE, by_http, by_socket, strict=True):
        assert one == other, command
    refused = {one["refused"] for one in by_http if "refused" in one}
    assert refused >= {"settings", "foreign", "no_counter", "paused", "too_long", "muted", "role"}
    assert any(one.get("changed") is False for one in by_http)
