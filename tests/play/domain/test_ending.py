"""Wins, ends, reviews, pauses and new cards (rules 5, 6 and 10)."""

import pytest
from msgspec.structs import replace

from arcadia.play.domain import commands as do
from arcadia.play.domain import events as ev
from arcadia.play.domain.clock import Moment, elapsed_ms, moment
from arcadia.play.domain.outcomes import Rejected
from arcadia.play.domain.settings import Finish, PatternNeed, TeamsMode, WhoDeals, Win, WinKind
from arcadia.play.domain.state import PauseReason, Phase, Result, ResultReason, Role
from arcadia.play.domain.views import team_views
from support.rules import LOCKOUT, SYSTEM, Game, is_done, is_unchanged, make_card, reason


def result(game: Game) -> Result:
    assert game.state.result is not None
    return game.state.result


def test_n_lines_and_a_line_lost_again() -> None:
    game = Game(win=Win(n=2))
    game.mark(1, 1, 2, 3, 4, 5)
    game.unmark(1, 5)
    game.mark(1, 6, 7, 8, 9, 10)
    assert game.state.phase is Phase.STARTED
    game.mark(1, 5)
    assert (result(game).winner, result(game).reason) == (1, ResultReason.LINES)


def test_in_lockout_nobody_wins_alone_before_half_of_the_squares_are_held() -> None:
    """A host who marks before the others come has no majority over nobody."""
    game = Game(**LOCKOUT)
    game.mark(1, *range(1, 13))
    assert game.state.phase is Phase.STARTED
    game.mark(1, 13)
    assert result(game).reason is ResultReason.MAJORITY


def test_n_squares() -> None:
    game = Game(win=Win(kind=WinKind.SQUARES, n=3))
    game.mark(1, 1, 2)
    assert game.state.phase is Phase.STARTED
    game.mark(1, 9)
    assert result(game).reason is ResultReason.SQUARES


@pytest.mark.parametrize(("need", "enough"), [(PatternNeed.ANY, True), (PatternNeed.ALL, False)])
def test_patterns_any_and_all(need: PatternNeed, enough: bool) -> None:
    game = Game(win=Win(kind=WinKind.PATTERN, patterns=("corners", "frame"), need=need))
    game.mark(1, 1, 5, 21, 25)
    assert (game.state.phase is Phase.FINISHED) is enough


def test_blackout_counts_neither_free_nor_dead() -> None:
    game = Game(make_card(3, 3, free=5), win=Win(kind=WinKind.ALL))
    referee = game.make_referee()
    game.mark(1, 1, 2, 3, 4, 6, 7, 8)
    assert game.state.phase is Phase.STARTED
    assert is_done(game.do(referee, do.Kill(square=9)))
    assert (result(game).winner, result(game).reason) == (1, ResultReason.ALL)


def test_a_dead_square_closes_its_lines() -> None:
    game = Game(win=Win(n=1))
    referee = game.make_referee()
    game.do(referee, do.Kill(square=3))
    game.mark(1, 1, 2, 4, 5)
    assert game.state.phase is Phase.STARTED
    assert reason(game.mark(1, 3)) == "dead"


def test_points_end_at_the_target() -> None:
    game = Game(win=Win(kind=WinKind.POINTS, target=15, line_bonus=10))
    game.mark(1, 1, 2, 3, 4)
    assert game.state.phase is Phase.STARTED
    game.mark(1, 5)
    assert result(game).reason is ResultReason.POINTS


def test_no_line_left_is_shown_instead_of_a_distance() -> None:
    game = Game(make_card(3, 3), **{**LOCKOUT, "win": Win(n=1)})
    game.join()
    game.mark(1, 5)
    game.mark(2, 1, 3, 4, 8)
    seen = {team.n: team for team in team_views(game.state, "public")}
    assert seen[1].no_line_left is False or seen[1].short is None
    assert seen[2].short == 1 or seen[2].no_line_left


def test_nobody_can_win_is_told_once_and_ends_nothing() -> None:
    game = Game(make_card(3, 3), **{**LOCKOUT, "win": Win(n=1)})
    game.join()
    game.mark(1, 1, 5, 6)
    game.mark(2, 2, 4, 9)
    game.mark(1, 7)
    game.mark(2, 3)
    told = [event for event in game.events if isinstance(event, ev.Unwinnable)]
    assert len(told) == 1
    assert game.state.phase is Phase.STARTED
    assert is_done(game.do(1, do.FinishCard()))
    assert result(game).reason is ResultReason.HOST


def test_the_tie_rule_is_the_earlier_latest_standing_mark() -> None:
    """Level on squares: compare the version of each team's latest mark that still stands."""
    game = Game()
    game.join()
    game.mark(1, 1)
    game.mark(2, 2, 3)
    game.mark(1, 4)
    game.do(1, do.FinishCard())
    assert [(one.team, one.place) for one in result(game).standings] == [(2, 1), (1, 2)]
    game = Game()
    game.join()
    game.mark(1, 1)
    game.mark(2, 2, 3)
    game.mark(1, 4, 5)
    game.unmark(1, 5)
    game.unmark(2, 3)
    game.mark(2, 6)
    game.do(1, do.FinishCard())
    assert [one.team for one in result(game).standings] == [1, 2], "the latest mark that still STANDS"


