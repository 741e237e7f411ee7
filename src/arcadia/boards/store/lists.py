"""Goal lists."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any, Final

import msgspec
from sqlalchemy import insert, select, tuple_, update

from arcadia.boards.domain.board import Visibility
from arcadia.boards.domain.goal_list import GoalList
from arcadia.boards.models import goal_lists
from arcadia.boards.store.rows import ListSummary, SavedList
from arcadia.boards.store.searching import contains_words, is_storable, is_value, may_be_id, searchable
from arcadia.core import wire
from arcadia.core.pagination import Page
from arcadia.platform.db import Transaction, WriteTransaction

_LIST: Final = msgspec.json.Decoder(GoalList)


class ListFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which lists are wanted; `owner` lists somebody's own."""

    search: str = ""
    game: str | None = None
    owner: str | None = None


async def find_list(tx: Transaction, list_id: str) -> SavedList | None:
    """The list as it is saved."""
    if not may_be_id(list_id):
        return None
    found = (await tx.execute(select(goal_lists).where(goal_lists.c.id == list_id))).mappings().first()
    return None if found is None else _saved(found)


def _saved(found: Any) -> SavedList:  # noqa: ANN401 - a row of mappings
    return SavedList(
        id=found["id"],
        owner=found["owner"],
        revision=found["revision"],
        list=decode_list(found["body"]),
        created_at=found["created_at"],
        updated_at=found["updated_at"],
    )


async def insert_list(tx: WriteTransaction, saved: SavedList, *, starter_key: str | None = None) -> None:
    """Store a new list."""
    values = {"id": saved.id, "owner": saved.owner, "created_at": saved.created_at, "starter_key": starter_key}
    await tx.execute(insert(goal_lists).values(**values, **_columns(saved)))


async def update_list(tx: WriteTransaction, saved: SavedList) -> bool:
    """Store the next revision. False when another one was saved meanwhile."""
    statement = (
        update(goal_lists)
        .where(goal_lists.c.id == saved.id, goal_lists.c.revision == saved.revision - 1)
        .values(**_columns(saved))
    )
    return bool((await tx.execute(statement)).rowcount)


def _columns(saved: SavedList) -> dict[str, Any]:
    goal_list = saved.list
    return {
        "revision": saved.revision,
        "title": goal_list.title,
        "game": goal_list.game,
        "visibility": goal_list.visibility.value,
        "goal_count": len(goal_list.goals),
        "updated_at": saved.updated_at,
        "search": searchable(goal_list.title, goal_list.game, *(goal.text for goal in goal_list.goals)),
        "body": wire.encode(goal_list).decode(),
    }


async def has_starter(tx: Transaction, starter_key: str) -> bool:
    """Whether this list of the starter library was loaded before, edited or not."""
    return await tx.scalar(select(goal_lists.c.id).where(goal_lists.c.starter_key == starter_key)) is not None


async def list_lists(tx: Transaction, wanted: ListFilter, *, limit: int, cursor: str | None) -> Page[ListSummary]:
    """One page by title. The cursor names the last list by title and id; one that is not ours begins at the top."""
    query = select(goal_lists).where(*_conditions(wanted)).order_by(goal_lists.c.title, goal_lists.c.id)
    last = _read_cursor(cursor) if cursor is not None else None
    if last is not None:
        query = query.where(tuple_(goal_lists.c.title, goal_lists.c.id) > tuple_(*last))
    rows = (await tx.execute(query.limit(limit + 1))).mappings().all()
    summaries = tuple(
        ListSummary(**{name: row[name] for name in ListSummary.__struct_fields__}) for row in rows[:limit]
    )
    return Page(summaries, _write_cursor(rows[limit - 1]) if len(rows) > limit else None)


def _write_cursor(row: Any) -> str:  # noqa: ANN401 - a row of mappings
    return f"{urlsafe_b64encode(row['title'].encode()).decode().rstrip('=')}.{row['id']}"


def _read_cursor(cursor: str) -> tuple[str, str] | None:
    coded, _, list_id = cursor.partition(".")
    try:
        title = urlsafe_b64decode(coded.encode() + b"==").decode()
    except ValueError:
        return None
    return (title, list_id) if is_storable(title) and may_be_id(list_id) else None


async def bodies_with_goals(tx: Transaction, wanted: ListFilter, *, limit: int) -> tuple[str, ...]:
    """Lists whose text has all words of the search, for `decode_list`: what the goal library looks through."""
    query = select(goal_lists.c.body).where(*_conditions(wanted)).order_by(goal_lists.c.updated_at.desc())
    return tuple(await tx.scalars(query.limit(limit)))


def decode_list(body: str) -> GoalList:
    """Return a list from its stored body. A large one takes a while: in a thread."""
    return wire.decode(body, _LIST)


def _conditions(wanted: ListFilter) -> list[Any]:
    if wanted.owner is not None:
        conditions: list[Any] = [goal_lists.c.owner == wanted.owner]
    else:
        conditions = [goal_lists.c.visibility == Visibility.PUBLIC.value]
    conditions += contains_words(goal_lists.c.search, wanted.search)
    if wanted.game is not None:
        conditions.append(is_value(goal_lists.c.game, wanted.game))
    return conditions
