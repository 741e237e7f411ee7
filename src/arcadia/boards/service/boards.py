"""Make, edit, list, search, clone, import, export, generate."""

import asyncio
import secrets
from collections.abc import Sequence
from typing import Final

import msgspec

from arcadia.boards.domain.board import Board, check_board
from arcadia.boards.domain.formats import FormatName, write_board, write_list
from arcadia.boards.domain.formats.registry import MEDIA_TYPES
from arcadia.boards.domain.generators import Generated, Wish, generate
from arcadia.boards.domain.goal import Goal, check_goals
from arcadia.boards.domain.goal_list import GoalList, check_list
from arcadia.boards.domain.picture import BoardPicture
from arcadia.boards.policy import may_edit, may_see
from arcadia.boards.service.cards import BoardCard
from arcadia.boards.service.goal_search import GoalFilter, matching_goals
from arcadia.boards.service.importing import ImportWish, imported
from arcadia.boards.service.kept import KeptBoards
from arcadia.boards.store import boards as board_store
from arcadia.boards.store import lists as list_store
from arcadia.boards.store import pictures as picture_store
from arcadia.boards.store import revisions as revision_store
from arcadia.boards.store.boards import BoardFilter, BoardSort
from arcadia.boards.store.lists import ListFilter
from arcadia.boards.store.rows import BoardSummary, ListSummary, SavedBoard, SavedList, SavedRevision
from arcadia.core.clock import Clock
from arcadia.core.errors import Conflict, Forbidden, NotFound
from arcadia.core.ids import BoardId, GoalListId, RevisionId
from arcadia.core.pagination import Page
from arcadia.platform.cache import Cache
from arcadia.platform.db import Database
from arcadia.platform.flags import Flags
from arcadia.platform.flags.catalogue import BOARDS_IMPORT
from arcadia.platform.ids import make_id

SHORT_PAGE: Final = 24
LONGEST_PAGE: Final = 100
MOST_SEARCHED_LISTS: Final = 50
_ENDINGS: Final = {FormatName.CSV: "csv", FormatName.SVG: "svg"}


class Export(msgspec.Struct, frozen=True, kw_only=True):
    """A file to download."""

    body: bytes
    media_type: str
    name: str


