"""Readers and writers by the names of their formats."""

from collections.abc import Callable
from typing import Final

from arcadia.boards.domain.board import Board
from arcadia.boards.domain.formats.arcadia_json import read_arcadia, write_arcadia
from arcadia.boards.domain.formats.bingosync import read_bingosync, write_bingosync, write_bingosync_list
from arcadia.boards.domain.formats.csv_table import read_csv, write_csv
from arcadia.boards.domain.formats.error import FormatError
from arcadia.boards.domain.formats.names import FormatName
from arcadia.boards.domain.formats.plain_text import read_plain_text
from arcadia.boards.domain.formats.playbingo import read_playbingo
from arcadia.boards.domain.formats.srl_script import read_srl_script
from arcadia.boards.domain.formats.svg_card import write_svg
from arcadia.boards.domain.goal import Goal
from arcadia.boards.domain.goal_list import GoalList

_READERS: Final[dict[FormatName, Callable[[bytes], tuple[Goal, ...] | Board | GoalList]]] = {
    FormatName.ARCADIA: read_arcadia,
    FormatName.BINGOSYNC: read_bingosync,
    FormatName.CSV: read_csv,
    FormatName.PLAYBINGO: read_playbingo,
    FormatName.SRL: read_srl_script,
    FormatName.TEXT: read_plain_text,
}
READABLE: Final = tuple(_READERS)

MEDIA_TYPES: Final = {
    FormatName.ARCADIA: "application/json",
    FormatName.BINGOSYNC: "application/json",
    FormatName.CSV: "text/csv; charset=utf-8",
    FormatName.SVG: "image/svg+xml",
}
"""What boards can be written as."""

LIST_FORMATS: Final = (FormatName.ARCADIA, FormatName.BINGOSYNC, FormatName.CSV)
"""What goal lists can be written as."""


def read_document(raw: bytes, name: FormatName) -> tuple[Goal, ...] | Board | GoalList:
    """Return what a file holds: bare goals, or a whole board or list.

    Raises:
        FormatError: names the place and what was expected there; also for formats that cannot be read.
    """
    reader = _READERS.get(name)
    if reader is None:
        raise FormatError("format", f"one of {', '.join(READABLE)}")
    return reader(raw)


def write_board(board: Board, name: FormatName) -> bytes:
    """Return a board as a file.

    Raises:
        FormatError: boards are not written in this format.
    """
    match name:
        case FormatName.ARCADIA:
            return write_arcadia(board)
        case FormatName.BINGOSYNC:
            return write_bingosync(board.squares)
        case FormatName.CSV:
            return write_csv(board.squares)
        case FormatName.SVG:
            return write_svg(board)
        case _:
            raise FormatError("format", f"one of {', '.join(MEDIA_TYPES)}")


def write_list(goal_list: GoalList, name: FormatName) -> bytes:
    """Return a goal list as a file.

    Raises:
        FormatError: lists are not written in this format.
    """
    match name:
        case FormatName.ARCADIA:
            return write_arcadia(goal_list)
        case FormatName.BINGOSYNC:
            return write_bingosync_list(goal_list.goals)
        case FormatName.CSV:
            return write_csv(goal_list.goals)
        case _:
            raise FormatError("format", f"one of {', '.join(LIST_FORMATS)}")
