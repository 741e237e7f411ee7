"""What the stores return: a board or a list as it is saved, and what lists of them show."""

import msgspec

from arcadia.boards.domain.board import Board
from arcadia.boards.domain.goal_list import GoalList
from arcadia.boards.domain.picture import BoardPicture
from arcadia.core.ids import BoardId, GoalListId, RevisionId


class SavedBoard(msgspec.Struct, frozen=True, kw_only=True):
    """A board at its newest revision. `owner` is None for the starter library."""

    id: BoardId
    owner: str | None
    revision: int
    revision_id: RevisionId
    board: Board
    created_at: int
    updated_at: int
    play_count: int = 0
    cloned_from: BoardId | None = None
    picture: BoardPicture | None = None


class SavedRevision(msgspec.Struct, frozen=True, kw_only=True):
    """A board as it was saved once. `owner` is the board's."""

    id: RevisionId
    board_id: BoardId
    owner: str | None
    number: int
    created_at: int
    board: Board


class BoardSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A board in a list."""

    id: BoardId
    owner: str | None
    title: str
    game: str
    size: str
    difficulty: int | None
    tags: tuple[str, ...]
    visibility: str
    play_count: int
    updated_at: int
    picture: BoardPicture | None = None


class SavedList(msgspec.Struct, frozen=True, kw_only=True):
    """A goal list as it is saved."""

    id: GoalListId
    owner: str | None
    revision: int
    list: GoalList
    created_at: int
    updated_at: int


class ListSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A goal list in a list."""

    id: GoalListId
    owner: str | None
    title: str
    game: str
    visibility: str
    goal_count: int
    updated_at: int


class StoredPicture(msgspec.Struct, frozen=True, kw_only=True):
    """A picture of our own making, as it is stored; `owner` is who sent it first."""

    hash: str
    media_type: str
    width: int
    height: int
    owner: str
    created_at: int
    content: bytes


class PictureFacts(msgspec.Struct, frozen=True, kw_only=True):
    """The measures of a stored picture in pixels."""

    width: int
    height: int
