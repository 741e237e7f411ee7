"""Every statement on `guests`."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Executable, select

from arcadia.accounts.domain import Guest
from arcadia.accounts.models import guests
from arcadia.core.ids import GuestId
from arcadia.platform.db import Database, Transaction, WriteTransaction


class GuestStore:
    """Guests in the database."""

    def __init__(self, database: Database) -> None:
        self._upsert = _sqlite_upsert if database.kind == "sqlite" else _postgres_upsert

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
        await tx.execute(self._upsert(values, {"nickname": nickname, "changed_at": now}))


# The two dialects say it alike and are imported apart: together they take 70 ms of every start.


def _sqlite_upsert(values: Mapping[str, Any], changes: Mapping[str, Any]) -> Executable:
    from sqlalchemy.dialects.sqlite import insert  # noqa: PLC0415

    return insert(guests).values(values).on_conflict_do_update(index_elements=["id"], set_=changes)


def _postgres_upsert(values: Mapping[str, Any], changes: Mapping[str, Any]) -> Executable:
    from sqlalchemy.dialects.postgresql import insert  # noqa: PLC0415

    return insert(guests).values(values).on_conflict_do_update(index_elements=["id"], set_=changes)
