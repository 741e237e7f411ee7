"""The one way in: from a wish and a list of goals to squares."""

from collections.abc import Callable, Sequence
from typing import Final

from arcadia.boards.domain.generators.balanced import generate_balanced
from arcadia.boards.domain.generators.isaac import generate_isaac
from arcadia.boards.domain.generators.random import generate_random
from arcadia.boards.domain.generators.srl_v5 import generate_srl_v5
from arcadia.boards.domain.generators.wish import Generated, GeneratorKind, Wish
from arcadia.boards.domain.goal import Goal

_GENERATORS: Final[dict[GeneratorKind, Callable[[Sequence[Goal], Wish], Generated]]] = {
    GeneratorKind.RANDOM: generate_random,
    GeneratorKind.SRL_V5: generate_srl_v5,
    GeneratorKind.ISAAC: generate_isaac,
    GeneratorKind.BALANCED: generate_balanced,
}


def generate(goals: Sequence[Goal], wish: Wish) -> Generated:
    """Return the board of a wish. The same goals and wish always give the same squares.

    Raises:
        CannotGenerate: the list is too short, lacks a tier, or the options contradict it.
    """
    return _GENERATORS[wish.kind](goals, wish)
