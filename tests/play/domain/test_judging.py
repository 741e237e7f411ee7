"""Hosts, referees, seats and doors (rules 9)."""

import pytest

from arcadia.play.domain import commands as do
from arcadia.play.domain.audience import PUBLIC
from arcadia.play.domain.feed import line_of
from arcadia.play.domain.settings import LateJoin, Ownership, Win, WinKind
from arcadia.play.domain.state import Phase, Presence, ResultReason, Role
from support.rules import FOG, HIDDEN, LOCKOUT, SYSTEM, Game, is_done, is_unchanged, make_card, reason

JUDGEMENTS: dict[str, do.Command] = {
    "void": do.Void(square=1, team=2, reason="on video"),
    "award": do.Award(square=2, team=2, reason="on video"),
    "kill": do.Kill(square=3),
    "revive": do.Revive(square=3),
}


@pytest.mark.parametrize("name", JUDGEMENTS)
@pytest.mark.parametrize("makes_neutral", ["rated", "referee"])
def test_a_playing_host_may_not_judge_where_others_do(name: str, makes_neutral: str) -> None:
    game = Game()
    game.join()
    game.mark(2, 1)
    if makes_neutral == "rated":
        game.change(rated=True)
    else:
        game.make_referee()
    assert reason(game.do(1, JUDGEMENTS[name])) == "neutral"


@pytest.mark.parametrize("name", ["void", "award", "kill"])
def test_a_playing_host_may_judge_among_friends(name: str) -> None:
    game = Game()
    game.join()
    game.mark(2, 1)
    assert is_done(game.do(1, JUDGEMENTS[name]))
    assert reason(game.do(2, JUDGEMENTS[name])) == "role"


@pytest.mark.parametrize(
    "command",
    [do.ChangeSettings(settings=Game().state.settings), do.HandOver(seat=2), do.Ban(seat=2), do.Lock(), do.SetRole(seat=2, role=Role.CASTER)],
)  # fmt: skip
def test_a_referee_may_not_what_is_the_hosts(command: do.Command) -> None:
    game = Game()
    game.join()
    assert reason(game.do(game.make_referee(), command)) == "role"


def test_a_referee_marks_for_any_team_and_has_none() -> None:
    game = Game()
    game.join()
    referee = game.make_referee()
    assert game.state.seats[referee].team is None
    assert is_done(game.do(referee, do.Mark(square=7, team=2)))
    assert is_done(game.do(referee, do.Unmark(square=7, team=2)))
    assert reason(game.do(referee, do.Mark(square=7))) == "team"


def test_void_leaves_the_square_claimable_or_dead() -> None:
    game = Game(**LOCKOUT)
    game.join()
    referee = game.make_referee()
    game.mark(2, 7, 8)
    game.do(referee, do.Void(square=7, team=2, reason="too soon"))
    assert is_done(game.mark(1, 7))
    game.do(referee, do.Void(square=8, team=2, reason="impossible", kill=True))
    assert reason(game.mark(1, 8)) == "dead"
    assert is_done(game.do(referee, do.Revive(square=8)))
    assert is_done(game.mark(1, 8))


def test_an_award_removes_any_other_holder_in_the_same_event() -> None:
    game = Game(**LOCKOUT)
    game.join()
    referee = game.make_referee()
    game.mark(2, 7)
    version = game.state.version
    assert is_done(game.do(referee, do.Award(square=7, team=1, reason="clicked first on video")))
    assert (game.holders(7), game.state.version) == ([1], version + 1)


@pytest.mark.parametrize(("text", "word"), [("", "value"), ("   ", "value"), ("x" * 201, "too_long")])
def test_a_judgement_needs_a_reason(text: str, word: str) -> None:
    game = Game()
    referee = game.make_referee()
    game.mark(1, 7)
    assert reason(game.do(referee, do.Void(square=7, team=1, reason=text))) == word


def test_a_forfeit_keeps_the_squares_and_ends_the_marks() -> None:
    game = Game()
    game.join()
    game.mark(2, 7)
    assert is_done(game.do(2, do.Forfeit()))
    assert reason(game.mark(2, 8)) == "phase"
    assert game.holders(7) == [2]
    assert game.state.phase is Phase.STARTED, "elsewhere the host is offered to finish"


