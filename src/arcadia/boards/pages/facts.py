"""What belongs to a square's goal beside its text, as the editor's form carries it: JSON that moves with the text."""

from typing import Annotated, Final

import msgspec

from arcadia.boards.domain.goal import Goal
from arcadia.core import wire
from arcadia.core.errors import Malformed, TooLarge
from arcadia.platform.languages import _

Whole = Annotated[int, msgspec.Meta(ge=-(2**53), le=2**53)]


class Facts(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A goal without its text. Its values are checked with the board."""

    key: str | None = None
    description: str | None = None
    difficulty: Whole | None = None
    types: tuple[str, ...] = ()
    target: Whole | None = None
    icon: str | None = None


_FACTS: Final = msgspec.json.Decoder(Facts)
_NONE: Final = Facts()


class GarbledFacts(ValueError):
    """What a form carries of a square is not what an editor of ours puts there."""


def facts_of(goal: Goal) -> str:
    """Return what a goal has beside its text, empty where it has nothing."""
    facts = Facts(**{name: getattr(goal, name) for name in Facts.__struct_fields__})
    return "" if facts == _NONE else wire.encode(facts).decode()


def goal_of(text: str, facts: str) -> Goal:
    """Return the goal of a text and its facts.

    Raises:
        GarbledFacts: they are not what `facts_of` returns.
    """
    return Goal(text=text, **msgspec.structs.asdict(read_facts(facts)))


def read_facts(facts: str) -> Facts:
    """Return the facts of a square.

    Raises:
        GarbledFacts: they are not what `facts_of` returns.
    """
    try:
        return wire.decode(facts, _FACTS) if facts else _NONE
    except (Malformed, TooLarge) as error:
        raise GarbledFacts(str(error)) from error


def has_same_facts(one: str, other: str) -> bool:
    """Whether two squares have the same beside their texts; what is garbled is the same as nothing else."""
    try:
        return read_facts(one) == read_facts(other)
    except GarbledFacts:
        return one == other


def in_words(text: str, facts: str) -> str:
    """Return a square as people read it: `Tame three cats, difficulty 8, animals, counts to 3`."""
    try:
        found = read_facts(facts)
    except GarbledFacts:
        return text
    parts = [
        text,
        _("difficulty {n}", n=found.difficulty) if found.difficulty else "",
        ", ".join(found.types),
        _("counts to {n}", n=found.target) if found.target else "",
        found.description or "",
        _("key {key}", key=found.key) if found.key else "",
    ]
    return " · ".join(part for part in parts if part)
