"""What a board and a goal list may be: sizes, the free square, limits (product, "Vocabulary")."""

import msgspec
import pytest

from arcadia.boards.domain.board import Board, check_board, lines_of
from arcadia.boards.domain.generators import GeneratorKind, Wish, generate
from arcadia.boards.domain.goal import Goal, check_goals
from arcadia.boards.domain.goal_list import GoalList, check_list
from arcadia.core.errors import Invalid

SIZES = [(rows, columns) for rows in range(3, 11) for columns in range(3, 11)]


def make_board(rows: int, columns: int, free: int | None = None) -> Board:
    squares = tuple(Goal(text=f"g{n}") for n in range(rows * columns))
    return Board(title="x", rows=rows, columns=columns, squares=squares, free=free)


def fault(board: Board) -> list[str]:
    with pytest.raises(Invalid) as caught:
        check_board(board)
    return [problem.where for problem in caught.value.problems]


@pytest.mark.parametrize(("rows", "columns"), SIZES)
def test_every_size_from_3_by_3_to_10_by_10(rows: int, columns: int) -> None:
    """Boards, lines and the generators of any size agree on it; the free square may be any square."""
    for free in (None, 1, rows * columns):
        assert check_board(make_board(rows, columns, free)) == make_board(rows, columns, free)
    lines = lines_of(rows, columns)
    assert len(lines) == rows + columns + (2 if rows == columns else 0)
    assert {place for line in lines for place in line} == set(range(rows * columns))
    goals = [Goal(text=f"g{n}", difficulty=1 + n % 25) for n in range(110)]
    for kind in (GeneratorKind.RANDOM, GeneratorKind.BALANCED):
        made = generate(goals, Wish(kind=kind, seed="1", rows=rows, columns=columns))
        check_board(Board(title="x", rows=rows, columns=columns, squares=made.squares))


@pytest.mark.parametrize(("rows", "columns"), [(2, 5), (5, 2), (11, 5), (5, 11), (0, 0), (-3, -3)])
def test_other_sizes_are_refused(rows: int, columns: int) -> None:
    assert set(fault(make_board(rows, columns))) <= {"rows", "columns"}


@pytest.mark.parametrize("free", [0, 26, -1, 10_000])
def test_a_free_square_stands_on_the_board(free: int) -> None:
    assert fault(make_board(5, 5, free)) == ["free"]


def test_every_fault_is_named_at_once() -> None:
    board = msgspec.structs.replace(make_board(5, 5), title="", game="x" * 121, difficulty=0, tags=("",), seed="\x00")
    assert fault(board) == ["difficulty", "title", "game", "seed", "tags"]


def test_texts_are_cleaned() -> None:
    board = check_board(
        msgspec.structs.replace(
            make_board(3, 3), title=" a\t b ", tags=("Ju\u0308rgen",), description=" two\nlines ", game=" G "
        )
    )
    assert (board.title, board.tags, board.description, board.game) == ("a b", ("jürgen",), "two\nlines", "G")


def test_a_goal_may_stand_twice_on_a_board_but_not_in_a_list() -> None:
    """Isaac boards of the community may have that (board formats, "Isaac")."""
    twice = (Goal(text="same", key="k"),) * 9
    assert check_board(msgspec.structs.replace(make_board(3, 3), squares=twice)).squares == twice
    with pytest.raises(Invalid, match=r"goals\[1\]\.key"):
        check_list(GoalList(title="x", goals=twice))


@pytest.mark.parametrize(
    ("goal", "where"),
    [
        (Goal(text=" "), "goals[0].text"),
        (Goal(text="x" * 256), "goals[0].text"),
        (Goal(text="a\x00"), "goals[0].text"),
        (Goal(text="x", key="Key"), "goals[0].key"),
        (Goal(text="x", key="k" * 65), "goals[0].key"),
        (Goal(text="x", description="d" * 1_001), "goals[0].description"),
        (Goal(text="x", difficulty=0), "goals[0].difficulty"),
        (Goal(text="x", difficulty=26), "goals[0].difficulty"),
        (Goal(text="x", types=("",)), "goals[0].types"),
        (Goal(text="x", types=("t" * 41,)), "goals[0].types"),
        (Goal(text="x", target=1_000_001), "goals[0].target"),
        (Goal(text="x", icon="i" * 256), "goals[0].icon"),
    ],
)
def test_a_wrong_goal_is_refused_at_its_field(goal: Goal, where: str) -> None:
    with pytest.raises(Invalid) as caught:
        check_goals((goal,))
    assert [problem.where for problem in caught.value.problems] == [where]


def test_limits_are_counted_in_characters_after_cleaning() -> None:
    assert check_goals((Goal(text=" " + "é" * 255 + " "),))[0].text == "é" * 255


def test_of_many_wrong_goals_twenty_are_told() -> None:
    with pytest.raises(Invalid) as caught:
        check_goals(tuple(Goal(text="") for _ in range(100)))
    assert len(caught.value.problems) == 20
