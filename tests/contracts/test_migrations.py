"""The migrations make exactly the tables that the features declare, on both databases, once, whoever runs them."""

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, make_url
from sqlalchemy.ext.asyncio import create_async_engine

import arcadia.accounts.models
import arcadia.boards.models
import arcadia.migrations
import arcadia.platform.health.history
import arcadia.play.models
from arcadia.platform.db import metadata, open_database
from arcadia.platform.db.migrating import REVISION, find_revision, upgrade_database
from support.site import running_site

GOALS = [{"text": f"goal {number}"} for number in range(1, 26)]


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of its own."""
    is_sqlite = request.param == "sqlite"
    url: str = f"sqlite:///{tmp_path}/arcadia.db" if is_sqlite else request.getfixturevalue("postgres_url")
    return url


def _differences(connection: Connection) -> list[Any]:
    return list(compare_metadata(MigrationContext.configure(connection), metadata))


async def _find_differences(url: str) -> list[Any]:
    if url.startswith("sqlite:"):
        engine = create_engine(url)
        with engine.connect() as connection:
            found = _differences(connection)
        engine.dispose()
        return found
    async_engine = create_async_engine(make_url(url).set(drivername="postgresql+asyncpg"))
    async with async_engine.connect() as asynchronous:
        found = await asynchronous.run_sync(_differences)
    await async_engine.dispose()
    return found


async def _revision(url: str) -> str | None:
    database = open_database(url)
    try:
        return await find_revision(database)
    finally:
        await database.close()


async def test_the_migrated_database_is_what_the_features_declare(empty_url: str) -> None:
    assert await _revision(empty_url) is None
    await asyncio.to_thread(upgrade_database, empty_url)
    assert await _revision(empty_url) == REVISION
    assert await _find_differences(empty_url) == []


async def test_migrating_twice_changes_nothing(empty_url: str) -> None:
    await asyncio.to_thread(upgrade_database, empty_url)
    await asyncio.to_thread(upgrade_database, empty_url)
    assert await _revision(empty_url) == REVISION


async def test_two_processes_may_migrate_at_once_on_postgres(postgres_url: str) -> None:
    """The advisory lock lets one go first; the other then finds nothing to do."""
    script = f"from arcadia.platform.db.migrating import upgrade_database; upgrade_database({postgres_url!r})"
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    processes = [await asyncio.create_subprocess_exec(sys.executable, "-c", script, env=environ) for _ in range(3)]
    assert [await process.wait() for process in processes] == [0, 0, 0]
    assert await _revision(postgres_url) == REVISION


def test_the_history_is_one_line_and_ends_at_the_revision_that_the_code_needs() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(arcadia.migrations.__file__).parent))
    scripts = ScriptDirectory.from_config(config)
    assert scripts.get_heads() == [REVISION]
    assert scripts.get_bases() == ["0001_accounts"]
    assert all(not script.is_merge_point and not script.is_branch_point for script in scripts.walk_revisions())


async def test_a_node_that_was_started_before_its_tables_goes_on_when_they_are_there(
    empty_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its sweeps for deadlines go on as well, of which there are more here than usual."""
    monkeypatch.setattr("arcadia.play.service.timers.SWEEP_EVERY_S", 0.05)
    environment = {"DATABASE_URL": empty_url, "ARCADIA_MIGRATE": "no"}
    async with running_site(tmp_path / "node", environment) as site, site.browser() as browser:
        assert (await browser.get("/")).status_code == 503
        await asyncio.sleep(0.5)
        assert set(await site.services.find_faults()) == {"schema"}
        assert all(not task.done() for task in site.app.node.tasks)
        await asyncio.to_thread(upgrade_database, empty_url)
        made = await browser.post("/api/v1/sessions", json={"nickname": "Mira", "card": {"goals": GOALS}})
        assert made.status_code == 201
        assert (await browser.get("/health/ready")).status_code == 200
