"""The live socket: greeting, frames of every kind, limits, resumes, answers (issue 2, "Socket protocol")."""

import json

import pytest
from sqlalchemy import text
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from arcadia.play.domain import commands as do
from arcadia.play.domain.settings import Sight
from arcadia.play.service.bucket import FLOOD
from arcadia.play.service.mirror import RECENT
from arcadia.play.socket import HELLO_WITHIN_S
from support.play_node import HOST, Node
from support.players import Player, close_all
from support.socket_server import Table, serving_sockets

SECOND = 1_000


pytestmark = pytest.mark.asyncio(loop_scope="module")


async def send(player: Player, frame: str | bytes) -> None:
    assert player.socket is not None
    await player.socket.send(frame)


async def say_ping(player: Player, number: int) -> None:
    """Ask for a pong, and wait for it: whatever was sent before it has been dealt with."""
    await send(player, json.dumps({"do": "ping", "n": number}))
    await player.until(lambda: any(frame.get("t") == "pong" and frame["n"] == number for frame in player.frames))


def counted(table: Table, name: str) -> int:
    return table.counters.snapshot()[name]


def faults(player: Player) -> list[str]:
    return [frame["reason"] for frame in player.frames if frame.get("t") == "error"]


# Greeting


async def test_who_says_no_hello_is_closed_and_who_says_it_is_not(node: Node) -> None:
    """A wrong protocol is no hello, and a ping is none either."""
    live = await node.make()
    async with serving_sockets(node, hello_within_s=0.3) as table:
        greeted = table.player(code=live.code)
        await greeted.connect()
        address = f"{table.url.replace('http', 'ws', 1)}/api/v1/sessions/{live.code}/socket"
        for frame in (None, {"do": "ping"}, {"do": "hello", "protocol": 2}):
            async with connect(address) as silent:
                if frame is not None:
                    await silent.send(json.dumps(frame))
                    await silent.recv()
                with pytest.raises(ConnectionClosed):
                    await silent.recv()
                assert silent.close_code == 4001
        assert (await greeted.mark(1))["t"] == "event"
        await greeted.close()


async def test_the_wait_for_hello_is_10_s() -> None:
    assert HELLO_WITHIN_S == 10


async def test_a_second_hello_changes_nothing(table: Table) -> None:
    live, (host,) = await table.seated()
    await send(host, json.dumps({"do": "hello", "protocol": 1, "view": "public"}))
    await say_ping(host, 1)
    assert faults(host) == ["hello"]
    assert sum(frame.get("t") == "welcome" for frame in host.frames) == 1
    assert len(live.room) == 1
    await host.close()


async def test_another_protocol_is_refused_and_the_right_one_may_follow(table: Table) -> None:
    live = await table.node.make()
    address = f"{table.url.replace('http', 'ws', 1)}/api/v1/sessions/{live.code}/socket"
    async with connect(address) as socket:
        await socket.send(json.dumps({"do": "hello", "protocol": 99}))
        refused = json.loads(await socket.recv())
        assert (refused["t"], refused["reason"]) == ("error", "protocol")
        await socket.send(json.dumps({"do": "hello", "protocol": 1}))
        assert json.loads(await socket.recv())["t"] == "welcome"


async def test_the_greeting_is_welcome_then_the_view_then_who_is_here(table: Table) -> None:
    live, (host,) = await table.seated()
    welcome, snapshot, presence = host.frames[:3]
    assert {name: welcome[name] for name in ("t", "protocol", "seat", "audience", "v")} == {
        "t": "welcome",
        "protocol": 1,
        "seat": 1,
        "audience": "team:1",
        "v": live.mirror.version,
    }
    assert welcome["now"] == table.node.clock.now_ms()
    assert (snapshot["t"], snapshot["view"]["v"]) == ("snapshot", live.mirror.version)
    assert presence == {"t": "presence", "seats": [1], "watching": 0}
    await host.close()


