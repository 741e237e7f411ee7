"""A host who is away is represented by somebody who is here; the owner gets the right back on return (rules 9)."""

from arcadia.play.domain import commands as do
from arcadia.play.domain.state import Role
from arcadia.play.service.live import Live
from arcadia.play.service.presence import HEARD_ALL_AFTER_MS
from support.play_node import HOST, Node, settled, until

SECOND = 1_000
TWO_MINUTES = 120 * SECOND


async def let_pass(ms: int, *nodes: Node) -> None:
    """Let time pass in steps of a second; what a node decides in one is stored before the next."""
    for step in range(0, ms, SECOND):
        nodes[0].clock.advance(min(SECOND, ms - step))
        for node in nodes:
            node.play.attendance.tick()
            for live in node.play_node.registry:
                await until(lambda live=live: live.mailbox.is_idle)
        await settled()


def hosts_of(viewer_frames: list[dict[str, object]]) -> list[object]:
    """Each change of the host that a viewer was told of."""
    return [frame["host"] for frame in viewer_frames if "host" in frame]


async def with_guests(node: Node, *names: str) -> Live:
    """A session that has been open for a while, with guests in seats 2, 3, … who are connected, as the host is not."""
    live = await node.make()
    for name in names:
        node.watch(live, await node.join(live, name))
    await let_pass(HEARD_ALL_AFTER_MS, node)
    return live


async def test_after_two_minutes_the_player_seated_longest_acts(node: Node) -> None:
    live = await with_guests(node, "second", "third")
    watcher = node.watch(live)
    await let_pass(TWO_MINUTES - SECOND, node)
    assert live.state.host == 1
    await let_pass(2 * SECOND, node)
    assert (live.state.host, live.state.owner) == (2, 1)
    assert hosts_of(watcher.read()) == [2]


async def test_a_referee_who_is_here_comes_before_players(node: Node) -> None:
    live = await with_guests(node, "second")
    referee = await node.join(live, "referee", role=Role.SPECTATOR)
    await node.act(live, HOST, do.SetRole(seat=referee, role=Role.REFEREE))
    node.watch(live, referee)
    await let_pass(TWO_MINUTES + 2 * SECOND, node)
    assert live.state.host == referee


async def test_a_player_who_is_not_connected_does_not_act(node: Node) -> None:
    live = await node.make()
    await node.join(live, "second, who sleeps")
    node.watch(live, await node.join(live, "third"))
    await let_pass(HEARD_ALL_AFTER_MS + TWO_MINUTES + 2 * SECOND, node)
    assert live.state.host == 3


async def test_a_host_who_comes_back_in_time_stays_host(node: Node) -> None:
    live = await with_guests(node, "second")
    await let_pass(TWO_MINUTES - SECOND, node)
    host = node.watch(live, 1)
    await let_pass(10 * SECOND, node)
    node.leave(live, host)
    await let_pass(TWO_MINUTES, node)
    assert live.state.host == 1, "the two minutes begin anew"


async def test_the_owner_gets_it_back_on_return_and_the_feed_says_both(node: Node) -> None:
    live = await with_guests(node, "second")
    watcher = node.watch(live)
    await let_pass(TWO_MINUTES + 2 * SECOND, node)
    node.watch(live, 1)
    await let_pass(2 * SECOND, node)
    assert live.state.host == 1
    frames = watcher.read()
    assert hosts_of(frames) == [2, 1]
    assert [frame["line"]["type"] for frame in frames if "line" in frame] == ["host_changed", "host_changed"]


async def test_an_acting_host_who_is_not_connected_is_replaced_within_seconds(node: Node) -> None:
    """Rules 9: the player seated longest AND connected. Who acted and is gone after a restart is not waited for."""
    live = await with_guests(node, "second", "third")
    await let_pass(TWO_MINUTES + 2 * SECOND, node)
    assert live.state.host == 2
    await node.play_node.registry.close()
    live = await node.open(live)
    node.watch(live, 3)
    await let_pass(HEARD_ALL_AFTER_MS + 5 * SECOND + 3 * SECOND, node)
    assert live.state.host == 3


async def test_an_acting_host_who_was_here_is_waited_for_like_any_host(node: Node) -> None:
    live = await node.make()
    second, _ = [node.watch(live, await node.join(live, name)) for name in ("second", "third")]
    await let_pass(HEARD_ALL_AFTER_MS, node)
    await let_pass(TWO_MINUTES + 2 * SECOND, node)
    assert live.state.host == 2
    node.leave(live, second)
    await let_pass(5 * SECOND + TWO_MINUTES - 2 * SECOND, node)
    assert live.state.host == 2
    await let_pass(4 * SECOND, node)
    assert live.state.host == 3


async def test_nobody_acts_where_nobody_is(node: Node) -> None:
    live = await node.make()
    await node.join(live, "second")
    await let_pass(3 * TWO_MINUTES, node)
    assert live.state.host == 1


async def test_a_host_on_another_node_is_here(nodes: tuple[Node, Node]) -> None:
    one, other = nodes
    here = await one.make()
    there = await other.open(here)
    one.watch(here, 1)
    other.watch(there, await other.join(there, "second"))
    await let_pass(2 * TWO_MINUTES, one, other)
    assert (here.state.host, there.state.host) == (1, 1)


async def test_a_node_that_has_just_opened_a_session_does_not_judge_who_is_missing(nodes: tuple[Node, Node]) -> None:
    """It may not have heard of the acting host yet, who is connected to the other node."""
    one, other = nodes
    here = await one.make()
    second = one.watch(here, await one.join(here, "second"))
    await let_pass(HEARD_ALL_AFTER_MS + TWO_MINUTES + 2 * SECOND, one)
    assert here.state.host == 2
    there = await other.open(here)
    other.watch(there, await other.join(there, "third"))
    await let_pass(5 * SECOND + 3 * SECOND, other)
    assert there.state.host == 2
    assert not second.is_ended


async def test_one_node_of_two_appoints_and_it_happens_once(nodes: tuple[Node, Node]) -> None:
    one, other = nodes
    here = await one.make()
    there = await other.open(here)
    one.watch(here, await one.join(here, "second"))
    watcher = other.watch(there, await other.join(there, "third"))
    await let_pass(HEARD_ALL_AFTER_MS + TWO_MINUTES + 10 * SECOND, one, other)
    await there.mirror.catch_up()
    assert (here.state.host, there.state.host) == (2, 2)
    assert hosts_of(watcher.read()) == [2]
