"""Bingosync JSON: a flat list of `{"name": …}`, 25 tiers (SRL v5) or 4 tiers (Isaac) of goals with types.

A goal's tier becomes its difficulty, so that the generators read it back. Unknown keys are ignored.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import msgspec

from arcadia.boards.domain.formats.error import FormatError, Placed, checked
from arcadia.boards.domain.formats.json_file import decoded
from arcadia.boards.domain.goal import Goal

SRL_TIERS: Final = 25
ISAAC_TIERS: Final = 4
_KEYS: Final = {"text": "name"}


def read_bingosync(raw: bytes) -> tuple[Goal, ...]:
    """Return the goals of a Bingosync list.

    Raises:
        FormatError: names the tier and the index.
    """
    value = decoded(raw)
    if not isinstance(value, list) or not value:
        raise FormatError("file", "a list of goals or of tiers")
    tiers = value[1:] if value[0] is None and len(value) == SRL_TIERS + 1 else value
    if isinstance(tiers[0], list):
        return checked(_tiered(tiers), at=_field)
    return checked((_goal(entry, f"[{index}]", None) for index, entry in enumerate(value)), at=_field)


def _field(where: str, name: str) -> str:
    return f"{where}.{_KEYS.get(name, name)}"


def _tiered(tiers: list[Any]) -> Iterator[Placed]:
    if len(tiers) not in (SRL_TIERS, ISAAC_TIERS):
        raise FormatError("file", f"{SRL_TIERS} or {ISAAC_TIERS} tiers, not {len(tiers)}")
    for number, tier in enumerate(tiers, 1):
        if not isinstance(tier, list) or not tier:
            raise FormatError(f"tier {number}", "a list with at least one goal")
        for index, entry in enumerate(tier):
            yield _goal(entry, f"tier {number}, goal {index + 1}", number)


def _goal(entry: Any, where: str, tier: int | None) -> Placed:  # noqa: ANN401 - foreign JSON
    if not isinstance(entry, dict):
        raise FormatError(where, 'an object like {"name": "…"}')
    name = entry.get("name")
    if not isinstance(name, str) or not name.strip():
        raise FormatError(f"{where}.name", "a text that is not empty")
    types = [] if entry.get("types") is None else entry["types"]
    if not isinstance(types, list) or not all(isinstance(kind, str) and kind.strip() for kind in types):
        raise FormatError(f"{where}.types", "a list of texts")
    return Placed(Goal(text=name, types=tuple(types), difficulty=tier), where)


def write_bingosync(goals: Iterable[Goal]) -> bytes:
    """Return a flat list, row-major as given: what a fixed board is."""
    return msgspec.json.encode([{"name": goal.text} for goal in goals])


def write_bingosync_list(goals: Sequence[Goal]) -> bytes:
    """Return a list to draw from: in tiers with types where its difficulties are 1 to 25 or 1 to 4, else flat."""
    for count in (SRL_TIERS, ISAAC_TIERS):
        if {goal.difficulty for goal in goals} == set(range(1, count + 1)):
            return msgspec.json.encode([_tier(goals, number) for number in range(1, count + 1)])
    return write_bingosync(goals)


def _tier(goals: Sequence[Goal], number: int) -> list[dict[str, Any]]:
    return [{"name": goal.text, "types": goal.types} for goal in goals if goal.difficulty == number]