async def test_what_comes_right_behind_hello_waits_for_the_welcome(table: Table) -> None:
    """A client need not wait for a round trip; the tail may even have to be read from the log first."""
    live = await table.node.make()
    missed = RECENT + 6
    for number in range(missed + 2):
        await table.node.act(live, HOST, do.Say(text=f"word {number}"))
    address = f"{table.url.replace('http', 'ws', 1)}/api/v1/sessions/{live.code}/socket"
    async with connect(address, additional_headers={"Cookie": f"who={HOST}"}) as socket:
        await socket.send(json.dumps({"do": "hello", "protocol": 1, "since": live.mirror.version - missed}))
        await socket.send(json.dumps({"do": "mark", "square": 1, "id": "a"}))
        await socket.send(json.dumps({"do": "mark", "square": 2, "id": "b"}))
        frames = [json.loads(await socket.recv())]
        while frames[-1].get("id") != "b":
            frames.append(json.loads(await socket.recv()))
    kinds = [frame["t"] for frame in frames]
    assert kinds[: kinds.index("presence") + 1] == ["welcome", *["event"] * missed, "presence"]
    assert [frame.get("id") for frame in frames if frame["t"] == "event"][-2:] == ["a", "b"]


async def test_before_hello_only_a_ping_is_answered(table: Table) -> None:
    live = await table.node.make()
    version = live.mirror.version
    address = f"{table.url.replace('http', 'ws', 1)}/api/v1/sessions/{live.code}/socket"
    async with connect(address, additional_headers={"Cookie": f"who={HOST}"}) as socket:
        for frame in ({"do": "mark", "square": 1, "id": "a"}, {"do": "catch_up", "since": 0}):
            await socket.send(json.dumps(frame))
            assert json.loads(await socket.recv())["reason"] == "hello"
        await socket.send(json.dumps({"do": "ping", "n": 7}))
        assert json.loads(await socket.recv()) == {"t": "pong", "n": 7, "now": table.node.clock.now_ms()}
    assert live.mirror.version == version


async def test_a_seat_may_ask_for_the_public_view(table: Table) -> None:
    live, (host,) = await table.seated(sight=Sight.HIDDEN)
    overlay = table.player(code=live.code)
    overlay.hello = {"view": "public"}
    await host.mark(1)
    await overlay.connect()
    assert overlay.frames[0]["audience"] == "public"
    marked = await host.mark(7)
    await overlay.until(lambda: overlay.version == marked["v"])
    assert overlay.events == [{"v": marked["v"]}]
    await close_all(host, overlay)


# Frames


@pytest.mark.parametrize(
    ("frame", "reason"),
    [
        ("", "malformed"),
        ("nonsense", "malformed"),
        ("[]", "malformed"),
        ('{"do":"dance","id":"x"}', "malformed"),
        ('{"square":7,"id":"x"}', "malformed"),
        ('{"do":"mark","square":7,"id":"x","toggle":true}', "malformed"),
        ('{"do":"mark","square":"seven","id":"x"}', "malformed"),
        ('{"do":"mark","square":7,"id":""}', "malformed"),
        ('{"do":"join","id":"x","principal":"me","name":"me"}', "malformed"),
        ('{"do":"due","id":"x","at":1}', "malformed"),
        ('{"do":"catch_up","since":-1}', "malformed"),
        ('{"do":"mark","square":7}', "id"),
        ('{"do":"new_card"}', "id"),
        ('{"do":"mark","id":' + "[" * 70 + "]" * 70 + "}", "too_large"),
        (b'{"do":"mark","square":7,"id":"x"}', "binary"),
    ],
)
async def test_a_frame_that_cannot_be_used_is_answered_and_counted_and_ends_nothing(
    table: Table, frame: str | bytes, reason: str
) -> None:
    live, (host,) = await table.seated()
    version, unusable = live.mirror.version, counted(table, "socket_frames_unusable")
    await send(host, frame)
    await host.until(lambda: faults(host))
    await say_ping(host, 1)
    assert faults(host) == [reason]
    assert counted(table, "socket_frames_unusable") == unusable + 1
    assert live.mirror.version == version
    assert (await host.mark(1))["t"] == "event"
    await host.close()


async def test_a_frame_in_pieces_is_one_frame(table: Table) -> None:
    _, (host,) = await table.seated()
    assert host.socket is not None
    await host.socket.send(['{"do":"mark",', '"square":7,', '"id":"in-pieces"}'])
    await host.until(lambda: "in-pieces" in host.answers)
    assert host.answers["in-pieces"]["line"]["square"] == 7
    await host.close()


