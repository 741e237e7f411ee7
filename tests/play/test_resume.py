"""Coming back with `since`: nothing is missed and nothing comes twice, whatever happened meanwhile (rules 1.1)."""

import json
from typing import Any

import pytest

from arcadia.play.domain import commands as do
from arcadia.play.domain.settings import Settings, Sight
from arcadia.play.domain.state import Role
from arcadia.play.service.live import Live
from arcadia.play.service.mailbox import Request
from arcadia.play.service.mirror import RECENT
from arcadia.play.service.replies import Reply
from support.play_node import HOST, Node, log_away, until
from support.players import Player, close_all
from support.socket_server import Table

pytestmark = pytest.mark.asyncio(loop_scope="module")

LONGEST = 500


async def talk(live: Live, count: int) -> None:
    """Let something happen so many times."""
    replies: list[Reply] = []
    for number in range(count):
        live.mailbox.submit(Request(1, do.Say(text=f"word {number}"), replies.append))
    await until(lambda: len(replies) == count)


def heard(player: Player, since: int) -> list[int]:
    """The versions above `since`, in the order in which they came."""
    return [event["v"] for event in player.events if event["v"] > since]


def greeting(player: Player) -> list[dict[str, Any]]:
    """From the last welcome to the first word of who is here."""
    begin = max(place for place, frame in enumerate(player.frames) if frame.get("t") == "welcome")
    kinds = [frame.get("t") for frame in player.frames]
    return player.frames[begin : kinds.index("presence", begin) + 1]


@pytest.mark.parametrize("gap", [0, 1, 31, 33, 400, 500, 501])
async def test_nothing_is_missed_and_nothing_doubled_over_a_gap(table: Table, gap: int) -> None:
    live, (host, guest) = await table.seated("guest")
    await host.mark(1)
    await guest.until(lambda: guest.version == host.version)
    await guest.cut()
    since = guest.version
    await talk(live, gap)
    await guest.connect(since=since)
    if gap <= LONGEST:
        assert heard(guest, since) == list(range(since + 1, since + gap + 1))
        assert [frame["t"] for frame in greeting(guest)] == ["welcome", *["event"] * gap, "presence"]
    else:
        assert guest.view["v"] == live.mirror.version
        assert heard(guest, since) == []
    marked = await host.mark(2)
    await guest.until(lambda: guest.version == marked["v"])
    assert guest.events[-1]["v"] == live.mirror.version
    await close_all(host, guest)


@pytest.mark.parametrize("ahead", [1, 1_000, 2**40])
async def test_a_version_that_does_not_exist_is_answered_with_everything(table: Table, ahead: int) -> None:
    live, (host,) = await table.seated()
    await host.cut()
    await host.connect(since=live.mirror.version + ahead)
    assert [frame["t"] for frame in greeting(host)[:3]] == ["welcome", "snapshot", "presence"]
    assert host.view["v"] == live.mirror.version
    await host.close()


async def test_who_holds_nothing_gets_everything(table: Table) -> None:
    live, (host,) = await table.seated()
    await host.cut()
    await host.connect(since=0)
    assert host.view["v"] == live.mirror.version
    await host.close()


async def test_after_a_restart_the_tail_comes_from_the_log_and_reads_the_same(table: Table) -> None:
    live, (host, guest) = await table.seated("guest")
    await guest.mark(3)
    await guest.cut()
    since = guest.version
    await talk(live, 60)
    for square in (4, 5, 6):
        await host.mark(square)
    await host.cut()
    await table.node.play_node.registry.close()
    live = await table.node.open(live)
    await guest.connect(since=since)
    assert heard(guest, since) == heard(host, since)
    assert [event for event in guest.events if event["v"] > since] == [
        event for event in host.events if event["v"] > since
    ]
    await close_all(host, guest)


async def test_who_moves_to_a_node_that_lags_hears_nothing_twice(tables: tuple[Table, Table]) -> None:
    """The other node has not heard of the last marks yet; the log has."""
    here, there = tables
    live, (host,) = await here.seated()
    opened = await there.node.open(live)
    subscription, opened.subscription = opened.subscription, None
    assert subscription is not None
    subscription.cancel()
    for square in (1, 2, 3):
        await host.mark(square)
    since = host.version
    assert opened.mirror.version < since
    await host.cut()
    await host.connect(since=since, url=there.url)
    assert [frame["t"] for frame in greeting(host)][:2] == ["welcome", "presence"]
    marked = await host.mark(4)
    assert (marked["t"], marked["v"]) == ("event", since + 1)
    assert heard(host, since) == [since + 1]
    await host.close()


