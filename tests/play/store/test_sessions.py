"""The table of sessions: look-ups by code, lists that anyone may see, deadlines."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import msgspec
import pytest

from arcadia.platform.db import open_database
from arcadia.play.store.entries import Committed, EventLog, SessionRow
from arcadia.play.store.sessions import SessionFilter, SessionStore
from support.event_log import AT, creation, log_at

ANY = SessionFilter()


@dataclass(frozen=True, slots=True)
class Table:
    """The store, and a way to fill it as the log does."""

    log: EventLog
    store: SessionStore

    async def add(self, **columns: object) -> SessionRow:
        entry = creation()
        assert entry.create is not None
        row = msgspec.structs.replace(entry.create, **columns)
        assert await self.log.append(msgspec.structs.replace(entry, create=row)) == Committed(1)
        return row


@pytest.fixture
async def table(tables_url: str) -> AsyncIterator[Table]:
    database = open_database(tables_url)
    async with log_at(tables_url) as log:
        yield Table(log, SessionStore(database))
    await database.close()


async def test_a_session_is_found_by_its_code_even_when_it_is_over(table: Table) -> None:
    row = await table.add(phase="finished", finished_at=AT, password_hash="$argon2", due_at=AT, board_title="Caves")
    assert await table.store.find_by_code(row.code) == row
    for unknown in ("NOSUCH", "", "A\x00BCDE", "🐈"):
        assert await table.store.find_by_code(unknown) is None


async def test_strangers_are_shown_open_sessions_that_want_to_be_seen(table: Table) -> None:
    shown = [await table.add(phase=phase, last_event_at=AT) for phase in ("waiting", "started", "paused")]
    await table.add(phase="finished")
    await table.add(phase="cancelled")
    await table.add(is_listed=False)
    await table.add(password_hash="$argon2")
    page = await table.store.list_open(ANY, limit=10)
    assert sorted(row.id for row in page.items) == sorted(row.id for row in shown)
    assert page.next_cursor is None


async def test_a_list_can_be_narrowed(table: Table) -> None:
    lockout = await table.add(mode="lockout", phase="started")
    await table.add(mode="lockout")
    await table.add(phase="started")
    page = await table.store.list_open(SessionFilter(mode="lockout", phase="started"), limit=10)
    assert page.items == (lockout,)


async def test_pages_hold_every_session_once_the_latest_first(table: Table) -> None:
    """Several sessions may have their last event in the same millisecond."""
    rows = [await table.add(last_event_at=AT + nr // 3) for nr in range(10)]
    found: list[SessionRow] = []
    cursor = None
    while True:
        page = await table.store.list_open(ANY, limit=3, cursor=cursor)
        found.extend(page.items)
        cursor = page.next_cursor
        if cursor is None:
            break
    assert found == sorted(rows, key=lambda row: (row.last_event_at, row.id), reverse=True)


@pytest.mark.parametrize("cursor", ["", "x", "-1.x", "9" * 40, "1.", "1.\x00", ".", "٣.x"])
async def test_a_cursor_that_is_not_ours_is_no_fault(table: Table, cursor: str) -> None:
    await table.add(last_event_at=AT)
    page = await table.store.list_open(ANY, limit=3, cursor=cursor)
    assert len(page.items) <= 1


async def test_deadlines_that_have_passed_come_oldest_first(table: Table) -> None:
    late, later = await table.add(due_at=AT - 5), await table.add(due_at=AT)
    await table.add(due_at=AT + 1)
    await table.add(due_at=None)
    assert await table.store.due(now=AT, limit=10) == [late.id, later.id]
    assert await table.store.due(now=AT, limit=1) == [late.id]
    await table.store.set_due(late.id, due_at=None)
    assert await table.store.due(now=AT, limit=10) == [later.id]


async def test_a_host_finds_own_sessions(table: Table) -> None:
    mine = [await table.add(host="me", created_at=AT + nr) for nr in range(3)]
    await table.add(host="somebody else")
    assert await table.store.list_of_host("me", limit=2) == (mine[2], mine[1])
