"""Arcadia JSON, version 1: exact in both directions, and its published JSON Schema (board formats)."""

from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arcadia.boards.domain.board import Board, Visibility, check_board
from arcadia.boards.domain.formats import FormatError
from arcadia.boards.domain.formats.arcadia_json import read_arcadia, schema, schema_file, write_arcadia
from arcadia.boards.domain.goal import Goal
from arcadia.boards.domain.goal_list import GoalList, check_list
from arcadia.boards.service.starter_library import StarterGame, board_of, list_of, read_starter_library

ROOT = Path(__file__).parents[3]
PUBLISHED = ROOT / "docs/reference/arcadia-board.schema.json"
STARTERS = read_starter_library()

LINE = st.text(min_size=1, max_size=12).map(
    lambda text: "".join(one for one in text if one.isprintable()).strip() or "x"
)
TARGETS = st.none() | st.integers(1, 1_000_000)
PARTS = st.fixed_dictionaries(
    {"text": LINE},
    optional={
        "description": st.none() | LINE,
        "difficulty": st.none() | st.integers(1, 25),
        "types": st.lists(LINE, max_size=4).map(tuple),
        "target": TARGETS,
        "icon": st.none() | LINE,
    },
)


def goals(least: int, most: int) -> st.SearchStrategy[tuple[Goal, ...]]:
    made = st.lists(PARTS, min_size=least, max_size=most)
    return made.map(lambda all_: tuple(Goal(key=f"k{n}" if n % 2 else None, **one) for n, one in enumerate(all_)))


@st.composite
def boards(draw: st.DrawFn) -> Board:
    rows, columns = draw(st.sampled_from([(3, 3), (3, 4), (4, 3)]))
    board = Board(
        title=draw(LINE),
        rows=rows,
        columns=columns,
        squares=draw(goals(rows * columns, rows * columns)),
        game=draw(st.just("") | LINE),
        free=draw(st.none() | st.integers(1, rows * columns)),
        difficulty=draw(st.none() | st.integers(1, 5)),
        tags=tuple(draw(st.lists(LINE.filter(lambda text: len(text.lower()) < 30), max_size=3))),
        description=draw(st.just("") | LINE),
        visibility=draw(st.sampled_from(Visibility)),
        seed=draw(st.just("") | LINE),
        generator=draw(st.just("") | LINE),
    )
    return check_board(board)


LISTS = st.builds(
    GoalList, title=LINE, goals=goals(1, 6), game=st.just("") | LINE, language=st.sampled_from(["en", "pt-BR"])
).map(check_list)
VALIDATOR: Any = jsonschema.Draft202012Validator(schema())


@settings(max_examples=80, deadline=None)
@given(value=boards() | LISTS)
def test_what_is_written_is_read_back_exactly_and_obeys_the_schema(value: Board | GoalList) -> None:
    file = write_arcadia(value)
    assert read_arcadia(file) == value
    assert write_arcadia(read_arcadia(file)) == file
    VALIDATOR.validate(msgspec.json.decode(file))


def test_the_published_schema_is_as_generated() -> None:
    assert PUBLISHED.read_bytes() == schema_file(), (
        "run: arcadia board schema > docs/reference/arcadia-board.schema.json"
    )
    VALIDATOR.check_schema(schema())


@pytest.mark.parametrize("game", STARTERS, ids=lambda game: game.slug)
def test_the_list_and_the_boards_of_every_starter_game_obey_the_schema(game: StarterGame) -> None:
    values = [list_of(game), *(board_of(game, one) for one in game.boards)]
    assert len(values) >= 3
    for value in values:
        VALIDATOR.validate(msgspec.json.decode(write_arcadia(value)))
        assert read_arcadia(write_arcadia(value)) == value


def test_the_largest_list_comes_back() -> None:
    """Ten thousand goals are more than the megabyte that files of other formats may have."""
    many = tuple(
        Goal(text=f"{n} " + "long " * 40, key=f"key-{n}", types=("one", "two"), difficulty=7) for n in range(10_000)
    )
    value = check_list(GoalList(title="x", goals=many))
    file = write_arcadia(value)
    assert len(file) > 2 * 1024 * 1024
    assert read_arcadia(file) == value


def document(**changes: Any) -> dict[str, Any]:
    squares = [{"text": f"g{n}"} for n in range(9)]
    board = {"title": "x", "rows": 3, "columns": 3, "squares": squares, **changes}
    return {"format": "arcadia.board", "version": 1, "board": board}


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({}, "$"),
        ({"format": "arcadia.cup", "version": 1}, "$.format"),
        ({**document(), "version": 2}, "version"),
        (document(rows=2), "rows"),
        (document(rows="3"), "$.board.rows"),
        (document(squares=[]), "squares"),
        (document(squares=[{"text": ""}] * 9), "squares[0].text"),
        (document(squares=[{"text": "g", "key": "A B"}] + [{"text": "g"}] * 8), "squares[0].key"),
        (document(visibility="nobody"), "$.board.visibility"),
        (document(difficulty=9), "difficulty"),
        (document(tags=[""]), "tags"),
        (document(tags=["x" * 31]), "tags"),
        (document(squares=[{"text": "g", "types": ["t" * 41]}] * 9), "squares[0].types"),
        ({"format": "arcadia.goal_list", "version": 1, "list": {"title": "x", "goals": []}}, "goals"),
        ({"format": "arcadia.goal_list", "version": 1, "list": {"title": "x"}}, "$.list"),
    ],
)
def test_a_wrong_document_is_refused_at_its_place_by_reader_and_schema(wrong: dict[str, Any], where: str) -> None:
    with pytest.raises(FormatError) as caught:
        read_arcadia(msgspec.json.encode(wrong))
    assert caught.value.problems[0].where == where
    assert not VALIDATOR.is_valid(wrong)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"format": "arcadia.cup", "version": 1}, "$.format: expected a known value, not 'arcadia.cup'"),
        ({"format": "arcadia.board", "version": 1}, "$: expected a field `board`"),
        (document(visibility="nobody"), "$.board.visibility: expected a known value, not 'nobody'"),
        (document(rows="3"), "$.board.rows: expected `int`, got `str`"),
        ([], "$: expected `object`, got `array`"),
        (document(dificulty=3), "$.board: expected no field `dificulty`"),
        (document(squares=[{"text": "g", "type": ["x"]}] * 9), "$.board.squares[0]: expected no field `type`"),
    ],
)
def test_what_was_expected_is_said_in_words(wrong: object, told: str) -> None:
    with pytest.raises(FormatError) as caught:
        read_arcadia(msgspec.json.encode(wrong))
    assert caught.value.detail == told
