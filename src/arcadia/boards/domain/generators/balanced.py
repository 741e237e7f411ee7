"""`balanced`: any size, Arcadia's own. One random stream per board, chosen goals, then a bounded search for an order.

Goals are picked by difficulty band (or around a difficulty, or spread over the list), within the most of each type.
Then swaps are tried that lower the clashes of types on lines and level the lines' difficulty. What could not be
satisfied is said in the notes, never silently.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from arcadia.boards.domain.board import LARGEST_SIDE, lines_of
from arcadia.boards.domain.generators.wish import Band, CannotGenerate, Generated, Wish
from arcadia.boards.domain.goal import HARDEST, MOST_TYPES, Goal
from arcadia.boards.domain.seedrandom import SeedRandom

SWAPS_PER_SQUARE: Final = 20
MOST_SWAPS: Final = 500
"""More than these lower the clashes by a tenth and take three times as long."""
MIDDLE: Final = 13
CLASH: Final = 4.0
OVER_LIMIT: Final = 20.0


def generate_balanced(goals: Sequence[Goal], wish: Wish) -> Generated:
    """Return a board of different goals.

    Raises:
        CannotGenerate: too few goals, bands that ask for more than there are squares, or a fixed square off the board.
    """
    _check(goals, wish)
    # The stream repeats its key, so that 7 and 77 were one seed; a name in front makes them two.
    stream = SeedRandom(f"balanced {wish.seed}")
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
        self._of_difficulty: list[list[int]] = [[] for _ in range(HARDEST + 1)]
        for index in range(len(goals)):
            self._of_difficulty[self._difficulty(index)].append(index)
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
        pool = [index for goals in self._of_difficulty[band.low : band.high + 1] for index in goals]
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
        places = lines_of(wish.rows, wish.columns)
        mean = sum(goal.difficulty or MIDDLE for goal in squares) / len(squares)
        self._lines = [_Line([squares[place] for place in line], mean, self._limit) for line in places]
        self._of_square = [
            {number for number, line in enumerate(places) if place in line} for place in range(wish.squares)
        ]
        self._movable = [place for place in range(wish.squares) if place not in fixed]

    def search(self) -> None:
        """Try swaps; keep those that do not make it worse. Bounded, so that any size takes a few ms."""
        if len(self._movable) < 2:  # noqa: PLR2004 - a swap needs two
            return
        for _ in range(min(MOST_SWAPS, SWAPS_PER_SQUARE * len(self.squares))):
            one = self._movable[self._stream.below(len(self._movable))]
            two = self._movable[self._stream.below(len(self._movable))]
            if one != two and self._swap(one, two) > 0:
                self._swap(one, two)

    def _swap(self, one: int, two: int) -> float:
        """Swap two squares and return how much worse that makes their lines. A line of both stays as it is."""
        squares = self.squares
        first, second = squares[one], squares[two]
        squares[one], squares[two] = second, first
        worse = sum(
            self._lines[number].exchange(first, second) for number in self._of_square[one] - self._of_square[two]
        )
        return worse + sum(
            self._lines[number].exchange(second, first) for number in self._of_square[two] - self._of_square[one]
        )

    def notes(self) -> list[str]:
        """What the search could not satisfy."""
        over = {name for line in self._lines for name in line.types_over_limit()}
        return [f"type {name}: more than {self._limit} on a line" for name in sorted(over)]


class _Line:
    """What stands on a line: how many goals of each type, and how hard they are together."""

    def __init__(self, goals: list[Goal], mean: float, limit: int | None) -> None:
        self._types = Counter(name for goal in goals for name in goal.types)
        self._surplus = sum(goal.difficulty or MIDDLE for goal in goals) - mean * len(goals)
        self._limit = LARGEST_SIDE * MOST_TYPES if limit is None else limit

    def exchange(self, gone: Goal, come: Goal) -> float:
        """Take one goal off the line and set another on it; return how much worse that makes the line."""
        types, limit = self._types, self._limit
        worse = 0.0
        for name in gone.types:
            count = types[name]
            types[name] = count - 1
            worse -= CLASH * (count > 1) + OVER_LIMIT * (count > limit)
        for name in come.types:
            types[name] = count = types[name] + 1
            worse += CLASH * (count > 1) + OVER_LIMIT * (count > limit)
        before = abs(self._surplus)
        self._surplus += (come.difficulty or MIDDLE) - (gone.difficulty or MIDDLE)
        return worse + (abs(self._surplus) - before) / HARDEST

    def types_over_limit(self) -> list[str]:
        """Types with more goals on the line than allowed."""
        return [name for name, count in self._types.items() if count > self._limit]
