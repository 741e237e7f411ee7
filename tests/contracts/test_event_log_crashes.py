"""What was acknowledged is there, once, whatever is killed (issue 2, section 5)."""

import asyncio
import os
import signal
import sqlite3
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update

from arcadia.core.errors import Unavailable
from arcadia.core.ids import SessionId
from arcadia.platform.db import SqliteDatabase
from arcadia.platform.db.migrating import upgrade_database
from arcadia.play.models import sessions
from arcadia.play.store.entries import Committed, Duplicate, Failed, Snapshot
from arcadia.play.store.sqlite_log import SqliteEventLog
from support.event_log import append_all, log_at, marks, new_session
from support.log_storm import Storm, check_storm
from support.postgres import PostgresServer
from support.tcp_proxy import proxy_to

ROOT = Path(__file__).parents[2]
KILLS = 6
ACKNOWLEDGED_BEFORE_A_KILL = 400


@pytest.fixture
def own_server() -> Iterator[PostgresServer]:
    """A server that this test may take away."""
    server = PostgresServer()
    server.start()
    yield server
    server.remove()


async def test_kill_9_in_a_storm_loses_no_acknowledged_event_and_doubles_none(tables_url: str) -> None:
    async with log_at(tables_url) as log:
        session_ids = [await new_session(log) for _ in range(20)]
        told = Storm(log)
        for _ in range(KILLS):
            await _storm_until_killed(tables_url, session_ids, told)
        commands = await check_storm(log, [told], session_ids)
        assert commands >= len(told.acknowledged) >= KILLS * ACKNOWLEDGED_BEFORE_A_KILL
        (session_id, command), version = max(told.acknowledged.items(), key=lambda item: item[1])
        resent = await log.append(marks(session_id, version - 1, command))
        assert resent == Duplicate(version=version), "a resend after the kill gets the original answer"


async def _storm_until_killed(url: str, session_ids: list[SessionId], told: Storm) -> None:
    writer = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "support.log_storm", url, *session_ids),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT / 'tests'}"},
    )
    assert writer.stdout is not None
    for _ in range(ACKNOWLEDGED_BEFORE_A_KILL):
        _note(told, await writer.stdout.readline())
    writer.send_signal(signal.SIGKILL)
    # What it said with its last breath counts as well; a line cut in the middle was never said.
    for line in (await writer.stdout.read()).splitlines(keepends=True):
        if line.endswith(b"\n"):
            _note(told, line)
    await writer.wait()


def _note(told: Storm, line: bytes) -> None:
    session_id, version, command = line.decode().split()
    told.acknowledged[SessionId(session_id), command] = int(version)


async def test_a_crash_of_the_database_is_refused_visibly_and_survived(own_server: PostgresServer) -> None:
    """Nothing acknowledged is lost; what could not be stored is refused; it works again within 5 s without help."""
    await asyncio.to_thread(upgrade_database, own_server.url)
    async with log_at(own_server.url) as log:
        session_ids = [await new_session(log) for _ in range(20)]
        storm = Storm(log)
        commands = [f"c{nr}" for nr in range(300)]
        storming = [asyncio.ensure_future(storm.write(session_id, commands)) for session_id in session_ids]
        for _ in range(3):
            await _acknowledged(storm, at_least=len(storm.acknowledged) + 1000)
            await asyncio.to_thread(own_server.crash)
            assert isinstance(await log.append(marks(session_ids[0], 0, "while it is away", seat=2)), Failed)
            await asyncio.to_thread(own_server.start)
            back = time.monotonic()
            await _acknowledged(storm, at_least=len(storm.acknowledged) + 1)
            assert time.monotonic() - back < 5
        await asyncio.gather(*storming)
        assert await check_storm(log, [storm], session_ids) == 300 * 20
        assert storm.failed > 0


async def test_a_database_that_is_away_is_said_to_be_away(own_server: PostgresServer) -> None:
    await asyncio.to_thread(upgrade_database, own_server.url)
    async with log_at(own_server.url) as log:
        session_id = await new_session(log)
        await asyncio.to_thread(own_server.crash)
        for question in (log.ping, lambda: log.heads([session_id]), lambda: log.read(session_id, after=0, limit=1)):
            with pytest.raises(Unavailable):
                await question()
        assert isinstance(await log.append(marks(session_id, 1)), Failed)
        await log.save_snapshot(Snapshot(session_id=session_id, version=1, state_schema=1, body=b""))


