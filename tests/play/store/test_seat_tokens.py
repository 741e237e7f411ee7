"""Seat tokens on both databases: a few a seat, of one session, also when many are made and taken back at once."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from arcadia.core.ids import SessionId
from arcadia.platform.db import Database, open_database
from arcadia.play.store.seat_tokens import SeatTokenRow, SeatTokenStore
from support.event_log import AT, creation, log_at

OTHER = SessionId("01890000-0000-7000-8000-000000000000")
MOST = 3


class Kept:
    """The table, with a session that tokens are for."""

    def __init__(self, database: Database, session_id: SessionId) -> None:
        self.session_id = session_id
        self.store = SeatTokenStore(database)

    async def add(self, name: str, seat: int = 1, at: int = AT) -> bool:
        return await self.store.add(self.session_id, row(name, seat, at), most=MOST)

    async def names(self, seat: int = 1) -> list[str]:
        return [one.name for one in await self.store.list_of(self.session_id, seat=seat)]

    async def remove(self, name: str, seat: int = 1) -> bool:
        return await self.store.remove(self.session_id, seat=seat, token_id=f"id {name}")


def row(name: str, seat: int = 1, at: int = AT) -> SeatTokenRow:
    """A token whose id and hash are known by its name."""
    return SeatTokenRow(token_hash=f"hash {name}", id=f"id {name}", seat=seat, principal="mira", name=name, made_at=at)


@pytest.fixture
async def kept(tables_url: str) -> AsyncIterator[Kept]:
    opened = open_database(tables_url)
    entry = creation()
    async with log_at(tables_url) as log:
        await log.append(entry)
    yield Kept(opened, entry.session_id)
    await opened.close()


async def test_a_token_is_found_in_its_session_alone(kept: Kept) -> None:
    assert await kept.add("a", 2)
    assert await kept.store.find(kept.session_id, "hash a") == row("a", 2)
    assert await kept.store.find(OTHER, "hash a") is None
    assert await kept.store.find(kept.session_id, "hash b") is None
    assert await kept.store.find_known({"hash a", "hash b"}) == {"hash a"}


async def test_a_seat_has_so_many_and_others_have_theirs(kept: Kept) -> None:
    assert [await kept.add(name, at=AT + place) for place, name in enumerate("dabc")] == [True, True, True, False]
    assert await kept.add("e", 2)
    assert await kept.names() == ["d", "a", "b"], "the oldest first"
    assert await kept.remove("a")
    assert await kept.add("c", at=AT + 9)
    assert await kept.names() == ["d", "b", "c"]
    assert await kept.names(2) == ["e"]


async def test_what_is_removed_was_there_once_and_only_by_its_own_seat(kept: Kept) -> None:
    await kept.add("a")
    assert not await kept.remove("a", seat=2)
    assert await kept.remove("a")
    assert not await kept.remove("a")
    assert await kept.names() == []


async def test_what_has_ended_is_forgotten_and_what_was_made_later_stays(kept: Kept) -> None:
    for name, seat, at in (("a", 1, AT), ("b", 1, AT + 2), ("c", 2, AT), ("d", 3, AT)):
        await kept.add(name, seat, at)
    assert await kept.store.remove_ended(OTHER, seats=None, until=AT + 9) == 0
    assert await kept.store.remove_ended(kept.session_id, seats=(1, 2), until=AT + 1) == 2
    assert [await kept.names(seat) for seat in (1, 2, 3)] == [["b"], [], ["d"]]
    assert await kept.store.remove_ended(kept.session_id, seats=None, until=AT + 9) == 2


async def test_of_many_made_and_taken_back_at_once_never_too_many_stand_and_none_fails(kept: Kept) -> None:
    for turn in range(5):
        names = [f"{turn}-{number}" for number in range(12)]
        made = await asyncio.gather(*(kept.add(name) for name in names))
        assert made.count(True) == MOST
        mixed = await asyncio.gather(
            *(kept.remove(name) for name in names), *(kept.add(f"{name} again") for name in names)
        )
        assert mixed[:12].count(True) == MOST, "each that stood went once"
        assert len(await kept.names()) == mixed[12:].count(True) <= MOST
        assert await kept.store.remove_ended(kept.session_id, seats=(1,), until=AT) == mixed[12:].count(True)
