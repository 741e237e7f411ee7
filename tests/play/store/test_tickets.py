"""Tickets for streams: used once, whoever asks at once (architecture, "Pages, CSP, CSRF, caching")."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import func, select

from arcadia.core.ids import SessionId
from arcadia.platform.db import Database, open_database
from arcadia.play.models import stream_tickets
from arcadia.play.store.tickets import TicketStore
from support.event_log import AT, creation, log_at

OTHER = SessionId("01890000-0000-7000-8000-000000000000")


class TicketTable:
    """The table, with a session that tickets are for."""

    def __init__(self, database: Database, session_id: SessionId) -> None:
        self.database = database
        self.tickets = TicketStore(database)
        self._session_id = session_id

    async def add(self, token: str, *, at: int = AT) -> None:
        await self.tickets.add(token, self._session_id, "mira", expires_at=at + 60_000, now=at)

    async def take(self, token: str, *, now: int) -> str | None:
        return await self.tickets.take(token, self._session_id, now=now)


@pytest.fixture
async def table(tables_url: str) -> AsyncIterator[TicketTable]:
    opened = open_database(tables_url)
    entry = creation()
    async with log_at(tables_url) as log:
        await log.append(entry)
    yield TicketTable(opened, entry.session_id)
    await opened.close()


async def test_a_ticket_is_taken_once(table: TicketTable) -> None:
    await table.add("a")
    assert await table.take("a", now=AT + 60_000) == "mira"
    assert await table.take("a", now=AT) is None


async def test_of_many_at_once_one_gets_it(table: TicketTable) -> None:
    for number in range(20):
        await table.add(f"t{number}")
        takers = await asyncio.gather(*(table.take(f"t{number}", now=AT) for _ in range(5)))
        assert sorted(takers, key=str) == [None] * 4 + ["mira"]


async def test_it_opens_nothing_after_its_time_or_elsewhere(table: TicketTable) -> None:
    await table.add("a")
    assert await table.take("a", now=AT + 60_001) is None
    assert await table.tickets.take("a", OTHER, now=AT) is None
    assert await table.take("b", now=AT) is None
    assert await table.take("a", now=AT) == "mira"


async def test_what_nobody_used_is_forgotten(table: TicketTable) -> None:
    await table.add("a")
    await table.add("b", at=AT + 60_001)
    async with table.database.read() as tx:
        assert await tx.scalar(select(func.count()).select_from(stream_tickets)) == 1
