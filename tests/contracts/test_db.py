"""One suite over both databases: what `platform.db` promises to every store."""

import asyncio
import statistics
import threading
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, TextClause, func, insert, make_url, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from arcadia.core.errors import Unavailable
from arcadia.platform.db import Database, SqliteDatabase, open_database
from arcadia.platform.ids import make_id
from support.tcp_proxy import proxy_to

notes = Table(
    "contract_notes", MetaData(), Column("id", String(36), primary_key=True), Column("amount", Integer, nullable=False)
)


@pytest.fixture(params=["sqlite", "postgresql"])
async def db(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    is_sqlite = request.param == "sqlite"
    url = f"sqlite:///{tmp_path}/arcadia.db" if is_sqlite else request.getfixturevalue("postgres_url")
    database = open_database(url)
    await _make_table(database)
    yield database
    await database.close()


async def _make_table(database: Database) -> None:
    async with database.write() as tx:
        await tx.execute(_ddl(f"DROP TABLE IF EXISTS {notes.name}"))
        await tx.execute(_ddl(f"CREATE TABLE {notes.name} (id VARCHAR(36) PRIMARY KEY, amount INTEGER NOT NULL)"))


def _ddl(statement: str) -> TextClause:
    return text(statement)


async def _amounts(database: Database) -> list[int]:
    async with database.read() as tx:
        return list(await tx.scalars(select(notes.c.amount).order_by(notes.c.amount)))


async def _add(database: Database, amount: int) -> None:
    async with database.write() as tx:
        await tx.execute(insert(notes), {"id": make_id(), "amount": amount})


async def test_the_block_commits_at_its_end(db: Database) -> None:
    await _add(db, 1)
    assert await _amounts(db) == [1]


async def test_an_exception_rolls_back_and_discards_callbacks(db: Database) -> None:
    called: list[str] = []
    with pytest.raises(ZeroDivisionError):
        async with db.write() as tx:
            await tx.execute(insert(notes), {"id": make_id(), "amount": 1})
            tx.after_commit(lambda: called.append("told"))
            raise ZeroDivisionError
    assert await _amounts(db) == []
    assert called == []


async def test_callbacks_run_after_the_commit_and_one_fault_stops_no_other(db: Database) -> None:
    called: list[str] = []
    async with db.write() as tx:
        tx.after_commit(lambda: 1 / 0)
        tx.after_commit(lambda: called.append("told"))
        await tx.execute(insert(notes), {"id": make_id(), "amount": 1})
        assert called == []
    assert called == ["told"]


async def test_a_write_outside_write_fails(db: Database) -> None:
    with pytest.raises(DBAPIError):
        async with db.read() as tx:
            await tx.execute(insert(notes), {"id": make_id(), "amount": 1})
    assert await _amounts(db) == []


async def test_a_read_sees_one_moment(db: Database) -> None:
    await _add(db, 1)
    async with db.read() as tx:
        before = await tx.scalar(select(func.count()).select_from(notes))
        await _add(db, 2)
        after = await tx.scalar(select(func.count()).select_from(notes))
    assert (before, after) == (1, 1)
    assert await _amounts(db) == [1, 2]


async def test_a_violated_constraint_stays_an_integrity_error(db: Database) -> None:
    row = {"id": make_id(), "amount": 1}
    with pytest.raises(IntegrityError):
        async with db.write() as tx:
            await tx.execute(insert(notes), [row, row])
    assert await _amounts(db) == []


async def test_cancelled_writers_neither_block_nor_lose_the_others(db: Database) -> None:
    """Cancel every second of 200 waiting or working writers at scattered moments; all others are stored."""
    tasks = [asyncio.create_task(_add(db, number)) for number in range(200)]
    for number in range(0, 200, 2):
        await asyncio.sleep(0.001)
        tasks[number].cancel()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert [result for result in results if isinstance(result, Exception)] == []
    stored = set(await _amounts(db))
    assert {number for number, result in enumerate(results) if result is None} <= stored


async def test_ping_answers(db: Database) -> None:
    await db.ping()


async def test_a_server_tells_the_time_of_its_clock_and_a_file_has_none(db: Database) -> None:
    asked = time.time_ns() // 1_000_000
    there = await db.now_ms()
    answered = time.time_ns() // 1_000_000
    # The server runs on this machine: the same clock, read in another process.
    assert there is None if db.kind == "sqlite" else there is not None and asked - 1 <= there <= answered + 1


async def test_a_thousand_request_writes_beside_a_storm(db: Database) -> None:
    """None fails; on SQLite the storm takes the same lock that the event log's writer takes (architecture, ▲)."""
    took: list[float] = []
    storm_over = asyncio.Event()

    async def storm() -> int:
        batches = 0
        while not storm_over.is_set():
            async with db.write() as tx:
                await tx.execute(insert(notes), [{"id": make_id(), "amount": -1} for _ in range(50)])
            batches += 1
        return batches

    async def request_writes() -> None:
        for number in range(100):
            began = time.perf_counter()
            await _add(db, number)
            took.append(time.perf_counter() - began)

    storming = asyncio.create_task(storm())
    await asyncio.gather(*(request_writes() for _ in range(10)))
    storm_over.set()
    batches = await storming
    p99 = statistics.quantiles(took, n=100)[98] * 1000
    print(f"{db.kind}: 1000 request writes beside {batches} batches of 50, p99 {p99:.1f} ms")
    assert len([amount for amount in await _amounts(db) if amount >= 0]) == 1_000
    assert batches > 0


async def test_every_sqlite_connection_is_durable_and_checked(tmp_path: Path) -> None:
    database = SqliteDatabase(tmp_path / "arcadia.db")
    async with database.write() as tx:
        written = [await tx.scalar(_ddl(f"PRAGMA {name}")) for name in ("journal_mode", "synchronous", "foreign_keys")]
    async with database.read() as read:
        names = ("synchronous", "foreign_keys", "busy_timeout", "query_only")
        reading = [await read.scalar(_ddl(f"PRAGMA {name}")) for name in names]
    await database.close()
    assert written == ["wal", 2, 1]
    assert reading == [2, 1, 5000, 1]


@pytest.mark.parametrize("url", ["mysql://host/db", "sqlite://", "sqlite:///:memory:", "arcadia.db"])
def test_an_unknown_address_is_refused_with_the_expected_form(url: str) -> None:
    with pytest.raises(ValueError, match="expected sqlite:///"):
        open_database(url)


async def test_a_restarted_postgres_is_noticed_and_used_again(postgres_url: str) -> None:
    """While the server is away everything is `Unavailable`; the first call after its return succeeds."""
    parts = make_url(postgres_url)
    async with proxy_to(parts.host or "127.0.0.1", parts.port or 5432) as door:
        url = parts.set(host="127.0.0.1", port=door.port).render_as_string(hide_password=False)
        database = open_database(url)
        await _make_table(database)
        for number in range(5):
            await door.shut()
            for attempt in (database.ping, lambda: _add(database, -1), lambda: _amounts(database)):
                with pytest.raises(Unavailable):
                    await attempt()
            await door.open()
            await _add(database, number)
        assert await _amounts(database) == [0, 1, 2, 3, 4]
        await database.close()


async def test_a_connection_cut_inside_a_transaction_is_unavailable_and_nothing_is_stored(postgres_url: str) -> None:
    parts = make_url(postgres_url)
    async with proxy_to(parts.host or "127.0.0.1", parts.port or 5432) as door:
        database = open_database(parts.set(host="127.0.0.1", port=door.port).render_as_string(hide_password=False))
        await _make_table(database)
        with pytest.raises(Unavailable):
            async with database.write() as tx:
                await tx.execute(insert(notes), {"id": make_id(), "amount": 1})
                await door.shut()
                await tx.execute(insert(notes), {"id": make_id(), "amount": 2})
        await door.open()
        assert await _amounts(database) == []
        await database.close()


async def test_a_file_that_cannot_be_opened_is_unavailable(tmp_path: Path) -> None:
    database = SqliteDatabase(tmp_path / "no such folder" / "arcadia.db")
    with pytest.raises(Unavailable, match="unable to open database file"):
        await database.ping()
    await database.close()
    # The driver lets its thread end by itself after a failed opening; it must not outlive this test's event loop.
    while any("_connection_worker_thread" in thread.name for thread in threading.enumerate()):
        await asyncio.sleep(0.005)
