"""`isaac`: four tiers on a fixed pattern; a first type is used once a board (board-formats, "Isaac")."""

from collections.abc import Sequence
from typing import Final

from arcadia.boards.domain.generators.wish import CannotGenerate, Generated, Wish
from arcadia.boards.domain.goal import HARDEST, Goal
from arcadia.boards.domain.seedrandom import SeedRandom

SIDE: Final = 5
PATTERN: Final = (2, 3, 1, 1, 2, 3, 1, 2, 2, 1, 1, 2, 4, 2, 1, 2, 1, 2, 1, 3, 1, 2, 1, 3, 2)
LEAST: Final = {1: 10, 2: 10, 3: 4, 4: 1}
MOST_DRAWS: Final = 25_000
"""Draws a board may take: some 60 ms. Real lists need a few hundred, hundreds of goals of one type twenty thousand."""


def generate_isaac(goals: Sequence[Goal], wish: Wish) -> Generated:
    """Return a 5 by 5 board from four tiers, easy to very hard.

    A list whose difficulties are 1 to 4 is taken as it stands; others are cut into four parts of 1 to 25.

    Raises:
        CannotGenerate: another size, a tier that is too small, or a list that would draw without end.
    """
    if (wish.rows, wish.columns) != (SIDE, SIDE):
        raise CannotGenerate("rows", "5 by 5: isaac boards have no other size")
    tiers = _tiers(goals)
    draws = _Draws(SeedRandom(wish.seed))
    squares = tuple(draws.next_goal(tiers[tier], index + 1) for index, tier in enumerate(PATTERN))
    return Generated(seed=wish.seed, squares=squares, notes=tuple(draws.notes))


def _tiers(goals: Sequence[Goal]) -> dict[int, list[Goal]]:
    is_plain = all((goal.difficulty or 1) <= len(LEAST) for goal in goals)
    tiers: dict[int, list[Goal]] = {tier: [] for tier in LEAST}
    for goal in goals:
        difficulty = goal.difficulty or 1
        tiers[difficulty if is_plain else (difficulty - 1) * len(LEAST) // HARDEST + 1].append(goal)
    for tier, least in LEAST.items():
        if len(tiers[tier]) < least:
            raise CannotGenerate("goals", f"at least {least} goals in tier {tier}, not {len(tiers[tier])}")
    return tiers


class _Draws:
    """The draws of one board: one stream, one set of used types, one account of tries."""

    def __init__(self, stream: SeedRandom) -> None:
        self._stream = stream
        self._used: set[str] = set()
        self._left = MOST_DRAWS
        self.notes: list[str] = []

    def next_goal(self, tier: list[Goal], square: int) -> Goal:
        """Draw until a goal's first type is unused. Goals without types always pass; existing seeds rely on it."""
        refused: set[int] = set()
        while True:
            index = self._draw(tier)
            goal = tier[index]
            if goal.types and goal.types[0] in self._used and len(refused) < len(tier):
                refused.add(index)
                continue
            if len(refused) == len(tier):
                self.notes.append(f"square {square}: no goal of its tier has an unused first type")
            self._used.update(goal.types)
            return goal

    def _draw(self, tier: list[Goal]) -> int:
        self._left -= 1
        if self._left < 0:
            raise CannotGenerate("goals", f"more goals with types of their own: {MOST_DRAWS} draws found no board")
        return self._stream.below(len(tier))
