"""K4: whatever the cache server does, no page fails because of it, and each sees the change that was made before it."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from support.boards_api import board, make_board
from support.nodes import running_nodes
from support.postgres import PostgresServer
from support.redis import RedisProgram
from support.server import ServerProcess

PHASE_S = 5.0


@pytest.fixture
def redis() -> Iterator[RedisProgram]:
    """A Redis that this test may take away."""
    program = RedisProgram()
    program.start()
    yield program
    program.remove()


@pytest.fixture
def nodes(tmp_path: Path, postgres_server: PostgresServer, redis: RedisProgram) -> Iterator[list[ServerProcess]]:
    environment = {"DATABASE_URL": postgres_server.make_database(), "REDIS_URL": redis.url}
    with running_nodes(tmp_path, environment=environment) as running:
        yield running


async def test_k4_no_page_fails_while_the_cache_server_is_killed_frozen_and_restarted(
    nodes: list[ServerProcess], redis: RedisProgram
) -> None:
    async with httpx.AsyncClient(timeout=30) as person:
        person.base_url = httpx.URL(nodes[0].url)
        person.headers["origin"] = nodes[0].url
        made = await make_board(person)
        revision = 1
        faults: list[Callable[[], None]] = [lambda: None, redis.kill, redis.start, redis.freeze, redis.thaw]
        for fault in faults:
            fault()
            ends_at, asked = time.monotonic() + PHASE_S, 0
            while time.monotonic() < ends_at or asked < 3:
                here, there = nodes[asked % 2], nodes[(asked + 1) % 2]
                title = f"Board at revision {revision + 1}"
                body = {"base_revision": revision, "board": board(title=title)}
                address = f"{here.url}/api/v1/boards/{made['id']}"
                saved = await person.put(address, json=body, headers={"origin": here.url})
                assert saved.status_code == 200, saved.text
                revision += 1
                for page in (f"/boards/{made['id']}", "/boards?sort=newest", "/"):
                    for node in (here, there) if fault in (faults[0], faults[1]) else (here,):
                        answer = await person.get(node.url + page)
                        assert answer.status_code == 200, answer.text
                        assert page == "/" or title in answer.text
                asked += 1
