"""Budgets as they are at this moment: as the table has them, changed at run time, tightened under load (L7)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from arcadia.platform.ratelimit.budget import BUDGETS, Budget


@dataclass(frozen=True, slots=True)
class Change:
    """What an operator or a flag made of a budget. None leaves that number as it is."""

    limit: int | None = None
    window_ms: int | None = None


class CurrentBudgets:
    """The budgets in force. A change counts from the next call on; what was used up stays used up."""

    def __init__(self, budgets: Mapping[str, Budget] = BUDGETS) -> None:
        self._planned = budgets
        self._changes: dict[str, Mapping[str, Change]] = {}
        self._share = 1.0
        self._in_force: dict[str, Budget] = dict(budgets)

    @property
    def share(self) -> float:
        """The part of every limit that is given out now: 1 unless the process is overloaded."""
        return self._share

    def get(self, name: str) -> Budget:
        """Return a budget as it is now.

        Raises:
            KeyError: no budget has this name.
        """
        return self._in_force[name]

    def names(self) -> tuple[str, ...]:
        """Return the names of all budgets, in the order of the table."""
        return tuple(self._planned)

    def change(self, source: str, changes: Mapping[str, Change]) -> None:
        """Let `changes` be all that `source` wants, whatever it wanted before. Of two sources the later named wins;
        names that no budget has are passed over, so that an older node outlives a newer one's budget.
        """
        self._changes[source] = changes
        self._work_out()

    def tighten(self, share: float) -> None:
        """Give out `share` of every limit, and at least one call."""
        self._share = share
        self._work_out()

    def _work_out(self) -> None:
        for name, planned in self._planned.items():
            budget = planned
            for changes in self._changes.values():
                budget = _changed(budget, changes.get(name, Change()))
            limit = budget.limit if self._share >= 1.0 else min(budget.limit, max(1, round(budget.limit * self._share)))
            self._in_force[name] = replace(budget, limit=limit)


def _changed(budget: Budget, change: Change) -> Budget:
    limit = budget.limit if change.limit is None else change.limit
    window_ms = budget.window_ms if change.window_ms is None else change.window_ms
    return replace(budget, limit=limit, window_ms=window_ms)
