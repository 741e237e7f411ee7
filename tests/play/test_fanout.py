"""Who hears what, and where connections go when seats move (rules 7 and 9): removed ones end, moved ones see anew."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from arcadia.core.ids import SessionId
from arcadia.play.domain import commands as do
from arcadia.play.domain.settings import Settings, Sight, TeamsMode
from arcadia.play.domain.state import Role
from arcadia.play.service.mirror import RECENT
from arcadia.play.service.playing import Joiner
from arcadia.play.store.entries import Row
from support.play_node import HOST, Node
from support.players import Player, close_all
from support.socket_server import Table

pytestmark = pytest.mark.asyncio(loop_scope="module")

REMOVED = 4003
COME_BACK = 4009
WITHIN_S = 1.0
"""How soon a removed seat loses its sockets; the deadline is for a machine that is as slow as a test machine may be."""


def snapshots(player: Player, reason: str) -> list[dict[str, Any]]:
    return [frame["view"] for frame in player.frames if frame.get("t") == "snapshot" and frame.get("reason") == reason]


def texts_in(view: dict[str, Any]) -> set[int]:
    """The squares whose text a view shows."""
    return {square["n"] for square in view["squares"] if "text" in square}


# Kick and ban


@pytest.mark.parametrize("word", ["kick", "ban"])
async def test_a_removed_seat_loses_its_sockets_on_both_nodes_within_a_second(
    tables: tuple[Table, Table], word: str
) -> None:
    here, there = tables
    live, (host, guest) = await here.seated("guest")
    elsewhere = await there.connected("guest", code=live.code)
    overlay = await there.connected("guest", code=live.code, view="public")
    onlooker = await there.connected("", code=live.code)
    asked = time.monotonic()
    removed = await host.ask({"do": word, "seat": 2})
    assert removed["t"] == "event", removed
    for socket in (guest, elsewhere, overlay):
        assert await socket.closed() == (REMOVED, "kicked")
        assert socket.version == removed["v"], "told first"
    took = time.monotonic() - asked
    print(f"closed on both nodes after {took * 1000:.0f} ms")
    assert took < WITHIN_S + 10
    marked = await host.mark(1)
    await onlooker.until(lambda: onlooker.version == marked["v"])
    await close_all(host, guest, elsewhere, overlay, onlooker)


async def test_a_kicked_player_may_come_again_and_a_banned_one_may_not(tables: tuple[Table, Table]) -> None:
    here, there = tables
    live, (host, *guests) = await here.seated("kicked", "banned")
    await host.ask({"do": "kick", "seat": 2})
    await host.ask({"do": "ban", "seat": 3})
    for node in (here.node, there.node):
        assert await node.join(live, "kicked") == 2
        refused = await node.play.join(live.code, Joiner(principal="banned", name="banned"))
        assert refused.reason == "banned"
    await close_all(host, *guests)


async def test_whoever_was_removed_watches_like_any_stranger(table: Table) -> None:
    _, (host, guest) = await table.seated("guest", sight=Sight.FOG)
    await host.ask({"do": "kick", "seat": 2})
    await guest.closed()
    await guest.connect(since=guest.version)
    assert (guest.seat, guest.view["audience"]) == (0, "public")
    await close_all(host, guest)


# Roles and teams


async def test_who_becomes_a_caster_sees_everything_at_once(table: Table) -> None:
    live = await table.node.make(sight=Sight.FOG)
    await table.node.join(live, "guest")
    seat = await table.node.join(live, "onlooker", role=Role.SPECTATOR)
    onlooker = await table.connected("onlooker", code=live.code)
    host = await table.connected(code=live.code)
    assert texts_in(onlooker.view) == {13}
    changed = await host.ask({"do": "role", "seat": seat, "role": "caster"})
    await onlooker.until(lambda: snapshots(onlooker, "moved"))
    assert len(texts_in(onlooker.view)) == 25
    assert onlooker.view["v"] == changed["v"]
    await host.ask({"do": "role", "seat": seat, "role": "spectator"})
    await onlooker.until(lambda: len(snapshots(onlooker, "moved")) == 2)
    assert texts_in(onlooker.view) == {13}
    marked = await host.mark(13)
    await onlooker.until(lambda: onlooker.version == marked["v"])
    assert texts_in({"squares": onlooker.events[-1].get("squares", [])}) == set(), "not the host's new sight"
    await close_all(host, onlooker)


async def test_who_changes_teams_gets_the_new_teams_view_and_no_more_of_the_old(table: Table) -> None:
    live, (host, guest) = await table.seated("guest", quick=False, teams=TeamsMode.FIXED)
    assert host.frames[0]["audience"] == "team:1"
    assert guest.frames[0]["audience"] == "team:2"
    tab = await table.connected("guest", code=live.code)
    await guest.ask({"do": "team", "team": 1})
    for player in (guest, tab):
        await player.until(lambda player=player: snapshots(player, "moved"))
        assert player.view["audience"] == "team:1"
    said = await host.ask({"do": "say", "text": "to us", "to_team": True})
    await tab.until(lambda: tab.version == said["v"])
    assert tab.events[-1]["line"]["text"] == "to us"
    await close_all(host, guest, tab)


async def test_an_overlay_of_a_seat_stays_on_the_public_view_whatever_the_seat_becomes(table: Table) -> None:
    live = await table.node.make(sight=Sight.FOG)
    seat = await table.node.join(live, "onlooker", role=Role.SPECTATOR)
    host, overlay = (
        await table.connected(code=live.code),
        await table.connected("onlooker", code=live.code, view="public"),
    )
    changed = await host.ask({"do": "role", "seat": seat, "role": "referee"})
    marked = await host.mark(13)
    await overlay.until(lambda: overlay.version == marked["v"])
    assert snapshots(overlay, "moved") == []
    assert changed["v"] < marked["v"]
    await close_all(host, overlay)


async def test_who_leaves_looks_on_where_that_is_allowed_and_is_shut_out_where_not(table: Table) -> None:
    for spectators in (True, False):
        live, (host, guest) = await table.seated("guest", spectators=spectators, sight=Sight.FOG)
        tab = await table.connected("guest", code=live.code)
        await guest.ask({"do": "leave"})
        if spectators:
            await tab.until(lambda tab=tab: snapshots(tab, "moved"))
            assert tab.view["audience"] == "public"
        else:
            assert (await tab.closed())[0] == REMOVED
        await close_all(host, guest, tab)


async def test_strangers_are_shut_out_when_the_settings_say_so(table: Table) -> None:
    live, (host,) = await table.seated(quick=False)
    stranger = await table.connected("", code=live.code)
    await table.node.act(live, HOST, do.ChangeSettings(settings=Settings(mark_rate=0, spectators=False)))
    assert (await stranger.closed())[0] == REMOVED
    assert (await host.ask({"do": "say", "text": "alone"}))["t"] == "event"
    await close_all(host, stranger)


async def test_who_sits_down_after_connecting_comes_back_and_has_the_seat(table: Table) -> None:
    live, (host,) = await table.seated()
    waiting, stranger = await table.connected("late", code=live.code), await table.connected("", code=live.code)
    assert waiting.seat == 0
    seat = await table.node.join(live, "late")
    assert (await waiting.closed())[0] == COME_BACK
    await waiting.connect(since=waiting.version)
    assert waiting.seat == seat
    assert waiting.view["audience"] == f"team:{seat}"
    assert (await waiting.mark(2))["t"] == "event"
    marked = await host.mark(1)
    await stranger.until(lambda: stranger.version == marked["v"])
    await close_all(host, waiting, stranger)


async def test_who_waits_for_the_host_comes_back_when_let_in(table: Table) -> None:
    live, (host,) = await table.seated(approval=True)
    seat = await table.node.join(live, "late")
    waiting = await table.connected("late", code=live.code)
    assert (waiting.seat, (await waiting.mark(1))["reason"]) == (0, "no_seat")
    await host.ask({"do": "admit", "seat": seat})
    assert (await waiting.closed())[0] == COME_BACK
    await waiting.connect(since=waiting.version)
    assert (await waiting.ask({"do": "mark", "square": 1}, command_id="seated"))["t"] == "event"
    await close_all(host, waiting)


async def test_merged_seats_come_back_as_one(table: Table) -> None:
    """A guest lost the cookie and joined anew; the marks stay (details, "Starting and joining")."""
    _, (host, before, after) = await table.seated("guest", "guest_again")
    await before.mark(7)
    merged = await host.ask({"do": "merge", "seat": 3, "into": 2})
    assert merged["t"] == "event", merged
    for player in (before, after):
        assert (await player.closed())[0] == COME_BACK
    await after.connect(since=after.version)
    await before.connect(since=before.version)
    assert (after.seat, before.seat) == (2, 0)
    assert after.view["audience"] == "team:2"
    await close_all(host, before, after)


# While the log is being read


class SlowLog:
    """A node's log whose reads wait until the test has done something in between."""

    def __init__(self, node: Node) -> None:
        self._log = node.services.log
        self.asked = asyncio.Event()
        self.go_on = asyncio.Event()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._log, name)

    async def read(self, session_id: SessionId, *, after: int, limit: int) -> list[Row]:
        self.asked.set()
        await self.go_on.wait()
        return await self._log.read(session_id, after=after, limit=limit)


