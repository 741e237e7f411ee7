"""What the editor holds between two presses: everything that was typed, right or wrong. Nothing typed is ever lost.

A square carries what belongs to its goal beside the text (`facts`), so that key, types and target move with it when
squares change places, and come with a goal from a list.
"""

import re
from collections.abc import Sequence
from typing import Final

import msgspec

from arcadia.boards.domain.board import (
    HARDEST_BOARD,
    LARGEST_SIDE,
    SMALLEST_SIDE,
    Board,
    Visibility,
    check_board,
)
from arcadia.boards.domain.goal import Goal
from arcadia.boards.domain.picture import BoardPicture
from arcadia.boards.pages.facts import GarbledFacts, facts_of, goal_of
from arcadia.boards.service.starter_library import FREE_TEXT
from arcadia.boards.store.rows import SavedBoard
from arcadia.core.errors import Invalid, Problem
from arcadia.platform.languages import _
from arcadia.web.body import Form

_DIFFICULTIES: Final = ("", *(str(difficulty) for difficulty in range(1, HARDEST_BOARD + 1)))
_SQUARE_PLACE: Final = re.compile(r"squares\[(\d+)\](?:\.(\w+))?")


class DraftSquare(msgspec.Struct, frozen=True, kw_only=True):
    """One square as typed. `facts` are what its goal has beside the text, as the form carries them."""

    text: str = ""
    facts: str = ""
    free: bool = False
    fault: bool = False
    differs: bool = False


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A board as typed. `id` is empty for one that is not stored yet; `lines` wait for squares to be filled with.

    `revision` is the last one that the page knows of.
    """

    id: str = ""
    revision: int = 0
    title: str = ""
    game: str = ""
    tags: str = ""
    description: str = ""
    difficulty: str = ""
    visibility: str = Visibility.PUBLIC.value
    rows: int = 5
    columns: int = 5
    squares: tuple[DraftSquare, ...] = ()
    has_free: bool = False
    lines: str = ""
    picture: BoardPicture | None = None
    alt: str = ""


def empty_draft(rows: int = 5, columns: int = 5, texts: Sequence[str] = ()) -> Draft:
    """Return a new board's draft, its first squares filled with texts."""
    draft = Draft(rows=_side(rows), columns=_side(columns))
    draft = msgspec.structs.replace(draft, squares=(DraftSquare(),) * (draft.rows * draft.columns))
    return filled(draft, texts)


def draft_of(saved: SavedBoard) -> Draft:
    """Return a stored board as a draft."""
    board = saved.board
    cells = tuple(
        DraftSquare(text=goal.text, facts=facts_of(goal), free=number == board.free)
        for number, goal in enumerate(board.squares, 1)
    )
    return Draft(
        id=saved.id,
        revision=saved.revision,
        title=board.title,
        game=board.game,
        tags=", ".join(board.tags),
        description=board.description,
        difficulty=str(board.difficulty or ""),
        visibility=board.visibility.value,
        rows=board.rows,
        columns=board.columns,
        squares=cells,
        has_free=board.free is not None,
        picture=saved.picture,
        alt=saved.picture.alt if saved.picture else "",
    )


def read_draft(form: Form, before: SavedBoard | None = None) -> Draft:
    """Return what a form of the editor holds, at the size that it was shown in; `before` is the board as it is stored."""
    rows, columns = _side(form.whole("rows-before", 5)), _side(form.whole("columns-before", 5))
    free = form.whole("free", 0)
    cells = tuple(
        DraftSquare(text=form.text(f"goal-{number}"), facts=form.text(f"facts-{number}"), free=number == free)
        for number in range(1, rows * columns + 1)
    )
    picture = before.picture if before else None
    return Draft(
        id=before.id if before else "",
        revision=form.whole("revision", 0),
        title=form.text("title"),
        game=form.text("game"),
        tags=form.text("tags"),
        description=form.text("description"),
        difficulty=form.text("difficulty"),
        visibility=form.text("visibility", Visibility.PUBLIC.value),
        rows=rows,
        columns=columns,
        squares=cells,
        has_free=any(cell.free for cell in cells),
        lines=form.text("lines"),
        picture=picture,
        alt=form.text("alt", picture.alt if picture else ""),
    )


def is_saved(draft: Draft, saved: SavedBoard) -> bool:
    """Whether a board is stored as it was typed; its picture is not part of that."""
    try:
        return check_board(board_from(draft, saved.board)) == saved.board
    except Invalid:
        return False


