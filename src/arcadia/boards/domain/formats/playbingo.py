"""PlayBingo lists: `{"goals": [text | {"goal", "description"?, "categories"?, "difficulty"?}]}`, or the bare list."""

from typing import Any, Final

from arcadia.boards.domain.formats.error import FormatError, Placed, checked
from arcadia.boards.domain.formats.json_file import decoded
from arcadia.boards.domain.goal import HARDEST, Goal

_KEYS: Final = {"text": "goal", "types": "categories"}


def read_playbingo(raw: bytes) -> tuple[Goal, ...]:
    """Return the goals of a PlayBingo list.

    Raises:
        FormatError: names the index.
    """
    value = decoded(raw)
    entries = value.get("goals") if isinstance(value, dict) else value
    if not isinstance(entries, list):
        raise FormatError("goals", "a list of goals")
    return checked((_goal(entry, f"goals[{index}]") for index, entry in enumerate(entries)), at=_field)


def _field(where: str, name: str) -> str:
    return f"{where}.{_KEYS.get(name, name)}"


def _goal(entry: Any, where: str) -> Placed:  # noqa: ANN401 - foreign JSON
    if isinstance(entry, str) and entry.strip():
        return Placed(Goal(text=entry), where)
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
    goal = Goal(text=entry["goal"], description=description, types=tuple(categories or ()), difficulty=difficulty)
    return Placed(goal, where)
