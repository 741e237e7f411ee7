"""Wire shapes of the JSON API of boards and goal lists."""

from typing import Annotated

import msgspec

from arcadia.boards.domain.board import LONGEST_SEED, Board, Visibility
from arcadia.boards.domain.generators import Generated, GeneratorKind, Wish
from arcadia.boards.domain.generators.wish import Balance, Side, SrlLength
from arcadia.boards.domain.goal import Goal
from arcadia.boards.domain.goal_list import MOST_GOALS, GoalList
from arcadia.boards.domain.picture import BoardPicture
from arcadia.boards.policy import may_edit
from arcadia.boards.service.importing import make_seed
from arcadia.boards.service.picture_addresses import PATH, offered_widths
from arcadia.boards.store.rows import BoardSummary, ListSummary, SavedBoard, SavedList, SavedRevision

Revision = Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1, description="The revision that the change began from")]


class MakeBoard(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A board to store."""

    board: Board


class SaveBoard(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The next revision of a board. Refused where another one was saved since `base_revision`."""

    base_revision: Revision
    board: Board


class PictureView(msgspec.Struct, frozen=True, kw_only=True):
    """A board's picture. Its address is `path`, a slash, and one of `widths`; `width` and `height` are its own, in pixels."""

    path: str
    widths: tuple[int, ...]
    width: int
    height: int
    alt: str


class BoardView(msgspec.Struct, frozen=True, kw_only=True):
    """A stored board. Times are milliseconds since 1970; `is_mine` says whether the caller may change it."""

    id: str
    revision: int
    revision_id: str
    path: str
    is_mine: bool
    plays: int
    cloned_from: str | None
    created_at: int
    updated_at: int
    board: Board
    picture: PictureView | None


class BoardEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A board in a list."""

    id: str
    path: str
    title: str
    game: str
    size: str
    difficulty: int | None
    tags: tuple[str, ...]
    visibility: Visibility
    plays: int
    is_mine: bool
    updated_at: int
    picture: PictureView | None


class BoardPage(msgspec.Struct, frozen=True, kw_only=True):
    """Some boards; `next` is the cursor of the next page, null on the last."""

    boards: tuple[BoardEntry, ...]
    next: str | None


class RevisionEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One save of a board."""

    id: str
    number: int
    title: str
    created_at: int


class RevisionPage(msgspec.Struct, frozen=True, kw_only=True):
    """Revisions, newest first; `next` is the cursor of the older ones."""

    revisions: tuple[RevisionEntry, ...]
    next: int | None


class RevisionView(msgspec.Struct, frozen=True, kw_only=True):
    """A board as it was saved once."""

    id: str
    board_id: str
    number: int
    created_at: int
    board: Board


class MakeList(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A goal list to store."""

    list: GoalList


class SaveList(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The next revision of a goal list. Refused where another one was saved since `base_revision`."""

    base_revision: Revision
    list: GoalList


class ListView(msgspec.Struct, frozen=True, kw_only=True):
    """A stored goal list."""

    id: str
    revision: int
    path: str
    is_mine: bool
    created_at: int
    updated_at: int
    list: GoalList


class ListEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A goal list in a list."""

    id: str
    path: str
    title: str
    game: str
    visibility: Visibility
    goals: int
    is_mine: bool
    updated_at: int


class ListPage(msgspec.Struct, frozen=True, kw_only=True):
    """Some goal lists; `next` is the cursor of the next page, null on the last."""

    lists: tuple[ListEntry, ...]
    next: str | None


class GoalPage(msgspec.Struct, frozen=True, kw_only=True):
    """Goals of public lists; `is_cut` says that there may be more, which another word brings up."""

    goals: tuple[Goal, ...]
    is_cut: bool


class ImportedFile(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was stored: a board or a goal list."""

    path: str
    board: BoardView | None = None
    goal_list: ListView | None = None


class Generate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A board to generate, from a stored list (`list`, its id) or from `goals`. Without a seed, one is made."""

    list: Annotated[str, msgspec.Meta(min_length=1, max_length=36)] | None = None
    goals: Annotated[tuple[Goal, ...], msgspec.Meta(min_length=1, max_length=MOST_GOALS)] | None = None
    kind: GeneratorKind = GeneratorKind.BALANCED
    seed: Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_SEED)] | None = None
    rows: Side = 5
    columns: Side = 5
    length: SrlLength = SrlLength.NORMAL
    balance: Balance | None = None


class GeneratedBoard(msgspec.Struct, frozen=True, kw_only=True):
    """The squares row-major; `notes` say in sentences what could not be had. The same wish gives the same board."""

    kind: GeneratorKind
    seed: str
    rows: int
    columns: int
    squares: tuple[Goal, ...]
    notes: tuple[str, ...]


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """One wrong place of an input."""

    where: str
    expected: str


class BoardProblem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An error as problem+json (RFC 9457). `code` is a stable word; `problems` name places and what was expected."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    where: str | None = None
    problems: tuple[Place, ...] = ()


class BoardConflict(BoardProblem, frozen=True, kw_only=True):
    """Another revision was saved meanwhile: `current` is that version."""

    current: BoardView


class ListConflict(BoardProblem, frozen=True, kw_only=True):
    """Another revision was saved meanwhile: `current` is that version."""

    current: ListView


def board_view(saved: SavedBoard, *, viewer: str | None) -> BoardView:
    """Return a stored board as the viewer may see it: whose it is stays untold."""
    return BoardView(
        id=saved.id,
        revision=saved.revision,
        revision_id=saved.revision_id,
        path=f"/boards/{saved.id}",
        is_mine=may_edit(owner=saved.owner, viewer=viewer),
        plays=saved.play_count,
        cloned_from=saved.cloned_from,
        created_at=saved.created_at,
        updated_at=saved.updated_at,
        board=saved.board,
        picture=picture_view(saved.picture) if saved.picture else None,
    )


def picture_view(picture: BoardPicture) -> PictureView:
    """Return a board's picture."""
    return PictureView(
        path=f"{PATH}/{picture.hash}",
        widths=offered_widths(picture),
        width=picture.width,
        height=picture.height,
        alt=picture.alt,
    )


def board_entry(found: BoardSummary, *, viewer: str | None) -> BoardEntry:
    """Return a board as lists show it."""
    return BoardEntry(
        id=found.id,
        path=f"/boards/{found.id}",
        title=found.title,
        game=found.game,
        size=found.size,
        difficulty=found.difficulty,
        tags=found.tags,
        visibility=Visibility(found.visibility),
        plays=found.play_count,
        is_mine=may_edit(owner=found.owner, viewer=viewer),
        updated_at=found.updated_at,
        picture=picture_view(found.picture) if found.picture else None,
    )


def revision_entry(saved: SavedRevision) -> RevisionEntry:
    """Return a revision as lists show it."""
    return RevisionEntry(id=saved.id, number=saved.number, title=saved.board.title, created_at=saved.created_at)


def revision_view(saved: SavedRevision) -> RevisionView:
    """Return a revision."""
    return RevisionView(
        id=saved.id, board_id=saved.board_id, number=saved.number, created_at=saved.created_at, board=saved.board
    )


def list_view(saved: SavedList, *, viewer: str | None) -> ListView:
    """Return a stored goal list as the viewer may see it."""
    return ListView(
        id=saved.id,
        revision=saved.revision,
        path=f"/goal-lists/{saved.id}",
        is_mine=may_edit(owner=saved.owner, viewer=viewer),
        created_at=saved.created_at,
        updated_at=saved.updated_at,
        list=saved.list,
    )


def list_entry(found: ListSummary, *, viewer: str | None) -> ListEntry:
    """Return a goal list as lists show it."""
    return ListEntry(
        id=found.id,
        path=f"/goal-lists/{found.id}",
        title=found.title,
        game=found.game,
        visibility=Visibility(found.visibility),
        goals=found.goal_count,
        is_mine=may_edit(owner=found.owner, viewer=viewer),
        updated_at=found.updated_at,
    )


def wish_of(wanted: Generate) -> Wish:
    """Return the generator's wish, with a new seed where none was given."""
    return Wish(
        kind=wanted.kind,
        seed=wanted.seed or make_seed(),
        rows=wanted.rows,
        columns=wanted.columns,
        length=wanted.length,
        balance=wanted.balance or Balance(),
    )


def generated_board(wish: Wish, made: Generated) -> GeneratedBoard:
    """Return what a generator made of a wish."""
    return GeneratedBoard(
        kind=wish.kind, seed=made.seed, rows=wish.rows, columns=wish.columns, squares=made.squares, notes=made.notes
    )
