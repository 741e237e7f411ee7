"""Who is here, over one node and two (architecture, "Presence is not in the log")."""

from pathlib import Path

from arcadia.play.service.registry import IDLE_AFTER_MS
from support.play_node import Node, running_nodes, settled, until

SECOND = 1_000
AWAY_AFTER_MS = 5 * SECOND
FORGET_NODE_AFTER_MS = 25 * SECOND


async def let_pass(ms: int, *nodes: Node) -> None:
    """Let time pass in steps of a second, at each of which every node looks, as it does."""
    for step in range(0, ms, SECOND):
        nodes[0].clock.advance(min(SECOND, ms - step))
        for node in nodes:
            node.play.attendance.tick()
        await settled()


async def test_a_seat_is_away_when_its_last_connection_is_gone_for_5_s(node: Node) -> None:
    live = await node.make()
    watcher = node.watch(live)
    first, second = node.watch(live, 1), node.watch(live, 1)
    await let_pass(SECOND, node)
    assert watcher.presences()[-1] == ([1], 1)
    node.leave(live, first)
    await let_pass(2 * AWAY_AFTER_MS, node)
    assert watcher.presences() == [], "another tab of the same seat is open"
    node.leave(live, second)
    await let_pass(AWAY_AFTER_MS - SECOND, node)
    assert watcher.presences() == []
    await let_pass(SECOND, node)
    assert watcher.presences() == [([], 1)]


async def test_a_reload_does_not_blink(node: Node) -> None:
    live = await node.make()
    watcher, player = node.watch(live), node.watch(live, 1)
    await let_pass(SECOND, node)
    watcher.read()
    node.leave(live, player)
    await let_pass(AWAY_AFTER_MS - SECOND, node)
    node.watch(live, 1)
    await let_pass(3 * AWAY_AFTER_MS, node)
    assert watcher.presences() == []


async def test_watchers_are_counted_at_once_and_only_while_they_are_there(node: Node) -> None:
    live = await node.make()
    player = node.watch(live, 1)
    watchers = [node.watch(live) for _ in range(3)]
    await let_pass(SECOND, node)
    assert player.presences()[-1] == ([1], 3)
    node.leave(live, watchers[0])
    await let_pass(SECOND, node)
    assert player.presences() == [([1], 2)]


async def test_nothing_is_told_while_nothing_changes(node: Node) -> None:
    live = await node.make()
    player = node.watch(live, 1)
    await let_pass(SECOND, node)
    player.read()
    await let_pass(60 * SECOND, node)
    assert player.presences() == []


async def test_each_node_hears_who_is_on_the_other(nodes: tuple[Node, Node]) -> None:
    one, other = nodes
    here = await one.make()
    there = await other.open(here)
    host = one.watch(here, 1)
    guest_seat = await other.join(there, "guest")
    guest, watcher = other.watch(there, guest_seat), other.watch(there)
    await let_pass(SECOND, one, other)
    assert host.presences()[-1] == guest.presences()[-1] == ([1, guest_seat], 1)
    other.leave(there, watcher)
    await let_pass(SECOND, one, other)
    assert host.presences()[-1] == guest.presences()[-1] == ([1, guest_seat], 0)


async def test_who_opens_a_session_on_another_node_is_told_at_once_who_is_here(nodes: tuple[Node, Node]) -> None:
    """Not only with the next repetition: else a host would look away to everybody who comes to another node."""
    one, other = nodes
    here = await one.make()
    one.watch(here, 1)
    await until(lambda: not one.play.attendance._untold)
    there = await other.open(here)
    watcher = other.watch(there)
    heard: list[tuple[list[int], int]] = []
    await until(lambda: heard.extend(watcher.presences()) or ([1], 1) in heard)


async def test_a_player_who_changes_nodes_and_leaves_is_away_after_5_s(nodes: tuple[Node, Node]) -> None:
    """The first node says at once that it has the seat no more, although the seat is still here: on the second."""
    one, other = nodes
    here = await one.make()
    there = await other.open(here)
    watcher, before = one.watch(here), one.watch(here, 1)
    await let_pass(SECOND, one, other)
    one.leave(here, before)
    after = other.watch(there, 1)
    await let_pass(AWAY_AFTER_MS, one, other)
    watcher.read()
    other.leave(there, after)
    await let_pass(AWAY_AFTER_MS, one, other)
    assert watcher.presences() == [([], 1)]


async def test_the_last_to_leave_a_node_is_away_after_5_s_on_the_others(nodes: tuple[Node, Node]) -> None:
    """A session that has been open for long is not let go before the other nodes were told that everybody left."""
    one, other = nodes
    here = await one.make()
    there = await other.open(here)
    host, watcher = one.watch(here, 1), other.watch(there)
    await let_pass(IDLE_AFTER_MS + SECOND, one, other)
    watcher.read()
    one.leave(here, host)
    await let_pass(AWAY_AFTER_MS, one, other)
    assert watcher.presences() == [([], 1)]


async def test_a_node_that_falls_silent_is_forgotten_after_25_s(nodes: tuple[Node, Node]) -> None:
    one, other = nodes
    here = await one.make()
    there = await other.open(here)
    one.watch(here, 1)
    watcher = other.watch(there)
    await let_pass(SECOND, one, other)
    assert watcher.presences()[-1] == ([1], 1)
    await let_pass(FORGET_NODE_AFTER_MS - SECOND, other)
    assert watcher.presences() == [], "a node repeats what it says every 10 s, and two may be lost"
    await let_pass(SECOND, other)
    assert watcher.presences() == [([], 1)]


async def test_what_a_node_says_is_repeated_every_10_s(nodes: tuple[Node, Node]) -> None:
    one, other = nodes
    here = await one.make()
    there = await other.open(here)
    one.watch(here, 1)
    watcher = other.watch(there)
    await let_pass(4 * FORGET_NODE_AFTER_MS, one, other)
    assert watcher.presences()[-1] == ([1], 1)


async def test_without_a_bus_each_node_sees_its_own_people(tmp_path: Path) -> None:
    async with running_nodes(tmp_path, count=2) as (one, other):
        here = await one.make()
        there = await other.open(here)
        host, watcher = one.watch(here, 1), other.watch(there)
        await let_pass(30 * SECOND, one, other)
        assert host.presences()[-1] == ([1], 0)
        assert watcher.presences()[-1] == ([], 1)
