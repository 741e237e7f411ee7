"""Marks, unmarks, counters, bulk and undo (rules 4)."""

from collections.abc import Callable

import pytest

from arcadia.play.domain import commands as do
from arcadia.play.domain.geometry import squares_of
from arcadia.play.domain.outcomes import Accepted, Rejected
from arcadia.play.domain.settings import Ownership, Sight, UnmarkRule
from arcadia.play.domain.state import Role
from support.rules import HIDDEN, LOCKOUT, Game, is_done, is_unchanged, make_card, reason

SHARED = Ownership.SHARED
HELD_BY: dict[str, Callable[[Game], object]] = {
    "nobody": lambda game: None,
    "own": lambda game: game.mark(1, 7),
    "other": lambda game: game.mark(2, 7),
}
TABLE = [
    ("mark", "nobody", "accepted", "accepted"),
    ("mark", "own", "unchanged", "unchanged"),
    ("mark", "other", "accepted", "taken"),
    ("unmark", "own", "accepted", "accepted"),
    ("unmark", "other", "foreign", "foreign"),
    ("unmark", "nobody", "unchanged", "unchanged"),
]


@pytest.mark.parametrize(("command", "held_by", "shared", "lockout"), TABLE)
@pytest.mark.parametrize("ownership", [Ownership.SHARED, Ownership.LOCKOUT])
def test_the_table_of_marking(command: str, held_by: str, shared: str, lockout: str, ownership: Ownership) -> None:
    game = Game(**({} if ownership is SHARED else LOCKOUT))
    game.join()
    HELD_BY[held_by](game)
    decision = game.mark(1, 7) if command == "mark" else game.unmark(1, 7)
    outcome = reason(decision) or ("accepted" if isinstance(decision, Accepted) else "unchanged")
    assert outcome == (shared if ownership is SHARED else lockout)


def test_two_teams_hold_one_shared_square() -> None:
    game = Game()
    game.join()
    game.mark(1, 7)
    game.mark(2, 7)
    assert game.holders(7) == [1, 2]
    game.unmark(1, 7)
    assert game.holders(7) == [2]


def test_any_member_marks_and_unmarks_for_the_team() -> None:
    game = Game()
    mate = game.join(team=1)
    game.mark(1, 7)
    assert is_unchanged(game.mark(mate, 7))
    assert is_done(game.unmark(mate, 7))


def test_any_team_lets_a_player_name_another_one() -> None:
    game = Game(any_team=True)
    game.join()
    assert is_done(game.do(1, do.Mark(square=7, team=2)))
    assert game.holders(7) == [2]
    game.change(any_team=False)
    assert reason(game.do(1, do.Mark(square=8, team=2))) == "team"


def test_unmark_never_leaves_it_to_the_referee() -> None:
    game = Game(unmark=UnmarkRule.NEVER)
    referee = game.make_referee()
    game.mark(1, 7)
    assert reason(game.unmark(1, 7)) == "unmark_closed"
    assert is_done(game.do(referee, do.Void(square=7, team=1, reason="clicked too soon")))


# Counters: value = target ⇔ that team's mark, unless marked by hand below the target.

THREE = {"s7": {"target": 3}}


def count(game: Game, seat: int = 1, **wanted: int) -> object:
    return game.do(seat, do.SetCounter(square=7, **wanted))


def value(game: Game, team: int = 1) -> int:
    return game.state.counters.get(team * 128 + 7, 0)


def test_reaching_the_target_is_counter_and_mark_in_one_decision() -> None:
    game = Game(make_card(**THREE))
    assert is_done(count(game, step=2))
    decision = count(game, step=1)
    assert isinstance(decision, Accepted)
    assert [type(event).__name__ for event in decision.events][:2] == ["CounterSet", "Marked"]
    assert (value(game), game.held(1)) == (3, [7])


def test_going_below_the_target_is_an_unmark_with_its_rules() -> None:
    game = Game(make_card(**THREE), unmark=UnmarkRule.NEVER)
    count(game, value=3)
    assert reason(count(game, step=-1)) == "unmark_closed"
    game.change(unmark=UnmarkRule.ANYTIME)
    assert is_done(count(game, step=-2))
    assert (value(game), game.held(1)) == (1, [])


def test_an_unmark_sets_a_full_counter_to_one_below() -> None:
    game = Game(make_card(**THREE))
    count(game, value=3)
    game.unmark(1, 7)
    assert (value(game), game.held(1)) == (2, [])


def test_a_mark_by_hand_keeps_its_counter() -> None:
    game = Game(make_card(**THREE))
    count(game, value=1)
    game.mark(1, 7)
    assert (value(game), game.held(1)) == (1, [7])
    game.unmark(1, 7)
    assert (value(game), game.held(1)) == (1, [])


