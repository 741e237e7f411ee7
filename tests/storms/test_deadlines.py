"""Deadlines on two nodes (architecture, "Time"): they happen once, and at their time, also when a node dies before."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from support.nodes import read_feed, running_nodes
from support.players import Player, settings
from support.postgres import PostgresServer
from support.redis import RedisProgram
from support.server import ServerProcess

SESSIONS = 10
"""Of each kind: watched on both nodes, and watched on the dying node only."""
COVERED = 60
COUNTDOWN_S = 4
LIMIT_S = 10
DIES_BEFORE_S = 0.7


@pytest.fixture(scope="module")
def nodes(
    tmp_path_factory: pytest.TempPathFactory, postgres_server: PostgresServer, redis_program: RedisProgram
) -> Iterator[list[ServerProcess]]:
    environment = {"DATABASE_URL": postgres_server.make_database(), "REDIS_URL": redis_program.url}
    with running_nodes(tmp_path_factory.mktemp("deadlines"), environment=environment) as running:
        yield running


@dataclass
class Timed:
    """A session with its players; `running_from` is the end of its countdown, in ms since the epoch."""

    host: Player
    guest: Player
    running_from: int = 0

    @property
    def ends_at(self) -> int:
        return self.running_from + LIMIT_S * 1000

    async def close(self) -> None:
        await self.host.close()
        await self.guest.close()


async def make_timed(first: ServerProcess, second: ServerProcess, **wanted: Any) -> Timed:
    """A session in its lobby, with its host on one node and a guest to be on the other."""
    one = Timed(Player(first.url), Player(second.url))
    code = await one.host.make(settings=settings(quick=False, time_limit_s=LIMIT_S, **wanted))
    await one.guest.join(code)
    await one.host.connect()
    return one


async def begin(one: Timed) -> None:
    started = await one.host.ask({"do": "start"})
    assert started["t"] == "event", started
    one.running_from = started["clock"]["running_from"]


async def sleep_until(at_ms: int) -> None:
    await asyncio.sleep(max(0.0, at_ms / 1000 - time.time()))


def shown(player: Player) -> list[dict[str, Any]]:
    """The snapshots by which a covered card was shown to a viewer."""
    return [frame for frame in player.frames if frame.get("t") == "snapshot" and frame.get("reason") == "uncovered"]


async def ends_of(one: Timed) -> list[int]:
    """When the log says that the card ended."""
    return [line["at"] for line in await read_feed(one.guest) if line["line"]["type"] == "finished"]


async def test_a_countdown_and_a_time_limit_come_once_and_on_time_though_a_node_dies_before(
    nodes: list[ServerProcess],
) -> None:
    dying, staying = nodes
    # At the end of its countdown a covered card shows, and no event says so.
    wanted = {"covered": True, "countdown_s": COUNTDOWN_S}
    watched = await asyncio.gather(*(make_timed(dying, staying, **wanted) for _ in range(SESSIONS)))
    unwatched = await asyncio.gather(*(make_timed(dying, staying, **wanted) for _ in range(SESSIONS)))
    for one in watched:
        await one.guest.connect()
    await asyncio.gather(*(begin(one) for one in (*watched, *unwatched)))
    await sleep_until(min(one.running_from for one in watched) - int(DIES_BEFORE_S * 1000))
    await asyncio.to_thread(dying.kill)
    for one in watched:
        await one.guest.until(lambda one=one: shown(one.guest))
        assert len(shown(one.guest)) == 1
        assert time.time() * 1000 >= one.running_from
    await asyncio.to_thread(dying.start)
    for one in watched:
        await one.host.connect(since=one.host.version)
    await sleep_until(min(one.ends_at for one in watched) - int(DIES_BEFORE_S * 1000))
    await asyncio.to_thread(dying.kill)
    for one in watched:
        await one.guest.until(lambda one=one: "result" in one.guest.events[-1])
        assert sum("result" in event for event in one.guest.events) == 1
        assert await ends_of(one) == [one.ends_at]
    for one in unwatched:
        async with asyncio.timeout(30):
            while not (ended := await ends_of(one)):
                await asyncio.sleep(0.5)
        assert ended == [one.ends_at]
    for one in (*watched, *unwatched):
        await one.close()
    await asyncio.to_thread(dying.start)


async def test_two_nodes_that_both_have_a_timer_append_one_end(nodes: list[ServerProcess]) -> None:
    """Both ring at the same moment; the command id `due:<deadline>` lets one of them in."""
    sessions = await asyncio.gather(*(make_timed(*nodes, countdown_s=3) for _ in range(SESSIONS)))
    for one in sessions:
        await one.guest.connect()
    await asyncio.gather(*(begin(one) for one in sessions))
    for one in sessions:
        for player in (one.host, one.guest):
            await player.until(lambda player=player: player.events and "result" in player.events[-1])
    await asyncio.sleep(0.5)
    for one in sessions:
        assert await ends_of(one) == [one.ends_at]
        assert one.host.version == one.guest.version
        await one.close()


async def test_every_covered_card_is_shown_once_at_its_start(nodes: list[ServerProcess]) -> None:
    """A timer that rings a moment too early draws the card still covered: it must ring again (rules 7)."""
    sessions = await asyncio.gather(*(make_timed(*nodes, covered=True, countdown_s=3) for _ in range(COVERED)))
    for one in sessions:  # one after another: a node that has much to do rings late, not early
        await begin(one)
    for one in sessions:
        await one.host.until(lambda one=one: shown(one.host))
        view = shown(one.host)[-1]["view"]
        assert [square for square in view["squares"] if square.get("state") == "covered"] == []
    for one in sessions:
        assert len(shown(one.host)) == 1
        await one.close()