def test_a_rated_forfeit_ends_the_card() -> None:
    game = Game()
    game.join()
    game.change(rated=True)
    game.do(2, do.Forfeit())
    assert game.state.result is not None
    assert (game.state.result.reason, game.state.result.winner) == (ResultReason.FORFEIT, 1)


def test_a_forfeit_may_make_the_other_team_win() -> None:
    """A team that is out needs only fewer squares than the leader: F does not count for it (rules 5)."""
    game = Game(make_card(3, 3), **LOCKOUT)
    game.join()
    game.mark(1, 1, 2, 3)
    game.mark(2, 4)
    game.do(2, do.Forfeit())
    assert game.state.result is not None
    assert game.state.result.winner == 1


def test_a_team_whose_members_are_away_is_not_out() -> None:
    game = Game(win=Win(kind=WinKind.SQUARES, n=5))
    game.join()
    game.do(2, do.Leave())
    assert not game.state.teams[2].is_out


def test_the_acting_host_is_a_referee_first_and_the_owner_gets_it_back() -> None:
    game = Game()
    two, referee = game.join(), game.make_referee()
    game.do(SYSTEM, do.HostAway(connected=(two, referee)))
    assert game.state.host == referee
    game.do(SYSTEM, do.HostBack())
    assert game.state.host == 1


def test_the_acting_host_is_else_who_sits_longest_and_is_here() -> None:
    game = Game()
    game.join()
    three = game.join()
    four = game.join()
    game.do(SYSTEM, do.HostAway(connected=(four, three)))
    assert game.state.host == three


def test_a_host_who_leaves_is_followed() -> None:
    game = Game()
    two = game.join()
    game.do(1, do.Leave())
    assert game.state.host == two
    assert game.state.owner == 1, "the owner gets it back on return"


def test_nobody_elses_leaving_moves_the_hosts_right() -> None:
    game = Game()
    two, three = game.join(), game.join()
    game.do(three, do.Leave())
    assert game.state.host == 1
    game.do(two, do.Leave())
    assert game.state.host == 1


def test_under_fog_a_playing_host_judges_what_its_team_has_seen() -> None:
    """Rules 1.5: else the answers `dead` and `unchanged` would tell of squares that the host has not seen."""
    game = Game(**FOG)
    two = game.join()
    game.mark(two, 13, 8)
    for command in (
        do.Void(square=8, team=2, reason="no"),
        do.Award(square=1, team=1, reason="yes"),
        do.Kill(square=1),
        do.Revive(square=1),
    ):
        assert reason(game.do(1, command)) == "unseen"
    assert reason(game.do(1, do.Kill(key="g1"))) == "no_goal"
    assert is_done(game.do(1, do.Void(square=13, team=2, reason="no")))
    assert is_done(game.do(game.make_referee(), do.Kill(square=1))), "a referee sees the whole card"


def test_a_player_who_becomes_a_spectator_may_leave_a_win_behind() -> None:
    """Checked after every change of the teams in play (rules 5): the last one that could make a line looks on now."""
    game = Game(ownership=Ownership.LOCKOUT, win=Win(kind=WinKind.LINE_OR_MAJORITY))
    two, three = game.join(), game.join()
    game.do(two, do.Forfeit())
    game.mark(1, 1, 2, 3, 4, 7, 8, 9, 10, 11, 13, 15, 17, 19)
    assert game.state.phase is Phase.STARTED, "row 5 is open"
    assert is_done(game.do(1, do.SetRole(seat=three, role=Role.SPECTATOR)))
    assert game.state.result is not None
    assert (game.state.result.winner, game.state.result.reason) == (1, ResultReason.MAJORITY)


@pytest.mark.parametrize(
    ("late", "player", "spectator"),
    [(LateJoin.PLAYERS, None, None), (LateJoin.SPECTATORS, "late", None), (LateJoin.NOBODY, "late", "late")],
)
def test_late_join(late: LateJoin, player: str | None, spectator: str | None) -> None:
    game = Game(quick=False, late_join=late)
    game.start()
    assert reason(game.do(SYSTEM, do.Join(principal="a", name="A"))) == player
    assert reason(game.do(SYSTEM, do.Join(principal="b", name="B", role=Role.SPECTATOR))) == spectator


def test_rated_sessions_take_no_players_after_the_start() -> None:
    game = Game(quick=False)
    game.change(rated=True)
    game.start()
    assert reason(game.do(SYSTEM, do.Join(principal="a", name="A"))) == "late"


