"""Which sessions are live on a node: opened once, from a snapshot where there is one, let go when idle."""

import asyncio
import sqlite3
from contextlib import closing
from typing import Any

import pytest
from structlog.testing import capture_logs

from arcadia.core.errors import NotFound, Unavailable
from arcadia.core.ids import SessionId
from arcadia.platform.ids import make_id
from arcadia.play.domain import commands as do
from arcadia.play.service.live import Live
from arcadia.play.service.mailbox import Request
from arcadia.play.service.registry import IDLE_AFTER_MS, topic_of
from arcadia.play.service.replies import Reply
from arcadia.play.store.entries import Row, Snapshot
from support.play_node import HOST, Node, settled, until

MANY = 10_000
SNAPSHOT_EVERY = 500


class CountedLog:
    """A node's log; what is read of it is counted."""

    def __init__(self, node: Node) -> None:
        self._log = node.services.log
        self.rows_read = 0
        self.snapshots_loaded = 0
        node.play_node.registry._log = self

    def __getattr__(self, name: str) -> Any:
        return getattr(self._log, name)

    async def read(self, session_id: SessionId, *, after: int, limit: int) -> list[Row]:
        rows = await self._log.read(session_id, after=after, limit=limit)
        self.rows_read += len(rows)
        return rows

    async def load_snapshot(self, session_id: SessionId) -> Snapshot | None:
        self.snapshots_loaded += 1
        return await self._log.load_snapshot(session_id)


async def fill(live: Live, events: int) -> None:
    """Mark and unmark until the session has so many events."""
    replies: list[Reply] = []
    missing = events - live.mirror.version
    for number in range(missing):
        command = do.Unmark(square=1) if number % 2 else do.Mark(square=1)
        live.mailbox.submit(Request(1, command, replies.append))
    await until(lambda: len(replies) == missing)
    assert live.mirror.version == events


async def let_go(node: Node) -> None:
    await node.play_node.registry.close()
    assert len(node.play_node.registry) == 0


async def test_a_session_of_10_000_events_is_opened_from_its_snapshot(node: Node) -> None:
    """Its snapshots are 500 events apart, so that at most so many rows are read (issue 2, "Snapshots")."""
    live = await node.make()
    await fill(live, MANY - 1)
    state = live.state
    await let_go(node)
    log = CountedLog(node)
    opened = await node.open(live)
    assert opened.state == state
    assert log.rows_read == SNAPSHOT_EVERY - 1


async def test_a_snapshot_of_another_schema_is_ignored_and_the_session_folded_anew(node: Node) -> None:
    live = await node.make()
    await fill(live, 2 * SNAPSHOT_EVERY + 10)
    state = live.state
    await let_go(node)
    with closing(sqlite3.connect(node.services.database.path)) as connection, connection:
        changed = connection.execute("UPDATE session_snapshots SET state_schema = 9999, body = x'00'")
        assert changed.rowcount == 1
    log = CountedLog(node)
    opened = await node.open(live)
    assert opened.state == state
    assert log.rows_read == state.version
    assert log.snapshots_loaded == 1


async def test_however_many_ask_at_once_a_session_is_opened_once(node: Node) -> None:
    live = await node.make()
    await let_go(node)
    log = CountedLog(node)
    opened = await asyncio.gather(*(node.play_node.registry.open(live.id) for _ in range(50)))
    assert len({id(one) for one in opened}) == 1
    assert log.snapshots_loaded == 1


async def test_who_asks_while_it_is_opened_may_hang_up_without_harm(node: Node) -> None:
    live = await node.make()
    await let_go(node)
    impatient = asyncio.create_task(node.play_node.registry.open(live.id))
    waiting = asyncio.create_task(node.play_node.registry.open(live.id))
    await asyncio.sleep(0)
    impatient.cancel()
    assert (await waiting).code == live.code


async def test_a_session_that_could_not_be_read_is_read_by_the_next_who_asks(node: Node) -> None:
    live = await node.make()
    await let_go(node)
    with closing(sqlite3.connect(node.services.database.path)) as connection:
        connection.execute("ALTER TABLE session_events RENAME TO away")
        with pytest.raises(Unavailable):
            await node.open(live)
        connection.execute("ALTER TABLE away RENAME TO session_events")
    assert (await node.open(live)).state == live.state


async def test_a_session_without_events_is_no_session(node: Node) -> None:
    with pytest.raises(NotFound):
        await node.play_node.registry.open(SessionId(make_id()))


async def test_an_idle_session_is_let_go_and_comes_back_as_it_was(node: Node) -> None:
    live = await node.make()
    await node.act(live, HOST, do.Mark(square=7))
    node.clock.advance(IDLE_AFTER_MS)
    node.play.attendance.tick()
    assert len(node.play_node.registry) == 1
    node.clock.advance(1)
    node.play.attendance.tick()
    assert len(node.play_node.registry) == 0
    opened = await node.open(live)
    assert opened is not live
    assert opened.state == live.state


async def test_a_session_that_is_used_or_watched_is_not_let_go(node: Node) -> None:
    watched, asked = await node.make(), await node.make()
    watcher = node.watch(watched)
    for _ in range(5):
        node.clock.advance(IDLE_AFTER_MS)
        await node.open(asked)
        node.play.attendance.tick()
    assert {live.code for live in node.play_node.registry} == {watched.code, asked.code}
    node.leave(watched, watcher)


async def test_a_bus_message_of_another_release_is_passed_over_and_what_follows_is_heard(
    nodes: tuple[Node, Node],
) -> None:
    one, other = nodes
    here = await one.make()
    there = await other.open(here)
    bus = one.play_node._parts.bus
    with capture_logs() as logged:
        for payload in (b"", b"\xff\xff", b"\x81\xa4kind\xa5later", b"{}"):
            bus.publish(topic_of(here.id), payload)
        await settled()
    told = [entry["event"] for entry in logged]
    assert told == ["bus_message_unreadable"] * 8, "both nodes say so, for each"
    marked = await one.act(here, HOST, do.Mark(square=7))
    await until(lambda: there.mirror.version == marked.version)


async def test_a_gap_on_the_bus_is_closed_from_the_log(nodes: tuple[Node, Node]) -> None:
    """A message was lost; the next one shows it."""
    one, other = nodes
    here = await one.make()
    there = await other.open(here)
    watcher = other.watch(there)
    subscription, there.subscription = there.subscription, None
    assert subscription is not None
    subscription.cancel()
    lost = await one.act(here, HOST, do.Mark(square=1))
    await settled()
    assert there.mirror.version < lost.version
    bus = other.play_node._parts.bus
    there.subscription = bus.subscribe(
        topic_of(there.id), lambda payload: other.play_node.registry._hear(there, payload)
    )
    heard = await one.act(here, HOST, do.Mark(square=2))
    await until(lambda: there.mirror.version == heard.version)
    assert [frame["v"] for frame in watcher.read()] == [lost.version, heard.version]


async def test_what_was_lost_without_a_sign_is_found_by_the_next_round(nodes: tuple[Node, Node]) -> None:
    """A lost last message leaves no gap to notice: every 2 s the log is asked for the heads."""
    one, other = nodes
    here = await one.make()
    there = await other.open(here)
    await one.play_node._parts.bus.close()
    marked = await one.act(here, HOST, do.Mark(square=1))
    await settled()
    assert there.mirror.version < marked.version
    await other.play_node.catch_up.round()
    assert there.mirror.version == marked.version
