"""What each game of the starter library must hold (details, "Instances"): counts, ready boards, and lists to play from."""

from collections import Counter

import pytest

from arcadia.boards.domain.generators import GeneratorKind, Wish, generate
from arcadia.boards.domain.goal_list import GoalList, check_list
from arcadia.boards.service.starter_library import FREE_TEXT, StarterGame, board_of, read_starter_library

GAMES = read_starter_library()
SEEDS = ("1", "2", "42", "2026", "987654")

TWELVE = {
    "celeste",
    "dark-souls",
    "elden-ring",
    "hades",
    "hollow-knight",
    "minecraft",
    "ocarina-of-time",
    "pokemon-red-blue",
    "portal",
    "stardew-valley",
    "super-mario-64",
    "terraria",
}

each_game = pytest.mark.parametrize("game", GAMES, ids=lambda game: game.slug)


def test_library_has_exactly_the_twelve_games() -> None:
    assert {game.slug for game in GAMES} == TWELVE


def test_no_two_games_share_a_slug_or_a_name() -> None:
    assert len({game.slug for game in GAMES}) == len(GAMES)
    assert len({game.game.casefold() for game in GAMES}) == len(GAMES)


@each_game
def test_list_passes_the_check_of_every_list(game: StarterGame) -> None:
    goals = game.list.goals
    checked = check_list(
        GoalList(title=game.list.title, goals=goals, game=game.game, description=game.list.description)
    )
    assert [goal.key for goal in checked.goals] == [goal.key for goal in goals]
    assert [goal.text for goal in checked.goals] == [goal.text for goal in goals]


@each_game
def test_list_has_60_goals_and_two_of_every_difficulty(game: StarterGame) -> None:
    assert len(game.list.goals) >= 60
    of_difficulty = Counter(goal.difficulty for goal in game.list.goals)
    assert set(of_difficulty) == set(range(1, 26))
    assert {difficulty for difficulty, count in of_difficulty.items() if count < 2} == set()


@each_game
def test_list_has_6_goals_with_a_counter_and_types_on_all(game: StarterGame) -> None:
    assert sum(goal.target is not None for goal in game.list.goals) >= 6
    assert [goal.key for goal in game.list.goals if not goal.types] == []


@each_game
def test_goals_have_distinct_texts_and_keys(game: StarterGame) -> None:
    keys = Counter(goal.key for goal in game.list.goals)
    texts = Counter(goal.text.casefold() for goal in game.list.goals)
    assert [key for key, count in keys.items() if not key or count > 1] == []
    assert [text for text, count in texts.items() if count > 1] == []


@each_game
def test_both_ready_boards_are_full_of_distinct_goals_of_the_list(game: StarterGame) -> None:
    keys = {goal.key for goal in game.list.goals}
    assert len({starter.title for starter in game.boards}) == len(game.boards) == 2
    for starter in game.boards:
        board = board_of(game, starter)
        assert len(board.squares) == starter.rows * starter.columns
        played = [goal for goal in board.squares if goal.text != FREE_TEXT]
        assert len(played) == len(board.squares) - (starter.free is not None)
        assert {goal.key for goal in played} <= keys
        assert len({goal.key for goal in played}) == len(played)


@each_game
@pytest.mark.parametrize("kind", GeneratorKind)
@pytest.mark.parametrize("seed", SEEDS)
def test_every_generator_makes_a_board_from_the_list(game: StarterGame, kind: GeneratorKind, seed: str) -> None:
    """Isaac may draw a goal again once the types of a tier are used up, and says so (board-formats, "Isaac")."""
    made = generate(list(game.list.goals), Wish(kind=kind, seed=seed))
    keys = {goal.key for goal in made.squares}
    assert len(made.squares) == 25
    assert keys <= {goal.key for goal in game.list.goals}
    assert len(keys) == 25 or (kind is GeneratorKind.ISAAC and made.notes)