def test_a_new_member_has_the_teams_marks_and_a_new_team_nothing() -> None:
    game = Game()
    game.mark(1, 7)
    mate, other = game.join(team=1), game.join()
    assert game.state.seats[mate].team == 1
    assert game.held(game.state.seats[other].team or 0) == []


def test_nobody_becomes_a_judge_from_a_player_seat_of_this_card() -> None:
    """`full` sight is never given to who plays this card (rules 7)."""
    game = Game()
    two = game.join()
    game.mark(two, 7)
    assert reason(game.do(1, do.SetRole(seat=two, role=Role.REFEREE))) is not None


def test_a_late_spy_gets_a_team_of_its_own_where_everybody_plays_alone() -> None:
    """A new member has the team's view from the beginning (rules 9): not of a rival's team, under fog."""
    game = Game(**FOG)
    spy = game.join(team=1)
    assert game.state.seats[spy].team != 1


def test_who_looked_on_comes_back_as_a_player_only_where_players_may_come_late() -> None:
    game = Game(quick=False, late_join=LateJoin.SPECTATORS)
    player, watcher = game.join(), game.join(role=Role.SPECTATOR)
    game.start()
    for seat in (player, watcher):
        game.do(seat, do.Leave())
    again = [do.Join(principal=f"p{seat}", name="Guest") for seat in (player, watcher)]
    assert is_done(game.do(SYSTEM, again[0]))
    assert reason(game.do(SYSTEM, again[1])) == "late"
    assert is_done(game.do(SYSTEM, do.Join(principal=f"p{watcher}", name="Guest", role=Role.SPECTATOR)))


def test_who_waits_to_be_let_in_may_stop_waiting_and_ask_again() -> None:
    game = Game(quick=False, approval=True, late_join=LateJoin.SPECTATORS)
    asks = do.Join(principal="p2", name="Guest")
    game.do(SYSTEM, asks)
    assert reason(game.do(2, do.Say(text="let me in"))) == "no_seat"
    assert is_done(game.do(2, do.Leave()))
    assert game.state.seats[2].presence is Presence.LEFT
    assert reason(game.do(1, do.Admit(seat=2))) is None
    assert game.state.seats[2].presence is Presence.LEFT
    assert is_done(game.do(SYSTEM, asks))
    game.do(2, do.Leave())
    game.start()
    assert reason(game.do(SYSTEM, asks)) == "late", "who was never let in comes as late as anybody"


def test_the_door_counts_who_is_let_in_and_who_is_made_a_player() -> None:
    game = Game(most_players=2, approval=True)
    for number in (2, 3):
        game.do(SYSTEM, do.Join(principal=f"p{number}", name=f"Guest {number}"))
    watcher = game.join(role=Role.SPECTATOR)
    assert is_done(game.do(1, do.Admit(seat=2)))
    assert reason(game.do(1, do.Admit(seat=3))) == "full"
    assert reason(game.do(1, do.SetRole(seat=watcher, role=Role.PLAYER))) == "full"


def test_what_onlookers_say_stays_from_players_while_the_card_is_secret() -> None:
    """Details, "Chat": a spectator sees another screen, a caster sees everything."""
    game = Game(**HIDDEN)
    watcher, caster = game.join(role=Role.SPECTATOR), game.join(role=Role.SPECTATOR)
    game.do(1, do.SetRole(seat=caster, role=Role.CASTER))
    for seat in (watcher, caster):
        assert is_done(game.do(seat, do.Say(text="look at 7")))
        assert line_of(game.events[-1], game.state, "team:1", now=game.now) is None
        assert line_of(game.events[-1], game.state, PUBLIC, now=game.now) is not None


def test_muted_and_long_chat() -> None:
    game = Game()
    two = game.join()
    assert reason(game.do(two, do.Say(text="x" * 501))) == "too_long"
    assert is_done(game.do(two, do.Say(text="x" * 500)))
    game.do(1, do.Mute(seat=two))
    assert reason(game.do(two, do.Say(text="hello"))) == "muted"


def test_locking_twice_changes_nothing() -> None:
    game = Game()
    assert is_done(game.do(1, do.Lock()))
    assert is_unchanged(game.do(1, do.Lock()))
