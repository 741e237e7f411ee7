"""What a cache server may do to requests: nothing. Stopped, restarted, frozen, slow, answering errors, full (K4 to K7)."""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from functools import partial

import pytest
from redis.asyncio import Redis

from arcadia.platform.cache.redis import ANSWER_S, RedisStore
from arcadia.platform.cache.store import LOCK_S
from arcadia.platform.ids import make_id
from arcadia.platform.redis.server import RedisServer
from support.caches import THINGS, CacheNode, Thing, redis_node
from support.redis import RedisProgram
from support.tcp_proxy import TcpProxy, proxy_to
from support.tools import ROOT

RECOVERS_WITHIN_S = 30.0 + 15.0
"""K6: the breaker tries again 30 s after it opened; the rest is for a busy machine."""


@contextmanager
def running_redis() -> Iterator[RedisProgram]:
    """A Redis that the block may take away."""
    program = RedisProgram()
    program.start()
    try:
        yield program
    finally:
        program.remove()


@pytest.fixture
def redis() -> Iterator[RedisProgram]:
    """A Redis that this test may take away."""
    with running_redis() as program:
        yield program


class Truth:
    """What the database would say, and how often it was asked."""

    def __init__(self) -> None:
        self.size = 0
        self.loads = 0
        self.takes_s = 0.0

    async def load(self) -> Thing:
        self.loads += 1
        seen = self.size
        await asyncio.sleep(self.takes_s)
        return Thing(seen)


@asynccontextmanager
async def two_nodes(url: str, *, answer_s: float = 5.0) -> AsyncIterator[list[CacheNode]]:
    prefix = f"{make_id()}:"
    nodes = [await redis_node(url, prefix, answer_s=answer_s) for _ in range(2)]
    try:
        yield nodes
    finally:
        for node in nodes:
            await node.close()


@asynccontextmanager
async def behind_a_door(redis: RedisProgram, *, answer_s: float) -> AsyncIterator[tuple[TcpProxy, list[CacheNode]]]:
    async with AsyncExitStack() as closing:
        proxy = await closing.enter_async_context(proxy_to("127.0.0.1", redis.port))
        url = f"redis://127.0.0.1:{proxy.port}/0"
        yield proxy, await closing.enter_async_context(two_nodes(url, answer_s=answer_s))


async def ask(node: CacheNode, truth: Truth, key: str = "a") -> Thing:
    return await node.cache.get(THINGS, key, truth.load, tags=("one",))


async def test_k7_200_misses_of_one_key_on_two_nodes_are_one_load(redis_url: str) -> None:
    for turn in range(10):
        truth = Truth()
        truth.takes_s = 0.1
        async with two_nodes(redis_url) as nodes:
            asked = (ask(nodes[number % 2], truth, str(turn)) for number in range(200))
            assert await asyncio.gather(*asked) == [Thing(0)] * 200
        assert truth.loads == 1


LOAD_FOR_EVER = (
    "import asyncio, sys; from support.caches import load_for_ever; asyncio.run(load_for_ever(*sys.argv[1:]))"
)


async def test_k7_a_loader_that_is_killed_keeps_nobody_longer_than_five_seconds(redis_url: str) -> None:
    prefix = f"{make_id()}:"
    loader = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", LOAD_FOR_EVER, redis_url, prefix),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT / 'tests'}"},
    )
    assert loader.stdout is not None
    assert await loader.stdout.readline() == b"begun\n"
    nodes = [await redis_node(redis_url, prefix) for _ in range(2)]
    loader.kill()
    truth, asked_at = Truth(), time.monotonic()
    found = await asyncio.gather(*(ask(nodes[number % 2], truth) for number in range(50)))
    waited = time.monotonic() - asked_at
    assert found == [Thing(0)] * 50
    assert truth.loads <= 2, "one, or one a node where the lock ended at the moment of giving up"
    assert waited > 1, "the dead one had the lock"
    assert waited < 2 * LOCK_S, "one lock's length, and room for a busy machine; a second lock would take longer"
    for node in nodes:
        await node.close()
    await loader.wait()


