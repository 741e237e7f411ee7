"""PlayBingo lists: `{"goals": [text | {"goal", "description"?, "categories"?, "difficulty"?}]}`, or the bare list."""

from typing import Any

from arcadia.boards.domain.formats.bingosync import decoded
from arcadia.boards.domain.formats.error import FormatError, checked
from arcadia.boards.domain.goal import HARDEST, Goal


def read_playbingo(raw: bytes) -> tuple[Goal, ...]:
    """Return the goals of a PlayBingo list.

    Raises:
        FormatError: names the index.
    """
    value = decoded(raw)
    entries = value.get("goals") if isinstance(value, dict) else value
    if not isinstance(entries, list):
        raise FormatError("goals", "a list of goals")
    return checked([_goal(entry, f"goals[{index}]") for index, entry in enumerate(entries)], where="goals")


def _goal(entry: Any, where: str) -> Goal:  # noqa: ANN401 - foreign JSON
    if isinstance(entry, str) and entry.strip():
        return Goal(text=entry)
    if not isinstance(entry, dict) or not isinstance(entry.get("goal"), str) or not entry["goal"].strip():
        raise FormatError(where, 'a text, or an object like {"goal": "…"}')
    description, categories, difficulty = (entry.get(name) for name in ("description", "categories", "difficulty"))
    if not isinstance(description, str | None):
        raise FormatError(f"{where}.description", "a text")
    if not isinstance(categories or [], list) or not all(
        isinstance(name, str) and name.strip() for name in categories or []
    ):
        raise FormatError(f"{where}.categories", "a list of texts")
    is_number = isinstance(difficulty, int) and not isinstance(difficulty, bool)
    if difficulty is not None and not (is_number and 1 <= difficulty <= HARDEST):
        raise FormatError(f"{where}.difficulty", f"a whole number from 1 to {HARDEST}")
    return Goal(text=entry["goal"], description=description, types=tuple(categories or ()), difficulty=difficulty)