class BoardService:
    """Boards and goal lists. `viewer` is the id of whoever asks, None for strangers."""

    def __init__(self, database: Database, clock: Clock, cache: Cache, flags: Flags | None = None) -> None:
        self._database = database
        self._clock = clock
        self._flags = flags or Flags()
        self._kept = KeptBoards(database, cache)

    # Boards

    async def create_board(
        self,
        board: Board,
        *,
        owner: str,
        cloned_from: BoardId | None = None,
        picture: BoardPicture | None = None,
    ) -> SavedBoard:
        """Store a new board, with a picture that is stored already; without one where that is gone meanwhile.

        Raises:
            Invalid: names every field that is wrong.
        """
        now = self._clock.now_ms()
        saved = SavedBoard(
            id=BoardId(make_id()),
            owner=owner,
            revision=1,
            revision_id=RevisionId(make_id()),
            board=check_board(board),
            created_at=now,
            updated_at=now,
            cloned_from=cloned_from,
            picture=picture,
        )
        async with self._kept.changing_board(saved.id), self._database.write() as tx:
            if picture is not None and not await picture_store.hold_picture(tx, picture.hash):
                saved = msgspec.structs.replace(saved, picture=None)
            await board_store.insert_board(tx, saved)
        return saved

    async def get_board(self, board_id: str, *, viewer: str | None) -> SavedBoard:
        """Return a board at its newest revision.

        Raises:
            NotFound: no such board, or a private one of somebody else.
        """
        return _visible(await self._kept.get_board(board_id, viewer=viewer), viewer)

    async def _load_board(self, board_id: str, *, viewer: str) -> SavedBoard:
        """`get_board` past the cache, for who is about to change it."""
        return _visible(await self._kept.load_board(board_id), viewer)

    async def save_board(self, board_id: str, board: Board, *, base_revision: int, viewer: str) -> SavedBoard:
        """Store the next revision of a board.

        Raises:
            Conflict: another revision was saved since `base_revision`; carries it as `current`.
            Forbidden: it is somebody else's.
            Invalid: names every field that is wrong.
            NotFound: no such board.
        """
        checked = check_board(board)
        before = await self._load_board(board_id, viewer=viewer)
        if not may_edit(owner=before.owner, viewer=viewer):
            raise Forbidden("this board is somebody else's; clone it to change it")
        if before.revision == base_revision:
            saved = msgspec.structs.replace(
                before,
                revision=base_revision + 1,
                revision_id=RevisionId(make_id()),
                board=checked,
                updated_at=self._clock.now_ms(),
            )
            async with self._kept.changing_board(saved.id), self._database.write() as tx:
                if await board_store.update_board(tx, saved):
                    return saved
        current = await self._load_board(board_id, viewer=viewer)
        raise Conflict("the board was saved meanwhile", current)

    async def clone_board(self, board_id: str, *, viewer: str) -> SavedBoard:
        """Store a copy of a visible board as one's own; where it came from is kept.

        Raises:
            NotFound: no such board.
        """
        original = await self.get_board(board_id, viewer=viewer)
        return await self.create_board(original.board, owner=viewer, cloned_from=original.id, picture=original.picture)

    async def list_revisions(
        self, board_id: str, *, viewer: str | None, limit: int = SHORT_PAGE, before: int | None = None
    ) -> Page[SavedRevision]:
        """The revisions of a board that the viewer may see, newest first; `before` is the cursor.

        What was private when it was saved stays with the owner: a page may hold fewer than `limit`.

        Raises:
            NotFound: no such board.
        """
        await self.get_board(board_id, viewer=viewer)
        limit = min(limit, LONGEST_PAGE)
        async with self._database.read() as tx:
            found = await revision_store.list_revisions(tx, board_id, limit=limit, before=before)
        seen = tuple(one for one in found if _may_see_revision(one, viewer))
        return Page(seen, str(found[-1].number) if len(found) == limit and found[-1].number > 1 else None)

    async def get_revision(self, board_id: str, number: int, *, viewer: str | None) -> SavedRevision:
        """Return a board as it was saved once.

        Raises:
            NotFound: no such board or revision, or one that was private when it was saved.
        """
        await self.get_board(board_id, viewer=viewer)
        async with self._database.read() as tx:
            found = await revision_store.find_revision(tx, board_id, number)
        if found is None or not _may_see_revision(found, viewer):
            raise NotFound("there is no such revision")
        return found

    async def list_boards(
        self,
        wanted: BoardFilter,
        *,
        sort: BoardSort = BoardSort.NEWEST,
        limit: int = SHORT_PAGE,
        cursor: str | None = None,
    ) -> Page[BoardSummary]:
        """One page of boards."""
        return await self._kept.list_boards(wanted, sort=sort, limit=min(limit, LONGEST_PAGE), cursor=cursor)

    async def list_cards(
        self,
        wanted: BoardFilter,
        *,
        sort: BoardSort = BoardSort.NEWEST,
        limit: int = SHORT_PAGE,
        cursor: str | None = None,
    ) -> Page[BoardCard]:
        """One page of boards with their pictures."""
        return await self._kept.list_cards(wanted, sort=sort, limit=min(limit, LONGEST_PAGE), cursor=cursor)

    async def list_games(self) -> tuple[str, ...]:
        """The games of all public boards."""
        return await self._kept.list_games()

    async def surprise_board(self) -> SavedBoard:
        """Return some public board.

        Raises:
            NotFound: there is none.
        """
        async with self._database.read() as tx:
            ids = await board_store.public_ids(tx)
        if not ids:
            raise NotFound("there are no public boards yet")
        return await self.get_board(secrets.choice(ids), viewer=None)

    async def count_play(self, board_id: str) -> None:
        """Note that a session was made from this board."""
        async with self._kept.changing_board(board_id), self._database.write() as tx:
            await board_store.count_play(tx, board_id)

    async def export_board(self, board_id: str, name: FormatName, *, viewer: str | None) -> Export:
        """Return a board as a file.

        Raises:
            FormatError: boards are not written in this format.
            NotFound: no such board.
        """
        saved = await self.get_board(board_id, viewer=viewer)
        return _export(write_board(saved.board, name), name, f"board-{saved.id[-6:]}")

    def may_import(self, viewer: str | None) -> bool:
        """Whether the flag `boards.import` is on for whoever asks."""
        return self._flags.get(BOARDS_IMPORT, viewer)

    def check_import(self, viewer: str | None) -> None:
        """Go on where somebody may import.

        Raises:
            SwitchedOff: the flag `boards.import` is off.
        """
        self._flags.require(BOARDS_IMPORT, viewer)

    async def import_file(self, raw: bytes, wish: ImportWish, *, owner: str) -> SavedBoard | SavedList:
        """Store what a file holds, as a board or as a list; all of it or nothing.

        Raises:
            FormatError: names the place and what was expected there.
            Invalid: too few goals for a board, or a title that is wrong.
            SwitchedOff: the flag `boards.import` is off.
        """
        self.check_import(owner)
        read = await asyncio.to_thread(imported, raw, wish)
        if isinstance(read, Board):
            return await self.create_board(read, owner=owner)
        return await self.create_list(read, owner=owner)

    # Goal lists

    async def create_list(self, goal_list: GoalList, *, owner: str) -> SavedList:
        """Store a new list.

        Raises:
            Invalid: names every field that is wrong.
        """
        now = self._clock.now_ms()
        saved = SavedList(
            id=GoalListId(make_id()),
            owner=owner,
            revision=1,
            list=await asyncio.to_thread(check_list, goal_list),
            created_at=now,
            updated_at=now,
        )
        async with self._kept.changing_lists(), self._database.write() as tx:
            await list_store.insert_list(tx, saved)
        return saved

    async def get_list(self, list_id: str, *, viewer: str | None) -> SavedList:
        """Return a list.

        Raises:
            NotFound: no such list, or a private one of somebody else.
        """
        async with self._database.read() as tx:
            saved = await list_store.find_list(tx, list_id)
        if saved is None or not may_see(owner=saved.owner, visibility=saved.list.visibility, viewer=viewer):
            raise NotFound("there is no such goal list")
        return saved

    async def save_list(self, list_id: str, goal_list: GoalList, *, base_revision: int, viewer: str) -> SavedList:
        """Store the next revision of a list.

        Raises:
            Conflict: another revision was saved since `base_revision`; carries it as `current`.
            Forbidden: it is somebody else's.
            Invalid: names every field that is wrong.
            NotFound: no such list.
        """
        checked = await asyncio.to_thread(check_list, goal_list)
        before = await self.get_list(list_id, viewer=viewer)
        if not may_edit(owner=before.owner, viewer=viewer):
            raise Forbidden("this list is somebody else's")
        if before.revision == base_revision:
            saved = msgspec.structs.replace(
                before, revision=base_revision + 1, list=checked, updated_at=self._clock.now_ms()
            )
            async with self._kept.changing_lists(), self._database.write() as tx:
                if await list_store.update_list(tx, saved):
                    return saved
        raise Conflict("the list was saved meanwhile", await self.get_list(list_id, viewer=viewer))

    async def export_list(self, list_id: str, name: FormatName, *, viewer: str | None) -> Export:
        """Return a list as a file.

        Raises:
            FormatError: lists are not written in this format.
            NotFound: no such list.
        """
        saved = await self.get_list(list_id, viewer=viewer)
        body = await asyncio.to_thread(write_list, saved.list, name)
        return _export(body, name, f"goals-{saved.id[-6:]}")

    async def list_lists(
        self, wanted: ListFilter, *, limit: int = SHORT_PAGE, cursor: str | None = None
    ) -> Page[ListSummary]:
        """One page of goal lists, by title."""
        return await self._kept.list_lists(wanted, limit=min(limit, LONGEST_PAGE), cursor=cursor)

    async def search_goals(self, wanted: GoalFilter, *, limit: int = 50) -> tuple[Goal, ...]:
        """Goals of public lists that have all words of the search."""
        async with self._database.read() as tx:
            bodies = await list_store.bodies_with_goals(tx, wanted.lists, limit=MOST_SEARCHED_LISTS)
        return await asyncio.to_thread(matching_goals, bodies, wanted, min(limit, LONGEST_PAGE))

    # Keeping

    async def warm_up(self) -> None:
        """Read anew from the database what the first pages show, so that nobody has to wait for it (K9)."""
        await self._kept.void_lists()
        for sort in BoardSort:
            await self.list_cards(BoardFilter(), sort=sort, limit=SHORT_PAGE)
            await self.list_boards(BoardFilter(), sort=sort, limit=LONGEST_PAGE)
        await self.list_games()
        await self.list_lists(ListFilter(), limit=SHORT_PAGE)
        await self.list_lists(ListFilter(), limit=LONGEST_PAGE)

    # Generating

    async def generate_from_list(self, list_id: str, wish: Wish, *, viewer: str | None) -> Generated:
        """Return the board of a wish from a stored list; nothing is stored.

        Raises:
            CannotGenerate: the list cannot give such a board.
            NotFound: no such list.
        """
        saved = await self.get_list(list_id, viewer=viewer)
        return await asyncio.to_thread(generate, saved.list.goals, wish)

    async def generate_from_goals(self, goals: Sequence[Goal], wish: Wish) -> Generated:
        """Return the board of a wish from goals that came with it; nothing is stored.

        Raises:
            CannotGenerate: the goals cannot give such a board.
            Invalid: names every goal that is wrong.
        """
        return await asyncio.to_thread(lambda: generate(check_goals(tuple(goals)), wish))


def _visible(saved: SavedBoard, viewer: str | None) -> SavedBoard:
    if not may_see(owner=saved.owner, visibility=saved.board.visibility, viewer=viewer):
        raise NotFound("there is no such board")
    return saved


def _may_see_revision(revision: SavedRevision, viewer: str | None) -> bool:
    return may_see(owner=revision.owner, visibility=revision.board.visibility, viewer=viewer)


def _export(body: bytes, name: FormatName, stem: str) -> Export:
    return Export(body=body, media_type=MEDIA_TYPES[name], name=f"{stem}.{_ENDINGS.get(name, 'json')}")