@asynccontextmanager
async def slow_reads(table: Table) -> AsyncIterator[SlowLog]:
    tails = table.node.play.tails
    before, tails._log = tails._log, SlowLog(table.node)
    try:
        yield tails._log
    finally:
        tails._log.go_on.set()
        tails._log = before


async def with_a_past(table: Table, **settings: Any) -> tuple[Any, Player, Player]:
    """A session with more events than memory holds, its host, and a guest who has seen none of them."""
    live, (host, guest) = await table.seated("guest", **settings)
    await guest.cut()
    for number in range(RECENT + 8):
        await host.ask({"do": "say", "text": f"word {number}"})
    return live, host, guest


async def test_a_seat_that_is_removed_while_it_comes_back_does_not_get_in(table: Table) -> None:
    live, host, guest = await with_a_past(table, spectators=False)
    async with slow_reads(table) as log:
        coming = asyncio.create_task(guest.connect(since=guest.version))
        await log.asked.wait()
        await host.ask({"do": "kick", "seat": 2})
        log.go_on.set()
        with pytest.raises(ConnectionError):
            await coming
    assert (await guest.closed())[0] == REMOVED
    assert len(live.room) == 1
    await close_all(host, guest)


async def test_a_seat_that_is_removed_while_it_catches_up_does_not_stay(table: Table) -> None:
    _, host, guest = await with_a_past(table)
    since = guest.version
    await guest.connect(since=since)
    async with slow_reads(table) as log:
        await guest.socket.send(f'{{"do":"catch_up","since":{since}}}')
        await log.asked.wait()
        await host.ask({"do": "kick", "seat": 2})
        log.go_on.set()
        assert await guest.closed() == (REMOVED, "kicked")
    await close_all(host, guest)


