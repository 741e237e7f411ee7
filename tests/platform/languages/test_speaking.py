"""What is said in a language: texts, numbers, dates, and the English sentences of errors."""

import asyncio

import pytest

from arcadia.boards.domain.texts import checked_line
from arcadia.core.errors import Problem
from arcadia.platform.languages import _, marked, plural, speaking
from arcadia.platform.languages.errors import told
from arcadia.platform.languages.speaking import now_speaking
from arcadia.platform.languages.writing import day_and_time, number
from arcadia.play.domain.presets import check_settings
from arcadia.play.domain.settings import Ownership, Settings, Win, WinKind

AT = 1_700_000_000_000


def test_without_a_request_everything_is_english() -> None:
    assert now_speaking().tag == "en"
    assert _("Boards") == marked("Boards") == "Boards"
    assert plural("{n} goal", "{n} goals", 1200) == "1,200 goals"


def test_a_language_speaks_in_its_block_alone() -> None:
    with speaking("de"):
        assert _("Goal lists") == "Ziellisten"
        assert _("{name} won", name="{team}") == "{team} hat gewonnen"
        assert (plural("{n} goal", "{n} goals", 1), plural("{n} goal", "{n} goals", 1200)) == ("1 Ziel", "1.200 Ziele")
    assert _("Goal lists") == "Goal lists"


def test_what_no_catalogue_has_stays_as_it_is() -> None:
    with speaking("de"):
        assert (_("no such text"), _("")) == ("no such text", "")


async def test_requests_side_by_side_do_not_hear_each_other() -> None:
    async def ask(tag: str) -> list[str]:
        with speaking(tag):
            heard = []
            for _turn in range(50):
                await asyncio.sleep(0)
                heard.append(_("Boards") + _("Goal lists"))
        return heard

    answers = await asyncio.gather(*(ask(tag) for tag in ("en", "de") * 20))
    assert [set(one) for one in answers] == [{"BoardsGoal lists"}, {"BoardsZiellisten"}] * 20


def test_dates_and_numbers_are_those_of_the_language() -> None:
    assert day_and_time(AT, "en") == "14 November 2023, 22:13 UTC"
    assert day_and_time(AT + 60_000 * 60 * 24 * 120, "de") == "13. März 2024, 22:13 UTC"
    assert (number(1_234_567, "en"), number(1_234_567, "de"), number(999, "de")) == ("1,234,567", "1.234.567", "999")


def test_errors_are_told_in_the_language() -> None:
    settings = Settings(ownership=Ownership.LOCKOUT, win=Win(kind=WinKind.ALL))
    (problem,) = check_settings(settings, 5, 5, free=False, teams=2)
    found: list[Problem] = []
    checked_line("x" * 300, shortest=0, longest=120, where="title", problems=found)
    (long,) = found
    assert told(problem.expected) == problem.expected
    with speaking("de"):
        assert told(problem.expected).startswith("eine andere Bedingung")
        assert told(long.expected).endswith("120 Zeichen, nicht 300")
        assert told(f"{long.where}: expected {long.expected}").startswith("title: erwartet ")
        assert told("line 7") == "Zeile 7"
        assert told("nothing that anybody raises") == "nothing that anybody raises"


@pytest.mark.parametrize("hostile", ["{0}", "{who.__class__}", "{", "}{", "%s", "<b>"])
def test_what_people_wrote_is_no_pattern(hostile: str) -> None:
    with speaking("de"):
        assert _("{name} asks to join.", name=hostile) == f"{hostile} möchte beitreten."
        assert told(f"{hostile}: expected a text") == f"{hostile}: erwartet ein Text"
