"""What many tests share, made once a run, when first asked for: a real PostgreSQL, a real Redis, migrated databases."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from arcadia.platform.db.migrating import upgrade_database
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
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with every table, to be copied."""
    file = tmp_path_factory.mktemp("migrated") / "arcadia.db"
    upgrade_database(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def migrated_database(postgres_server: PostgresServer) -> str:
    """A PostgreSQL database with every table, to be copied."""
    url = postgres_server.make_database()
    upgrade_database(url)
    return url


@pytest.fixture
def sqlite_file(migrated_file: Path, tmp_path: Path) -> Path:
    """A new database with every table, and nothing in them."""
    return Path(shutil.copy(migrated_file, tmp_path))


@pytest.fixture
def sqlite_tables_url(sqlite_file: Path) -> str:
    """The address of `sqlite_file`."""
    return f"sqlite:///{sqlite_file}"


@pytest.fixture
def postgres_tables_url(migrated_database: str, postgres_server: PostgresServer) -> str:
    """A new database with every table, and nothing in them."""
    return postgres_server.make_database(like=migrated_database)


@pytest.fixture(params=["sqlite", "postgresql"])
def tables_url(request: pytest.FixtureRequest) -> str:
    """A new database of each kind with every table, and nothing in them."""
    kind = "sqlite" if request.param == "sqlite" else "postgres"
    url: str = request.getfixturevalue(f"{kind}_tables_url")
    return url


@pytest.fixture(scope="session")
def redis_program() -> Iterator[RedisProgram]:
    program = RedisProgram()
    program.start()
    yield program
    program.remove()


@pytest.fixture
def redis_url(redis_program: RedisProgram) -> str:
    return redis_program.url
