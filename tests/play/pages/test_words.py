"""The server and the script say the same words, and there are words for everything that can be said."""

import re
from pathlib import Path

import pytest

import arcadia.play
from arcadia.play.domain.feed import _LINES
from arcadia.play.domain.refusals import Refusal
from arcadia.play.domain.settings import Ownership, PatternNeed, Settings, Win, WinKind
from arcadia.play.domain.state import Result, ResultReason, Standing
from arcadia.play.domain.views import SquareView, TeamView
from arcadia.play.pages.lines import _PLAIN, _WORDS
from arcadia.play.pages.progress import Table, Way, way_to_win
from arcadia.play.pages.refusals import REFUSAL_WORDS
from arcadia.play.pages.results import explanation
from arcadia.play.pages.settings_words import duration
from arcadia.play.pages.words import condition_words, mode_sentence

SCRIPTS = Path(arcadia.play.__file__).parent / "static" / "session"
SILENT = {"created", "team_made"}


def test_refusals_are_said_alike() -> None:
    text = (SCRIPTS / "words.js").read_text()
    table = text[text.index("const REFUSALS") : text.index("});")]
    assert dict(re.findall(r'^  (\w+): _\("(.+)"\),$', table, re.MULTILINE)) == {
        str(key): words for key, words in REFUSAL_WORDS.items()
    }
    assert set(REFUSAL_WORDS) == set(Refusal)


def test_every_event_has_words_on_the_server_too() -> None:
    assert _WORDS.keys() | _PLAIN.keys() == {str(event.__struct_config__.tag) for event in _LINES} - SILENT


@pytest.mark.parametrize("kind", WinKind)
def test_every_condition_has_words(kind: WinKind) -> None:
    assert condition_words(Win(kind=kind, n=2, patterns=("x", "1-2-3"), need=PatternNeed.ALL))
    assert mode_sentence(Settings(ownership=Ownership.LOCKOUT, win=Win(kind=kind))).endswith(".")


@pytest.mark.parametrize("reason", ResultReason)
def test_every_end_has_an_explanation(reason: ResultReason) -> None:
    result = Result(
        reason=reason, winner=1, rule="lines", standings=(Standing(team=1, place=1, value=3, lines=2, squares=9),)
    )
    assert explanation(result, Settings(), {1: "Rose"}).endswith("Level on 3 lines; Rose was ahead with 2 lines.")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(45, "45 s"), (119, "119 s"), (150, "2 min 30 s"), (600, "10 min"), (5400, "1 h 30 min"), (7200, "2 h")],
)
def test_durations_are_said_as_people_do(seconds: int, words: str) -> None:
    assert duration(seconds) == words


def table(win: Win, *held: int, side: int = 5) -> Table:
    """A board on which team 1 holds some squares; 13 is free."""
    squares = tuple(
        SquareView(n=n, state="free" if n == 13 else "open", held=(1,) if n in held else ())
        for n in range(1, side * side + 1)
    )
    return Table(win, side, side, squares)


@pytest.mark.parametrize(
    ("win", "team", "way"),
    [
        (Win(), {"squares": 3, "lines": 0, "short": 2}, Way(3, 5, "2 squares short")),
        (Win(n=2), {"squares": 7, "lines": 1, "short": 1}, Way(9, 10, "1 of 2 lines")),
        (Win(n=2), {"squares": 7, "lines": 0, "no_line_left": True}, Way(0, 10, "no line left")),
        (Win(kind=WinKind.SQUARES, n=8), {"squares": 7, "lines": 0}, Way(7, 8, "1 square short")),
        (Win(kind=WinKind.MAJORITY), {"squares": 13, "lines": 0}, Way(13, 13, "")),
        (Win(kind=WinKind.ALL), {"squares": 23, "lines": 0}, Way(23, 24, "1 square short")),
        (Win(kind=WinKind.POINTS, target=30), {"squares": 5, "lines": 0, "points": 12}, Way(12, 30, "18 points short")),
        (Win(kind=WinKind.POINTS), {"squares": 5, "lines": 0, "points": 12}, Way(12, 20, "")),
        (Win(kind=WinKind.LINE_OR_MAJORITY), {"squares": 12, "lines": 0, "short": 3}, Way(12, 13, "3 squares short")),
    ],
)
def test_the_way_to_the_win_is_measured_by_the_condition(win: Win, team: dict[str, int], way: Way) -> None:
    view = TeamView(n=1, colour="blue", name="Rose", **team)  # type: ignore[arg-type]
    assert way_to_win(view, table(win), best_points=20) == way


def test_a_pattern_counts_what_is_missing_with_the_free_square_for_everybody() -> None:
    view = TeamView(n=1, colour="blue", name="Rose", squares=3, lines=0)
    one = Win(kind=WinKind.PATTERN, patterns=("corners", "x"))
    assert way_to_win(view, table(one, 1, 5, 21), best_points=0) == Way(3, 4, "1 square short")
    both = Win(kind=WinKind.PATTERN, patterns=("corners", "x"), need=PatternNeed.ALL)
    assert way_to_win(view, table(both, 1, 5, 21), best_points=0) == Way(4, 9, "5 squares short")
    assert way_to_win(view, table(one, 1, 5), best_points=0).words == "", "not all of its squares are seen"


def test_a_secret_score_has_no_way() -> None:
    view = TeamView(n=1, colour="blue", name="Rose")
    assert way_to_win(view, table(Win()), best_points=0) == Way(0, 1, "hidden")
