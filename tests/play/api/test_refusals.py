"""Every refusal of the rules over HTTP, with its status, its word and its data (rules 2)."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from arcadia.play.domain.refusals import HTTP_STATUS, Refusal
from support.api_player import ApiPlayer, Json, goals, refusal
from support.players import settings

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
    assert "no-store" in answer.headers["cache-control"]
    if word == "slow_down":
        assert int(answer.headers["retry-after"]) == -(-found["retry_ms"] // 1000)


async def test_every_word_of_the_list_is_provoked() -> None:
    assert set(PROVOKED) == {word.value for word in Refusal} - {word.value for word in LATER}