def test_no_marks_at_all_is_a_draw() -> None:
    game = Game()
    game.join()
    game.do(1, do.FinishCard())
    assert result(game).winner is None


def test_several_teams_through_one_event_are_ranked() -> None:
    """Killing the last missing square completes the blackout of both teams at once."""
    game = Game(make_card(3, 3))
    two, referee = game.join(), game.make_referee()
    for square in range(1, 9):
        game.mark(two, square)
        game.mark(1, square)
    assert is_done(game.do(referee, do.Kill(square=9)))
    assert result(game).winner == 2
    assert [one.team for one in result(game).standings] == [2, 1]


def test_places_go_on_until_one_team_is_left() -> None:
    game = Game(win=Win(n=1), finish=Finish.PLACES)
    game.join()
    game.join()
    game.mark(2, 1, 2, 3, 4, 5)
    assert game.state.phase is Phase.STARTED
    refused = game.mark(2, 6)
    assert isinstance(refused, Rejected)
    assert refused.reason.value == "phase", "a placed team marks no more"
    game.mark(3, 1, 2, 3, 4, 5)
    assert result(game).reason is ResultReason.PLACES
    assert [one.team for one in game.state.placed] == [2, 3]


# Review and reopen


def test_a_win_under_review_is_final_at_the_end_of_its_time() -> None:
    game = Game(win=Win(kind=WinKind.SQUARES, n=1), review_s=60)
    game.mark(1, 1)
    assert (game.state.phase, game.state.pause_reason) == (Phase.PAUSED, PauseReason.REVIEW)
    assert reason(game.mark(1, 2)) == "paused"
    review = game.state.review
    assert review is not None
    game.wait(90)
    assert is_done(game.do(SYSTEM, do.Due(at=review.until)))
    assert game.times[-1] == review.until
    assert (game.state.phase, game.state.is_final) == (Phase.FINISHED, True)


def test_a_voided_win_goes_on() -> None:
    game = Game(win=Win(kind=WinKind.SQUARES, n=1), review_s=60)
    referee = game.make_referee()
    game.mark(1, 1)
    assert is_done(game.do(referee, do.Void(square=1, team=1, reason="not on video")))
    assert (game.state.phase, game.state.review) == (Phase.STARTED, None)
    game.mark(1, 2)
    assert is_done(game.do(referee, do.Confirm()))
    assert (game.state.phase, game.state.is_final) == (Phase.FINISHED, True)


def test_reopen_within_ten_minutes_with_a_reason() -> None:
    game = Game(win=Win(kind=WinKind.SQUARES, n=1))
    game.wait(5)
    game.mark(1, 1)
    before = elapsed_ms(game.state, game.now)
    game.wait(600)
    assert reason(game.do(1, do.Reopen(reason=""))) == "value"
    assert is_done(game.do(1, do.Reopen(reason="wrong square")))
    assert (game.state.phase, game.state.result) == (Phase.PAUSED, None)
    assert elapsed_ms(game.state, game.now) == before, "the clock as at the end"
    game.do(1, do.Resume())
    game.wait(3)
    game.do(1, do.FinishCard())
    game.wait(600.001)
    assert reason(game.do(1, do.Reopen(reason="too late"))) == "phase"


# Clock


def test_marks_wait_for_the_countdown_and_the_host_may_call_it_off() -> None:
    game = Game(quick=False, countdown_s=10)
    assert reason(game.mark(1, 1)) == "phase"
    game.do(1, do.Start())
    game.wait(9.999)
    assert moment(game.state, game.now) is Moment.COUNTDOWN
    assert reason(game.mark(1, 1)) == "phase"
    assert is_done(game.do(1, do.CallOff()))
    game.do(1, do.Start())
    game.wait(10)
    assert is_done(game.mark(1, 1))


def test_auto_start_when_all_are_ready() -> None:
    game = Game(quick=False, auto_start=True)
    game.join()
    game.do(1, do.SetReady())
    assert game.state.phase is Phase.WAITING
    game.do(2, do.SetReady())
    assert game.state.phase is Phase.STARTED
    game.do(2, do.Leave())
    assert game.state.phase is Phase.STARTED, "leaving does not stop it"


def test_a_quick_session_counts_from_the_first_mark() -> None:
    game = Game()
    game.wait(60)
    game.mark(1, 1)
    game.wait(5)
    assert elapsed_ms(game.state, game.now) == 5_000


