"""Deadlines that nobody watches are swept, and a day without events ends only what nobody watches anywhere."""

from arcadia.play.domain import commands as do
from arcadia.play.domain.settings import Win, WinKind
from arcadia.play.domain.state import Phase, ResultReason
from arcadia.play.service.live import Live
from arcadia.play.service.presence import HEARD_ALL_AFTER_MS
from support.play_node import HOST, Node, until

SECOND = 1_000
DAY = 24 * 3_600 * SECOND
SWEEP = 5 * SECOND


async def sweep(node: Node, *, count: int = 1) -> None:
    """Let sweeps come, 5 s apart, and what they append be stored."""
    for _ in range(count):
        node.clock.advance(SWEEP)
        await node.play_node.timers.sweep()
        for live in node.play_node.registry:
            await until(lambda live=live: live.mailbox.is_idle)


async def due_at(node: Node, live: Live) -> int | None:
    """When the table says that the session next needs an event."""
    row = await node.play.get_row(live.code)
    return row.due_at


async def let_go(node: Node) -> None:
    """Let no session be live here: as after a restart."""
    await node.play_node.registry.close()


async def test_a_time_limit_that_nobody_watches_is_swept_and_happens_at_its_time(node: Node) -> None:
    live = await node.make(time_limit_s=600, win=Win(kind=WinKind.POINTS))
    await node.act(live, HOST, do.Mark(square=1))
    ends_at = node.clock.now_ms() + 600 * SECOND
    assert await due_at(node, live) == ends_at
    await let_go(node)
    node.clock.advance(3_600 * SECOND)
    await sweep(node)
    ended = await node.open(live)
    assert (ended.state.phase, ended.state.finished_at) == (Phase.FINISHED, ends_at)


async def test_two_nodes_that_sweep_end_it_once(nodes: tuple[Node, Node]) -> None:
    one, other = nodes
    live = await one.make(time_limit_s=600)
    await one.act(live, HOST, do.Mark(square=1))
    before = live.mirror.version
    one.clock.advance(700 * SECOND)
    await sweep(one)
    await sweep(other)
    assert (await other.open(live)).mirror.version == before + 1


async def test_a_day_without_events_ends_what_nobody_watches(node: Node) -> None:
    live = await node.make()
    await let_go(node)
    node.clock.advance(DAY)
    await sweep(node)
    assert (await node.open(live)).state.phase is Phase.STARTED, "the other nodes may not have said yet who is there"
    await sweep(node, count=6)
    ended = await node.open(live)
    assert ended.state.result is not None
    assert ended.state.result.reason is ResultReason.ABANDONED


async def test_a_session_that_is_watched_is_not_abandoned(node: Node) -> None:
    live = await node.make()
    watcher = node.watch(live)
    node.clock.advance(DAY)
    await sweep(node, count=10)
    assert live.state.phase is Phase.STARTED
    node.leave(live, watcher)
    await sweep(node, count=6)
    assert live.state.phase is Phase.FINISHED


async def test_a_session_that_is_watched_on_another_node_is_not_abandoned(nodes: tuple[Node, Node]) -> None:
    one, other = nodes
    here = await one.make()
    there = await other.open(here)
    other.watch(there)
    one.clock.advance(DAY)
    for _ in range(10):
        other.play.attendance.tick()
        await sweep(one)
    assert here.state.phase is Phase.STARTED


async def test_sessions_that_are_watched_for_days_do_not_crowd_out_those_that_are_due(node: Node) -> None:
    """A sweep takes the 200 that are overdue longest: a session that may not end yet must step aside."""
    watched = await node.make()
    node.watch(watched)
    node.clock.advance(DAY + HEARD_ALL_AFTER_MS)
    await sweep(node)
    told = await due_at(node, watched)
    assert told is not None
    assert told > node.clock.now_ms()


async def test_a_deadline_that_moved_is_corrected_in_the_table(node: Node) -> None:
    """Marks write no session row; each one puts the day without events off."""
    live = await node.make()
    await node.act(live, HOST, do.Mark(square=1))
    first = await due_at(node, live)
    node.clock.advance(DAY // 2)
    await node.act(live, HOST, do.Mark(square=2))
    node.clock.advance(DAY // 2)
    await sweep(node)
    assert first is not None
    assert await due_at(node, live) == first + DAY // 2
    assert live.state.phase is Phase.STARTED
