"""Generators: deterministic in (goals, options, seed), so that a seed gives the same board everywhere and for ever.

- `random`    any size; draws without repeating
- `srl_v5`    5 by 5 from 25 tiers: magic square and synergy
- `isaac`     5 by 5 from 4 tiers
- `balanced`  any size; Arcadia's own

The first three reproduce the community's boards seed for seed. `generate` is the one way in.
"""

from arcadia.boards.domain.generators.registry import generate
from arcadia.boards.domain.generators.wish import Balance, Band, FixedSquare, Generated, GeneratorKind, Wish, make_wish

__all__ = ["Balance", "Band", "FixedSquare", "Generated", "GeneratorKind", "Wish", "generate", "make_wish"]
