"""The closed list of refusals (rules 2) and the order in which they are tested (rules 1.5)."""

import pytest

from arcadia.play.domain import commands as do
from arcadia.play.domain.opening import open_session
from arcadia.play.domain.outcomes import Accepted, Rejected
from arcadia.play.domain.presets import check_settings
from arcadia.play.domain.refusals import HTTP_STATUS, Refusal
from arcadia.play.domain.settings import LateJoin, Ownership, Settings, Sight, TeamsMode, Win, WinKind
from arcadia.play.domain.state import Role
from support.rules import FOG, LOCKOUT, SYSTEM, Game, is_done, is_unchanged, make_card, reason

LIST = {
    404: "no_session no_square no_goal",
    403: "wrong_password banned locked spectator role neutral muted",
    409: "full late old_card phase paused ambiguous unseen free dead taken foreign unmark_closed not_picked turn"
    " no_counter team",
    422: "name value settings too_long",
    401: "no_seat",
    429: "slow_down",
    503: "unavailable",
}


def test_the_words_and_their_statuses_are_those_of_the_rules() -> None:
    wanted = {word: status for status, words in LIST.items() for word in words.split()}
    assert {refusal.value: HTTP_STATUS[refusal] for refusal in Refusal} == wanted


# Each of these makes one reason apply to seat 2's "mark square 7 of card 1"; later ones are tested later.


def without_seat(game: Game) -> None:
    game.do(2, do.Leave())


def as_spectator(game: Game) -> None:
    game.do(1, do.SetRole(seat=2, role=Role.SPECTATOR))


def too_often(game: Game) -> None:
    game.change(mark_rate=1)
    game.mark(2, 25)


def on_new_card(game: Game) -> None:
    game.do(1, do.Deal(dealt=make_card(free=13)))


def before_start(game: Game) -> None:
    game.change(quick=False)
    game.do(1, do.Pause())


def ask(game: Game, *, square: int = 7) -> str | None:
    return reason(game.do(2, do.Mark(square=square, card=1)))


def a_game(**more: object) -> Game:
    game = Game(make_card(free=13), **more)
    game.join()
    return game


def test_seat_comes_before_role_and_everything_else() -> None:
    game = a_game()
    too_often(game)
    before_start(game)
    without_seat(game)
    assert ask(game, square=99) == "no_seat"


def test_role_comes_before_rate() -> None:
    game = a_game()
    too_often(game)
    before_start(game)
    as_spectator(game)
    assert ask(game, square=99) == "spectator"


def test_rate_comes_before_card() -> None:
    """The rate window belongs to the card, so the mark that fills it is made on the new one."""
    game = a_game()
    on_new_card(game)
    too_often(game)
    before_start(game)
    assert ask(game, square=99) == "slow_down"


def test_card_comes_before_phase() -> None:
    game = a_game()
    on_new_card(game)
    before_start(game)
    assert ask(game, square=99) == "old_card"


def test_phase_comes_before_square() -> None:
    game = a_game()
    before_start(game)
    assert ask(game, square=99) == "paused"


@pytest.mark.parametrize("square", [0, 26, 99])
def test_square_comes_before_sight(square: int) -> None:
    assert ask(a_game(**FOG), square=square) == "no_square"


def test_sight_comes_before_the_squares_state() -> None:
    game = a_game(**FOG)
    game.change(ownership=Ownership.LOCKOUT)
    referee = game.make_referee()
    assert is_done(game.do(referee, do.Mark(square=1, team=1)))
    assert is_done(game.do(referee, do.Kill(square=25)))
    assert (ask(game, square=1), ask(game, square=25), ask(game, square=5)) == ("unseen",) * 3


def test_the_squares_state_comes_last() -> None:
    game = Game(make_card(free=13), **LOCKOUT)
    game.join()
    referee = game.make_referee()
    game.mark(1, 7)
    game.do(referee, do.Kill(square=25))
    assert (ask(game), ask(game, square=13), ask(game, square=25)) == ("taken", "free", "dead")


def test_slow_down_says_when_to_come_again() -> None:
    """An exact sliding window of a minute over accepted marks (rules 2, `L2`)."""
    game = Game(mark_rate=2)
    game.mark(1, 1)
    game.wait(10)
    game.mark(1, 2)
    game.wait(5)
    refused = game.mark(1, 3)
    assert isinstance(refused, Rejected)
    assert refused.data == {"retry_ms": 45_000}
    game.wait(44.999)
    assert reason(game.mark(1, 3)) == "slow_down"
    game.wait(0.001)
    assert is_done(game.mark(1, 3))
    assert reason(game.mark(1, 4)) == "slow_down"


def test_refused_marks_cost_no_rate() -> None:
    game = Game(**LOCKOUT, mark_rate=1)
    game.join()
    game.mark(1, 7)
    assert reason(game.mark(2, 7)) == "taken"
    assert is_done(game.mark(2, 8))


def test_a_goal_is_named_by_key_or_text_and_may_be_ambiguous() -> None:
    game = Game(make_card(s1={"types": ()}))
    assert is_done(game.do(1, do.Mark(key="g7")))
    assert is_done(game.do(1, do.Mark(goal="  GOAL   8 ")))
    assert game.held(1) == [7, 8]
    assert reason(game.do(1, do.Mark(key="g99"))) == "no_goal"
    assert reason(game.do(1, do.Mark())) == "no_square"


