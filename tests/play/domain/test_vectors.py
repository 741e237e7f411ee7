"""The vectors of game-rules.md section 11, by their numbers."""

import pytest

from arcadia.play.domain import commands as do
from arcadia.play.domain.audience import FULL, PUBLIC
from arcadia.play.domain.clock import Moment, moment
from arcadia.play.domain.deltas import make_delta
from arcadia.play.domain.geometry import squares_of
from arcadia.play.domain.outcomes import Rejected
from arcadia.play.domain.settings import Ownership, SquareValue, UnmarkRule, Win, WinKind
from arcadia.play.domain.state import Phase, ResultReason
from arcadia.play.domain.winning import points
from support.rules import FOG, HIDDEN, LOCKOUT, SYSTEM, Game, is_done, is_unchanged, make_card, reason

MAJORITY = Win(kind=WinKind.MAJORITY)


def lockout(**more: object) -> tuple[Game, int, int]:
    game = Game(**{**LOCKOUT, **more})
    return game, 1, game.join()


def test_vector_01_an_unmarked_lockout_square_is_free_for_all() -> None:
    game, one, two = lockout()
    assert is_done(game.mark(one, 7))
    taken = game.mark(two, 7)
    assert isinstance(taken, Rejected)
    assert (taken.reason.value, taken.data) == ("taken", {"team": 1})
    assert is_done(game.unmark(one, 7))
    assert is_done(game.mark(two, 7))
    again = game.mark(one, 7)
    assert isinstance(again, Rejected)
    assert (again.reason.value, again.data) == ("taken", {"team": 2})


@pytest.mark.parametrize(("after_ms", "refusal"), [(10_000, None), (10_001, "unmark_closed")])
def test_vector_02_unmark_within_ten_seconds(after_ms: int, refusal: str | None) -> None:
    game = Game(unmark=UnmarkRule.WITHIN, unmark_within_s=10)
    game.mark(1, 7)
    game.wait(after_ms / 1000)
    assert reason(game.unmark(1, 7)) == refusal


def test_vector_03_the_free_square_completes_a_line() -> None:
    game = Game(make_card(free=13), win=Win(n=1))
    game.mark(1, 11, 12, 14)
    assert game.state.phase is Phase.STARTED
    game.mark(1, 15)
    assert game.state.result is not None
    assert (game.state.result.winner, game.state.result.reason) == (1, ResultReason.LINES)


def test_vector_03_a_board_that_is_not_square_has_no_diagonals() -> None:
    game = Game(make_card(4, 6), win=Win(n=1))
    assert len(game.state.the_card.grid.lines) == 10
    game.mark(1, 1, 8, 15, 22)
    game.mark(1, 6, 11, 16, 21)
    assert game.state.phase is Phase.STARTED
    assert game.state.lines[1] == 0


def test_vector_04_twelve_to_eleven_is_no_majority_and_thirteen_is() -> None:
    game, one, two = lockout(card=make_card(free=13))
    ours, theirs = [*range(1, 13)], [*range(14, 25)]
    game.mark(one, *ours)
    assert game.state.phase is Phase.STARTED
    game.mark(two, *theirs)
    assert game.state.phase is Phase.STARTED
    game.mark(one, 25)
    assert game.state.result is not None
    assert (game.state.result.winner, game.state.result.reason) == (1, ResultReason.MAJORITY)


def test_vector_04_twelve_all_is_blocked_and_the_earlier_latest_mark_wins() -> None:
    game, one, two = lockout(card=make_card(free=13))
    game.mark(two, *range(14, 26))
    game.mark(one, *range(1, 13))
    result = game.state.result
    assert result is not None
    assert (result.reason, result.winner) == (ResultReason.BLOCKED, 2)


def test_vector_05_a_win_is_tested_before_blocked() -> None:
    """A holds 12 of 24 against 11, F = 1: the last square is killed, and 12 > 11 + 0."""
    game, one, two = lockout(card=make_card(free=13))
    referee = game.make_referee()
    game.mark(one, *range(1, 13))
    game.mark(two, *range(14, 25))
    assert game.state.phase is Phase.STARTED
    assert is_done(game.do(referee, do.Kill(square=25)))
    result = game.state.result
    assert result is not None
    assert (result.winner, result.reason) == (1, ResultReason.MAJORITY)


def test_vector_06_a_majority_waits_until_no_other_team_can_make_its_line() -> None:
    """Thirteen squares, and row 5 is still open for the other team: no win until that row is cut."""
    game, one, two = lockout(win=Win(kind=WinKind.LINE_OR_MAJORITY, n=1))
    # All of our squares stand in rows 1 to 4, none of them makes a line; the other holds two squares of row 5.
    game.mark(two, 21, 22)
    ours = [1, 2, 3, 4, 7, 8, 9, 10, 11, 13, 15, 17, 19]
    game.mark(one, *ours)
    assert len(game.held(1)) == 13
    assert game.state.lines[1] == 0
    assert game.state.phase is Phase.STARTED
    game.mark(one, 23)
    result = game.state.result
    assert result is not None
    assert (result.winner, result.reason) == (1, ResultReason.MAJORITY)


