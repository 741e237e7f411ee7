"""A board as lists show it: its facts, its picture, and how hard its squares are as a pattern."""

from typing import Final

import msgspec

from arcadia.boards.domain.board import Board
from arcadia.boards.domain.goal import HARDEST, Goal
from arcadia.boards.service.picture_addresses import ShownPicture, on_card
from arcadia.boards.store.rows import BoardSummary
from arcadia.core.ids import BoardId

FREE: Final = "free"
HEATS: Final = 4

Thumb = tuple[int | str | None, ...]


class BoardCard(msgspec.Struct, frozen=True, kw_only=True):
    """A board in a list. `thumb` is row-major: 1 to 4 from easy to hard, `free`, or None where nobody said."""

    id: BoardId
    title: str
    game: str
    rows: int
    columns: int
    tags: tuple[str, ...]
    visibility: str
    plays: int
    thumb: Thumb
    picture: ShownPicture | None = None


def card_of(summary: BoardSummary, board: Board) -> BoardCard:
    """Return a board as a card."""
    rows, _, columns = summary.size.partition("x")
    return BoardCard(
        id=summary.id,
        title=summary.title,
        game=summary.game,
        rows=int(rows),
        columns=int(columns),
        tags=summary.tags,
        visibility=summary.visibility,
        plays=summary.play_count,
        thumb=thumb(board),
        picture=on_card(summary.picture) if summary.picture else None,
    )


def thumb(board: Board) -> Thumb:
    """Return a board as a small picture."""
    return tuple(FREE if number == board.free else heat(goal) for number, goal in enumerate(board.squares, 1))


def heat(goal: Goal) -> int | None:
    """Return how hard a goal is, from 1 to 4."""
    return None if goal.difficulty is None else 1 + (goal.difficulty - 1) * HEATS // HARDEST