def test_unseen_goals_match_no_key_and_no_text() -> None:
    game = Game(**FOG)
    assert reason(game.do(1, do.Mark(key="g1"))) == "no_goal"
    assert reason(game.do(1, do.Mark(goal="goal 1"))) == "no_goal"
    assert is_done(game.do(1, do.Mark(key="g13")))


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (Settings(ownership=Ownership.LOCKOUT, win=Win(kind=WinKind.ALL)), "win.kind"),
        (Settings(win=Win(n=13)), "win.n"),
        (Settings(win=Win(kind=WinKind.SQUARES, n=26)), "win.n"),
        (Settings(win=Win(kind=WinKind.MAJORITY), teams=TeamsMode.ONE), "win.kind"),
        (Settings(win=Win(kind=WinKind.POINTS)), "win.target"),
        (Settings(win=Win(kind=WinKind.PATTERN, patterns=("nonsense",))), "win.patterns"),
    ],
)
def test_impossible_settings_are_refused_with_their_field(wanted: Settings, field: str) -> None:
    teams = 1 if wanted.teams is TeamsMode.ONE else 2
    problems = check_settings(wanted, 5, 5, free=False, teams=teams)
    assert [problem.field for problem in problems][:1] == [field]


@pytest.mark.parametrize("name", ["two\x00words", "\x1b[31mred", "\x07"])
def test_a_name_that_no_database_or_terminal_takes_is_refused(name: str) -> None:
    wanted = Settings(name=name)
    opened = open_session(wanted, make_card(), code="TEST12", principal="p1", name="Host", now=1)
    assert isinstance(opened, Rejected)
    assert (opened.reason.value, opened.data["field"]) == ("settings", "name")
    game = Game(quick=False)
    assert reason(game.do(1, do.ChangeSettings(settings=wanted))) == "settings"


def test_a_name_is_one_line() -> None:
    opened = open_session(
        Settings(name=" Friday \n night "), make_card(), code="TEST12", principal="p1", name="Host", now=1
    )
    assert isinstance(opened, Accepted)
    assert opened.states[-1].settings.name == "Friday night"


def test_patterns_must_fit_the_board() -> None:
    for name, rows, columns in (("x", 4, 5), ("t", 4, 4)):
        wanted = Settings(win=Win(kind=WinKind.PATTERN, patterns=(name,)))
        assert check_settings(wanted, rows, columns, free=False, teams=2)
    assert not check_settings(Settings(win=Win(kind=WinKind.PATTERN, patterns=("x",))), 5, 5, free=False, teams=2)


def test_every_other_combination_is_allowed() -> None:
    """Ownership, sight and win are independent (rules 3)."""
    for ownership in (Ownership.SHARED, Ownership.LOCKOUT):
        for sight in Sight:
            for kind in WinKind:
                if ownership is Ownership.LOCKOUT and kind is WinKind.ALL:
                    continue
                win = Win(kind=kind, patterns=("corners",) if kind is WinKind.PATTERN else (), target=5)
                wanted = Settings(ownership=ownership, sight=sight, win=win)
                assert not check_settings(wanted, 5, 5, free=True, teams=2), wanted


# Joining (rules 2, first row; 9)


def join(game: Game, principal: str = "new", **more: object) -> str | None:
    return reason(game.do(SYSTEM, do.Join(principal=principal, name="New", **more)))


def test_banned_locked_and_late() -> None:
    game = a_game(quick=False)
    game.do(1, do.Ban(seat=2))
    assert join(game, "p2") == "banned"
    game.do(1, do.Lock())
    assert join(game) == "locked"
    game.do(1, do.Lock(locked=False))
    game.change(late_join=LateJoin.NOBODY)
    game.start()
    assert join(game) == "late"


def test_a_ban_by_address_is_a_setting() -> None:
    """Rules 9: not again by guest identity, or, where the session wants so, by address."""
    for bans, answer in ((True, "banned"), (False, None)):
        game = Game(ban_addresses=bans)
        assert join(game, "rude", address="a1") is None
        game.do(1, do.Ban(seat=2))
        assert join(game, "rude", address="b2") == "banned", "by identity always"
        assert join(game, "new identity", address="a1") == answer
        assert join(game, "housemate", address="b2") is None
        if bans:
            game.do(1, do.Unban(seat=2))
            assert join(game, "forgiven", address="a1") is None
        assert all(seat.address == "" for seat in game.state.seats.values()) is not bans


def test_a_kicked_player_may_come_again_and_a_locked_door_lets_seats_return() -> None:
    game = a_game()
    game.do(1, do.Kick(seat=2))
    assert not game.state.seats[2].is_in
    assert join(game, "p2") is None
    game.do(2, do.Leave())
    assert join(game, "p2") is None


def test_full_at_fifty_players() -> None:
    game = Game()
    for number in range(2, 51):
        assert join(game, f"p{number}") is None
    assert join(game, "p51") == "full"
    assert join(game, "p51", role=Role.SPECTATOR) is None


@pytest.mark.parametrize("name", ["", "   ", "\u200b", "x" * 25])
def test_an_invalid_nickname(name: str) -> None:
    assert reason(Game().do(SYSTEM, do.Join(principal="new", name=name))) == "name"


def test_a_refused_command_changes_nothing_and_an_unchanged_one_neither() -> None:
    game = a_game()
    game.mark(2, 7)
    state = game.state
    assert is_unchanged(game.mark(2, 7))
    assert is_unchanged(game.unmark(2, 8))
    assert reason(game.mark(2, 13)) == "free"
    assert game.state is state
