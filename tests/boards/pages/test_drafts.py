"""What the editor holds between two presses, and goals as lines: nothing typed is lost or changed."""

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from arcadia.boards.domain.goal import Goal
from arcadia.boards.pages.drafts import DraftSquare, empty_draft, filled, for_people, read_draft, replaced, resized
from arcadia.boards.pages.facts import facts_of, goal_of
from arcadia.boards.pages.goal_lines import read_lines, write_lines
from arcadia.boards.service.cards import heat
from arcadia.core.errors import Problem
from arcadia.web.body import Form

UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
SIDES = st.integers(3, 10)
WORDS = st.text(st.characters(blacklist_categories=("C", "Z")), min_size=1, max_size=30) | st.text(
    "ab,|\\", min_size=1, max_size=6
)
GOALS = st.builds(
    Goal,
    text=WORDS,
    difficulty=st.none() | st.integers(1, 25),
    types=st.lists(WORDS.filter(lambda word: not word.endswith("\\"))).map(tuple),
)


@UNHURRIED
@given(SIDES, SIDES, SIDES, SIDES)
def test_growing_and_shrinking_back_changes_nothing(rows: int, columns: int, more_rows: int, more_columns: int) -> None:
    draft = empty_draft(rows, columns, [f"Goal {n}" for n in range(rows * columns)])
    grown = resized(draft, max(rows, more_rows), max(columns, more_columns))
    assert resized(grown, rows, columns) == draft


@UNHURRIED
@given(GOALS, st.none() | WORDS, st.none() | st.integers(1, 1_000_000))
def test_a_goal_survives_the_form(goal: Goal, word: str | None, target: int | None) -> None:
    goal = msgspec.structs.replace(goal, key=word, description=word, icon=word, target=target)
    assert goal_of(goal.text, facts_of(goal)) == goal


def test_a_goal_of_text_alone_has_no_facts() -> None:
    assert facts_of(Goal(text="Tame three cats")) == ""


@pytest.mark.parametrize(("asked", "given"), [(0, 3), (3, 3), (11, 10), (10**9, 10)])
def test_sizes_stay_within_reach(asked: int, given: int) -> None:
    assert empty_draft(asked, asked).rows == given


def test_filling_leaves_the_free_square_alone() -> None:
    draft = empty_draft(3, 3)
    free = read_draft(Form({"rows-before": ["3"], "columns-before": ["3"], "free": ["5"]}, {}))
    assert [cell.text for cell in filled(free, ["a"] * 9).squares] == ["a"] * 4 + [""] + ["a"] * 4
    assert replaced(draft, ["a", "b"]).squares[:3] == (DraftSquare(text="a"), DraftSquare(text="b"), DraftSquare())


def test_places_are_named_as_the_editor_shows_them() -> None:
    named = for_people([Problem("squares[3].text", "x"), Problem("squares[3].key", "x"), Problem("title", "y")])
    assert [one.where for one in named] == ["Square 4", "Square 4, key", "Title"]


@UNHURRIED
@given(st.lists(GOALS, min_size=1, max_size=8))
def test_goals_survive_being_written_as_lines(goals: list[Goal]) -> None:
    clean = [goal for goal in goals if not goal.text.endswith("\\")]
    assert list(read_lines(write_lines(clean), before=())) == clean


def test_what_a_line_cannot_say_stays_with_its_goal() -> None:
    before = (Goal(text="Tame three cats", key="cats", target=3, description="Any kind"),)
    (kept,) = read_lines("tame three  CATS | 9", before=before)
    assert (kept.key, kept.target, kept.description, kept.difficulty) == ("cats", 3, "Any kind", 9)


@pytest.mark.parametrize(
    ("difficulty", "step"), [(None, None), (1, 1), (7, 1), (8, 2), (13, 2), (14, 3), (20, 4), (25, 4)]
)
def test_difficulty_has_four_steps(difficulty: int | None, step: int | None) -> None:
    assert heat(Goal(text="x", difficulty=difficulty)) == step
