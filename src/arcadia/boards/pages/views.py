"""What templates are given of boards and lists: plain values, nothing to compute in a template."""

from typing import Any

from arcadia.boards.domain.board import Board
from arcadia.boards.pages.choices import DIFFICULTY_WORDS, KIND_WORDS, VISIBILITY_WORDS, downloads, list_downloads
from arcadia.boards.policy import may_edit
from arcadia.boards.service.picture_addresses import on_page
from arcadia.boards.store.rows import SavedBoard, SavedList
from arcadia.platform.languages import _

View = dict[str, Any]


def squares(board: Board) -> list[View]:
    """Return the squares of a board for its grid."""
    return [
        {"text": goal.text, "free": number == board.free, "target": goal.target, "note": goal.description or ""}
        for number, goal in enumerate(board.squares, 1)
    ]


def board_page(saved: SavedBoard, *, viewer: str | None, source: SavedBoard | None) -> View:
    """Return a board for its own page. `source` is what it was cloned from, where the viewer may see that."""
    board = saved.board
    return {
        "id": saved.id,
        "title": board.title,
        "game": board.game,
        "description": board.description,
        "rows": board.rows,
        "columns": board.columns,
        "squares": squares(board),
        "difficulty": _(DIFFICULTY_WORDS.get(board.difficulty or 0, "")),
        "visibility": board.visibility.value,
        "visibility_words": _(VISIBILITY_WORDS[board.visibility]),
        "updated_at": saved.updated_at,
        "revision": saved.revision,
        "plays": saved.play_count,
        "source": {"id": source.id, "title": source.board.title} if source else None,
        "origin": _origin(board),
        "tags": list(board.tags),
        "is_mine": may_edit(owner=saved.owner, viewer=viewer),
        "formats": downloads(saved.id),
        "picture": on_page(saved.picture) if saved.picture else None,
    }


def list_page(saved: SavedList, *, viewer: str | None) -> View:
    """Return a goal list for its own page."""
    return {
        "id": saved.id,
        "title": saved.list.title,
        "game": saved.list.game,
        "description": saved.list.description,
        "count": len(saved.list.goals),
        "updated_at": saved.updated_at,
        "language": saved.list.language,
        "is_mine": may_edit(owner=saved.owner, viewer=viewer),
        "formats": list_downloads(saved.id),
        "goals": [
            {"text": goal.text, "difficulty": goal.difficulty, "types": list(goal.types), "target": goal.target}
            for goal in saved.list.goals
        ],
    }


def _origin(board: Board) -> str:
    if not board.generator:
        return ""
    kind = next((_(words) for kind, (words, _hint) in KIND_WORDS.items() if kind == board.generator), board.generator)
    return f"{kind} generator, seed {board.seed}" if board.seed else f"{kind} generator"
