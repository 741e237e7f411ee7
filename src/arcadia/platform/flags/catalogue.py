"""The flags, all of them. To add one: a line here, `flags.require` or `flags.get` where it counts, and a test of that."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final, Generic, TypeVar

import msgspec

Value = TypeVar("Value")


class BudgetWish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a flag makes of a budget: how many calls, in how many seconds. What is None stays as it is."""

    calls: Annotated[int, msgspec.Meta(ge=0, le=1_000_000)] | None = None
    seconds: Annotated[float, msgspec.Meta(ge=0.1, le=86_400)] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag(Generic[Value]):
    """A flag: its name everywhere, the type of its values, what it is while nobody says otherwise.

    `says` is what people are told where a switch is off.
    """

    name: str
    kind: Any
    default: Value
    about: str
    says: str = ""

    @property
    def is_switch(self) -> bool:
        """Whether it is on or off; else it is an object."""
        return self.kind is bool


def _switch(name: str, about: str, *, says: str = "") -> Flag[bool]:
    return Flag(name=name, kind=bool, default=True, about=about, says=says)


BOARDS_IMPORT: Final = _switch(
    "boards.import",
    "Files and pasted text become boards and goal lists.",
    says="Importing is switched off on this site at the moment.",
)
SESSIONS_CREATE: Final = _switch(
    "sessions.create",
    "New sessions may be made; those that run go on.",
    says="New sessions are switched off on this site at the moment. Sessions that run go on.",
)
GUESTS_NEW: Final = _switch(
    "guests.new",
    "Strangers become guests at what they do first; guests stay guests.",
    says="This site takes nobody new at the moment. Whoever was here before can go on.",
)
WEB_PAGE_CACHE: Final = _switch("web.page_cache", "Public pages are kept in memory.")
LIMITS_BUDGETS: Final[Flag[Mapping[str, BudgetWish]]] = Flag(
    name="limits.budgets",
    kind=dict[str, BudgetWish],
    default={},
    about="Budgets of calls by name, such as {'api': {'calls': 50, 'seconds': 60}}.",
)

FLAGS: Final[Mapping[str, Flag[Any]]] = {
    flag.name: flag for flag in (BOARDS_IMPORT, SESSIONS_CREATE, GUESTS_NEW, WEB_PAGE_CACHE, LIMITS_BUDGETS)
}
