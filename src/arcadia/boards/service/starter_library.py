"""The starter library: what ships with the program, loaded once and never over anybody's edits (details, "Instances").

Each file holds one game: a goal list and boards whose squares are named by goal key. A list or board that was loaded
before is left alone, whatever has become of it.
"""

from importlib.resources import files
from typing import Final

import msgspec

from arcadia.boards.domain.board import Board, check_board
from arcadia.boards.domain.goal import Goal
from arcadia.boards.domain.goal_list import GoalList, check_list
from arcadia.boards.store import boards as board_store
from arcadia.boards.store import lists as list_store
from arcadia.boards.store.rows import SavedBoard, SavedList
from arcadia.core import wire
from arcadia.core.clock import Clock
from arcadia.core.ids import BoardId, GoalListId, RevisionId
from arcadia.platform.db import Database, WriteTransaction
from arcadia.platform.ids import make_id


class StarterBoard(msgspec.Struct, frozen=True, kw_only=True):
    """A ready board: keys of goals, row-major; the free square has none."""

    title: str
    rows: int
    columns: int
    keys: tuple[str, ...]
    description: str = ""
    free: int | None = None
    difficulty: int | None = None
    tags: tuple[str, ...] = ()


class StarterList(msgspec.Struct, frozen=True, kw_only=True):
    """A game's goals."""

    title: str
    goals: tuple[Goal, ...]
    description: str = ""


class StarterGame(msgspec.Struct, frozen=True, kw_only=True):
    """One file of the library."""

    format: str
    version: int
    slug: str
    game: str
    list: StarterList
    boards: tuple[StarterBoard, ...]
    language: str = "en"


_GAME: Final = msgspec.json.Decoder(StarterGame)
FREE_TEXT: Final = "Free space"


def read_starter_library() -> tuple[StarterGame, ...]:
    """Return all games that ship with the program, by file name.

    Raises:
        Malformed: a file is not of the library's shape; a test reads all of them.
    """
    folder = files("arcadia.boards.service").joinpath("starter")
    found = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".json")), key=lambda entry: entry.name)
    return tuple(wire.decode(entry.read_bytes(), _GAME) for entry in found)


async def load_starter_library(database: Database, clock: Clock) -> int:
    """Store what is not stored yet and return how many lists and boards that were. One transaction a game."""
    loaded = 0
    for game in read_starter_library():
        async with database.write() as tx:
            loaded += await _load_game(tx, game, clock.now_ms())
    return loaded


async def _load_game(tx: WriteTransaction, game: StarterGame, now: int) -> int:
    loaded = 0
    if not await list_store.has_starter(tx, game.slug):
        await list_store.insert_list(tx, _saved_list(game, now), starter_key=game.slug)
        loaded += 1
    for number, starter in enumerate(game.boards, 1):
        key = f"{game.slug}/{number}"
        if not await board_store.has_starter(tx, key):
            await board_store.insert_board(tx, _saved_board(game, starter, now), starter_key=key)
            loaded += 1
    return loaded


def _saved_list(game: StarterGame, now: int) -> SavedList:
    return SavedList(
        id=GoalListId(make_id()), owner=None, revision=1, list=list_of(game), created_at=now, updated_at=now
    )


def list_of(game: StarterGame) -> GoalList:
    """Return a game's goals as a list.

    Raises:
        Invalid: a goal is wrong; a test reads all lists.
    """
    goal_list = GoalList(
        title=game.list.title,
        goals=game.list.goals,
        game=game.game,
        description=game.list.description,
        language=game.language,
    )
    return check_list(goal_list)


def _saved_board(game: StarterGame, starter: StarterBoard, now: int) -> SavedBoard:
    return SavedBoard(
        id=BoardId(make_id()),
        owner=None,
        revision=1,
        revision_id=RevisionId(make_id()),
        board=board_of(game, starter),
        created_at=now,
        updated_at=now,
    )


def board_of(game: StarterGame, starter: StarterBoard) -> Board:
    """Return a ready board with its goals put in.

    Raises:
        Invalid: the squares do not fit the size.
        KeyError: a key is no goal's; a test reads all boards.
    """
    by_key = {goal.key: goal for goal in game.list.goals}
    squares = [by_key[key] for key in starter.keys]
    if starter.free is not None:
        squares.insert(starter.free - 1, Goal(text=FREE_TEXT))
    board = Board(
        title=starter.title,
        rows=starter.rows,
        columns=starter.columns,
        squares=tuple(squares),
        game=game.game,
        free=starter.free,
        difficulty=starter.difficulty,
        tags=starter.tags,
        description=starter.description,
    )
    return check_board(board)
