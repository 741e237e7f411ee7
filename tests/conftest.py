"""Real servers, started once per run and only when a test asks for one."""

from collections.abc import Iterator

import pytest
from support.postgres import PostgresServer


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A server that tests share; do not stop it."""
    server = PostgresServer()
    server.start()
    yield server
    server.remove()


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> str:
    """The address of an empty database of the test's own."""
    return postgres_server.make_database()
