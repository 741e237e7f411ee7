"""Which goals of the library are wanted."""

from collections.abc import Iterable, Iterator
from itertools import islice

import msgspec

from arcadia.boards.domain.goal import HARDEST, Goal
from arcadia.boards.store.lists import ListFilter, decode_list
from arcadia.core.text import folded


class GoalFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Goals of public lists: all words of `search`, a game by its name, a type, and how hard they may be."""

    search: str = ""
    game: str | None = None
    type: str = ""
    easiest: int = 1
    hardest: int = HARDEST

    @property
    def lists(self) -> ListFilter:
        """Which lists can hold such goals."""
        return ListFilter(search=self.search, game=self.game)


def matching_goals(bodies: Iterable[str], wanted: GoalFilter, limit: int) -> tuple[Goal, ...]:
    """Return the goals of stored lists that are wanted, each text once. Large lists take a while: in a thread."""
    return tuple(islice(_each_once(goal for goal in _goals(bodies) if _is_wanted(goal, wanted)), limit))


def _goals(bodies: Iterable[str]) -> Iterator[Goal]:
    return (goal for body in bodies for goal in decode_list(body).goals)


def _is_wanted(goal: Goal, wanted: GoalFilter) -> bool:
    """A goal of which nobody said how hard it is, is found where any difficulty will do."""
    is_any = wanted.easiest <= 1 and wanted.hardest >= HARDEST
    if not is_any and not wanted.easiest <= (goal.difficulty or 0) <= wanted.hardest:
        return False
    if wanted.type and folded(wanted.type) not in {folded(name) for name in goal.types}:
        return False
    text = folded(goal.text)
    return all(word in text for word in folded(wanted.search).split())


def _each_once(goals: Iterable[Goal]) -> Iterator[Goal]:
    seen: set[str] = set()
    for goal in goals:
        text = folded(goal.text)
        if text not in seen:
            seen.add(text)
            yield goal
