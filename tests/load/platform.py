"""What the platform costs: the layers around a page, a closed breaker, a kept page, the probe of life under load."""

import asyncio
import http.client
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from arcadia.platform.observability import Counters
from arcadia.platform.resilience import Dependency, Policy
from load.driver.plan import Plan, Target
from load.figures import Figure, make_figure, percentile, say
from load.machine import Node, bare_loop, drive, serving
from load.players import bare_rooms, many_sessions
from load.with_redis import measure_with_redis
from support.site import PAGE, Site, running_site

ROUNDS: Final = 5_000
TURNS: Final = 5
PAGES: Final = 20_000
AT_ONCE: Final = 16
SESSIONS: Final = 50
PLAYERS: Final = 4
LOAD: Final = 500
"""Marks a second while the probe asks."""

PROBES: Final = 1_000
PROBE_EVERY_S: Final = 0.005

Work = Callable[[], Awaitable[object]]


def measure_platform(folder: Path, _: Sequence[str]) -> Iterator[Figure]:
    """`platform.{breaker,chain,page_cache,live.p99}`, and those of `with_redis`."""
    yield asyncio.run(_measure_breaker())
    yield asyncio.run(_measure_chain(folder / "site"))
    with serving(folder / "arcadia") as node:
        yield _measure_page_cache(node)
        yield _measure_live(node, folder / "bare")
    yield from measure_with_redis(folder)


async def _measure_breaker() -> Figure:
    """A call through a closed breaker, less the bare call."""
    dependency = Dependency("nothing", Policy(), Counters())
    bare, guarded = await _cost_us(_nothing), await _cost_us(lambda: dependency.call(_nothing))
    return make_figure("platform.breaker", guarded - bare, "µs", reach=20.0)


async def _nothing() -> None:
    """Work that costs nothing."""


async def _measure_chain(folder: Path) -> Figure:
    """A kept page through every layer, from the server's call to its last message, without the server."""
    async with running_site(folder) as site:
        return make_figure("platform.chain", await _cost_us(lambda: _ask_for_page(site)), "µs", reach=150.0)


async def _ask_for_page(site: Site) -> None:
    statuses: list[int] = []

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, object]) -> None:
        if message["type"] == "http.response.start":
            statuses.append(int(str(message["status"])))

    headers = [(b"host", b"arcadia.test"), (b"accept", PAGE.encode()), (b"accept-encoding", b"zstd, br, gzip")]
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
        "path": "/", "raw_path": b"/", "query_string": b"", "root_path": "", "headers": headers,
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80), "extensions": {}, "state": {},
    }  # fmt: skip
    await site.app(scope, receive, send)
    if statuses != [200]:
        raise RuntimeError(f"the page was answered {statuses}")


async def _cost_us(work: Work) -> float:
    """The CPU of one call in µs: the best of several turns, for nothing makes a call cheaper than it is."""
    costs = []
    for _ in range(TURNS):
        before = time.process_time()
        for _ in range(ROUNDS // TURNS):
            await work()
        costs.append((time.process_time() - before) / (ROUNDS // TURNS) * 1e6)
    return min(costs)


def _measure_page_cache(node: Node) -> Figure:
    """Kept pages a second from one core, asked for on several connections."""
    say(f"  asking for {PAGES} kept pages")
    target = Target(name="arcadia", port=node.port, seats=())
    (run,) = drive(Plan(job="pages", targets=(target,), paths=("/",), rounds=PAGES, together=AT_ONCE))
    return make_figure("platform.page_cache", run.done / run.seconds, "pages/s", reach=3_000.0, driver_cpu=run.own_cpu)


def _measure_live(node: Node, folder: Path) -> Figure:
    """How long the probe of life takes while people mark, beside any answer of the bare loop that stores as many."""
    say(f"  probing beside {LOAD} marks a second, bare and ours")
    with bare_loop(folder, f"sqlite:///{folder}/bare.db") as bare:
        plain = _probe_under_load(bare, bare_rooms(bare, "durable", rooms=SESSIONS, sockets=PLAYERS))
    ours = _probe_under_load(node, many_sessions(node, sessions=SESSIONS, players=PLAYERS))
    return make_figure("platform.live.p99", ours, "ms", reach=1.0, baseline=plain)


def _probe_under_load(node: Node, target: Target) -> float:
    """The p99 of the probes, in ms."""
    plan = Plan(job="marks", targets=(target,), seconds=PROBES * PROBE_EVERY_S + 2, rate=LOAD)
    with ThreadPoolExecutor(1) as beside:
        load = beside.submit(drive, plan)
        time.sleep(1)
        waits = sorted(_probe_times(node))
        load.result()  # a load that broke down was none
    return percentile(waits, 0.99)


def _probe_times(node: Node) -> Iterator[float]:
    connection = http.client.HTTPConnection("127.0.0.1", node.port)
    for _ in range(PROBES):
        began = time.perf_counter()
        connection.request("GET", "/health/live")
        answer = connection.getresponse()
        answer.read()
        yield (time.perf_counter() - began) * 1000
        if answer.status != http.client.OK:
            raise RuntimeError(f"the probe was answered {answer.status}")
        time.sleep(PROBE_EVERY_S)
    connection.close()
