"""Boards and their revisions."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, RowMapping, Select, insert, select, tuple_, update

from arcadia.boards.domain.board import Board, Visibility
from arcadia.boards.domain.picture import BoardPicture
from arcadia.boards.models import board_revisions, boards, pictures
from arcadia.boards.store.rows import BoardSummary, SavedBoard
from arcadia.boards.store.searching import contains_tag, contains_words, is_value, joined_tags, may_be_id, searchable
from arcadia.core import wire
from arcadia.core.ids import BoardId
from arcadia.core.pagination import Page
from arcadia.platform.db import Transaction, WriteTransaction

_BOARD: Final = msgspec.json.Decoder(Board)


_MEASURES: Final = (pictures.c.width, pictures.c.height)
_NEWEST: Final = (board_revisions.c.board_id == boards.c.id) & (board_revisions.c.number == boards.c.revision)
_ITS_PICTURE: Final = pictures.c.hash == boards.c.picture


class BoardSort(StrEnum):
    """Orders of the list of boards."""

    NEWEST = "newest"
    MOST_PLAYED = "most_played"


_ORDERED_BY: Final = {BoardSort.NEWEST: boards.c.updated_at, BoardSort.MOST_PLAYED: boards.c.play_count}
_LARGEST: Final = {BoardSort.NEWEST: 2**53, BoardSort.MOST_PLAYED: 2**31 - 1}
"""The largest values of the columns that lists are sorted by."""


class BoardFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which boards are wanted. `owner` lists somebody's own boards, whatever their visibility."""

    search: str = ""
    game: str | None = None
    size: str | None = None
    difficulty: int | None = None
    tag: str | None = None
    owner: str | None = None


async def find_board(tx: Transaction, board_id: str) -> SavedBoard | None:
    """The board at its newest revision."""
    if not may_be_id(board_id):
        return None
    newest = (board_revisions.c.id.label("revision_id"), board_revisions.c.body.label("body"))
    query = select(boards, *newest, *_MEASURES).join(board_revisions, _NEWEST).outerjoin(pictures, _ITS_PICTURE)
    found = (await tx.execute(query.where(boards.c.id == board_id))).mappings().first()
    if found is None:
        return None
    return SavedBoard(
        id=found["id"],
        owner=found["owner"],
        revision=found["revision"],
        revision_id=found["revision_id"],
        board=wire.decode(found["body"], _BOARD),
        created_at=found["created_at"],
        updated_at=found["updated_at"],
        play_count=found["play_count"],
        cloned_from=found["cloned_from"],
        picture=_picture(found),
    )


def _picture(row: RowMapping) -> BoardPicture | None:
    """Return the picture of a board's row; None too where the row names one that is gone."""
    if row["width"] is None:
        return None
    return BoardPicture(hash=row["picture"], width=row["width"], height=row["height"], alt=row["picture_alt"])


async def insert_board(tx: WriteTransaction, saved: SavedBoard, *, starter_key: str | None = None) -> None:
    """Store a new board with its first revision."""
    await tx.execute(
        insert(boards).values(
            id=saved.id,
            owner=saved.owner,
            revision=saved.revision,
            play_count=0,
            created_at=saved.created_at,
            cloned_from=saved.cloned_from,
            starter_key=starter_key,
            picture=saved.picture.hash if saved.picture else None,
            picture_alt=saved.picture.alt if saved.picture else "",
            **_listed_columns(saved),
        )
    )
    await _insert_revision(tx, saved)


async def update_board(tx: WriteTransaction, saved: SavedBoard) -> bool:
    """Store the next revision. False when another one was saved meanwhile: then nothing was changed."""
    statement = (
        update(boards)
        .where(boards.c.id == saved.id, boards.c.revision == saved.revision - 1)
        .values(revision=saved.revision, **_listed_columns(saved))
    )
    if not (await tx.execute(statement)).rowcount:
        return False
    await _insert_revision(tx, saved)
    return True


async def _insert_revision(tx: WriteTransaction, saved: SavedBoard) -> None:
    await tx.execute(
        insert(board_revisions).values(
            id=saved.revision_id,
            board_id=saved.id,
            number=saved.revision,
            author=saved.owner,
            created_at=saved.updated_at,
            body=wire.encode(saved.board).decode(),
        )
    )


def _listed_columns(saved: SavedBoard) -> dict[str, Any]:
    board = saved.board
    return {
        "title": board.title,
        "game": board.game,
        "size": f"{board.rows}x{board.columns}",
        "difficulty": board.difficulty,
        "tags": joined_tags(*board.tags),
        "visibility": board.visibility.value,
        "updated_at": saved.updated_at,
        "search": searchable(board.title, board.game, *board.tags, board.description),
    }


async def count_play(tx: WriteTransaction, board_id: str) -> None:
    """A session was made from this board."""
    await tx.execute(update(boards).where(boards.c.id == board_id).values(play_count=boards.c.play_count + 1))


