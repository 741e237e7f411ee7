"""`srl-v5`: a magic square of difficulties, and on each line as few equal types as possible (board-formats, "SRL v5").

The seed is a number for the magic square and text for the random stream.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from arcadia.boards.domain.board import lines_of
from arcadia.boards.domain.generators.wish import CannotGenerate, Generated, SrlLength, Wish
from arcadia.boards.domain.goal import Goal
from arcadia.boards.domain.seedrandom import SeedRandom

SIDE: Final = 5
TIERS: Final = 25
LONGEST_SEED: Final = 15


def generate_srl_v5(goals: Sequence[Goal], wish: Wish) -> Generated:
    """Return a 5 by 5 board from goals with difficulties 1 to 25, each of them a tier.

    Raises:
        CannotGenerate: another size, a seed that is no number, or a tier without goals.
    """
    if (wish.rows, wish.columns) != (SIDE, SIDE):
        raise CannotGenerate("rows", "5 by 5: srl-v5 boards have no other size")
    tiers = _tiers(goals)
    difficulties = magic_square(_number(wish.seed), wish.length)
    stream = SeedRandom(wish.seed)
    placed: list[Goal] = []
    for index, difficulty in enumerate(difficulties):
        placed.append(_least_synergy(tiers[difficulty], index, placed, stream))
    return Generated(seed=wish.seed, squares=tuple(placed))


def _number(seed: str) -> int:
    if not (seed.isascii() and seed.isdigit() and len(seed) <= LONGEST_SEED):
        raise CannotGenerate("seed", f"a whole number of at most {LONGEST_SEED} digits for srl-v5")
    return int(seed)


def _tiers(goals: Sequence[Goal]) -> dict[int, list[Goal]]:
    tiers: dict[int, list[Goal]] = {}
    for goal in goals:
        tiers.setdefault(goal.difficulty or 0, []).append(goal)
    missing = [str(tier) for tier in range(1, TIERS + 1) if tier not in tiers]
    if missing:
        raise CannotGenerate("goals", f"a goal of every difficulty from 1 to 25; missing: {', '.join(missing)}")
    return tiers


def magic_square(seed: int, length: SrlLength = SrlLength.NORMAL) -> list[int]:
    """Difficulties of the 25 squares. In normal mode every row, column and diagonal sums to 65."""
    low, table5 = _table(seed % 1000)
    high, table1 = _table(seed // 1000 % 1000)
    turn = (low * 8 + high) % 5
    return [_difficulty(index, turn, table5, table1, length) for index in range(TIERS)]


def _table(number: int) -> tuple[int, list[int]]:
    """An order of 0 to 4 made by insertions, and the number's part beyond it."""
    rest = number % 8
    table = [0]
    for value, place in ((1, rest % 2), (2, number % 3), (3, rest // 2), (4, number % 5)):
        table.insert(place, value)
    return number // 120, table


def _difficulty(index: int, turn: int, table5: list[int], table1: list[int], length: SrlLength) -> int:
    x, y = (index + turn) % SIDE, index // SIDE
    value = 5 * table5[(x + 3 * y) % SIDE] + table1[(3 * x + y) % SIDE]
    if length is SrlLength.SHORT:
        value //= 2
    elif length is SrlLength.LONG:
        value = (value + TIERS) // 2
    return value + 1


def _least_synergy(tier: list[Goal], index: int, placed: list[Goal], stream: SeedRandom) -> Goal:
    """Walk the tier cyclically from a random start; take the first goal without synergy, else the first with least."""
    start = int(len(tier) * stream.random())
    synergy_of = _Synergy([placed[other] for other in _on_lines_with(index) if other < index])
    best, least = tier[start], -1
    for step in range(len(tier)):
        goal = tier[(start + step) % len(tier)]
        synergy = synergy_of.goal(goal)
        if synergy == 0:
            return goal
        if least < 0 or synergy < least:
            best, least = goal, synergy
    return best


def _on_lines_with(index: int) -> list[int]:
    """Squares that share a row, a column or a diagonal; one that shares two lines counts twice."""
    return [other for line in lines_of(SIDE, SIDE) if index in line for other in line if other != index]


class _Synergy:
    """What a goal shares with placed ones: each equal pair of types counts 1, plus 1 for each first type of the pair.

    The neighbours' types are counted once, so that a candidate costs as many steps as it has types.
    """

    def __init__(self, neighbours: list[Goal]) -> None:
        self._all = Counter(name for goal in neighbours for name in goal.types)
        self._first = Counter(goal.types[0] for goal in neighbours if goal.types)

    def goal(self, goal: Goal) -> int:
        """Return the synergy of a candidate."""
        shared = sum(self._all.get(name, 0) + self._first.get(name, 0) for name in goal.types)
        return shared + (self._all.get(goal.types[0], 0) if goal.types else 0)
