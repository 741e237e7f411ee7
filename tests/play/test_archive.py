"""Sessions as files: exported when they are over, moved to another instance, exact on the way (product, "export as JSON")."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from arcadia.core.errors import Conflict
from arcadia.play.domain.session_file import read_session, write_session
from arcadia.play.domain.state import decode_state
from arcadia.play.service.registry import SNAPSHOT_EVERY
from support.site import Site, running_site
from support.tools import ROOT


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with running_site(tmp_path / "here") as site:
        yield site


async def play_a_little(browser: httpx.AsyncClient) -> str:
    """Make a session, mark and talk; return its code."""
    goals = [{"text": f"goal {number}"} for number in range(1, 26)]
    made = await browser.post("/api/v1/sessions", json={"nickname": "Mira", "card": {"goals": goals}})
    code = made.json()["code"]
    for square in (7, 8, 9):
        assert (await browser.post(f"/api/v1/sessions/{code}/marks", json={"square": square})).is_success
    await browser.post(f"/api/v1/sessions/{code}/messages", json={"text": "between us", "to_team": True})
    return str(code)


async def command(browser: httpx.AsyncClient, code: str, **wanted: Any) -> None:
    answer = await browser.post(f"/api/v1/sessions/{code}/commands", json=wanted)
    assert answer.is_success, answer.text


async def test_a_session_is_exported_when_it_is_over_and_names_nobody(site: Site) -> None:
    async with site.browser() as host, site.browser() as stranger:
        code = await play_a_little(host)
        early = await host.get(f"/api/v1/sessions/{code}/export")
        assert (early.status_code, early.json()["code"]) == (409, "conflict")
        await command(host, code, do="finish")
        answer = await stranger.get(f"/api/v1/sessions/{code}/export")
        assert answer.headers["content-disposition"] == f'attachment; filename="session-{code}.json"'
        file = read_session(answer.content)
        assert [one.v for one in file.events] == list(range(1, len(file.events) + 1))
        me = (await host.get("/api/v1/me")).json()["id"]
        assert me not in answer.text
        assert "between us" not in answer.text
        assert "between us" in (await host.get(f"/api/v1/sessions/{code}/export")).text


async def test_a_session_moves_to_another_instance_exactly(site: Site, tmp_path: Path) -> None:
    async with site.browser() as host:
        code = await play_a_little(host)
        await command(host, code, do="finish")
    file = await site.services.archive.read(code)
    async with running_site(tmp_path / "there") as there:
        state = await there.services.archive.store(read_session(write_session(file)))
        assert await there.services.archive.read(code) == file
        assert state.result is not None
        async with there.browser() as stranger:
            assert (await stranger.get(f"/play/{code}/replay")).status_code == 200
        with pytest.raises(Conflict):
            await there.services.archive.store(file)
        assert await there.services.archive.read(code) == file


async def test_a_session_that_is_not_over_goes_on_where_it_was_brought(site: Site, tmp_path: Path) -> None:
    async with site.browser() as host:
        code = await play_a_little(host)
        file = await site.services.archive.read(code)
        async with running_site(tmp_path / "there") as there:
            await there.services.archive.store(file)
            live = await there.app.node.play.open(code)
            assert live.state == (await site.app.node.play.open(code)).state


async def test_a_long_session_from_a_file_is_folded_whole_only_once(site: Site, tmp_path: Path) -> None:
    async with site.browser() as host:
        settings = {"quick": True, "mark_rate": 0, "win": {"kind": "all"}}
        goals = [{"text": f"goal {number}"} for number in range(1, 26)]
        body = {"nickname": "Mira", "settings": settings, "card": {"goals": goals}}
        code = (await host.post("/api/v1/sessions", json=body)).json()["code"]
        for turn in range(SNAPSHOT_EVERY // 24 + 1):
            wishes = [{"square": square, "mark": turn % 2 == 0} for square in range(1, 25)]
            await command(host, code, do="bulk", squares=wishes)
        file = await site.services.archive.read(code)
    async with running_site(tmp_path / "there") as there:
        await there.services.archive.store(file)
        live = await there.app.node.play.open(code)
        while (snapshot := await there.services.log.load_snapshot(live.id)) is None:
            await asyncio.sleep(0.01)
        assert decode_state(snapshot.body) == live.state


async def test_the_published_schema_is_served(site: Site) -> None:
    async with site.browser() as stranger:
        answer = await stranger.get("/schemas/arcadia-session-1.json")
    assert answer.headers["content-type"] == "application/schema+json"
    assert answer.json()["$id"] == "urn:arcadia:schema:session:1"


def arcadia(*arguments: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "ARCADIA_DATA": str(folder), "ARCADIA_ENV": "test"}
    words = [sys.executable, "-m", "arcadia", *arguments]
    return subprocess.run(words, capture_output=True, text=True, check=False, cwd=folder, env=environment)


async def test_the_command_line_exports_and_imports(tmp_path: Path) -> None:
    async with running_site(tmp_path / "here") as site, site.browser() as host:
        code = await play_a_little(host)
    kept = tmp_path / "session.json"
    done = arcadia("session", "export", code.lower(), "--to", str(kept), "--json", folder=tmp_path / "here")
    assert json.loads(done.stdout) == {"code": code, "events": 9, "bytes": kept.stat().st_size}
    there = tmp_path / "there"
    there.mkdir()
    stored = arcadia("session", "import", str(kept), "--json", folder=there)
    assert json.loads(stored.stdout) == {"code": code, "events": 9, "phase": "started"}
    assert arcadia("session", "export", code, folder=there).stdout == kept.read_text()
    again = arcadia("session", "import", str(kept), folder=there)
    assert (again.returncode, code in again.stderr, "Traceback" in again.stderr) == (1, True, False)
    unknown = arcadia("session", "export", "ZZZZZZ", folder=there)
    assert (unknown.returncode, "Traceback" in unknown.stderr) == (1, False)
    kept.write_text("{}")
    wrong = arcadia("session", "import", str(kept), folder=there)
    assert (wrong.returncode, "$" in wrong.stderr, "Traceback" in wrong.stderr) == (1, True, False)