async def test_while_the_log_cannot_be_read_a_socket_is_told_to_try_again_and_the_others_go_on(table: Table) -> None:
    live, (host, guest, late) = await table.seated("guest", "late")
    since = (await host.ask({"do": "say", "text": "the last that you hear"}))["v"]
    await late.until(lambda: late.version == since)
    await late.cut()
    await talk(live, RECENT + 8)
    with log_away(table.node.services):
        with pytest.raises(ConnectionError):
            await late.connect(since=since)
        assert (await late.closed())[0] == 1013
        await guest.until(lambda: guest.version == live.mirror.version)
        assert guest.socket is not None
        await guest.socket.send(json.dumps({"do": "catch_up", "since": since}))
        assert (await guest.closed())[0] == 1013
        refused = await host.ask({"do": "mark", "square": 1}, command_id="x")
        assert (refused["t"], refused["reason"]) == ("refused", "unavailable")
        del host.answers["x"]
        await until(lambda: live.mailbox.is_idle)
    assert (await host.ask({"do": "mark", "square": 1}, command_id="x"))["t"] == "event"
    await late.connect(since=since)
    assert heard(late, since) == list(range(since + 1, live.mirror.version + 1))
    await close_all(host, guest, late)


# Where the held view is not the viewer's any more


async def away(table: Table, name: str, live: Live) -> tuple[Player, int]:
    """Somebody who was connected, heard something, and is cut off; the version that they hold."""
    player = await table.connected(name, code=live.code)
    said = await table.node.act(live, HOST, do.Say(text="the last that you hear"))
    await player.until(lambda: player.version == said.version)
    await player.cut()
    return player, said.version


async def test_who_was_given_another_role_meanwhile_gets_the_whole_view(table: Table) -> None:
    """The events alone would be laid onto the public's view: a caster would look at fog for ever."""
    live = await table.node.make(sight=Sight.FOG)
    await table.node.join(live, "guest")
    seat = await table.node.join(live, "onlooker", role=Role.SPECTATOR)
    onlooker, since = await away(table, "onlooker", live)
    await table.node.act(live, HOST, do.SetRole(seat=seat, role=Role.CASTER))
    await table.node.act(live, HOST, do.Say(text="welcome, caster"))
    await onlooker.connect(since=since)
    assert onlooker.view["audience"] == "full"
    assert all("text" in square for square in onlooker.view["squares"])
    await onlooker.close()


async def test_who_heard_of_the_move_but_not_what_it_shows_gets_the_whole_view(table: Table) -> None:
    """The net broke between the event and the snapshot behind it: `since` is the version of the move itself."""
    live = await table.node.make(sight=Sight.FOG)
    await table.node.join(live, "guest")
    seat = await table.node.join(live, "onlooker", role=Role.SPECTATOR)
    onlooker, _ = await away(table, "onlooker", live)
    moved = await table.node.act(live, HOST, do.SetRole(seat=seat, role=Role.CASTER))
    await onlooker.connect(since=moved.version)
    assert onlooker.view["audience"] == "full"
    await onlooker.close()


async def test_who_changed_nothing_gets_no_more_than_the_tail(table: Table) -> None:
    live = await table.node.make(sight=Sight.FOG)
    await table.node.join(live, "guest")
    onlooker, since = await away(table, "guest", live)
    await table.node.act(live, HOST, do.Mark(square=13))
    seat = await table.node.join(live, "somebody else", role=Role.SPECTATOR)
    await table.node.act(live, HOST, do.SetRole(seat=seat, role=Role.CASTER))
    await table.node.act(live, HOST, do.Say(text="all others"))
    await onlooker.connect(since=since)
    assert "snapshot" not in [frame.get("t") for frame in greeting(onlooker)]
    assert heard(onlooker, since) == list(range(since + 1, live.mirror.version + 1))
    await onlooker.close()


async def covered(node: Node) -> Live:
    live = await node.make(quick=False, covered=True, countdown_s=10)
    await node.act(live, HOST, do.Say(text="ready?"))
    return live


