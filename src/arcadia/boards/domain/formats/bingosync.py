"""Bingosync JSON: a flat list of `{"name": …}`, 25 tiers (SRL v5) or 4 tiers (Isaac) of goals with types.

A goal's tier becomes its difficulty, so that the generators read it back. Unknown keys are ignored.
"""

from collections.abc import Iterable
from typing import Any, Final

import msgspec

from arcadia.boards.domain.formats.error import FormatError, checked, text_of
from arcadia.boards.domain.goal import Goal
from arcadia.core import wire
from arcadia.core.errors import Malformed, TooLarge

SRL_TIERS: Final = 25
ISAAC_TIERS: Final = 4
_DECODER: Final[msgspec.json.Decoder[Any]] = msgspec.json.Decoder(Any)


def decoded(raw: bytes) -> Any:  # noqa: ANN401 - foreign JSON of any shape
    """Return the JSON value of a file.

    Raises:
        FormatError: not JSON, or nested too deep.
    """
    text = text_of(raw)
    try:
        return wire.decode(text, _DECODER)
    except (Malformed, TooLarge) as error:
        raise FormatError("file", f"JSON ({error.detail})") from error


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
        return checked(list(_tiered(tiers)), where="goals")
    return checked([_goal(entry, f"[{index}]", None) for index, entry in enumerate(value)], where="goals")


def _tiered(tiers: list[Any]) -> Iterable[Goal]:
    if len(tiers) not in (SRL_TIERS, ISAAC_TIERS):
        raise FormatError("file", f"{SRL_TIERS} or {ISAAC_TIERS} tiers, not {len(tiers)}")
    for number, tier in enumerate(tiers, 1):
        if not isinstance(tier, list) or not tier:
            raise FormatError(f"tier {number}", "a list with at least one goal")
        for index, entry in enumerate(tier):
            yield _goal(entry, f"tier {number}, goal {index + 1}", number)


def _goal(entry: Any, where: str, tier: int | None) -> Goal:  # noqa: ANN401 - foreign JSON
    if not isinstance(entry, dict):
        raise FormatError(where, 'an object like {"name": "…"}')
    name = entry.get("name")
    if not isinstance(name, str) or not name.strip():
        raise FormatError(f"{where}.name", "a text that is not empty")
    types = entry.get("types", [])
    if not isinstance(types, list) or not all(isinstance(kind, str) and kind.strip() for kind in types):
        raise FormatError(f"{where}.types", "a list of texts")
    return Goal(text=name, types=tuple(types), difficulty=tier)


def write_bingosync(goals: Iterable[Goal]) -> bytes:
    """Return a flat list, row-major as given."""
    return msgspec.json.encode([{"name": goal.text} for goal in goals])
