"""What is kept of boards and lists, and what a change voids.

Boards are kept whole, private ones too: who may see one is decided after it is read. Of the lists only those are kept
that everybody opens: public ones without a search. What a caller asks for freely (words, games, tags, cursors) would
fill the cache with what nobody asks for again.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from arcadia.boards.service.cards import BoardCard, card_of
from arcadia.boards.store import boards as board_store
from arcadia.boards.store import lists as list_store
from arcadia.boards.store import pictures as picture_store
from arcadia.boards.store.boards import BoardFilter, BoardSort
from arcadia.boards.store.lists import ListFilter
from arcadia.boards.store.rows import BoardSummary, ListSummary, PictureFacts, SavedBoard
from arcadia.core.errors import NotFound
from arcadia.core.pagination import Page
from arcadia.platform.cache import Cache, Kind, Lifetime
from arcadia.platform.db import Database

BOARD: Final = Kind("board", SavedBoard, Lifetime.BOARD, version=2)
CARDS: Final = Kind("public_board_cards", Page[BoardCard], Lifetime.PUBLIC_BOARDS, version=2)
SUMMARIES: Final = Kind("public_boards", Page[BoardSummary], Lifetime.PUBLIC_BOARDS, version=2)
GAMES: Final = Kind("public_board_games", tuple[str, ...], Lifetime.PUBLIC_BOARDS)
LISTS: Final = Kind("public_goal_lists", Page[ListSummary], Lifetime.PUBLIC_BOARDS)
PICTURE: Final = Kind("picture", PictureFacts, Lifetime.BOARD)
BOARDS_TAG: Final = "boards"
LISTS_TAG: Final = "goal-lists"


class KeptBoards:
    """Reads boards and lists through the cache. `viewer` is who asks, None for strangers, who can have changed nothing."""

    def __init__(self, database: Database, cache: Cache) -> None:
        self._database = database
        self._cache = cache

    async def get_board(self, board_id: str, *, viewer: str | None) -> SavedBoard:
        """Return a board, whoever may see it.

        Raises:
            NotFound: no such board.
        """
        get = self._cache.get_recent if viewer is None else self._cache.get
        return await get(BOARD, board_id, lambda: self.load_board(board_id), tags=(_tag(board_id),))

    async def load_board(self, board_id: str) -> SavedBoard:
        """Return a board as the database has it at this moment.

        Raises:
            NotFound: no such board.
        """
        async with self._database.read() as tx:
            saved = await board_store.find_board(tx, board_id)
        if saved is None:
            raise NotFound("there is no such board")
        return saved

    async def list_boards(
        self, wanted: BoardFilter, *, sort: BoardSort, limit: int, cursor: str | None
    ) -> Page[BoardSummary]:
        """One page of boards."""

        async def load() -> Page[BoardSummary]:
            async with self._database.read() as tx:
                return await board_store.list_boards(tx, wanted, sort=sort, limit=limit, cursor=cursor)

        if not _is_common(wanted, cursor):
            return await load()
        return await self._cache.get(SUMMARIES, _list_key(wanted, sort, limit), load, tags=(BOARDS_TAG,))

    async def list_cards(
        self, wanted: BoardFilter, *, sort: BoardSort, limit: int, cursor: str | None
    ) -> Page[BoardCard]:
        """One page of boards with their pictures."""

        async def load() -> Page[BoardCard]:
            async with self._database.read() as tx:
                found = await board_store.list_whole_boards(tx, wanted, sort=sort, limit=limit, cursor=cursor)
            return Page(tuple(card_of(summary, board) for summary, board in found.items), found.next_cursor)

        if not _is_common(wanted, cursor):
            return await load()
        return await self._cache.get(CARDS, _list_key(wanted, sort, limit), load, tags=(BOARDS_TAG,))

    async def list_games(self) -> tuple[str, ...]:
        """The games of all public boards."""

        async def load() -> tuple[str, ...]:
            async with self._database.read() as tx:
                return await board_store.list_games(tx)

        return await self._cache.get(GAMES, "all", load, tags=(BOARDS_TAG,))

    async def list_lists(self, wanted: ListFilter, *, limit: int, cursor: str | None) -> Page[ListSummary]:
        """One page of goal lists, by title."""

        async def load() -> Page[ListSummary]:
            async with self._database.read() as tx:
                return await list_store.list_lists(tx, wanted, limit=limit, cursor=cursor)

        if wanted != ListFilter() or cursor is not None:
            return await load()
        return await self._cache.get(LISTS, str(limit), load, tags=(LISTS_TAG,))

    async def get_picture_facts(self, picture_hash: str) -> PictureFacts:
        """Return what is known of a stored picture without its content.

        Raises:
            NotFound: no such picture.
        """

        async def load() -> PictureFacts:
            async with self._database.read() as tx:
                facts = await picture_store.find_facts(tx, picture_hash)
            if facts is None:
                raise NotFound("there is no such picture")
            return facts

        return await self._cache.get_recent(PICTURE, picture_hash, load, tags=(_picture_tag(picture_hash),))

    @asynccontextmanager
    async def changing_picture(self, picture_hash: str) -> AsyncIterator[None]:
        """Void what is known of a picture when the block ends."""
        async with self._cache.changing(_picture_tag(picture_hash)):
            yield

    @asynccontextmanager
    async def changing_board(self, board_id: str) -> AsyncIterator[None]:
        """Void a board and the lists of boards when the block ends."""
        async with self._cache.changing(_tag(board_id), BOARDS_TAG):
            yield

    @asynccontextmanager
    async def changing_lists(self) -> AsyncIterator[None]:
        """Void the lists of goal lists when the block ends."""
        async with self._cache.changing(LISTS_TAG):
            yield

    async def void_lists(self) -> None:
        """Void all lists: somebody has changed boards or goal lists past this service."""
        await self._cache.drop(BOARDS_TAG, LISTS_TAG)


def _tag(board_id: str) -> str:
    return f"board:{board_id}"


def _picture_tag(picture_hash: str) -> str:
    return f"picture:{picture_hash}"


def _is_common(wanted: BoardFilter, cursor: str | None) -> bool:
    is_free = wanted.search or wanted.game or wanted.size or wanted.tag or wanted.owner is not None
    return not is_free and cursor is None


def _list_key(wanted: BoardFilter, sort: BoardSort, limit: int) -> str:
    return f"{sort.value}:{wanted.difficulty}:{limit}"
