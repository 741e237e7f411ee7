"""Every statement on `guests`."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from arcadia.accounts.domain import Guest
from arcadia.accounts.models import guests
from arcadia.core.ids import GuestId
from arcadia.platform.db import Database, Transaction, WriteTransaction


class GuestStore:
    """Guests in the database."""

    def __init__(self, database: Database) -> None:
        self._insert = sqlite.insert if database.kind == "sqlite" else postgresql.insert

    async def find_guest(self, tx: Transaction, guest_id: GuestId) -> Guest | None:
        """Return the guest, or None where that id has never told a nickname."""
        row = (await tx.execute(select(guests).where(guests.c.id == guest_id))).one_or_none()
        if row is None:
            return None
        return Guest(id=GuestId(row.id), nickname=row.nickname, created_at=row.created_at)

    async def find_names(self, tx: Transaction, ids: Collection[str]) -> dict[str, str]:
        """Return the nicknames of those of `ids` that have one."""
        rows = await tx.execute(select(guests.c.id, guests.c.nickname).where(guests.c.id.in_(ids)))
        return {row.id: row.nickname for row in rows}

    async def save_nickname(self, tx: WriteTransaction, guest_id: GuestId, nickname: str, *, now: int) -> None:
        """Store the nickname of a guest, whether or not there was one."""
        values: dict[str, Any] = {"id": guest_id, "nickname": nickname, "created_at": now, "changed_at": now}
        changes = {"nickname": nickname, "changed_at": now}
        statement = self._insert(guests).values(values).on_conflict_do_update(index_elements=["id"], set_=changes)
        await tx.execute(statement)
