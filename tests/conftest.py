"""Servers that many tests share: a real PostgreSQL and a real Redis, each started once a run, when first asked for."""

from collections.abc import Iterator

import pytest

from support.postgres import PostgresServer
from support.redis import RedisProgram


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    server = PostgresServer()
    server.start()
    yield server
    server.remove()


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> str:
    """A new, empty database."""
    return postgres_server.make_database()


@pytest.fixture(scope="session")
def redis_program() -> Iterator[RedisProgram]:
    program = RedisProgram()
    program.start()
    yield program
    program.remove()


@pytest.fixture
def redis_url(redis_program: RedisProgram) -> str:
    return redis_program.url