def resized(draft: Draft, rows: int, columns: int) -> Draft:
    """Return the draft at another size. Squares keep their row and column; the texts of those cut off go to `lines`."""
    rows, columns = _side(rows), _side(columns)
    cut = [
        cell.text
        for place, cell in enumerate(draft.squares)
        if cell.text and (place // draft.columns >= rows or place % draft.columns >= columns)
    ]
    cells = tuple(
        draft.squares[row * draft.columns + column] if row < draft.rows and column < draft.columns else DraftSquare()
        for row in range(rows)
        for column in range(columns)
    )
    has_free = any(cell.free for cell in cells)
    lines = "\n".join([*draft.lines.splitlines(), *cut]) if cut else draft.lines
    return msgspec.structs.replace(draft, rows=rows, columns=columns, squares=cells, has_free=has_free, lines=lines)


def filled(draft: Draft, texts: Sequence[str]) -> Draft:
    """Return the draft with its empty squares filled in order; the free square stays, what did not fit stays in `lines`."""
    waiting = iter(texts)
    cells = tuple(
        msgspec.structs.replace(cell, text=next(waiting, "")) if not cell.text and not cell.free else cell
        for cell in draft.squares
    )
    return msgspec.structs.replace(draft, squares=cells, lines="\n".join(waiting))


def replaced(draft: Draft, texts: Sequence[str]) -> Draft:
    """Return the draft with all squares but the free one emptied and filled anew."""
    cells = tuple(cell if cell.free else DraftSquare() for cell in draft.squares)
    return filled(msgspec.structs.replace(draft, squares=cells), texts)


def board_from(draft: Draft, before: Board | None) -> Board:
    """Return the board that a draft asks for, not checked yet but for what a form can garble.

    Raises:
        Invalid: the difficulty or the visibility is none of the offered ones, or a square's facts are garbled.
    """
    if draft.visibility not in set(Visibility):
        raise _wrong("visibility", "public, unlisted or private")
    if draft.difficulty not in _DIFFICULTIES:
        raise _wrong("difficulty", f"1 to {HARDEST_BOARD}")
    cells = draft.squares
    kept = before if before is not None else Board(title="", rows=draft.rows, columns=draft.columns, squares=())
    return msgspec.structs.replace(
        kept,
        title=draft.title,
        game=draft.game,
        tags=tags_of(draft),
        description=draft.description,
        difficulty=int(draft.difficulty) if draft.difficulty else None,
        visibility=Visibility(draft.visibility),
        rows=draft.rows,
        columns=draft.columns,
        free=next((number for number, cell in enumerate(cells, 1) if cell.free), None),
        squares=tuple(_goal(cell, place) for place, cell in enumerate(cells)),
    )


def tags_of(draft: Draft) -> tuple[str, ...]:
    """Return the tags as typed between commas."""
    return tuple(tag.strip() for tag in draft.tags.split(",") if tag.strip())


def text_of(cell: DraftSquare) -> str:
    """Return what is stored of a square's text: an empty free square has words of its own."""
    return cell.text or (FREE_TEXT if cell.free else "")


def with_faults(draft: Draft, problems: Sequence[Problem]) -> Draft:
    """Return the draft with the squares marked that the problems name."""
    wrong = {int(found.group(1)) for one in problems if (found := _SQUARE_PLACE.match(one.where))}
    cells = tuple(msgspec.structs.replace(cell, fault=index in wrong) for index, cell in enumerate(draft.squares))
    return msgspec.structs.replace(draft, squares=cells)


def for_people(problems: Sequence[Problem]) -> list[Problem]:
    """Return problems with places as the editor shows them: `Square 4` where the domain says `squares[3].text`."""
    return [Problem(_place(one.where), one.expected) for one in problems]


def _place(where: str) -> str:
    found = _SQUARE_PLACE.match(where)
    if found is None:
        return _(where.capitalize())
    square = _("Square {n}", n=int(found.group(1)) + 1)
    return square if found.group(2) in {None, "text"} else f"{square}, {found.group(2)}"


def _goal(cell: DraftSquare, place: int) -> Goal:
    try:
        return goal_of(text_of(cell), cell.facts)
    except GarbledFacts as error:
        raise _wrong(f"squares[{place}].facts", "what the editor put there") from error


def _wrong(where: str, expected: str) -> Invalid:
    return Invalid(f"{where}: expected {expected}", [Problem(where, expected)])


def _side(count: int) -> int:
    return min(max(count, SMALLEST_SIDE), LARGEST_SIDE)
