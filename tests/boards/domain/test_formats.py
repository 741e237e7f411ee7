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
from arcadia.boards.domain.formats import FormatError, FormatName, read_document, sniff_format, write_board, write_list
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
        ("", "file"),
        ("{", "file"),
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
        ([{"name": "x" * 256}], "goals[0].text"),
        ([[{"name": "a"}]] * 24, "file"),
        ([[{"name": "a"}]] * 24 + [[]], "tier 25"),
        ([[{"name": "a"}]] * 24 + ["a"], "tier 25"),
        ([[{"name": "a"}]] * 3 + [[{"name": "a"}, 7]], "tier 4, goal 2"),
    ],
)
def test_wrong_bingosync_json_is_refused_at_its_index(content: object, where: str) -> None:
    refused_at(content, F.BINGOSYNC, where)


def refused_at(content: object, name: FormatName, where: str) -> None:
    with pytest.raises(FormatError) as caught:
        read(content, name)
    assert caught.value.problems[0].where == where
    assert len(caught.value.problems[0].expected) > 3


# SRL scripts


def test_a_script_as_it_is_found_in_the_wild() -> None:
    script = r"""
    var bingoList = []; // tiers
    bingoList[1] = [
      {name: "Say \"hi\"", types: ["talk", 'town',], jp: "\u3042", skill: -1.5, },
      { 'name': 'It\'s // no comment', "types": [] }, /* a comment, with ] and ; */
    ];
    bingoList[25]=[{name:"Last",nested:{a:[1,{b:null}]},on:true}]
    """
    goals = read(script, F.SRL)
    assert [(goal.text, goal.types, goal.difficulty) for goal in goals] == [
        ('Say "hi"', ("talk", "town"), 1),
        ("It's // no comment", (), 1),
        ("Last", (), 25),
    ]


@pytest.mark.parametrize(
    ("script", "where"),
    [
        ("alert(1)", "file"),
        ("bingoList[0] = [{name: 'a'}]", "line 1, column 1"),
        ("\n\n  bingoList[26] = [{name: 'a'}]", "line 3, column 3"),
        ("bingoList[1] = []", "line 1, column 1"),
        ("bingoList[1] = [{}]", "line 1, column 1, goal 1"),
        ("bingoList[1] = [{name: 'a'}, {name: 7}]", "line 1, column 1, goal 2"),
        ("bingoList[1] = [{name: f()}]", "line 1, column 24"),
        ("bingoList[1] = [{name: 'a' + 'b'}]", "line 1, column 28"),
        ("bingoList[1] = [{name 'a'}]", "line 1, column 23"),
        ("bingoList[1] = [{name: 'a'\n 'b'}]", "line 2, column 2"),
        ("bingoList[1] = [{name: 'a", "line 1, column 24"),
        ("bingoList[1] = " + "[" * 20, "line 1, column 33"),
        ("bingoList[1] = [{name: 'a', types: 'b'}]", "line 1, column 1, goal 1"),
    ],
)
def test_a_wrong_script_is_refused_at_its_line_and_column(script: str, where: str) -> None:
    refused_at(script, F.SRL, where)


def test_a_script_is_never_executed() -> None:
    refused_at("bingoList[1] = (function () { throw 1 })()", F.SRL, "line 1, column 16")


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
        ("text,difficulty\na,26", "goals[0].difficulty"),
    ],
)
def test_a_wrong_table_is_refused_at_its_line_and_column(table: str, where: str) -> None:
    refused_at(table, F.CSV, where)


def test_plain_text_has_one_goal_a_line() -> None:
    assert texts(read("\ufeff one \r\n\r\n  \ntwo\tand a half\nthree", F.TEXT)) == ["one", "two and a half", "three"]


@pytest.mark.parametrize(
    ("content", "where"),
    [("", "goals"), (" \n ", "goals"), ("a\nb\x00", "line 2"), ("a\n" + "b" * 256, "line 2"), (b"a\xff", "byte 2")],
)
def test_wrong_text_is_refused_at_its_line(content: str | bytes, where: str) -> None:
    refused_at(content, F.TEXT, where)


@pytest.mark.parametrize("name", [F.TEXT, F.CSV, F.BINGOSYNC, F.PLAYBINGO])
def test_ten_thousand_goals_are_read_and_one_more_is_refused(name: FormatName) -> None:
    def content(count: int) -> object:
        lines = [f"g{n}" for n in range(count)]
        shapes: dict[FormatName, object] = {
            F.TEXT: "\n".join(lines),
            F.CSV: "text\n" + "\n".join(lines),
            F.BINGOSYNC: [{"name": line} for line in lines],
            F.PLAYBINGO: lines,
        }
        return shapes[name]

    assert len(read(content(10_000), name)) == 10_000
    refused_at(content(10_001), name, "goals")


# Out and back

PRINTABLE = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=12)
WORD = PRINTABLE.filter(lambda text: ";" not in text)
GOALS = st.lists(
    st.builds(
        Goal,
        text=WORD,
        description=st.none() | WORD,
        difficulty=st.none() | st.integers(1, 25),
        types=st.lists(WORD, max_size=3).map(tuple),
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
    goal_list = GoalList(title="x", goals=board.squares)
    assert write_list(goal_list, F.CSV) == write_board(board, F.CSV)
    assert write_list(goal_list, F.BINGOSYNC) == write_board(board, F.BINGOSYNC)


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


def test_the_picture_carries_no_markup_of_goals() -> None:
    board = read_goals_as_board([Goal(text="<script>alert(1)</script> & co")] * 9)
    assert b"<script" not in write_board(board, F.SVG)


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (b"one\ntwo", F.TEXT),
        (b"a, b\nc", F.TEXT),
        (b"text,difficulty\na,1", F.CSV),
        (b'[{"name": "a"}]', F.BINGOSYNC),
        (b'[null, [{"name": "a"}]]', F.BINGOSYNC),
        (b'["a", "b"]', F.PLAYBINGO),
        (b'{"goals": []}', F.PLAYBINGO),
        (b'\xef\xbb\xbf {"format": "arcadia.board"}', F.ARCADIA),
        (b"// x\nvar bingoList = []; bingoList[1] = []", F.SRL),
        (b"", F.TEXT),
    ],
)
def test_a_file_is_known_by_its_beginning(raw: bytes, name: FormatName) -> None:
    assert sniff_format(raw) is name


def test_what_has_no_reader_or_no_writer_says_so() -> None:
    refused_at("x", F.SVG, "format")
    for name in (F.TEXT, F.SRL, F.PLAYBINGO):
        with pytest.raises(FormatError, match="format"):
            write_board(read_goals_as_board([Goal(text="g")] * 9), name)
    with pytest.raises(FormatError, match="format"):
        write_list(GoalList(title="x", goals=(Goal(text="g"),)), F.SVG)
