"""Formats in and out, each as board formats describes it; errors name the place and what was expected there."""

import csv
import io
import json
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arcadia.boards.domain.board import Board, check_board
from arcadia.boards.domain.formats import FormatError, FormatName, read_document, write_board, write_list
from arcadia.boards.domain.goal import Goal
from arcadia.boards.domain.goal_list import GoalList

F = FormatName


def read(content: object, name: FormatName) -> tuple[Goal, ...]:
    raw = (
        content
        if isinstance(content, bytes)
        else (content if isinstance(content, str) else json.dumps(content)).encode()
    )
    found = read_document(raw, name)
    assert isinstance(found, tuple)
    return found


def texts(goals: tuple[Goal, ...]) -> list[str]:
    return [goal.text for goal in goals]


# Bingosync JSON


def test_a_flat_list_keeps_its_order_and_unknown_keys_are_ignored() -> None:
    goals = read([{"name": f"g{n}", "colour": "red", "types": ["a"]} for n in range(25)], F.BINGOSYNC)
    assert texts(goals) == [f"g{n}" for n in range(25)]
    assert goals[0].types == ("a",)


@pytest.mark.parametrize("first", [[], [None]])
def test_25_tiers_become_difficulties_also_counted_from_one(first: list[None]) -> None:
    tiers = [[{"name": f"T{tier}", "types": ["x", "y"]}, {"name": f"U{tier}"}] for tier in range(1, 26)]
    goals = read([*first, *tiers], F.BINGOSYNC)
    assert [(goal.text, goal.difficulty) for goal in goals[-2:]] == [("T25", 25), ("U25", 25)]
    assert (goals[0].types, goals[1].types, len(goals)) == (("x", "y"), (), 50)


def test_four_tiers_become_difficulties_1_to_4() -> None:
    goals = read([[{"name": str(tier)}] for tier in range(4)], F.BINGOSYNC)
    assert [goal.difficulty for goal in goals] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("content", "where"),
    [
        ("", "line 1, column 1"),
        ('[\n{"name": "a"},\n{"nöme": x}]', "line 3, column 10"),
        ('[{"name": "a"', "line 1, column 14"),
        ("[" * 65, "file"),
        ({}, "file"),
        ([], "file"),
        (["a"], "[0]"),
        ([None], "[0]"),
        ([{"name": "a"}, None], "[1]"),
        ([{"name": "a"}, "b"], "[1]"),
        ([{"name": "a"}, {"name": 7}], "[1].name"),
        ([{"name": "a"}, {"name": ""}], "[1].name"),
        ([{"name": "a"}, {}], "[1].name"),
        ([{"name": "a", "types": "b"}], "[0].types"),
        ([{"name": "a", "types": [7]}], "[0].types"),
        ([{"name": "a", "types": ""}], "[0].types"),
        ([{"name": "a", "types": False}], "[0].types"),
        ([{"name": "a"}, {"name": "x" * 256}], "[1].name"),
        ([{"name": "a", "types": ["t"] * 21}], "[0].types"),
        ([[{"name": "a"}]] * 24, "file"),
        ([[{"name": "a"}]] * 24 + [[]], "tier 25"),
        ([[{"name": "a"}]] * 24 + ["a"], "tier 25"),
        ([[{"name": "a"}]] * 3 + [[{"name": "a"}, 7]], "tier 4, goal 2"),
        ([[{"name": "a"}]] * 3 + [[{"name": "a"}, {"name": "a\x07"}]], "tier 4, goal 2.name"),
    ],
)
def test_wrong_bingosync_json_is_refused_at_its_index(content: object, where: str) -> None:
    refused_at(content, F.BINGOSYNC, where)


def refused_at(content: object, name: FormatName, where: str) -> None:
    with pytest.raises(FormatError) as caught:
        read(content, name)
    assert caught.value.problems[0].where == where
    assert len(caught.value.problems[0].expected) > 3


# PlayBingo


def test_playbingo_lists_with_and_without_an_envelope() -> None:
    entries: list[Any] = ["plain", {"goal": "rich", "description": "d", "categories": ["c"], "difficulty": 7, "x": 1}]
    for content in (entries, {"slug": "s", "goals": entries}):
        plain, rich = read(content, F.PLAYBINGO)
        assert plain == Goal(text="plain")
        assert rich == Goal(text="rich", description="d", types=("c",), difficulty=7)


@pytest.mark.parametrize(
    ("content", "where"),
    [
        ({}, "goals"),
        ("7", "goals"),
        ([], "goals"),
        (["a", ""], "goals[1]"),
        ([{"goal": None}], "goals[0]"),
        ([{"goal": "a", "description": 7}], "goals[0].description"),
        ([{"goal": "a", "categories": "c"}], "goals[0].categories"),
        ([{"goal": "a", "difficulty": 26}], "goals[0].difficulty"),
        ([{"goal": "a", "difficulty": "7"}], "goals[0].difficulty"),
        ([{"goal": "a", "difficulty": True}], "goals[0].difficulty"),
        (["a", {"goal": "g" * 256}], "goals[1].goal"),
        (["a", {"goal": "g", "categories": ["c" * 41]}], "goals[1].categories"),
        ([{"goal": "g", "description": "d" * 1_001}], "goals[0].description"),
    ],
)
def test_wrong_playbingo_lists_are_refused_at_their_index(content: object, where: str) -> None:
    refused_at(content, F.PLAYBINGO, where)


