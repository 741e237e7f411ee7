"""Who is here on several nodes with PostgreSQL and Redis, at the pace of production: peers that die, nodes that die, seats
that are removed (architecture, "Presence is not in the log"; rules 9).
"""

import asyncio
import time
from collections.abc import Iterator

import httpx
import pytest

from support.event_stream import Listener
from support.nodes import running_nodes
from support.players import Player, close_all, settings
from support.postgres import PostgresServer
from support.raw_client import RawClient
from support.redis import RedisProgram
from support.server import ServerProcess

AWAY_S = 5.0
DEAD_PEER_S = 30.0
FORGOTTEN_S = 25.0
BLINK_S = 3.0
"""Ticks of a second, the bus and the machine: what may come on top of every wait."""


@pytest.fixture(scope="module")
def nodes(
    tmp_path_factory: pytest.TempPathFactory, postgres_server: PostgresServer, redis_program: RedisProgram
) -> Iterator[list[ServerProcess]]:
    environment = {"DATABASE_URL": postgres_server.make_database(), "REDIS_URL": redis_program.url}
    with running_nodes(tmp_path_factory.mktemp("presence"), count=3, environment=environment) as running:
        yield running


def here(player: Player) -> set[int]:
    """The seats that were last said to be here."""
    return set(next(frame["seats"] for frame in reversed(player.frames) if frame.get("t") == "presence"))


def watching(player: Player) -> int:
    return int(next(frame["watching"] for frame in reversed(player.frames) if frame.get("t") == "presence"))


async def until_away(player: Player, seat: int) -> float:
    """Wait until a seat is here no more; how long that took, in seconds."""
    begun = time.monotonic()
    async with asyncio.timeout(DEAD_PEER_S + FORGOTTEN_S + 60):
        while seat in here(player):
            await asyncio.sleep(0.1)
    return time.monotonic() - begun


async def with_host(nodes: list[ServerProcess]) -> Player:
    """A session whose host is connected to the first node."""
    host = Player(nodes[0].url)
    await host.make(settings=settings())
    await host.connect()
    return host


async def guest_on(node: ServerProcess, host: Player) -> Player:
    guest = Player(node.url)
    await guest.join(host.code)
    return guest


def vanish_after_hello(guest: Player) -> RawClient:
    """A socket that says hello and then neither reads nor answers anything."""
    client = RawClient(guest.url)
    cookie = "; ".join(f"{name}={value}" for name, value in guest.http.cookies.items())
    headers = {"Cookie": cookie, "Origin": guest.url}
    head = client.shake_hands(f"/api/v1/sessions/{guest.code}/socket", headers)
    assert head.startswith("HTTP/1.1 101"), head
    client.send(b'{"do":"hello","protocol":1}')
    return client


async def test_whoever_dies_or_leaves_is_gone_in_time_on_every_node(nodes: list[ServerProcess]) -> None:
    """The waits are long, so both go on at once, in sessions of their own."""
    await asyncio.gather(
        who_dies_silently_is_gone_within_30_s_and_who_leaves_after_5(nodes),
        a_node_that_is_killed_is_forgotten_with_all_who_were_there(nodes),
    )


async def who_dies_silently_is_gone_within_30_s_and_who_leaves_after_5(nodes: list[ServerProcess]) -> None:
    """Issue 2, "Realtime hub": no goodbye, no pong. The other leaves the second node and stays on the first for a while."""
    host = await with_host(nodes)
    dying, leaving = [await guest_on(nodes[1], host) for _ in range(2)]
    silent = await asyncio.to_thread(vanish_after_hello, dying)
    await leaving.connect()
    await host.until(lambda: {2, 3} <= here(host))
    dead = asyncio.create_task(until_away(host, 2))
    tab = Player(nodes[0].url)
    tab.http.cookies, tab.code = leaving.http.cookies, host.code
    await tab.connect()
    await leaving.cut()
    await asyncio.sleep(AWAY_S + BLINK_S)
    assert 3 in here(host), "a tab on the other node is open"
    await tab.cut()
    took = await until_away(host, 3)
    print(f"away {took:.1f} s after the last connection was cut")
    assert took >= AWAY_S - 1.5
    took = await dead
    print(f"a dead peer was here for {took:.1f} s")
    assert took <= DEAD_PEER_S + AWAY_S + BLINK_S
    silent.close()
    await close_all(host, dying, leaving, tab)


async def a_node_that_is_killed_is_forgotten_with_all_who_were_there(nodes: list[ServerProcess]) -> None:
    host = await with_host(nodes)
    guest = await guest_on(nodes[2], host)
    await guest.connect()
    async with httpx.AsyncClient(base_url=nodes[2].url, timeout=30) as stranger:
        listener = await Listener(stranger, host.code).follow()
        await host.until(lambda: here(host) == {1, 2} and watching(host) == 1)
        await asyncio.to_thread(nodes[2].kill)
        took = await until_away(host, 2)
        print(f"forgotten after {took:.1f} s")
        assert watching(host) == 0
        assert took >= FORGOTTEN_S - 10.0 - BLINK_S, "told last 10 s before at most"
        await listener.leave()
    await asyncio.to_thread(nodes[2].start)
    await guest.connect(since=guest.version)
    await host.until(lambda: here(host) == {1, 2})
    await close_all(host, guest)


async def test_a_removed_seat_loses_socket_and_stream_on_both_nodes_within_a_second(nodes: list[ServerProcess]) -> None:
    """Rules 9. Ten times, so that no luck is in it; the bus and two processes are on the way."""
    host = await with_host(nodes)
    slowest = 0.0
    for _ in range(10):
        guests = [await guest_on(node, host) for node in nodes[:2]]
        guests[1].http.cookies = guests[0].http.cookies
        for guest in guests:
            await guest.connect()
        listener = await Listener(guests[1].http, host.code).follow()
        seat = guests[0].seat
        assert guests[1].seat == seat
        asked = time.monotonic()
        kicked = await host.ask({"do": "kick", "seat": seat})
        assert kicked["t"] == "event", kicked
        for guest in guests:
            assert (await guest.closed())[0] == 4003
        await listener.over()
        slowest = max(slowest, time.monotonic() - asked)
        await close_all(*guests)
    print(f"the slowest of ten took {slowest * 1000:.0f} ms")
    assert slowest <= 1.0 + BLINK_S
    await host.close()