async def test_a_file_that_another_process_keeps_locked_is_refused_visibly_and_survived(sqlite_file: Path) -> None:
    async with log_at(f"sqlite:///{sqlite_file}") as log:
        session_id = await new_session(log)
        intruder = sqlite3.connect(sqlite_file, isolation_level=None)
        intruder.execute("BEGIN IMMEDIATE")
        outcomes = await append_all(log, marks(session_id, 1, "a"), marks(session_id, 2, "b"))
        assert [type(outcome) for outcome in outcomes] == [Failed, Failed]
        intruder.execute("ROLLBACK")
        intruder.close()
        assert await log.append(marks(session_id, 1, "a", chain=1)) == Committed(2)


async def _acknowledged(storm: Storm, *, at_least: int) -> None:
    while len(storm.acknowledged) < at_least:
        await asyncio.sleep(0.005)


async def test_a_connection_cut_in_the_middle_of_commits_leaves_no_doubt(own_server: PostgresServer) -> None:
    """When it is not known what became of a batch, the log is asked before anything is tried again."""
    await asyncio.to_thread(upgrade_database, own_server.url)
    async with proxy_to("127.0.0.1", own_server.port) as proxy:
        cut_url = own_server.url.replace(str(own_server.port), str(proxy.port))
        async with log_at(cut_url) as log:
            session_ids = [await new_session(log) for _ in range(20)]
            storm = Storm(log)
            commands = [f"c{nr}" for nr in range(200)]
            storming = [asyncio.ensure_future(storm.write(session_id, commands)) for session_id in session_ids]
            for _ in range(20):
                await _acknowledged(storm, at_least=min(len(storm.acknowledged) + 100, 200 * 20))
                await proxy.shut()
                await proxy.open()
            await asyncio.gather(*storming)
            assert await check_storm(log, [storm], session_ids) == 200 * 20


async def test_a_log_that_was_idle_while_the_database_restarted_just_works(own_server: PostgresServer) -> None:
    await asyncio.to_thread(upgrade_database, own_server.url)
    async with log_at(own_server.url) as log:
        session_id = await new_session(log)
        await asyncio.to_thread(own_server.restart)
        assert await log.heads([session_id]) == {session_id: 1}
        assert await log.append(marks(session_id, 1)) == Committed(2)
        await asyncio.to_thread(own_server.restart)
        assert await log.append(marks(session_id, 2)) == Committed(3)


async def test_1000_ordinary_writes_beside_a_storm_all_succeed_on_sqlite(sqlite_file: Path) -> None:
    """Architecture, "One request, one transaction". The aim is a p99 under 100 ms; a slow machine gets more."""
    database = SqliteDatabase(sqlite_file)
    log = SqliteEventLog(database)
    session_ids = [await new_session(log) for _ in range(50)]
    stop = asyncio.Event()
    storm = Storm(log)
    storming = [asyncio.ensure_future(_storm_until(stop, storm, session_id)) for session_id in session_ids]
    took = [await _timed_write(database, session_ids[nr % 50], nr) for nr in range(1000)]
    stop.set()
    await asyncio.gather(*storming)
    p99 = statistics.quantiles(took, n=100)[98]
    print(f"p99 of 1,000 writes beside {len(storm.acknowledged)} events: {p99 * 1000:.1f} ms")
    assert len(storm.acknowledged) > 1000, "there was no storm: this test tests nothing"
    assert p99 < 1.0
    await check_storm(log, [storm], session_ids)
    await log.close()
    await database.close()


async def _storm_until(stop: asyncio.Event, storm: Storm, session_id: SessionId) -> None:
    run = 0
    while not stop.is_set():
        run += 1
        await storm.write(session_id, [f"{run}-{nr}" for nr in range(20)])


async def _timed_write(database: SqliteDatabase, session_id: SessionId, nr: int) -> float:
    begun = time.perf_counter()
    async with database.write() as tx:
        await tx.execute(update(sessions).where(sessions.c.id == session_id).values(players=nr))
    return time.perf_counter() - begun