async def test_a_card_that_was_uncovered_meanwhile_is_shown(table: Table) -> None:
    """No event happens at the end of a countdown, so no tail can tell."""
    live = await covered(table.node)
    host = await table.connected(code=live.code)
    started = await host.ask({"do": "start"})
    await host.cut()
    table.node.clock.advance(10_000)
    await host.connect(since=started["v"])
    assert [frame["t"] for frame in greeting(host)[:2]] == ["welcome", "snapshot"]
    assert all("text" in square for square in host.view["squares"])
    await host.close()


async def test_a_card_that_is_covered_still_stays_so_and_comes_as_a_tail(table: Table) -> None:
    live = await covered(table.node)
    host = await table.connected(code=live.code)
    started = await host.ask({"do": "start"})
    await host.cut()
    table.node.clock.advance(9_000)
    await host.connect(since=started["v"])
    assert "snapshot" not in [frame.get("t") for frame in greeting(host)]
    await host.close()


async def test_a_player_who_becomes_public_under_a_delay_holds_what_the_public_does_not_know_yet(
    table: Table,
) -> None:
    """The view goes back in time; the events come again when their time has come, onto that view."""
    live = await table.node.make(delay_s=60)
    await table.node.join(live, "guest")
    table.node.clock.advance(61_000)
    table.node.play_node.registry.show_public()
    guest = await table.connected("guest", code=live.code)
    said = await table.node.act(live, HOST, do.Say(text="for players only, for a minute"))
    await guest.until(lambda: guest.version == said.version)
    await guest.cut()
    left = await table.node.act(live, "guest", do.Leave())
    await guest.connect(since=said.version)
    assert greeting(guest)[1]["t"] == "snapshot"
    assert guest.view["v"] < said.version
    table.node.clock.advance(60_000)
    table.node.play_node.registry.show_public()
    await guest.until(lambda: guest.version == left.version)
    assert heard(guest, guest.view["v"])[-2:] == [said.version, left.version]
    await guest.close()


async def test_a_stranger_who_holds_more_than_a_delayed_public_knows_goes_back_in_time(table: Table) -> None:
    """A delay was set, and the server started anew: what was said just before is held back again."""
    live = await table.node.make(quick=False)
    table.node.clock.advance(1_000)
    stranger, since = await away(table, "", live)
    delayed = await table.node.act(live, HOST, do.ChangeSettings(settings=Settings(mark_rate=0, delay_s=60)))
    await table.node.play_node.registry.close()
    live = await table.node.open(live)
    await stranger.connect(since=since)
    assert [frame["t"] for frame in greeting(stranger)] == ["welcome", "snapshot", "presence"]
    assert stranger.view["v"] < since
    table.node.clock.advance(60_000)
    table.node.play_node.registry.show_public()
    await stranger.until(lambda: stranger.version == delayed.version)
    assert [event["v"] for event in stranger.events][-2:] == [since, delayed.version]
    await stranger.close()


# catch_up


async def test_who_notices_a_gap_gets_what_is_missing(table: Table) -> None:
    live, (host, guest) = await table.seated("guest")
    await host.mark(1)
    await guest.until(lambda: guest.version == host.version)
    since = guest.version
    await talk(live, 10)
    await guest.until(lambda: guest.version == live.mirror.version)
    assert guest.socket is not None
    seen = len(guest.events)
    await guest.socket.send(json.dumps({"do": "catch_up", "since": since}))
    await guest.until(lambda: len(guest.events) == seen + 10)
    assert [event["v"] for event in guest.events[seen:]] == list(range(since + 1, since + 11))
    marked = await host.mark(2)
    await guest.until(lambda: guest.version == marked["v"])
    await close_all(host, guest)


async def test_two_gaps_noticed_at_once_are_filled_once(table: Table) -> None:
    """The first answer goes up to the present, so the second would say everything twice."""
    live, (host, guest) = await table.seated("guest")
    await host.mark(1)
    since = host.version
    await talk(live, 100)
    await guest.until(lambda: guest.version == live.mirror.version)
    seen = len(guest.events)
    assert guest.socket is not None
    for _ in range(5):
        await guest.socket.send(json.dumps({"do": "catch_up", "since": since}))
    said = await host.ask({"do": "say", "text": "on we go"})
    await guest.until(lambda: guest.version == said["v"])
    assert [event["v"] for event in guest.events[seen:]] == list(range(since + 1, said["v"] + 1))
    await close_all(host, guest)