async def read_and_write(
    nodes: list[CacheNode], truth: Truth, is_over: Callable[[], bool], *, pause_s: float = 0.02
) -> int:
    """Change on one node and read on it, again and again: each reader of its own node sees what it wrote."""
    turns = 0
    while not is_over():
        node = nodes[turns % 2]
        async with node.cache.changing("one"):
            truth.size += 1
        assert (await ask(node, truth)).size == truth.size
        turns += 1
        await asyncio.sleep(pause_s)
    return turns


def after(seconds: float) -> Callable[[], bool]:
    ends_at = time.monotonic() + seconds
    return lambda: time.monotonic() >= ends_at


async def until_well(nodes: list[CacheNode], truth: Truth) -> None:
    """Return when both nodes hit again; nobody helps them."""
    async with asyncio.timeout(RECOVERS_WITHIN_S):
        for node in nodes:
            hits = node.cache.report().total.hits
            while node.cache.report().status != "ok" or node.cache.report().total.hits < hits + 3:
                assert (await ask(node, truth)).size == truth.size
                await asyncio.sleep(0.05)


async def check_both_see_the_newest(nodes: list[CacheNode], truth: Truth) -> None:
    for turn in range(8):
        async with nodes[turn % 2].cache.changing("one"):
            truth.size += 1
        assert [(await ask(node, truth)).size for node in nodes] == [truth.size] * 2


async def test_k4_k6_a_server_that_is_away_fails_nobody_and_is_found_again() -> None:
    """All three at once, on a server each: what takes the time is the breaker's half minute, and it is the same for all."""
    with running_redis() as stopped, running_redis() as frozen, running_redis() as mad:
        async with asyncio.TaskGroup() as group:
            group.create_task(go_away_and_come_back(stopped, lambda _: stopped.kill(), lambda _: stopped.start()))
            group.create_task(go_away_and_come_back(frozen, lambda _: frozen.freeze(), lambda _: frozen.thaw()))
            group.create_task(go_away_and_come_back(mad, partial(answer, MADNESS), partial(answer, None)))


MADNESS = b"-ERR the server is out of its mind\r\n"


def answer(error: bytes | None, proxy: TcpProxy) -> None:
    """Let the server answer everything with this error."""
    proxy.error = error


async def go_away_and_come_back(
    redis: RedisProgram, go: Callable[[TcpProxy], None], come_back: Callable[[TcpProxy], None]
) -> None:
    truth = Truth()
    async with behind_a_door(redis, answer_s=ANSWER_S) as (proxy, nodes):
        await read_and_write(nodes, truth, after(0.5))
        go(proxy)
        async with asyncio.timeout(60):
            await read_and_write(nodes, truth, lambda: all(is_open(node) for node in nodes), pause_s=0.0)
        await check_it_is_left_alone(proxy, nodes, truth)
        come_back(proxy)
        await until_well(nodes, truth)
        await check_both_see_the_newest(nodes, truth)


def is_open(node: CacheNode) -> bool:
    return node.cache.report().breaker == "open"


async def check_it_is_left_alone(proxy: TcpProxy, nodes: list[CacheNode], truth: Truth) -> None:
    """With the breaker open no reader asks the server, so none waits for it; the bus alone tries its connection."""
    reports = [node.cache.report() for node in nodes]
    assert [(report.status, report.breaker) for report in reports] == [("degraded", "open")] * 2
    assert all(report.openings >= 1 and report.total.errors > 0 for report in reports)
    heard = proxy.heard
    for _ in range(200):
        await ask(nodes[0], truth)
    assert proxy.heard < heard + 100 or not is_open(nodes[0])


