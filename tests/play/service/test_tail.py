"""What a returning viewer missed: from memory, from the log, or too much, and then everything anew."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from arcadia.core.errors import Unavailable
from arcadia.core.ids import SessionId
from arcadia.play.domain import commands as do
from arcadia.play.service.live import Live
from arcadia.play.service.mailbox import Request
from arcadia.play.service.mirror import RECENT
from arcadia.play.service.replies import Reply
from arcadia.play.service.tail import TailReader
from arcadia.play.store.entries import Row
from support.play_node import HOST, Node, log_away, running_nodes, until

LONG = 700
"""More events than any tail is long."""


class WatchedLog:
    """A node's log; the reads are counted, and something may happen while one is under way."""

    def __init__(self, node: Node, meanwhile: Callable[[], Awaitable[object]] | None = None) -> None:
        self._log = node.services.log
        self._meanwhile = meanwhile
        self.reads = 0

    def __getattr__(self, name: str) -> object:
        return getattr(self._log, name)

    async def read(self, session_id: SessionId, *, after: int, limit: int) -> list[Row]:
        self.reads += 1
        rows = await self._log.read(session_id, after=after, limit=limit)
        if self._meanwhile is not None:
            await self._meanwhile()
        return rows


async def talk(live: Live, count: int) -> None:
    replies: list[Reply] = []
    for number in range(count):
        live.mailbox.submit(Request(1, do.Say(text=f"word {number}"), replies.append))
    await until(lambda: len(replies) == count)


@pytest.mark.parametrize("gap", [0, 1, RECENT - 1, RECENT, RECENT + 1, 63, 64, 65, 400, 500])
async def test_a_gap_is_filled_exactly(node: Node, gap: int) -> None:
    """Also where memory ends in the middle (`RECENT` changes), and over the states that are kept (64 apart)."""
    live = await node.make()
    await talk(live, LONG)
    head = live.mirror.version
    tail = await node.play.tails.find_tail(live.mirror, since=head - gap)
    assert tail is not None
    assert [change.version for change in tail] == list(range(head - gap, head + 1)), "the one that is held is the first"
    assert all(change.before.version == change.version - 1 for change in tail)
    assert tail[-1].after == live.state


@pytest.mark.parametrize("gap", [501, LONG, 100_000])
async def test_beyond_500_a_snapshot_is_the_better_answer(node: Node, gap: int) -> None:
    live = await node.make()
    await talk(live, LONG)
    assert await node.play.tails.find_tail(live.mirror, since=live.mirror.version - gap) is None


async def test_a_version_that_does_not_exist_is_answered_with_a_snapshot(node: Node) -> None:
    live = await node.make()
    assert await node.play.tails.find_tail(live.mirror, since=live.mirror.version + 1) is None


async def test_after_a_restart_the_tail_comes_from_the_log(node: Node) -> None:
    live = await node.make()
    await talk(live, 450)
    await node.play_node.registry.close()
    live = await node.open(live)
    head = live.mirror.version
    tail = await node.play.tails.find_tail(live.mirror, since=head - 300)
    assert tail is not None
    assert [change.version for change in tail] == list(range(head - 300, head + 1))


async def test_many_who_come_back_at_once_share_one_reading(node: Node) -> None:
    live = await node.make()
    await talk(live, 200)
    log = WatchedLog(node)
    tails = TailReader(log)
    found = await asyncio.gather(*(tails.find_tail(live.mirror, since=live.mirror.version - 150) for _ in range(100)))
    assert log.reads == 1
    assert {len(tail or ()) for tail in found} == {151}


async def test_what_happens_while_the_log_is_read_is_in_the_tail(node: Node) -> None:
    live = await node.make()
    await talk(live, 200)
    since = live.mirror.version - 150
    log = WatchedLog(node, lambda: node.act(live, HOST, do.Say(text="meanwhile")))
    tail = await TailReader(log).find_tail(live.mirror, since=since)
    assert tail is not None
    assert [change.version for change in tail] == list(range(since, live.mirror.version + 1))
    assert live.mirror.version == since + 151


@pytest.fixture
async def deaf(tmp_path: Path) -> AsyncIterator[tuple[Node, Node]]:
    """Two nodes that do not hear each other."""
    async with running_nodes(tmp_path, count=2) as (one, other):
        yield one, other


async def test_who_comes_from_another_node_and_knows_more_is_believed(deaf: tuple[Node, Node]) -> None:
    """The bus was slower than the player: this node asks the log before it says that there is no such version."""
    one, other = deaf
    here = await one.make()
    there = await other.open(here)
    marked = await one.act(here, HOST, do.Mark(square=7))
    assert there.mirror.version < marked.version
    tail = await other.play.tails.find_tail(there.mirror, since=marked.version)
    assert tail is not None
    assert [change.version for change in tail] == [marked.version]


async def test_a_crowd_from_another_node_costs_two_readings_at_most(deaf: tuple[Node, Node]) -> None:
    """One may be under way when they come; all the others share the next."""
    one, other = deaf
    here = await one.make()
    there = await other.open(here)
    marked = await one.act(here, HOST, do.Mark(square=7))
    log = WatchedLog(other)
    there.mirror._log = log
    found = await asyncio.gather(*(other.play.tails.find_tail(there.mirror, since=marked.version) for _ in range(100)))
    assert [len(tail or ()) for tail in found] == [1] * 100
    assert log.reads <= 2


# Pages of the feed


@pytest.mark.parametrize("events", [5, RECENT - 1, RECENT, RECENT + 1, 200])
@pytest.mark.parametrize("is_opened_anew", [False, True])
async def test_a_page_of_the_feed_is_the_same_from_memory_and_from_the_log(
    node: Node, events: int, is_opened_anew: bool
) -> None:
    live = await node.make()
    await talk(live, events)
    if is_opened_anew:
        await node.play_node.registry.close()
        live = await node.play_node.registry.open(live.id)
    newest = live.mirror.version + 1
    for before in (None, newest + 5, newest, newest - 1, newest - 40, 41, 3, 2, 1, 0, -1):
        for limit in (1, 40, RECENT, RECENT + 1):
            shown = await node.play.feed(live, before=before, limit=limit, types=None)
            below = newest if before is None else max(0, min(before, newest))
            assert shown == await node.services.log.page(live.id, before=below, limit=limit, types=None)


async def test_the_latest_page_of_a_live_session_asks_no_log(node: Node) -> None:
    live = await node.make()
    await talk(live, RECENT + 10)
    with log_away(node.services):
        assert len(await node.play.feed(live, before=None, limit=40, types=None)) == 40
        with pytest.raises(Unavailable):
            await node.play.feed(live, before=None, limit=RECENT + 1, types=None)
