"""`balanced` keeps its promises, and no generator can be made to work for long (board formats, "balanced")."""

import time
from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arcadia.boards.domain.board import lines_of
from arcadia.boards.domain.generators import Balance, Band, FixedSquare, GeneratorKind, Wish, generate
from arcadia.boards.domain.generators.wish import CannotGenerate
from arcadia.boards.domain.goal import Goal

GOALS = st.lists(
    st.tuples(
        st.none() | st.integers(1, 25), st.lists(st.sampled_from("abcdefgh"), max_size=3, unique=True).map(tuple)
    ),
    min_size=9,
    max_size=130,
).map(lambda made: [Goal(text=f"g{n}", difficulty=hard, types=types) for n, (hard, types) in enumerate(made)])
BALANCES = st.builds(
    Balance,
    bands=st.lists(
        st.builds(Band, low=st.integers(1, 25), high=st.integers(1, 25), count=st.integers(0, 12)), max_size=4
    ).map(tuple),
    difficulty=st.none() | st.integers(1, 25),
    most_of_type=st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 8), max_size=4),
    most_of_type_in_line=st.none() | st.integers(1, 4),
    fixed=st.lists(st.builds(FixedSquare, square=st.integers(1, 100), goal=st.integers(0, 129)), max_size=3).map(tuple),
)


@settings(max_examples=120, deadline=None)
@given(
    goals=GOALS,
    balance=BALANCES,
    rows=st.integers(3, 10),
    columns=st.integers(3, 10),
    seed=st.text(min_size=1, max_size=9),
)
def test_every_board_keeps_its_promises_or_says_what_it_could_not(
    goals: list[Goal], balance: Balance, rows: int, columns: int, seed: str
) -> None:
    wish = Wish(seed=seed, rows=rows, columns=columns, balance=balance)
    try:
        made = generate(goals, wish)
    except CannotGenerate as error:
        assert error.problems[0].expected
        return
    assert generate(goals, wish) == made
    assert len({goal.text for goal in made.squares}) == rows * columns
    for fixed in balance.fixed:
        assert made.squares[fixed.square - 1] == goals[fixed.goal]
    check_types(made.squares, made.notes, balance, rows, columns)
    check_bands(made.squares, made.notes, balance)


def check_types(squares: tuple[Goal, ...], notes: tuple[str, ...], balance: Balance, rows: int, columns: int) -> None:
    counts = Counter(name for goal in squares for name in goal.types)
    fixed = Counter(name for entry in balance.fixed for name in squares[entry.square - 1].types)
    over = [name for name, most in balance.most_of_type.items() if counts[name] > max(most, fixed[name])]
    assert not over or any("the most of each type" in note for note in notes)
    if balance.most_of_type_in_line is None:
        return
    for line in lines_of(rows, columns):
        on_line = Counter(name for place in line for name in squares[place].types)
        for name, count in on_line.items():
            assert count <= balance.most_of_type_in_line or any(note.startswith(f"type {name}:") for note in notes)


def check_bands(squares: tuple[Goal, ...], notes: tuple[str, ...], balance: Balance) -> None:
    for band in balance.bands:
        there = sum(band.low <= (goal.difficulty or 13) <= band.high for goal in squares)
        assert there >= band.count or any(note.startswith(f"difficulty {band.low} to {band.high}") for note in notes)


def test_types_are_spread_where_that_is_possible() -> None:
    """Five goals of each of five types fit a 5 by 5 board with at most two of a type on any line."""
    goals = [Goal(text=f"g{n}", types=(f"t{n % 5}",), difficulty=1 + n) for n in range(25)]
    for seed in range(20):
        made = generate(goals, Wish(seed=str(seed), balance=Balance(most_of_type_in_line=2)))
        assert made.notes == (), seed


def test_goals_lie_around_the_wanted_difficulty() -> None:
    goals = [Goal(text=f"g{n}", difficulty=1 + n % 25) for n in range(250)]
    for wanted in (1, 13, 25):
        made = generate(goals, Wish(seed="1", balance=Balance(difficulty=wanted)))
        mean = sum(goal.difficulty or 0 for goal in made.squares) / 25
        assert abs(mean - wanted) < 4


