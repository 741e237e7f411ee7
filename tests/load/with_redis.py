"""What the cache and the limits cost, in memory and over Redis, and what pages cost while Redis is away."""

import asyncio
import http.client
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import httpx

from arcadia.platform.ratelimit import Caller, RateLimits
from arcadia.platform.ratelimit.budget import API
from arcadia.platform.ratelimit.current import Change
from arcadia.platform.redis.server import RedisServer
from load.figures import Figure, make_figure, percentile, say
from load.machine import Node, serving
from support.caches import THINGS, Thing
from support.redis import RedisProgram
from support.site import running_site

TURNS: Final = 10
ROUNDS: Final = 300
PAGES: Final = 500
PAGE_TURNS: Final = 5
SLOWER_AT_MOST: Final = 3.0
TOKEN: Final = "operator-0123456789-abcdefghijklmnop"
ADA: Final = Caller("guest ada", "203.0.113.9")

Work = Callable[[], Awaitable[object]]


def measure_with_redis(folder: Path) -> Iterator[Figure]:
    """`platform.{cache.l1,cache.l2,limit.memory,limit.redis,pages.redis_away}`."""
    say("  asking the cache and the limits")
    yield asyncio.run(_measure_memory_limit(folder / "alone"))
    with _redis() as redis:
        yield from asyncio.run(_measure_over(redis, folder / "together"))
        yield _measure_pages_without(redis, folder / "pages")


@contextmanager
def _redis() -> Iterator[RedisProgram]:
    program = RedisProgram()
    program.start()
    try:
        yield program
    finally:
        program.remove()


async def _measure_memory_limit(folder: Path) -> Figure:
    async with running_site(folder, {"ARCADIA_LIMITS": "steady"}) as site:
        taking = await _time_us(_taking(site.services.limits))
    return make_figure("platform.limit.memory", taking, "µs", reach=20.0)


async def _measure_over(redis: RedisProgram, folder: Path) -> list[Figure]:
    """Each beside what it cannot do without: a look into a dictionary, the bare command, the bare round trip."""
    server, near = RedisServer(redis.url), {"a": Thing(7)}
    client = server.make_client()

    async def look() -> Thing | None:
        return near.get("a")

    async def load() -> Thing:
        return Thing(7)

    async with running_site(folder, {"ARCADIA_LIMITS": "steady", "REDIS_URL": redis.url}) as site:
        cache = site.services.cache
        first = await _time_us(lambda: cache.get_recent(THINGS, "a", load, tags=("one",)))
        second = await _time_us(lambda: cache.get(THINGS, "a", load, tags=("one",)))
        taking = await _time_us(_taking(site.services.limits))
        read = await _time_us(lambda: client.mget("a", "b", "c"))
        trip = await _time_us(client.ping)
        figures = [
            make_figure("platform.cache.l1", first, "µs", reach=10.0, baseline=await _time_us(look)),
            make_figure("platform.cache.l2", second, "µs", reach=200.0, baseline=read),
            make_figure("platform.limit.redis", taking, "µs", baseline=trip),
        ]
    await server.close()
    return figures


def _taking(limits: RateLimits) -> Work:
    limits.budgets.change("bench", {API: Change(limit=1_000_000)})
    return lambda: limits.take(API, ADA, route="bench")


async def _time_us(work: Work) -> float:
    """The time of one call in µs: the best of several turns, for nothing makes a call quicker than it is."""
    times = []
    for _ in range(TURNS):
        before = time.perf_counter()
        for _ in range(ROUNDS):
            await work()
        times.append((time.perf_counter() - before) / ROUNDS * 1e6)
    return min(times)


def _measure_pages_without(redis: RedisProgram, folder: Path) -> Figure:
    """The 99th of a hundred pages that ask the cache, from the moment that its breaker is open, beside the same before.

    Each in its best turn: a neighbour makes pages slower, and nothing makes them quicker than they are.
    """
    say("  asking for pages, with Redis and without")
    with serving(folder, {"REDIS_URL": redis.url, "ARCADIA_OPERATOR_TOKEN": TOKEN}) as node:
        cookie = _become_somebody(node)
        _page_times(node, cookie)
        well = _best_p99(node, cookie)
        redis.freeze()
        while _breaker(node) != "open":
            _page_times(node, cookie, pages=5)
        away = _best_p99(node, cookie)
        redis.thaw()
    return make_figure("platform.pages.redis_away", away, "ms", reach=SLOWER_AT_MOST * well, baseline=well)


def _become_somebody(node: Node) -> str:
    """Whoever has a cookie is given no kept page."""
    answer = httpx.patch(f"{node.url}/api/v1/me", json={"nickname": "Ada"}, headers={"origin": node.url})
    return "; ".join(f"{name}={value}" for name, value in answer.cookies.items())


def _breaker(node: Node) -> str:
    shown = {"authorization": f"Bearer {TOKEN}"}
    return str(httpx.get(f"{node.url}/health/cache", headers=shown, timeout=30).json()["breaker"])


def _best_p99(node: Node, cookie: str) -> float:
    return min(percentile(_page_times(node, cookie), 0.99) for _ in range(PAGE_TURNS))


def _page_times(node: Node, cookie: str, *, pages: int = PAGES) -> list[float]:
    """Ask one page after the other, and return what they took in ms, the quickest first."""
    connection = http.client.HTTPConnection("127.0.0.1", node.port)
    times = []
    for _ in range(pages):
        began = time.perf_counter()
        connection.request("GET", "/boards?sort=newest", headers={"cookie": cookie, "accept": "text/html"})
        answer = connection.getresponse()
        answer.read()
        times.append((time.perf_counter() - began) * 1000)
        if answer.status != http.client.OK:
            raise RuntimeError(f"a page was answered {answer.status}")
    connection.close()
    return sorted(times)