# CSV and plain text


@pytest.mark.parametrize("heading", ["text", "Goal", " NAME "])
def test_csv_with_a_heading(heading: str) -> None:
    table = f'{heading},difficulty,types,target,unknown\r\n"a, ""b""",3,x; y,10,?\r\nplain,,,,\r\n'
    assert read(table, F.CSV) == (Goal(text='a, "b"', difficulty=3, types=("x", "y"), target=10), Goal(text="plain"))


def test_csv_without_a_heading_takes_the_first_column() -> None:
    assert texts(read("one,3\n\ntwo,4\n", F.CSV)) == ["one", "two"]


@pytest.mark.parametrize(
    ("table", "where"),
    [
        ("", "file"),
        ("text,difficulty\na,hard", "line 2, column difficulty"),
        ("text,target\na,1\n\nb,-1", "line 4, column target"),
        ("text,key\n,k", "line 2, column text"),
        ('text\na\n"b', "line 3"),
        ('text\na\n"b\nc\nd', "line 3"),
        ('text\na\n"b"c', "line 3"),
        ('text,target\n"a\nb",1\n"c\nd",x', "line 4, column target"),
        ("text,difficulty\na,26", "line 2, column difficulty"),
        ("text,key\na,k\n\nb,k", "line 4, column key"),
        ("text\n\n" + "b" * 256, "line 3, column text"),
    ],
)
def test_a_wrong_table_is_refused_at_its_line_and_column(table: str, where: str) -> None:
    refused_at(table, F.CSV, where)


@pytest.mark.parametrize("separator", [";", "\t"])
def test_csv_as_spreadsheets_write_it_elsewhere(separator: str) -> None:
    table = '"text","types"\r\n"a, b","x;y"\r\n'.replace('","', f'"{separator}"')
    assert read(table, F.CSV) == (Goal(text="a, b", types=("x", "y")),)


def test_of_several_columns_that_could_be_the_goal_text_comes_first() -> None:
    assert texts(read("name,goal,text\na,b,c", F.CSV)) == ["c"]
    assert texts(read("name,goal\na,b", F.CSV)) == ["b"]


def test_plain_text_has_one_goal_a_line() -> None:
    """Lines end as on Windows, on Unix or on old Macs."""
    text = "\ufeff one \r\n\r\n  \ntwo\tand a half\rthree\n"
    assert texts(read(text, F.TEXT)) == ["one", "two and a half", "three"]


def test_every_faulty_line_is_told_up_to_twenty() -> None:
    with pytest.raises(FormatError) as caught:
        read("fine\n" + "\x07\n" * 30, F.TEXT)
    assert [problem.where for problem in caught.value.problems] == [f"line {n}" for n in range(2, 22)]


@pytest.mark.parametrize(
    ("content", "where"),
    [("", "goals"), (" \n ", "goals"), ("a\nb\x00", "line 2"), ("a\n" + "b" * 256, "line 2"), (b"a\xff", "byte 2")],
)
def test_wrong_text_is_refused_at_its_line(content: str | bytes, where: str) -> None:
    refused_at(content, F.TEXT, where)


@pytest.mark.parametrize("name", [F.TEXT, F.CSV, F.BINGOSYNC, F.PLAYBINGO, F.SRL])
def test_ten_thousand_goals_are_read_and_one_more_is_refused(name: FormatName) -> None:
    def content(count: int) -> object:
        lines = [f"g{n}" for n in range(count)]
        shapes: dict[FormatName, object] = {
            F.TEXT: "\n".join(lines),
            F.CSV: "text\n" + "\n".join(lines),
            F.BINGOSYNC: [{"name": line} for line in lines],
            F.PLAYBINGO: lines,
            F.SRL: "bingoList[1] = [" + ",".join(f"{{name: '{line}'}}" for line in lines) + "]",
        }
        return shapes[name]

    assert len(read(content(10_000), name)) == 10_000
    refused_at(content(10_001), name, "goals")


# Out and back

PRINTABLE = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=12)
WORD = PRINTABLE | st.text("a;,\\\"'", min_size=1, max_size=5)
TYPE = WORD.filter(lambda text: not text.endswith("\\"))
GOALS = st.lists(
    st.builds(
        Goal,
        text=WORD,
        description=st.none() | WORD,
        difficulty=st.none() | st.integers(1, 25),
        types=st.lists(TYPE, max_size=3).map(tuple),
        target=st.none() | st.integers(1, 1_000_000),
        icon=st.none() | WORD,
    ),
    min_size=9,
    max_size=9,
)