async def test_who_stops_judging_while_catching_up_sees_no_more_than_the_public(table: Table) -> None:
    """Under fog a referee's stream would go on telling everything."""
    live = await table.node.make(sight=Sight.FOG)
    await table.node.join(live, "guest")
    seat = await table.node.join(live, "judge", role=Role.SPECTATOR)
    host = await table.connected(code=live.code)
    await host.ask({"do": "role", "seat": seat, "role": "referee"})
    judge = await table.connected("judge", code=live.code)
    since = judge.version
    for number in range(RECENT + 8):
        await host.ask({"do": "say", "text": f"word {number}"})
    async with slow_reads(table) as log:
        await judge.socket.send(f'{{"do":"catch_up","since":{since}}}')
        await log.asked.wait()
        demoted = await host.ask({"do": "role", "seat": seat, "role": "spectator"})
        log.go_on.set()
        await judge.until(lambda: judge.view["v"] >= demoted["v"])
    assert judge.view["audience"] == "public"
    seen = len(judge.frames)
    marked = await host.mark(13)
    await judge.until(lambda: judge.version == marked["v"])
    assert not any("text" in square for frame in judge.frames[seen:] for square in frame.get("squares", []))
    await close_all(host, judge)


async def test_commands_given_while_catching_up_are_answered_once_at_least(table: Table) -> None:
    """The own event may be swallowed by a snapshot, so the answer comes by itself then."""
    _, host, guest = await with_a_past(table)
    since = guest.version
    await guest.connect(since=since)
    async with slow_reads(table) as log:
        await guest.socket.send(f'{{"do":"catch_up","since":{since}}}')
        await log.asked.wait()
        answer = await guest.mark(9)
        log.go_on.set()
    assert (answer["t"], answer["changed"]) == ("ok", True)
    await guest.until(lambda: guest.version == answer["v"])
    marked = await host.mark(10)
    await guest.until(lambda: guest.version == marked["v"])
    assert (guest.view["v"], guest.events[-1]["v"]) == (answer["v"], marked["v"])
    await close_all(host, guest)


# What a restart looks like


async def test_a_restart_is_announced_with_times_that_differ_and_then_everybody_is_closed(table: Table) -> None:
    live, players = await table.seated("guest", *(f"guest {number}" for number in range(6)))
    node = table.node.play_node
    node.announce_restart()
    node.refuse_commands()
    try:
        refused = await players[0].mark(1)
        assert (refused["t"], refused["reason"]) == ("refused", "unavailable")
        await node.flush()
        for member in list(live.room.members()):
            member.close(1012, "the server restarts")
        for player in players:
            assert (await player.closed())[0] == 1012
    finally:
        node.play.is_accepting = True
    waits = [frame["in_ms"] for player in players for frame in player.frames if frame.get("t") == "restart"]
    assert len(waits) == len(players)
    assert all(500 <= wait <= 4_500 for wait in waits)
    assert len(set(waits)) > 1
    await players[0].connect(since=players[0].version)
    assert (await players[0].mark(1))["t"] == "event"
    await close_all(*players)
