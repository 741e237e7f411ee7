"""The evening of the pictures is a game that the rules allow, and it ends when the picture is taken."""

from arcadia.play.domain.clock import Moment, moment
from arcadia.play.domain.session_file import fold, read_session
from docs_reference.evening import CODE, LAST_MINUTE, PEOPLE, make_file

NOW = 1_800_000_000_000


def test_the_evening_is_under_way_at_the_time_of_the_picture() -> None:
    file = read_session(make_file(now=NOW))
    state = fold(file)
    assert file.code == CODE
    assert moment(state, NOW) is Moment.RUNNING
    assert file.events[0].at == NOW - round(LAST_MINUTE * 60_000)
    assert NOW - 60_000 < file.events[-1].at <= NOW


def test_the_evening_has_all_that_a_picture_should_show() -> None:
    state = fold(read_session(make_file(now=NOW)))
    assert [seat.name for seat in state.players()] == list(PEOPLE)
    assert sum(lines.bit_count() for lines in state.lines.values()) == 2, "lines of two teams"
    assert any(len(state.holders(1 << number)) > 1 for number in range(25)), "a square that is shared"
    assert state.counters, "progress"
    assert state.result is None
