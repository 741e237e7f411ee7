"""Commands over HTTP: ids, what may not be sent, and the short forms (details, "Trackers and bots")."""

from typing import Any

import pytest

from support.api_player import ApiPlayer, goals, refusal
from support.players import settings

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def begin(host: ApiPlayer, guest: ApiPlayer, **wanted: Any) -> None:
    """A session with its host in seat 1 and a guest in seat 2."""
    made = await host.make(settings=settings(**wanted))
    await guest.seat(made["code"])


# Ids


async def test_the_same_id_gets_the_same_answer_and_another_seats_id_is_another_command(
    host: ApiPlayer, guest: ApiPlayer
) -> None:
    """Rules 1.2, vector 11."""
    await begin(host, guest)
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
    await begin(host, guest)
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
