"""View tokens on both databases: one a view, of one session, also when many are made at once."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from arcadia.core.ids import SessionId
from arcadia.platform.db import Database, open_database
from arcadia.play.store.view_tokens import ViewTokenRow, ViewTokenStore
from support.event_log import AT, creation, log_at

OTHER = SessionId("01890000-0000-7000-8000-000000000000")


class Kept:
    """The table, with a session that tokens are for."""

    def __init__(self, database: Database, session_id: SessionId) -> None:
        self.session_id = session_id
        self.store = ViewTokenStore(database)

    async def put(self, token_hash: str, view: str = "public", at: int = AT) -> None:
        await self.store.put(self.session_id, ViewTokenRow(token_hash=token_hash, view=view, maker=1, made_at=at))

    async def hashes(self) -> list[str]:
        return [row.token_hash for row in await self.store.list_of(self.session_id)]


@pytest.fixture
async def kept(tables_url: str) -> AsyncIterator[Kept]:
    opened = open_database(tables_url)
    entry = creation()
    async with log_at(tables_url) as log:
        await log.append(entry)
    yield Kept(opened, entry.session_id)
    await opened.close()


async def test_a_token_is_found_in_its_session_alone(kept: Kept) -> None:
    await kept.put("a", "team:2")
    found = await kept.store.find(kept.session_id, "a")
    assert found == ViewTokenRow(token_hash="a", view="team:2", maker=1, made_at=AT)
    assert await kept.store.find(OTHER, "a") is None
    assert await kept.store.find(kept.session_id, "b") is None


async def test_a_view_has_one_token_and_others_have_theirs(kept: Kept) -> None:
    await kept.put("a")
    await kept.put("b", "full", AT + 1)
    await kept.put("c", at=AT + 2)
    assert await kept.hashes() == ["b", "c"]
    assert await kept.store.find_known({"a", "b", "c"}) == {"b", "c"}


async def test_what_is_removed_was_there_once(kept: Kept) -> None:
    await kept.put("a")
    assert await kept.store.remove(kept.session_id, "public")
    assert not await kept.store.remove(kept.session_id, "public")
    assert await kept.hashes() == []


async def test_of_many_that_are_made_at_once_one_stands_and_none_fails(kept: Kept) -> None:
    for turn in range(5):
        await asyncio.gather(*(kept.put(f"{turn}-{number}") for number in range(12)))
        assert len(await kept.hashes()) == 1