@pytest.mark.parametrize("is_in_pieces", [False, True])
async def test_a_frame_over_64_kib_closes_its_socket_and_no_other(table: Table, is_in_pieces: bool) -> None:
    live, (host, other) = await table.seated("guest")
    long = '{"do":"say","id":"x","text":"' + "a" * 70_000 + '"}'
    assert host.socket is not None
    await host.socket.send([long[:40_000], long[40_000:]] if is_in_pieces else long)
    assert (await host.closed())[0] == 1009
    assert (await other.mark(1))["t"] == "event"
    await host.connect(since=host.version)
    assert live.mirror.version == host.version
    await close_all(host, other)


# Limits


async def test_40_frames_at_once_and_20_a_second_are_taken_and_more_are_told_when(table: Table) -> None:
    _, (host,) = await table.seated(mark_rate=600)
    for number in range(39):  # hello was the first
        answer = await host.ask({"do": "say", "text": f"word {number}"})
        assert answer["t"] == "event", number
    refused = await host.ask({"do": "say", "text": "one too many"}, command_id="x")
    assert (refused["t"], refused["reason"], refused["data"]) == ("refused", "slow_down", {"retry_ms": 50})
    del host.answers["x"]
    table.node.clock.advance(50)
    assert (await host.ask({"do": "say", "text": "one too many"}, command_id="x"))["t"] == "event"
    table.node.clock.advance(SECOND)
    for number in range(20):
        assert (await host.ask({"do": "say", "text": f"more {number}"}))["t"] == "event"
    assert (await host.ask({"do": "say", "text": "too many again"}))["reason"] == "slow_down"
    await host.close()


@pytest.mark.parametrize("frame", ['{"do":"ping"}', '{"do":"catch_up","since":0}', "nonsense", b"bytes"])
async def test_frames_without_an_id_are_told_too(table: Table, frame: str | bytes) -> None:
    """Nothing is dropped in silence: a client that waits for its pong or its tail learns why there is none."""
    _, (host,) = await table.seated(mark_rate=30)
    for _ in range(60):
        await send(host, frame)
    await host.until(lambda: "slow_down" in faults(host))
    table.node.clock.advance(10 * SECOND)
    assert (await host.mark(1))["t"] == "event"
    await host.close()


async def test_who_floods_on_is_cut_off_and_nobody_else(table: Table) -> None:
    _, (flooder, other) = await table.seated("guest", mark_rate=30)
    floods = counted(table, "socket_floods")
    for _ in range(FLOOD + 50):
        try:
            await send(flooder, '{"do":"ping"}')
        except ConnectionClosed:
            break
    assert await flooder.closed() == (4008, "too many frames")
    assert counted(table, "socket_floods") == floods + 1
    assert (await other.mark(1))["t"] == "event"
    await close_all(flooder, other)