def test_counters_out_of_range_and_without_target() -> None:
    game = Game(make_card(**THREE))
    assert reason(count(game, value=4)) == "value"
    assert reason(count(game, step=-1)) == "value"
    assert reason(game.do(1, do.SetCounter(square=8, value=1))) == "no_counter"
    assert is_unchanged(count(game, value=0))


def test_a_step_on_anothers_lockout_square_is_taken() -> None:
    game = Game(make_card(**THREE), **LOCKOUT)
    game.join()
    count(game, value=3)
    refused = count(game, 2, step=1)
    assert isinstance(refused, Rejected)
    assert (refused.reason.value, refused.data) == ("taken", {"team": 1})


# Bulk and undo


def bulk(game: Game, *wanted: do.Wanted) -> list[str]:
    decision = game.do(1, do.Bulk(squares=wanted))
    assert not isinstance(decision, Rejected), decision
    outcomes = decision.data["outcomes"]
    assert isinstance(outcomes, list)
    return outcomes


def test_bulk_has_one_outcome_each_in_order() -> None:
    game = Game(make_card(free=13, **THREE), **LOCKOUT)
    game.join()
    game.mark(2, 1)
    wanted = [do.Wanted(square=n) for n in (1, 2, 13, 99, 2)]
    assert bulk(game, *wanted, do.Wanted(square=2, mark=False), do.Wanted(square=7, value=3)) == [
        "taken", "ok", "free", "no_square", "unchanged", "ok", "ok",
    ]  # fmt: skip
    assert game.held(1) == [7]


def test_bulk_costs_one_rate_token_per_ten() -> None:
    game = Game(mark_rate=2)
    assert bulk(game, *(do.Wanted(square=n) for n in range(1, 21))) == ["ok"] * 20
    assert reason(game.mark(1, 21)) == "slow_down"


def test_undo_takes_back_the_latest_mark_that_still_stands() -> None:
    game = Game()
    mate = game.join(team=1)
    game.mark(1, 1, 2, 3)
    game.mark(mate, 4)
    game.unmark(mate, 3)
    assert is_done(game.do(1, do.Undo()))
    assert game.held(1) == [1, 4]
    assert is_done(game.do(1, do.Undo()))
    assert is_unchanged(game.do(1, do.Undo()))
    assert game.held(1) == [4]


def test_undo_follows_the_rules_of_unmark() -> None:
    game = Game(unmark=UnmarkRule.NEVER)
    game.mark(1, 1)
    assert reason(game.do(1, do.Undo())) == "unmark_closed"


def test_undo_is_of_ones_own_team_and_not_after_giving_up() -> None:
    """The same rules as unmark (rules 4): the mark stays with the team that it was made for."""
    game = Game()
    game.join()
    game.mark(1, 1)
    game.do(1, do.ChooseTeam(team=2))
    assert reason(game.do(1, do.Undo())) == "team"
    game.mark(1, 2)
    game.do(1, do.Forfeit())
    assert reason(game.do(1, do.Undo())) == "phase"


def test_hidden_lockout_a_bulk_command_remembers_what_is_taken() -> None:
    game = Game(**LOCKOUT, **HIDDEN)
    game.join()
    game.mark(1, 7)
    decision = game.do(2, do.Bulk(squares=(do.Wanted(square=7), do.Wanted(square=8))))
    assert isinstance(decision, Accepted)
    assert decision.data == {"outcomes": ["taken", "ok"]}
    assert squares_of(game.state.taken[2]) == (7,)


def test_hidden_lockout_an_unmark_of_anothers_square_tells_nothing() -> None:
    game = Game(**LOCKOUT, **HIDDEN)
    game.join()
    game.mark(1, 7)
    assert game.state.settings.sight is Sight.HIDDEN
    assert is_unchanged(game.unmark(2, 7))


# Marks belong to teams (rules 1.6)


@pytest.mark.parametrize("goodbye", [do.Leave(), None])
def test_marks_stay_when_their_player_goes(goodbye: do.Command | None) -> None:
    game = Game()
    game.join()
    game.mark(2, 7)
    if goodbye is not None:
        game.do(2, goodbye)
    else:
        game.do(1, do.Ban(seat=2))
    assert game.holders(7) == [2]


def test_a_colour_change_recolours_and_moves_no_mark() -> None:
    game = Game()
    game.mark(1, 7)
    taken = {team.colour for team in game.state.teams.values()}
    assert is_done(game.do(1, do.ChangeTeam(colour="teal" if "teal" not in taken else "blue")))
    assert game.holders(7) == [1]


def test_spectators_never_mark() -> None:
    game = Game()
    watcher = game.join(role=Role.SPECTATOR)
    assert reason(game.mark(watcher, 7)) == "spectator"
