"""The page knows every word that the server says: parts of a view, refusals, lines of the feed, commands of a card."""

import re
from pathlib import Path
from typing import get_args

from arcadia.play.domain.deltas import Delta
from arcadia.play.domain.feed import _LINES
from arcadia.play.domain.refusals import Refusal
from arcadia.play.protocol import NewCard, PlayerCommand

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "src" / "arcadia" / "play" / "static" / "session"
SINGLE_PARTS = {"v", "at", "seat", "id", "line", "squares", "teams", "seats"}
"""Fields of an event that the page takes one by one; it replaces all others whole."""

SILENT_LINES = {"created", "team_made"}
"""Events that the feed need not tell: nobody was there, or another line tells it."""


def strings_in(file: str, name: str) -> set[str]:
    """The strings of a list that a module names."""
    text = (PAGE / file).read_text()
    found = re.search(rf'const {name} = .*?\[\s*("[^]]*)\]', text, re.DOTALL)
    assert found, name
    return set(re.findall(r'"(\w+)"', found[1]))


def test_the_page_takes_every_part_of_an_event() -> None:
    assert strings_in("model.js", "WHOLE") == set(Delta.__struct_fields__) - SINGLE_PARTS


def test_every_refusal_has_a_sentence() -> None:
    text = (PAGE / "words.js").read_text()
    table = text[text.index("const REFUSALS") : text.index("});")]
    assert set(re.findall(r'^  (\w+): _\("[A-Z].+\."\),$', table, re.MULTILINE)) == {
        refusal.value for refusal in Refusal
    }


def test_every_line_of_the_feed_has_words() -> None:
    told = set(re.findall(r'case "(\w+)":', (PAGE / "words.js").read_text()))
    assert told | SILENT_LINES == {str(event.__struct_config__.tag) for event in _LINES}
    assert not told & SILENT_LINES


def test_the_page_names_the_card_in_every_command_that_is_for_one() -> None:
    commands = [*get_args(PlayerCommand), NewCard]
    apart = {str(one.__struct_config__.tag) for one in commands if "card" not in one.__struct_fields__}
    assert strings_in("page.js", "NOT_ON_A_CARD") == apart