def test_a_pause_stops_the_clock_and_chat_goes_on() -> None:
    game = Game(quick=False, resume_s=3)
    game.start()
    game.wait(10)
    game.do(1, do.Pause())
    game.wait(100)
    assert [reason(game.mark(1, 1)), reason(game.unmark(1, 1))] == ["paused", "paused"]
    assert is_done(game.do(1, do.Say(text="a short break")))
    game.do(1, do.Resume())
    game.wait(2.999)
    assert reason(game.mark(1, 1)) == "phase"
    game.wait(0.001)
    assert is_done(game.mark(1, 1))
    assert elapsed_ms(game.state, game.now) == 10_000


def test_a_day_without_anything_abandons_the_card() -> None:
    game = Game()
    game.mark(1, 1)
    at = game.state.last_at + 86_400_000
    game.wait(86_400)
    assert is_done(game.do(SYSTEM, do.Due(at=at)))
    assert result(game).reason is ResultReason.ABANDONED


def test_an_abandoned_lobby_may_be_opened_again_by_its_host() -> None:
    """Rules 9: the card ends as abandoned, the session is archived; its host may open it again."""
    game = Game(quick=False)
    at = game.state.last_at + 86_400_000
    game.wait(86_400)
    assert is_done(game.do(SYSTEM, do.Due(at=at)))
    assert result(game).reason is ResultReason.ABANDONED
    assert is_done(game.do(1, do.Deal(dealt=make_card())))
    assert game.state.phase is Phase.WAITING
    assert game.state.tally == {}


# New card (rules 10)


def test_a_new_card_begins_anew_and_keeps_the_people() -> None:
    game = Game(make_card(s7={"target": 3}), quick=False)
    game.join()
    game.do(1, do.Mute(seat=2))
    game.start()
    game.mark(1, 1)
    game.do(1, do.SetCounter(square=7, value=2))
    assert is_done(game.do(1, do.Deal(dealt=make_card())))
    state = game.state
    assert (state.the_card.number, state.phase) == (2, Phase.WAITING)
    assert (state.held, state.marks, state.counters, state.dead, state.result) == ({}, {}, {}, 0, None)
    assert len(state.players()) == 2
    assert state.seats[2].is_muted
    dealt = game.events[-1]
    assert isinstance(dealt, ev.CardDealt)
    assert dealt.abandoned is not None


def test_who_gave_up_a_card_plays_the_next() -> None:
    game = Game()
    two = game.join()
    game.do(two, do.Forfeit())
    assert reason(game.mark(two, 1)) == "phase"
    game.do(1, do.Deal(dealt=make_card()))
    assert is_done(game.mark(two, 1))


@pytest.mark.parametrize(
    ("mode", "teams"), [(TeamsMode.ONE, [1, 1, 1]), (TeamsMode.FIXED, [1, 2, 3]), (TeamsMode.FREE_FOR_ALL, [1, 2, 3])]
)
def test_a_lobby_whose_settings_change_seats_its_players_anew(mode: TeamsMode, teams: list[int]) -> None:
    game = Game(quick=False, most_players=3, teams=TeamsMode.FREE_FOR_ALL)
    game.join()
    game.join()
    wanted = replace(game.state.settings, teams=mode, name="another")
    assert is_done(game.do(1, do.ChangeSettings(settings=wanted)))
    assert [seat.team for seat in game.state.players()] == teams


def test_players_of_one_team_get_teams_of_their_own_when_each_plays_alone() -> None:
    game = Game(quick=False, teams=TeamsMode.ONE)
    game.join()
    game.join()
    wanted = replace(game.state.settings, teams=TeamsMode.FREE_FOR_ALL)
    assert is_done(game.do(1, do.ChangeSettings(settings=wanted)))
    assert [seat.team for seat in game.state.players()] == [1, 2, 3]


def test_the_tally_counts_cards_won_and_best_of_ends_the_series() -> None:
    game = Game(win=Win(kind=WinKind.SQUARES, n=1), best_of=3)
    for number in (1, 2):
        game.mark(1, 1)
        assert game.state.tally == {1: number}
        if number == 1:
            assert is_done(game.do(1, do.Deal(dealt=make_card())))
    assert reason(game.do(1, do.Deal(dealt=make_card()))) == "phase"


@pytest.mark.parametrize(
    ("who", "referee", "player"),
    [(WhoDeals.HOST, "role", "role"), (WhoDeals.REFEREE, None, "role"), (WhoDeals.PLAYERS, None, None)],
)
def test_who_may_deal(who: WhoDeals, referee: str | None, player: str | None) -> None:
    game = Game(who_deals=who)
    two, judge = game.join(), game.make_referee()
    watcher = game.join(role=Role.SPECTATOR)
    deal = do.Deal(dealt=make_card())
    assert reason(game.do(two, deal)) == player
    assert reason(game.do(judge, deal)) == referee
    assert reason(game.do(watcher, deal)) == "role"
    assert is_done(game.do(1, deal))


def test_a_pause_of_a_paused_session_changes_nothing() -> None:
    game = Game()
    game.do(1, do.Pause())
    assert is_unchanged(game.do(1, do.Pause()))