@settings(max_examples=80, deadline=None)
@given(goals=GOALS)
def test_csv_and_bingosync_come_back_as_far_as_they_can(goals: list[Goal]) -> None:
    """CSV keeps everything of a goal, Bingosync JSON its text."""
    board = read_goals_as_board(goals)
    assert read(write_board(board, F.CSV), F.CSV) == board.squares
    assert texts(read(write_board(board, F.BINGOSYNC), F.BINGOSYNC)) == texts(board.squares)
    assert write_list(GoalList(title="x", goals=board.squares), F.CSV) == write_board(board, F.CSV)


def test_csv_keeps_keys() -> None:
    goals = tuple(Goal(text=f"g{n}", key=f"k.{n}") for n in range(9))
    assert read(write_board(read_goals_as_board(list(goals)), F.CSV), F.CSV) == goals


@pytest.mark.parametrize("tiers", [25, 4])
def test_a_list_in_tiers_is_written_in_tiers(tiers: int) -> None:
    """What a community's SRL v5 or Isaac page takes: a goal's difficulty is its tier, its types go with it."""
    goals = tuple(Goal(text=f"g{n}", difficulty=1 + n % tiers, types=("a", f"b{n}")[: n % 3]) for n in range(3 * tiers))
    back = read(write_list(GoalList(title="x", goals=goals), F.BINGOSYNC), F.BINGOSYNC)
    assert back == tuple(sorted(goals, key=lambda goal: goal.difficulty or 0))


def test_any_other_list_is_written_flat() -> None:
    goals = tuple(Goal(text=f"g{n}", difficulty=1 + n, types=("a",)) for n in range(24))
    assert json.loads(write_list(GoalList(title="x", goals=goals), F.BINGOSYNC)) == [
        {"name": f"g{n}"} for n in range(24)
    ]


def read_goals_as_board(goals: list[Goal]) -> Board:
    return check_board(Board(title="x", rows=3, columns=3, squares=tuple(goals)))


def test_csv_that_a_spreadsheet_reads() -> None:
    board = read_goals_as_board([Goal(text="a, b", types=("x", "y"), difficulty=3)] * 9)
    rows = list(csv.DictReader(io.StringIO(write_board(board, F.CSV).decode(), newline="")))
    assert (rows[0]["text"], rows[0]["types"], rows[0]["difficulty"], rows[0]["key"]) == ("a, b", "x;y", "3", "")


@settings(max_examples=40, deadline=None)
@given(goals=GOALS, free=st.none() | st.integers(1, 9))
def test_the_picture_is_well_formed_whatever_the_goals_say(goals: list[Goal], free: int | None) -> None:
    board = read_goals_as_board(goals)
    picture = ET.fromstring(write_board(Board(**{**dictionary(board), "free": free}), F.SVG))  # noqa: S314 - our own picture
    cells = [one for one in picture.iter() if one.get("rx")]
    assert len(cells) == 9


def dictionary(board: Board) -> dict[str, Any]:
    return {name: getattr(board, name) for name in board.__struct_fields__}


@pytest.mark.parametrize("text", ["word " * 51, "x" * 255, "語" * 255, "W" * 255, "e\u0301" * 127])
def test_the_picture_shows_a_long_text_whole_and_inside_its_square(text: str) -> None:
    board = read_goals_as_board([Goal(text=text)] * 9)
    picture = ET.fromstring(write_board(board, F.SVG))  # noqa: S314 - our own picture
    lines = [one for one in picture.iter() if one.get("y") and one.get("font-size")]
    first = lines[: len(lines) // 9]
    assert "".join(line.text or "" for line in first).replace(" ", "") == board.squares[0].text.replace(" ", "")
    assert all(8 + float(line.get("font-size", 0)) * 0.7 < float(line.get("y", 0)) < 168 for line in first)


def test_the_picture_is_well_formed_with_characters_that_xml_has_not() -> None:
    board = read_goals_as_board([Goal(text="a\uffff\ufffeb \U0001ffff")] * 9)
    ET.fromstring(write_board(board, F.SVG))  # noqa: S314 - our own picture


def test_the_picture_carries_no_markup_of_goals() -> None:
    board = read_goals_as_board([Goal(text="<script>alert(1)</script> & co")] * 9)
    assert b"<script" not in write_board(board, F.SVG)


def test_what_has_no_reader_or_no_writer_says_so() -> None:
    refused_at("x", F.SVG, "format")
    for name in (F.TEXT, F.SRL, F.PLAYBINGO):
        with pytest.raises(FormatError, match="format"):
            write_board(read_goals_as_board([Goal(text="g")] * 9), name)
    with pytest.raises(FormatError, match="format"):
        write_list(GoalList(title="x", goals=(Goal(text="g"),)), F.SVG)
