"""The composition root: what a start does, refuses and reports."""

import asyncio
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from arcadia.platform.clock import ManualClock, SystemClock
from arcadia.platform.config import Settings, read_settings
from arcadia.platform.db.file_lock import FileInUse
from arcadia.platform.db.migrating import REVISION, find_revision
from arcadia.services import open_services, serving_services
from support.site import running_site


def settings_in(folder: Path, **environ: str) -> Settings:
    return read_settings({"ARCADIA_ENV": "test", "ARCADIA_DATA": str(folder / "data"), **environ}, folder=folder)


async def test_a_start_makes_a_private_folder_and_a_current_database(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    async with serving_services(settings) as services:
        assert stat.S_IMODE(settings.data_folder.stat().st_mode) == 0o700
        assert await find_revision(services.database) == REVISION
        assert await services.find_faults() == {}


async def test_a_second_process_on_the_sqlite_file_is_told_which_pid_serves(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    async with serving_services(settings):
        script = "import sys; from arcadia.cli import main; main(['db', 'upgrade'])"
        environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "ARCADIA_DATA": str(settings.data_folder)}
        other = await asyncio.to_thread(
            subprocess.run, [sys.executable, "-c", script], env=environ, capture_output=True, text=True
        )
        assert other.returncode == 1
        assert f"process {os.getpid()} is using" in other.stderr
    async with serving_services(settings):
        pass  # the lock ended with its holder


async def test_the_lock_is_the_files_not_the_folders(tmp_path: Path) -> None:
    async with serving_services(settings_in(tmp_path)):
        other_file = f"sqlite:///{tmp_path}/other/other.db"
        async with serving_services(settings_in(tmp_path, DATABASE_URL=other_file)) as services:
            assert await services.find_faults() == {}
        with pytest.raises(FileInUse):
            async with serving_services(settings_in(tmp_path)):
                pass


async def test_where_serving_may_not_migrate_it_starts_unready_and_says_what_to_run(tmp_path: Path) -> None:
    async with serving_services(settings_in(tmp_path, ARCADIA_MIGRATE="off")) as services:
        faults = await services.find_faults()
    assert faults["schema"] == f"the database is at nothing, not {REVISION}; run: arcadia db upgrade"


async def test_without_its_servers_a_process_starts_unready_and_names_them(tmp_path: Path) -> None:
    urls = {"DATABASE_URL": "postgresql://arcadia:hunter2@127.0.0.1:9/arcadia", "REDIS_URL": "redis://127.0.0.1:9/0"}
    async with serving_services(settings_in(tmp_path, **urls)) as services:
        faults = await services.find_faults()
    assert faults.keys() >= {"database", "bus", "schema"}
    assert "hunter2" not in str(faults)


async def test_two_nodes_share_postgres_and_redis(tmp_path: Path, postgres_url: str, redis_url: str) -> None:
    """Both may start at the same moment: one migrates and loads, the other waits or finds it done."""
    urls = {"DATABASE_URL": postgres_url, "REDIS_URL": redis_url, "ARCADIA_MIGRATE": "on"}
    first, second = (settings_in(tmp_path / name, **urls) for name in ("a", "b"))
    async with serving_services(first) as here, serving_services(second) as there:
        assert await here.find_faults() == await there.find_faults() == {}
        heard: asyncio.Queue[bytes] = asyncio.Queue()
        await there.bus.subscribe("topic", heard.put_nowait).wait_ready()
        here.bus.publish("topic", b"hint")
        assert await heard.get() == b"hint"


async def test_closing_the_services_ends_every_task_and_thread_of_theirs(tmp_path: Path) -> None:
    before = asyncio.all_tasks()
    async with open_services(settings_in(tmp_path)) as services:
        await services.database.ping()
    assert asyncio.all_tasks() == before


async def test_health_answers_and_turns_unready_when_the_server_is_about_to_stop(tmp_path: Path) -> None:
    async with running_site(tmp_path) as site, site.browser() as browser:
        assert (await browser.get("/health/live")).json()["status"] == "ok"
        ready = await browser.get("/health/ready")
        assert (ready.status_code, ready.json()["status"]) == (200, "ok")
        site.app.is_draining = True
        draining = await browser.get("/health/ready")
        assert (draining.status_code, draining.json()) == (
            503,
            {"status": "unready", "faults": {"server": "about to stop"}},
        )
        assert (await browser.get("/health/live")).status_code == 200


async def test_a_node_turns_unready_when_a_part_of_it_has_stopped(tmp_path: Path) -> None:
    async with running_site(tmp_path) as site, site.browser() as browser:
        stopped = site.app.node.tasks[0]
        stopped.cancel()
        await asyncio.wait([stopped])
        ready = await browser.get("/health/ready")
        assert (ready.status_code, ready.json()) == (
            503,
            {"status": "unready", "faults": {"jobs": "a part of the node has stopped; its log says which"}},
        )


async def test_a_request_outside_the_lifespan_is_an_error_of_the_operator(tmp_path: Path) -> None:
    async with running_site(tmp_path) as site:
        app = site.app
    with pytest.raises(RuntimeError, match="lifespan"):
        _ = app.services


async def test_openapi_is_version_3_1_and_lists_the_routes(tmp_path: Path) -> None:
    async with running_site(tmp_path) as site, site.browser() as browser:
        document = (await browser.get("/api/v1/openapi/openapi.json")).json()
    assert document["openapi"].startswith("3.1")
    assert {"/api/v1/me", "/api/v1/sessions"} <= document["paths"].keys()


NOT_AT_START = (
    "alembic", "asyncpg", "redis", "rich", "typer", "pydantic", "pydantic_settings", "prometheus_client",
    "pwdlib", "argon2", "segno", "sqlalchemy.ext.asyncio", "sqlalchemy.orm", "PIL", "httpx", "jinja2",
)  # fmt: skip


def test_serving_on_sqlite_imports_only_what_it_needs(tmp_path: Path) -> None:
    """Architecture, "Composition root": each of these costs a part of the 1.2 s that a start may take."""
    script = """
import asyncio, sys
from arcadia.cli import COMMANDS, _load_quickly
_load_quickly(COMMANDS["serve"])
from arcadia.app import make_app
from arcadia.platform.config import read_settings

async def start():
    async with make_app(read_settings())._run() as running:
        assert not await running.services.find_faults()

asyncio.run(start())
print(*sys.modules)
"""
    environ = {"PYTHONPATH": os.pathsep.join(sys.path), "ARCADIA_DATA": str(tmp_path), "PATH": os.environ["PATH"]}
    command = [sys.executable, "-c", script]
    # The first start migrates, and for that needs Alembic; the second is the one that counts.
    subprocess.run(command, env=environ, check=True, capture_output=True, cwd=tmp_path)
    second = subprocess.run(command, env=environ, check=True, capture_output=True, text=True, cwd=tmp_path)
    loaded = set(second.stdout.split())
    assert sorted(loaded & set(NOT_AT_START)) == []


async def test_a_node_whose_clock_differs_from_the_databases_by_half_a_second_is_not_ready(
    tmp_path: Path, postgres_url: str
) -> None:
    """Architecture, "Time"."""
    settings = settings_in(tmp_path, DATABASE_URL=postgres_url, ARCADIA_MIGRATE="yes")
    now_ms = SystemClock().now_ms()
    for ahead_ms in (-60_000, 60_000):
        async with open_services(settings, clock=ManualClock(now_ms + ahead_ms)) as services:
            faults = await services.find_faults()
        assert "NTP" in faults["clock"]
    async with open_services(settings) as services:
        assert "clock" not in await services.find_faults()
    async with open_services(settings_in(tmp_path), clock=ManualClock(now_ms + 60_000)) as services:
        assert "clock" not in await services.find_faults(), "a file has no clock but this machine's"