async def test_k5_a_restart_between_two_requests_is_not_even_noticed(redis: RedisProgram) -> None:
    truth = Truth()
    async with two_nodes(redis.url) as nodes:
        for _ in range(3):
            await read_and_write(nodes, truth, after(0.3))
            redis.kill()
            redis.start()
            await check_both_see_the_newest(nodes, truth)
        assert [node.cache.report().breaker for node in nodes] == ["closed", "closed"]


async def test_a_slow_server_is_used_and_fails_nobody(redis: RedisProgram) -> None:
    """K4: 100 ms more for each answer are within the quarter of a second that an answer may take."""
    truth = Truth()
    async with proxy_to("127.0.0.1", redis.port) as proxy, two_nodes(f"redis://127.0.0.1:{proxy.port}/0") as nodes:
        await read_and_write(nodes, truth, after(0.5))
        proxy.delay_s = 0.1
        await read_and_write(nodes, truth, after(3))
        await check_both_see_the_newest(nodes, truth)
        assert [node.cache.report().status for node in nodes] == ["ok", "ok"]


async def test_a_full_server_keeps_nothing_new_and_fails_nobody(redis: RedisProgram) -> None:
    """K4: memory is at its end; what is there is still read, drops still work, and room is used as soon as it is there."""
    truth = Truth()
    async with two_nodes(redis.url) as nodes, Redis.from_url(redis.url) as client:
        kept = await nodes[0].cache.get(THINGS, "kept", truth.load, tags=("kept",))
        await read_and_write(nodes, truth, after(0.3))
        await client.config_set("maxmemory", "1mb")
        await client.config_set("maxmemory-policy", "noeviction")
        await read_and_write(nodes, truth, after(2))
        assert await nodes[1].cache.get(THINGS, "kept", truth.load, tags=("kept",)) == kept
        for number in range(50):
            assert (await ask(nodes[0], truth, f"new{number}")).size == truth.size
        assert [node.cache.report().breaker for node in nodes] == ["closed", "closed"]
        async with nodes[0].cache.changing("kept", "one"):
            truth.size += 1
        assert (await nodes[1].cache.get(THINGS, "kept", truth.load, tags=("kept",))).size == truth.size
        await client.config_set("maxmemory", "0")
        await until_well(nodes, truth)
        await check_both_see_the_newest(nodes, truth)


async def test_a_drop_that_the_server_did_not_hear_is_made_up_for(redis: RedisProgram) -> None:
    """K4: one node is cut off while it changes something; the other serves the old value until the door opens, no longer."""
    prefix, truth = f"{make_id()}:", Truth()
    async with proxy_to("127.0.0.1", redis.port) as proxy:
        cut_off = await redis_node(f"redis://127.0.0.1:{proxy.port}/0", prefix, answer_s=ANSWER_S)
        other = await redis_node(redis.url, prefix)
        assert [await ask(node, truth) for node in (cut_off, other)] == [Thing(0)] * 2
        await proxy.shut()
        async with cut_off.cache.changing("one"):
            truth.size = 1
        assert (await ask(cut_off, truth)).size == 1
        assert cut_off.cache.report().owed_drops == 1
        await proxy.open()
        async with asyncio.timeout(20):
            while cut_off.cache.report().owed_drops:
                await asyncio.sleep(0.01)
        assert (await ask(other, truth)).size == 1
        await cut_off.close()
        await other.close()


async def test_k3_an_evicted_generation_is_a_miss_and_never_an_old_value(redis_url: str) -> None:
    prefix = f"{make_id()}:"
    server = RedisServer(redis_url)
    store = RedisStore(server, prefix=prefix)
    node = await redis_node(redis_url, prefix)
    truth = Truth()
    await ask(node, truth)
    await server.make_client().delete(f"{prefix}t:one")
    assert await store.read(THINGS.key("a"), (THINGS.tag, "one")) is None
    truth.size = 1
    assert (await ask(node, truth)).size == 1
    await node.close()
    await server.close()
