"""`random`: for each square an index is drawn, again while it is used (board-formats, "randomised")."""

from collections.abc import Sequence

from arcadia.boards.domain.generators.wish import CannotGenerate, Generated, Wish
from arcadia.boards.domain.goal import Goal
from arcadia.boards.domain.seedrandom import SeedRandom


def generate_random(goals: Sequence[Goal], wish: Wish) -> Generated:
    """Return different goals for all squares.

    Raises:
        CannotGenerate: fewer goals than squares.
    """
    if len(goals) < wish.squares:
        raise CannotGenerate("goals", f"at least {wish.squares} for {wish.rows} by {wish.columns}, not {len(goals)}")
    stream = SeedRandom(wish.seed)
    used: dict[int, None] = {}
    while len(used) < wish.squares:
        used.setdefault(stream.below(len(goals)))
    return Generated(seed=wish.seed, squares=tuple(goals[index] for index in used))