async def set_picture(tx: WriteTransaction, board_id: str, picture: BoardPicture | None) -> str | None:
    """Let a board have this picture, or none. Return the hash of the one that it had."""
    row = boards.c.id == board_id
    before: str | None = await tx.scalar(select(boards.c.picture).where(row).with_for_update())
    named = {"picture": picture.hash, "picture_alt": picture.alt} if picture else {"picture": None, "picture_alt": ""}
    await tx.execute(update(boards).where(row).values(named))
    return before


async def describe_picture(tx: WriteTransaction, board_id: str, picture_hash: str, alt: str) -> None:
    """Say what a board's picture shows, unless it has another one by now."""
    row = (boards.c.id == board_id) & (boards.c.picture == picture_hash)
    await tx.execute(update(boards).where(row).values(picture_alt=alt))


async def has_starter(tx: Transaction, starter_key: str) -> bool:
    """Whether this board of the starter library was loaded before, edited or not."""
    return await tx.scalar(select(boards.c.id).where(boards.c.starter_key == starter_key)) is not None


async def list_games(tx: Transaction) -> tuple[str, ...]:
    """The games of all public boards."""
    query = select(boards.c.game).where(boards.c.visibility == Visibility.PUBLIC.value, boards.c.game != "")
    return tuple(await tx.scalars(query.distinct().order_by(boards.c.game)))


async def public_ids(tx: Transaction) -> tuple[BoardId, ...]:
    """The newest 500 public boards: what a surprise is drawn from."""
    query = select(boards.c.id).where(boards.c.visibility == Visibility.PUBLIC.value)
    return tuple(await tx.scalars(query.order_by(boards.c.updated_at.desc()).limit(500)))


async def list_boards(
    tx: Transaction, wanted: BoardFilter, *, sort: BoardSort, limit: int, cursor: str | None
) -> Page[BoardSummary]:
    """One page. The cursor is `<value>.<id>` of the last board; one that is not ours begins at the top."""
    rows = (await tx.execute(_page_query(wanted, sort, limit, cursor))).mappings().all()
    return Page(tuple(_summary(row) for row in rows[:limit]), _next_cursor(rows, sort, limit))


async def list_whole_boards(
    tx: Transaction, wanted: BoardFilter, *, sort: BoardSort, limit: int, cursor: str | None
) -> Page[tuple[BoardSummary, Board]]:
    """The same with the newest revision of each board."""
    query = _page_query(wanted, sort, limit, cursor).add_columns(board_revisions.c.body).join(board_revisions, _NEWEST)
    rows = (await tx.execute(query)).mappings().all()
    found = tuple((_summary(row), wire.decode(row["body"], _BOARD)) for row in rows[:limit])
    return Page(found, _next_cursor(rows, sort, limit))


def _page_query(wanted: BoardFilter, sort: BoardSort, limit: int, cursor: str | None) -> Select[*tuple[Any, ...]]:
    """A page, and one board more where there are more. An index serves the order, so that only those are read."""
    column = _ORDERED_BY[sort]
    query = select(boards, *_MEASURES).outerjoin(pictures, _ITS_PICTURE).where(*_conditions(wanted))
    query = query.order_by(column.desc(), boards.c.id.desc())
    if cursor is not None:
        value, _, board_id = cursor.partition(".")
        is_number = value.isascii() and value.isdigit() and len(value) < 16  # noqa: PLR2004 - below 2^53
        last = min(int(value), _LARGEST[sort]) if is_number else _LARGEST[sort]
        query = query.where(tuple_(column, boards.c.id) < tuple_(last, board_id if may_be_id(board_id) else ""))
    return query.limit(limit + 1)


def _next_cursor(rows: Sequence[RowMapping], sort: BoardSort, limit: int) -> str | None:
    if len(rows) <= limit:
        return None
    last = rows[limit - 1]
    return f"{last[_ORDERED_BY[sort].name]}.{last['id']}"


def _summary(row: RowMapping) -> BoardSummary:
    plain = {name: row[name] for name in BoardSummary.__struct_fields__ if name not in {"tags", "picture"}}
    return BoardSummary(**plain, tags=_tags(row["tags"]), picture=_picture(row))


def _conditions(wanted: BoardFilter) -> list[ColumnElement[bool]]:
    if wanted.owner is not None:
        conditions = [boards.c.owner == wanted.owner]
    else:
        conditions = [boards.c.visibility == Visibility.PUBLIC.value]
    conditions += contains_words(boards.c.search, wanted.search)
    if wanted.game is not None:
        conditions.append(is_value(boards.c.game, wanted.game))
    if wanted.size is not None:
        conditions.append(is_value(boards.c.size, wanted.size))
    if wanted.difficulty is not None:
        conditions.append(boards.c.difficulty == wanted.difficulty)
    if wanted.tag is not None:
        conditions.append(contains_tag(boards.c.tags, wanted.tag))
    return conditions


def _tags(column: str) -> tuple[str, ...]:
    return tuple(tag for tag in column.split("\n") if tag)
