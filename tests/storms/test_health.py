"""Health of real servers: a stuck event loop, dependencies that hang, migrations that are pending (H2, H3, H6, H8)."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple

import asyncpg
import httpx
import pytest

from support.event_stream import Listener
from support.players import Player, settings
from support.postgres import PostgresServer, free_port
from support.redis import RedisProgram
from support.server import ServerProcess
from support.tcp_proxy import TcpProxy, proxy_to

BOUND_S = 5.0
PATIENCE_S = 60.0
ASKERS = 20
MIGRATING = 2722342
"""The advisory lock of `arcadia.migrations`."""
TOKEN = "operator-0123456789-abcdefghijklmnop"


class Node(ServerProcess):
    """A server that counts as started when it serves, ready or not."""

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}/robots.txt", timeout=2).status_code == 200
        except httpx.HTTPError:
            return False


@asynccontextmanager
async def running_node(folder: Path, environment: dict[str, str]) -> AsyncIterator[tuple[Node, httpx.AsyncClient]]:
    """A server for the block, and somebody who asks it."""
    await asyncio.to_thread(folder.mkdir)
    node = Node(folder, environment)
    # In a thread: the proxy before its database lives on this loop.
    await asyncio.to_thread(node.start)
    try:
        async with httpx.AsyncClient(base_url=node.url, timeout=PATIENCE_S) as http:
            yield node, http
    finally:
        await asyncio.to_thread(node.kill)


async def until(holds: Callable[[], Any]) -> None:
    """Wait for the thing itself."""
    async with asyncio.timeout(PATIENCE_S):
        while not await holds():
            await asyncio.sleep(0.2)


async def test_h3_a_frozen_event_loop_fails_live_within_5_s_and_ends_the_process_where_that_is_set(
    tmp_path: Path,
) -> None:
    switch, probe_port = tmp_path / "freeze", free_port()
    environment = {
        "ARCADIA_TEST_FREEZE": str(switch),
        "ARCADIA_PROBE_PORT": str(probe_port),
        "ARCADIA_END_WHEN_STUCK": "on",
    }
    probe = f"http://127.0.0.1:{probe_port}/health"
    async with running_node(tmp_path / "node", environment) as (node, http), httpx.AsyncClient(timeout=2) as prober:
        assert (await http.get("/health/live")).status_code == 200
        assert [(await prober.get(f"{probe}/{kind}")).status_code for kind in ("live", "ready")] == [200, 200]
        switch.touch()
        await asyncio.sleep(BOUND_S)
        for kind in ("live", "ready"):
            told = await prober.get(f"{probe}/{kind}")
            assert (told.status_code, told.json()["faults"]) == (503, {"server": "the event loop is stuck"})
        with pytest.raises(httpx.TimeoutException):
            await http.get("/health/live", timeout=3)
        assert node._process is not None
        assert await asyncio.to_thread(node._process.wait, PATIENCE_S) == 70
        log = node.log.read_text()
    assert log.count("event_loop_stuck_for_good") == 1
    assert "time.sleep" in log, "the stack of what it was stuck in"


async def test_h3_a_loop_that_turns_again_lives_again(tmp_path: Path) -> None:
    switch = tmp_path / "freeze"
    async with running_node(tmp_path / "node", {"ARCADIA_TEST_FREEZE": str(switch)}) as (node, http):
        switch.touch()
        asking = asyncio.create_task(http.get("/health/live"))

        async def is_told() -> bool:
            return "event_loop_stuck" in node.log.read_text()

        await until(is_told)
        switch.unlink()
        assert (await asking).status_code == 200

        async def is_over() -> bool:
            return "event_loop_turns_again" in node.log.read_text()

        await until(is_over)
        assert node.faults() == []


async def ask_all(http: httpx.AsyncClient, path: str) -> list[httpx.Response]:
    """Ask many times at once; none may take longer than the bound."""

    async def ask() -> httpx.Response:
        begun = time.monotonic()
        answer = await http.get(path)
        assert time.monotonic() - begun < BOUND_S, path
        return answer

    return await asyncio.gather(*(ask() for _ in range(ASKERS)))


async def test_h6_a_database_that_hangs_never_delays_health_past_5_s(
    tmp_path: Path, postgres_server: PostgresServer
) -> None:
    async with proxy_to("127.0.0.1", postgres_server.port) as proxy:
        url = proxied(postgres_server.make_database(), proxy)
        environment = {
            "DATABASE_URL": url,
            "ARCADIA_MIGRATE": "yes",
            "ARCADIA_OPERATOR_TOKEN": TOKEN,
            "CRON_SECRET": TOKEN,
        }
        async with running_node(tmp_path / "node", environment) as (_, http):
            http.headers["authorization"] = f"Bearer {TOKEN}"
            assert (await http.get("/api/health")).json()["status"] == "healthy"
            proxy.freeze()
            for path in ("/api/health", "/api/health/ready", "/api/health/detailed", "/api/health/scheduled"):
                answers = await ask_all(http, path)
                assert {answer.status_code for answer in answers} == {503}, path
            faults = (await http.get("/health/ready")).json()["faults"]
            assert "database" in faults
            assert {answer.status_code for answer in await ask_all(http, "/api/health/live")} == {200}
            proxy.thaw()

            async def is_well() -> bool:
                return bool((await http.get("/api/health")).json()["status"] == "healthy")

            await until(is_well)


def proxied(url: str, proxy: TcpProxy) -> str:
    head, _, tail = url.rpartition("@")
    return f"{head}@127.0.0.1:{proxy.port}/{tail.partition('/')[2]}"


async def test_h8_redis_that_hangs_degrades_the_node_which_stays_ready(tmp_path: Path) -> None:
    redis = RedisProgram()
    redis.start()
    try:
        async with running_node(tmp_path / "node", {"REDIS_URL": redis.url}) as (_, http):
            assert (await http.get("/api/health")).json()["status"] == "healthy"
            assert redis._process is not None
            redis._process.send_signal(signal.SIGSTOP)
            for answer in await ask_all(http, "/api/health"):
                report = answer.json()
                assert (answer.status_code, report["status"]) == (200, "degraded")
                assert {report["checks"][part]["status"] for part in ("bus", "cache")} == {"degraded"}
            assert {answer.status_code for answer in await ask_all(http, "/api/health/ready")} == {200}
            redis._process.send_signal(signal.SIGCONT)

            async def is_well() -> bool:
                return bool((await http.get("/api/health")).json()["status"] == "healthy")

            await until(is_well)
    finally:
        redis.remove()


async def test_h2_pending_migrations_fail_ready_until_they_are_done(
    tmp_path: Path, postgres_server: PostgresServer
) -> None:
    from arcadia.platform.db.migrating import upgrade_database

    url = postgres_server.make_database()
    async with running_node(tmp_path / "node", {"DATABASE_URL": url, "ARCADIA_MIGRATE": "no"}) as (_, http):
        ready = await http.get("/health/ready")
        assert (ready.status_code, set(ready.json()["faults"])) == (503, {"schema"})
        await asyncio.to_thread(upgrade_database, url)
        assert (await http.get("/health/ready")).status_code == 200


async def test_h2_while_a_server_starts_probes_hear_so_and_everybody_else_waits_and_is_served(
    tmp_path: Path, postgres_server: PostgresServer
) -> None:
    async with starting_node(tmp_path, postgres_server) as (node, http):
        ready = await first_answer(http, "/health/ready")
        assert (ready.status_code, ready.json()["faults"]) == (503, {"server": "starting"})
        assert "no-store" in ready.headers["cache-control"]
        assert "content-security-policy" in ready.headers
        waiting = [asyncio.create_task(http.get(path)) for path in ("/", "/boards", "/health")]
        assert (await http.get("/api/health/live")).json()["status"] == "ok"
        assert (await http.get("/api/health/ready")).status_code == 503
        assert not any(one.done() for one in waiting)
        await node.migrating.close()
        assert {answer.status_code for answer in await asyncio.gather(*waiting)} == {200}
        assert (await http.get("/health/ready")).status_code == 200
        await node.starting


async def test_h2_who_waits_at_a_server_that_cannot_start_is_told(
    tmp_path: Path, postgres_server: PostgresServer
) -> None:
    async with starting_node(tmp_path, postgres_server) as (node, http):
        await first_answer(http, "/health/ready")
        waiting = asyncio.create_task(http.get("/"))
        await until(lambda: node.migrating.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"))
        await node.database.shut()
        answer = await waiting
        assert (answer.status_code, answer.json()["status"]) == (503, "unready")
        with pytest.raises(RuntimeError, match="did not start"):
            await node.starting


class StartingNode(NamedTuple):
    """A start that waits for whoever migrates its database, a connection of ours; the door before that database."""

    starting: asyncio.Task[None]
    migrating: asyncpg.Connection
    database: TcpProxy


@asynccontextmanager
async def starting_node(
    folder: Path, postgres_server: PostgresServer
) -> AsyncIterator[tuple[StartingNode, httpx.AsyncClient]]:
    """A server in the middle of its start for the block, and somebody who asks it."""
    url = postgres_server.make_database()
    migrating = await asyncpg.connect(url)
    await migrating.execute(f"SELECT pg_advisory_lock({MIGRATING})")
    async with proxy_to("127.0.0.1", postgres_server.port) as proxy:
        node = Node(folder, {"DATABASE_URL": proxied(url, proxy), "ARCADIA_MIGRATE": "yes"})
        starting = asyncio.create_task(asyncio.to_thread(node.start))
        try:
            async with httpx.AsyncClient(base_url=node.url, timeout=PATIENCE_S) as http:
                yield StartingNode(starting, migrating, proxy), http
        finally:
            migrating.terminate()
            await asyncio.gather(starting, return_exceptions=True)
            await asyncio.to_thread(node.kill)


async def first_answer(http: httpx.AsyncClient, path: str) -> httpx.Response:
    """Ask until the port is taken."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            try:
                return await http.get(path)
            except httpx.ConnectError:
                await asyncio.sleep(0.005)


async def test_h4_an_operator_sees_who_is_connected(tmp_path: Path) -> None:
    async with running_node(tmp_path / "node", {"ARCADIA_OPERATOR_TOKEN": TOKEN}) as (node, http):
        host = Player(node.url)
        await host.make(settings=settings())
        await host.connect()
        listener = await Listener(host.http, host.code).follow()
        headers = {"authorization": f"Bearer {TOKEN}"}
        traffic = (await http.get("/api/health/detailed", headers=headers)).json()["traffic"]
        assert (traffic["sockets"], traffic["streams"], traffic["rooms"]) == (1, 1, 1)
        assert traffic["requests"] == 1, "a stream that has begun is none"
        assert traffic["connections"] >= 3
        await listener.leave()
        await host.close()