def test_vector_07_fog_from_the_centre() -> None:
    game = Game(**FOG)
    two = game.join()

    def seen(team: int) -> list[int]:
        return list(squares_of(game.state.seen[team]))

    assert seen(1) == [13]
    game.mark(1, 13)
    assert seen(1) == [8, 12, 13, 14, 18]
    assert seen(2) == [13]
    game.unmark(1, 13)
    assert seen(1) == [8, 12, 13, 14, 18]
    assert reason(game.mark(1, 1)) == "unseen"
    assert reason(game.mark(two, 8)) == "unseen"
    game.mark(1, 8)
    assert reason(game.mark(two, 8)) == "unseen", "the same answer when it is held"
    referee = game.make_referee()
    assert is_done(game.do(referee, do.Kill(square=3)))
    assert reason(game.mark(two, 3)) == "unseen", "the same answer when it is dead"


def test_vector_08_hidden_lockout_does_not_name_the_holder() -> None:
    game = Game(**{**LOCKOUT, **HIDDEN})
    two = game.join()
    game.mark(1, 7)
    taken = game.mark(two, 7)
    assert isinstance(taken, Rejected)
    assert (taken.reason.value, taken.data) == ("taken", {})
    before, after, event = game.states[-2], game.states[-1], game.events[-1]
    for audience in ("team:1", PUBLIC):
        assert make_delta(before, event, after, audience, seat=two, command_id="c") is None
    for audience in ("team:2", FULL):
        assert make_delta(before, event, after, audience, seat=two, command_id="c") is not None
    again = game.mark(two, 7)
    assert isinstance(again, Rejected)
    assert again.told is None, "a team is told once"


def test_vector_09_a_paused_mark_does_not_happen_by_itself() -> None:
    game = Game(quick=False, resume_s=0)
    game.start()
    assert is_done(game.do(1, do.Pause()))
    assert reason(game.mark(1, 7)) == "paused"
    assert is_done(game.do(1, do.Resume()))
    game.wait(60)
    assert game.held(1) == []


def test_vector_10_a_command_for_the_last_card() -> None:
    game = Game()
    assert is_done(game.do(1, do.Deal(dealt=make_card())))
    refused = game.do(1, do.Mark(square=1, card=1))
    assert isinstance(refused, Rejected)
    assert (refused.reason.value, refused.data) == ("old_card", {"card": 2})
    assert is_done(game.do(1, do.Mark(square=1, card=2)))


# Vector 11 (the same id twice, one event) needs the log: tests/storms and tests/contracts/test_event_log*.


def test_vector_12_an_unmark_lowers_points() -> None:
    card = make_card(s1={"difficulty": 4})
    win = Win(kind=WinKind.POINTS, target=100, square_value=SquareValue.DIFFICULTY, line_bonus=10)
    game = Game(card, win=win)
    game.mark(1, 1, 2)
    assert points(game.state, 1) == 5
    game.unmark(1, 1)
    assert points(game.state, 1) == 1


@pytest.mark.parametrize("pause_s", [0, 60])
def test_vector_12_the_time_limit_counts_running_time(pause_s: int) -> None:
    game = Game(quick=False, time_limit_s=600, resume_s=0)
    game.start()
    if pause_s:
        game.wait(100)
        game.do(1, do.Pause())
        game.wait(pause_s)
        game.do(1, do.Resume())
        game.wait(500 - 0.001)
    else:
        game.wait(600 - 0.001)
    assert is_done(game.mark(1, 1)), "at 599.999"
    game.wait(0.001)
    assert moment(game.state, game.now) is Moment.OVER
    refused = game.mark(1, 2)
    assert isinstance(refused, Rejected)
    assert refused.reason.value == "phase", "at 600.000, although the end is not in the log yet"
    assert game.held(1) == [1]


def test_vector_12_the_end_happens_at_its_time_however_late_it_is_noticed() -> None:
    game = Game(quick=False, time_limit_s=600)
    game.start()
    began = game.now
    game.wait(700)
    assert is_done(game.do(SYSTEM, do.Due(at=began + 600_000)))
    assert game.times[-1] == began + 600_000
    assert game.state.result is not None
    assert game.state.result.reason is ResultReason.TIME
    assert is_unchanged(game.do(SYSTEM, do.Due(at=began + 600_000)))


def test_majority_with_three_teams() -> None:
    """P = 25: 9/4/4 with F = 8 is not yet a win, 10/4/4 with F = 7 is not, 11/4/4 with F = 6 is (rules 5)."""
    game, one, two = lockout()
    three = game.join()
    game.mark(one, *range(1, 10))
    game.mark(two, *range(10, 14))
    game.mark(three, *range(14, 18))
    assert game.state.phase is Phase.STARTED
    game.mark(one, 18)
    assert game.state.phase is Phase.STARTED
    game.mark(one, 19)
    assert game.state.result is not None
    assert game.state.result.winner == 1


def test_a_majority_of_shared_squares_is_more_than_half() -> None:
    game = Game(win=MAJORITY, ownership=Ownership.SHARED)
    game.join()
    game.mark(1, *range(1, 13))
    assert game.state.phase is Phase.STARTED
    game.mark(1, 13)
    assert game.state.phase is Phase.FINISHED
