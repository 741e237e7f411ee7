"""Who was let through and who was refused, by budget and route (L6)."""

from collections.abc import Mapping
from typing import Final

MOST_KEPT: Final = 1_000
"""How many refused identities are counted one by one in this process."""

_Place = tuple[str, str]


class LimitAnalytics:
    """Counts since the process began. Identities come hashed; addresses and guests cannot be read from them."""

    def __init__(self) -> None:
        self._by_route: dict[_Place, list[int]] = {}
        self._refused: dict[_Place, int] = {}

    def count(self, budget: str, route: str, identity: str, *, is_allowed: bool) -> None:
        """Count one answer. `route` is a rule's, not an address that somebody made up."""
        self._by_route.setdefault((budget, route), [0, 0])[not is_allowed] += 1
        if not is_allowed:
            self._count_refused((budget, identity))

    def by_route(self) -> Mapping[_Place, tuple[int, int]]:
        """Return how many were allowed and refused, by budget and route."""
        return {place: (allowed, refused) for place, (allowed, refused) in self._by_route.items()}

    def top_refused(self, most: int = 10) -> list[tuple[str, str, int]]:
        """Return whom most refusals went to: budget, hashed identity, and how many. At least as many as there were
        since it is kept, and at most the least count of `MOST_KEPT` others too many.
        """
        ordered = sorted(self._refused.items(), key=lambda item: (-item[1], item[0]))
        return [(budget, identity, count) for (budget, identity), count in ordered[:most]]

    def _count_refused(self, place: _Place) -> None:
        """Space-saving: a new one takes the place of the one with the fewest, and its count, so that whoever is
        refused again and again cannot be washed out by many who are refused once.
        """
        inherited = 0
        if place not in self._refused and len(self._refused) >= MOST_KEPT:
            least = min(self._refused, key=self._refused.__getitem__)
            inherited = self._refused.pop(least)
        self._refused[place] = self._refused.get(place, inherited) + 1
