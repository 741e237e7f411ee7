"""`balanced`: any size, Arcadia's own. One random stream per board, chosen goals, then a bounded search for an order.

Goals are picked by difficulty band (or around a difficulty, or spread over the list), within the most of each type.
Then swaps are tried that lower the clashes of types on lines and level the lines' difficulty. What could not be
satisfied is said in the notes, never silently.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from arcadia.boards.domain.board import lines_of
from arcadia.boards.domain.generators.wish import Band, CannotGenerate, Generated, Wish
from arcadia.boards.domain.goal import HARDEST, Goal
from arcadia.boards.domain.seedrandom import SeedRandom

SWAPS: Final = 500
MIDDLE: Final = 13
CLASH: Final = 4.0
OVER_LIMIT: Final = 20.0


def generate_balanced(goals: Sequence[Goal], wish: Wish) -> Generated:
    """Return a board of different goals.

    Raises:
        CannotGenerate: too few goals, bands that ask for more than there are squares, or a fixed square off the board.
    """
    _check(goals, wish)
    stream = SeedRandom(wish.seed)
    picker = _Picker(goals, wish, stream)
    squares = picker.pick()
    order = _Order(wish, squares, stream, fixed={fixed.square - 1 for fixed in wish.balance.fixed})
    order.search()
    return Generated(seed=wish.seed, squares=tuple(order.squares), notes=(*picker.notes, *order.notes()))


def _check(goals: Sequence[Goal], wish: Wish) -> None:
    balance = wish.balance
    if len(goals) < wish.squares:
        raise CannotGenerate("goals", f"at least {wish.squares} for {wish.rows} by {wish.columns}, not {len(goals)}")
    if sum(band.count for band in balance.bands) > wish.squares - len(balance.fixed):
        raise CannotGenerate("balance.bands", f"at most {wish.squares - len(balance.fixed)} goals in all bands")
    squares = [fixed.square for fixed in balance.fixed]
    chosen = [fixed.goal for fixed in balance.fixed]
    if any(square > wish.squares for square in squares) or any(goal >= len(goals) for goal in chosen):
        raise CannotGenerate("balance.fixed", "squares on the board and goals of the list")
    if len(set(squares)) < len(squares) or len(set(chosen)) < len(chosen):
        raise CannotGenerate("balance.fixed", "each square and each goal once")


class _Picker:
    """Chooses which goals are on the board."""

    def __init__(self, goals: Sequence[Goal], wish: Wish, stream: SeedRandom) -> None:
        self._goals = goals
        self._wish = wish
        self._stream = stream
        self._used: set[int] = set()
        self._barred: set[int] = set()
        """Goals beyond a type's most: counts only grow, so they stay out and are passed over once."""
        self._types: Counter[str] = Counter()
        self.notes: list[str] = []

    def pick(self) -> list[Goal]:
        """Return the goals in the order of squares, fixed ones in their places."""
        fixed = {entry.square - 1: entry.goal for entry in self._wish.balance.fixed}
        for goal in fixed.values():
            self._take(goal)
        chosen = self._chosen(self._wish.squares - len(fixed))
        return [self._goals[fixed[place]] if place in fixed else chosen.pop() for place in range(self._wish.squares)]

    def _chosen(self, count: int) -> list[Goal]:
        chosen: list[int] = []
        for band in self._wish.balance.bands:
            chosen += self._from_band(band)
        for pool, wanted in self._pools(count - len(chosen)):
            chosen += self._draw(pool, wanted)
        if len(chosen) < count:
            chosen += self._draw(self._everything(), count - len(chosen), is_limited=False)
            self.notes.append("the most of each type could not be kept: the list has too few other goals")
        self._shuffle(chosen)
        return [self._goals[index] for index in chosen]

    def _from_band(self, band: Band) -> list[int]:
        pool = [i for i, goal in enumerate(self._goals) if band.low <= (goal.difficulty or MIDDLE) <= band.high]
        drawn = self._draw(pool, band.count)
        if len(drawn) < band.count:
            self.notes.append(f"difficulty {band.low} to {band.high}: {len(drawn)} goals instead of {band.count}")
        return drawn

    def _pools(self, count: int) -> list[tuple[list[int], int]]:
        """Where the rest comes from: around the wanted difficulty, or one from each slice of the sorted list."""
        if count <= 0:
            return []
        wanted = self._wish.balance.difficulty
        order = sorted(self._everything(), key=self._difficulty)
        if wanted is not None:
            order.sort(key=lambda index: abs(self._difficulty(index) - wanted))
            return [(order[: 2 * count], count), (order, 0)]
        slices = [order[len(order) * part // count : len(order) * (part + 1) // count] for part in range(count)]
        return [(piece, 1) for piece in slices]

    def _everything(self) -> list[int]:
        return [index for index in range(len(self._goals)) if index not in self._used]

    def _difficulty(self, index: int) -> int:
        return self._goals[index].difficulty or MIDDLE

    def _draw(self, pool: list[int], count: int, *, is_limited: bool = True) -> list[int]:
        """Draw without repeating; what would exceed a type's most is passed over."""
        barred = self._barred if is_limited else set()
        pool = [index for index in pool if index not in self._used and index not in barred]
        drawn: list[int] = []
        while pool and len(drawn) < count:
            place = self._stream.below(len(pool))
            pool[place], pool[-1] = pool[-1], pool[place]
            index = pool.pop()
            if is_limited and not self._is_within_limits(self._goals[index]):
                self._barred.add(index)
                continue
            self._take(index)
            drawn.append(index)
        return drawn

    def _is_within_limits(self, goal: Goal) -> bool:
        limits = self._wish.balance.most_of_type
        return all(self._types[name] < limits[name] for name in goal.types if name in limits)

    def _take(self, index: int) -> None:
        self._used.add(index)
        self._types.update(self._goals[index].types)

    def _shuffle(self, chosen: list[int]) -> None:
        for last in range(len(chosen) - 1, 0, -1):
            other = self._stream.below(last + 1)
            chosen[last], chosen[other] = chosen[other], chosen[last]


class _Order:
    """Finds an order of the squares with few clashes on lines and level lines."""

    def __init__(self, wish: Wish, squares: list[Goal], stream: SeedRandom, fixed: set[int]) -> None:
        self.squares = squares
        self._stream = stream
        self._limit = wish.balance.most_of_type_in_line
        self._lines = lines_of(wish.rows, wish.columns)
        self._of_square = [
            [number for number, line in enumerate(self._lines) if place in line] for place in range(wish.squares)
        ]
        self._movable = [place for place in range(wish.squares) if place not in fixed]
        self._mean = sum(goal.difficulty or MIDDLE for goal in squares) / len(squares)
        self._costs = [self._cost(line) for line in self._lines]

    def search(self) -> None:
        """Try swaps; keep those that do not make it worse. Bounded, so that any size takes a few ms."""
        if len(self._movable) < 2:  # noqa: PLR2004 - a swap needs two
            return
        for _ in range(SWAPS):
            one = self._movable[self._stream.below(len(self._movable))]
            two = self._movable[self._stream.below(len(self._movable))]
            if one != two:
                self._try_swap(one, two)

    def _try_swap(self, one: int, two: int) -> None:
        squares = self.squares
        touched = {*self._of_square[one], *self._of_square[two]}
        squares[one], squares[two] = squares[two], squares[one]
        costs = {number: self._cost(self._lines[number]) for number in touched}
        if sum(costs.values()) <= sum(self._costs[number] for number in touched):
            for number, cost in costs.items():
                self._costs[number] = cost
        else:
            squares[one], squares[two] = squares[two], squares[one]

    def _cost(self, line: list[int]) -> float:
        types = self._types_on(line)
        clashes = sum(count - 1 for count in types.values() if count > 1)
        over = sum(count - self._limit for count in types.values() if count > self._limit) if self._limit else 0
        total = sum(self.squares[place].difficulty or MIDDLE for place in line)
        return CLASH * clashes + OVER_LIMIT * over + abs(total - self._mean * len(line)) / HARDEST

    def _types_on(self, line: list[int]) -> Counter[str]:
        return Counter(name for place in line for name in self.squares[place].types)

    def notes(self) -> list[str]:
        """What the search could not satisfy."""
        if self._limit is None:
            return []
        over = {name for line in self._lines for name, count in self._types_on(line).items() if count > self._limit}
        return [f"type {name}: more than {self._limit} on a line" for name in sorted(over)]