def test_every_seed_gives_a_set_of_goals_of_its_own() -> None:
    """A stream a square, or one restarted at each, gives 10 sets from 3,000 seeds: a known defect elsewhere."""
    goals = [Goal(text=f"{tier}.{n}", difficulty=tier) for tier in range(1, 26) for n in range(10)]
    sets = {frozenset(generate(goals, Wish(seed=str(n), rows=3, columns=3)).squares) for n in range(1_000)}
    assert len(sets) == 1_000


@pytest.mark.parametrize("kind", [GeneratorKind.RANDOM, GeneratorKind.SRL_V5, GeneratorKind.ISAAC])
def test_seeds_of_the_community_give_nearly_as_many_sets(kind: GeneratorKind) -> None:
    """Nearly: the community's stream takes 7, 77 and 777 for one seed."""
    tiers = 4 if kind is GeneratorKind.ISAAC else 25
    goals = [Goal(text=f"{tier}.{n}", difficulty=tier) for tier in range(1, tiers + 1) for n in range(10)]
    sets = {frozenset(generate(goals, Wish(kind=kind, seed=str(n))).squares) for n in range(3_000)}
    assert len(sets) > 2_950


def test_two_seeds_that_repeat_each_other_give_two_balanced_boards() -> None:
    goals = [Goal(text=f"g{n}", difficulty=1 + n % 25) for n in range(250)]
    boards = {generate(goals, Wish(seed="7" * count)).squares for count in range(1, 6)}
    assert len(boards) == 5


HEAVY = tuple(f"t{n}" for n in range(20))
TEN_THOUSAND = 10_000


def hard_lists() -> dict[str, Callable[[], object]]:
    """Lists and wishes chosen to cost as much as they can."""
    one_tier = [Goal(text=f"g{n}", difficulty=min(n + 1, 25), types=HEAVY) for n in range(TEN_THOUSAND)]
    same_type = [Goal(text=f"g{n}", difficulty=1 + n % 4, types=("same",)) for n in range(TEN_THOUSAND)]
    bands = tuple(Band(low=1, high=25, count=4) for _ in range(25))
    limits = {"t0": 1}
    return {
        "srl-v5, one tier": lambda: generate(one_tier, Wish(kind=GeneratorKind.SRL_V5, seed="12345")),
        "isaac, one type": lambda: generate(same_type, Wish(kind=GeneratorKind.ISAAC, seed="1")),
        "isaac, one type, few": lambda: generate(same_type[:40], Wish(kind=GeneratorKind.ISAAC, seed="1")),
        "isaac, one type, many": lambda: generate(same_type[:640], Wish(kind=GeneratorKind.ISAAC, seed="1")),
        "random, all of them": lambda: generate(
            same_type[:100], Wish(kind=GeneratorKind.RANDOM, seed="1", rows=10, columns=10)
        ),
        "balanced, bands": lambda: generate(
            one_tier,
            Wish(
                seed="1", rows=10, columns=10, balance=Balance(bands=bands, most_of_type=limits, most_of_type_in_line=1)
            ),
        ),
        "balanced, difficulty": lambda: generate(
            one_tier, Wish(seed="1", rows=10, columns=10, balance=Balance(difficulty=3, most_of_type=limits))
        ),
    }


@pytest.mark.parametrize("name", hard_lists())
def test_hard_lists_end_soon(name: str) -> None:
    """100 ms is the aim, of processor time, and 90 the most that was seen; ten times the aim is a defect anywhere."""
    call = hard_lists()[name]
    began = time.process_time()
    try:
        call()
    except CannotGenerate as error:
        assert error.problems[0].expected
    assert time.process_time() - began < 1.0


@pytest.mark.parametrize("kind", list(GeneratorKind))
def test_ten_thousand_goals_give_a_board(kind: GeneratorKind) -> None:
    goals = [Goal(text=f"g{n}", difficulty=1 + n % 25, types=(f"a{n % 50}", f"b{n % 9}")) for n in range(TEN_THOUSAND)]
    began = time.process_time()
    assert len(generate(goals, Wish(kind=kind, seed="12345")).squares) == 25
    assert time.process_time() - began < 0.5  # 50 ms is the aim, and 25 the most that was seen
