"""The revisions of a board, old ones too. Immutable: nothing here changes one."""

from typing import Any, Final

import msgspec
from sqlalchemy import Select, select

from arcadia.boards.domain.board import Board
from arcadia.boards.models import board_revisions, boards
from arcadia.boards.store.rows import SavedRevision
from arcadia.boards.store.searching import may_be_id
from arcadia.core import wire
from arcadia.platform.db import Transaction

_BOARD: Final = msgspec.json.Decoder(Board)
_LARGEST: Final = 2**31


async def list_revisions(
    tx: Transaction, board_id: str, *, limit: int, before: int | None = None
) -> tuple[SavedRevision, ...]:
    """The revisions before a number, or all, newest first."""
    if not may_be_id(board_id):
        return ()
    query = _revisions(board_id).order_by(board_revisions.c.number.desc()).limit(limit)
    if before is not None and before < _LARGEST:
        query = query.where(board_revisions.c.number < before)
    return tuple(_saved(row) for row in (await tx.execute(query)).mappings().all())


async def find_revision(tx: Transaction, board_id: str, number: int) -> SavedRevision | None:
    """One revision by its number."""
    if not (may_be_id(board_id) and 0 < number < _LARGEST):
        return None
    query = _revisions(board_id).where(board_revisions.c.number == number)
    found = (await tx.execute(query)).mappings().first()
    return None if found is None else _saved(found)


def _revisions(board_id: str) -> "Select[Any]":
    columns = (boards.c.owner, *board_revisions.c)
    return select(*columns).join(boards, boards.c.id == board_revisions.c.board_id).where(boards.c.id == board_id)


def _saved(row: Any) -> SavedRevision:  # noqa: ANN401 - a row of mappings
    return SavedRevision(
        id=row["id"],
        board_id=row["board_id"],
        owner=row["owner"],
        number=row["number"],
        created_at=row["created_at"],
        board=wire.decode(row["body"], _BOARD),
    )