async def test_tabs_of_one_seat_share_its_mark_rate(table: Table) -> None:
    """L2: game actions have an exact sliding window for each player, 30 a minute unless the session says otherwise."""
    live, (host,) = await table.seated(mark_rate=30)
    tab = table.player(code=live.code)
    await tab.connect()
    for number in range(30):
        table.node.clock.advance(100)
        command = {"do": "unmark" if number // 15 else "mark", "square": number % 15 + 1}
        answer = await (tab if number % 2 else host).ask(command, command_id=f"mark-{number}")
        assert answer["t"] == "event", (number, answer)
    for player in (host, tab):
        refused = await player.ask({"do": "mark", "square": 9}, command_id="one-more")
        assert (refused["reason"], refused["data"]) == ("slow_down", {"retry_ms": 57_100})
    await close_all(host, tab)


# Answers


async def test_the_own_event_is_the_only_acknowledgement(table: Table) -> None:
    live, (host, guest) = await table.seated("guest")
    answer = await host.ask({"do": "mark", "square": 7}, command_id="mine")
    await say_ping(host, 1)
    await guest.until(lambda: guest.version == answer["v"])
    assert [frame["t"] for frame in host.frames if frame.get("id") == "mine"] == ["event"]
    assert (answer["seat"], answer["v"]) == (1, live.mirror.version)
    await close_all(host, guest)


async def test_a_refusal_is_for_the_sender_alone(table: Table) -> None:
    """Rules 1.4. Not even another tab of the same seat hears of it."""
    live, (host, guest) = await table.seated("guest")
    tab = table.player(code=live.code)
    await tab.connect()
    await host.mark(7)
    refused = await guest.ask({"do": "unmark", "square": 7}, command_id="wrong")
    assert (refused["t"], refused["reason"]) == ("refused", "foreign")
    for player in (host, tab, guest):
        await say_ping(player, 1)
    assert not any(frame.get("id") == "wrong" for player in (host, tab) for frame in player.frames)
    assert host.version == tab.version == guest.version == refused["v"]
    await close_all(host, guest, tab)


async def test_what_holds_already_is_ok_and_changed_nothing(table: Table) -> None:
    """Rules 1.3."""
    live, (host,) = await table.seated()
    await host.mark(7)
    again = await host.mark(7)
    assert (again["t"], again["changed"], again["v"]) == ("ok", False, live.mirror.version)
    await host.close()


async def test_a_resend_is_answered_as_the_first_time(table: Table) -> None:
    """Rules 1.2: its event has been seen, or lies in the past; `ok` says which version it was."""
    live, (host,) = await table.seated()
    first = await host.ask({"do": "say", "text": "once"}, command_id="x")
    await host.ask({"do": "say", "text": "twice"})
    del host.answers["x"]
    again = await host.ask({"do": "say", "text": "once"}, command_id="x")
    assert (again["t"], again["v"], again["changed"]) == ("ok", first["v"], True)
    assert live.mirror.version == first["v"] + 1
    await host.close()


async def test_a_bulk_command_is_told_its_outcomes_beside_its_events(table: Table) -> None:
    _, (host,) = await table.seated()
    await send(host, json.dumps({"do": "bulk", "id": "many", "squares": [{"square": 1}, {"square": 99}]}))
    await host.until(lambda: any(frame.get("t") == "ok" for frame in host.frames))
    told = {frame["t"]: frame for frame in host.frames if frame.get("id") == "many"}
    assert set(told) == {"event", "ok"}
    assert told["ok"]["data"]["outcomes"] == ["ok", "no_square"]
    await host.close()


async def test_all_tabs_of_a_seat_and_all_others_hear_what_happens(table: Table) -> None:
    live, (host, guest) = await table.seated("guest")
    tab, stranger = table.player(code=live.code), table.player("", code=live.code)
    await tab.connect()
    await stranger.connect()
    marked = await host.mark(7)
    for player in (guest, tab, stranger):
        await player.until(lambda player=player: player.version == marked["v"])
        assert player.events[-1]["line"]["square"] == 7
    await close_all(host, guest, tab, stranger)


async def test_whoever_has_no_seat_is_told_so_and_nothing_is_stored_of_it(table: Table) -> None:
    live = await table.node.make()
    stranger = table.player("", code=live.code)
    await stranger.connect()
    for command in ({"do": "mark", "square": 7}, {"do": "say", "text": "hello"}, {"do": "new_card"}):
        refused = await stranger.ask(command)
        assert (refused["t"], refused["reason"]) == ("refused", "no_seat")
    async with table.node.services.database.read() as tx:
        stored = await tx.scalar(text("SELECT count(*) FROM command_answers WHERE session_id = :id"), {"id": live.id})
    assert stored == 0
    await stranger.close()


async def test_a_new_card_is_dealt_by_whoever_may_and_refused_before_any_card_is_looked_for(table: Table) -> None:
    """The order of reasons: role before anything that tells which boards there are (rules 1.5 and 10)."""
    live, (host, guest) = await table.seated("guest")
    refused = await guest.ask({"do": "new_card", "board": "no such board"}, command_id="x")
    assert (refused["reason"], refused["data"]) == ("role", {"needs": "host"})
    refused = await host.ask({"do": "new_card", "board": "no such board"}, command_id="y")
    assert (refused["reason"], refused["data"]["field"]) == ("settings", "board")
    for player, command_id in ((guest, "x"), (host, "y")):
        first = player.answers.pop(command_id)
        assert await player.ask({"do": "new_card"}, command_id=command_id) == first
    dealt = await host.ask({"do": "new_card"})
    assert (dealt["t"], dealt["card"]["number"]) == ("event", 2)
    assert live.state.the_card.number == 2
    await close_all(host, guest)
