"""The one owner of the connections to Redis."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from arcadia.core.errors import Unavailable
from arcadia.platform.ids import make_id
from arcadia.platform.redis.server import FAULTS, RedisServer
from support.tools import ROOT


@pytest.fixture
async def server(redis_url: str) -> AsyncIterator[RedisServer]:
    opened = RedisServer(redis_url)
    yield opened
    await opened.close()


async def test_a_part_that_waits_on_all_its_connections_keeps_no_other_from_its_own(server: RedisServer) -> None:
    waiting, other = server.make_client(answer_s=20, connections=2), server.make_client(connections=1)
    blocked = [asyncio.create_task(waiting.blpop([make_id()], timeout=10)) for _ in range(4)]
    await asyncio.sleep(0.1)
    for _ in range(20):
        assert await other.ping()
        await server.ping()
    assert not any(task.done() for task in blocked)
    for task in blocked:
        task.cancel()
    await asyncio.gather(*blocked, return_exceptions=True)


async def test_each_part_has_its_own_patience(server: RedisServer) -> None:
    hasty, patient = server.make_client(answer_s=0.1), server.make_client(answer_s=20)
    with pytest.raises(FAULTS):
        await hasty.blpop([make_id()], timeout=1)
    assert await patient.blpop([make_id()], timeout=0.3) is None


async def test_closing_leaves_no_connection_behind(redis_url: str) -> None:
    async with Redis.from_url(redis_url) as onlooker:
        before = len(await onlooker.client_list())
        server = RedisServer(redis_url)
        await asyncio.gather(*(server.make_client().ping() for _ in range(3)), server.ping())
        assert len(await onlooker.client_list()) == before + 4
        await server.close()
        async with asyncio.timeout(20):
            while len(await onlooker.client_list()) != before:
                await asyncio.sleep(0.01)


async def test_a_server_that_is_away_is_told_in_our_words() -> None:
    server = RedisServer("redis://127.0.0.1:9/0")
    with pytest.raises(Unavailable, match="could not reach the Redis server"):
        await server.ping()
    await server.close()


def test_nothing_but_its_opening_makes_a_server() -> None:
    source = ROOT / "src" / "arcadia"
    makers = [path for path in source.rglob("*.py") if "RedisServer(" in path.read_text()]
    assert [str(path.relative_to(source)) for path in makers] == ["platform/redis/opening.py"]
