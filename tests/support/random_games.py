"""Games played at random, from a seed: settings, people, and commands that are legal or not."""

from random import Random
from typing import Any

from arcadia.play.domain import commands as do
from arcadia.play.domain.card import Card
from arcadia.play.domain.clock import due_at
from arcadia.play.domain.outcomes import Rejected
from arcadia.play.domain.presets import check_settings
from arcadia.play.domain.refusals import HTTP_STATUS
from arcadia.play.domain.settings import (
    Finish,
    FogStart,
    Ownership,
    Settings,
    Sight,
    SquareValue,
    UnmarkRule,
    Win,
    WinKind,
)
from arcadia.play.domain.state import Role
from support.rules import SYSTEM, Game, make_card

SIZES = ((3, 3), (3, 4), (4, 4), (5, 5), (4, 6))
STEPS = 60


def random_settings(rng: Random) -> dict[str, Any]:
    """Any three choices and what stands around them, possible or not."""
    win = Win(
        kind=rng.choice(list(WinKind)),
        n=rng.randint(1, 3),
        patterns=rng.choice([(), ("corners",), ("corners", "frame")]),
        target=rng.choice([None, 3]),
        square_value=rng.choice(list(SquareValue)),
        line_bonus=rng.choice([0, 5]),
    )
    return {
        "ownership": rng.choice([Ownership.SHARED, Ownership.LOCKOUT]),
        "sight": rng.choice([Sight.OPEN, Sight.FOG, Sight.HIDDEN]),
        "win": win,
        "unmark": rng.choice(list(UnmarkRule)),
        "quick": rng.random() < 0.7,
        "covered": rng.random() < 0.3,
        "any_team": rng.random() < 0.3,
        "auto_start": rng.random() < 0.3,
        "time_limit_s": rng.choice([None, None, 60]),
        "finish": rng.choice(list(Finish)),
        "review_s": rng.choice([0, 0, 20]),
        "fog_start": rng.choice(list(FogStart)),
        "fog_diagonals": rng.random() < 0.5,
        "scores": rng.random() < 0.5,
        "rated": rng.random() < 0.2,
        "mark_rate": rng.choice([0, 0, 4]),
        "approval": rng.random() < 0.1,
    }


def on_the_board(rng: Random) -> do.Command:
    """What players do most."""
    square = rng.randint(0, 17)
    return rng.choice(
        [
            do.Mark(square=square),
            do.Mark(square=square),
            do.Unmark(square=square),
            do.SetCounter(square=rng.choice([2, 4]), value=rng.randint(-1, 4)),
            do.SetCounter(square=rng.choice([2, 4]), step=rng.randint(-2, 2)),
            do.Mark(key=f"g{square}", card=rng.choice([0, 0, 1, 2])),
            do.Mark(square=square, team=rng.randint(0, 4)),
            do.Bulk(squares=tuple(do.Wanted(square=rng.randint(0, 17)) for _ in range(rng.randint(1, 5)))),
            do.Undo(),
        ]
    )


def beside_the_board(rng: Random) -> do.Command:
    """What hosts, referees and newcomers do, and what comes by itself."""
    square, team, seat = rng.randint(0, 17), rng.randint(0, 4), rng.randint(0, 5)
    reason = rng.choice(["clicked first on video", ""])
    return rng.choice(
        [
            do.Void(square=square, team=team, reason=reason, kill=rng.random() < 0.5),
            do.Award(square=square, team=team, reason=reason),
            do.Kill(square=square),
            do.Revive(square=square),
            *(do.Confirm(), do.Reopen(reason="again"), do.Start(), do.CallOff(), do.Pause(), do.Resume(), do.Resume()),
            do.SetReady(ready=rng.random() < 0.8),
            do.Join(principal=f"p{rng.randint(1, 6)}", name="Guest", role=rng.choice([Role.PLAYER, Role.SPECTATOR])),
            do.SetRole(seat=seat, role=rng.choice(list(Role))),
            *(do.Admit(seat=seat), do.ChooseTeam(team=team), do.Mute(seat=seat), do.Lock(locked=rng.random() < 0.3)),
            do.Say(text=rng.choice(["hello", ""]), to_team=rng.random() < 0.5),
            *(do.HostAway(connected=(seat,)), do.HostBack(), do.Reveal(), do.Due(at=0)),
        ]
    )


def rarely(rng: Random) -> do.Command:
    """What ends things."""
    dealt = do.Deal(dealt=make_card(3, 3))
    ends = [do.FinishCard(), do.Forfeit(), do.Leave(), do.Kick(seat=2), do.Ban(seat=3), do.Unban(seat=3), dealt, dealt]
    return rng.choice([*ends, do.HandOver(seat=2)])


def random_command(rng: Random) -> do.Command:
    """Two of three are marks."""
    return rng.choices([on_the_board, beside_the_board, rarely], weights=[68, 28, 4])[0](rng)


def card_of(size: tuple[int, int], *, is_free: bool) -> Card:
    rows, columns = size
    return make_card(
        rows, columns, free=(rows * columns + 1) // 2 if is_free else None, s2={"target": 3}, s4={"target": 1}
    )


def play(seed: int, *, of: Card | None = None, **fixed: Any) -> list[Game]:
    """Play the game of a seed; no game where its settings are impossible."""
    rng = Random(seed)
    card = of or card_of(rng.choice(SIZES), is_free=rng.random() < 0.5)
    wanted = {**random_settings(rng), **fixed}
    if check_settings(Settings(**wanted), card.rows, card.columns, free=card.free is not None, teams=2):
        return []
    game = Game(card, **wanted)
    for number in (2, 3):
        game.do(SYSTEM, do.Join(principal=f"p{number}", name=f"Guest {number}"))
    if rng.random() < 0.8:
        game.do(1, do.Start())
        game.wait(11)
    for _ in range(STEPS):
        game.wait(rng.choice([0, 0.5, 1, 3]))
        take_step(game, rng)
    return [game]


def take_step(game: Game, rng: Random) -> None:
    """One command; a refusal has a word of the list and changes nothing."""
    command, before = random_command(rng), game.state
    seat = somebody(game, rng.randint(0, 12))
    decision = game.do(seat, due_now(game) if isinstance(command, do.Due) else command)
    if isinstance(decision, Rejected):
        assert decision.reason in HTTP_STATUS
        assert decision.told is not None or game.state is before


def somebody(game: Game, number: int) -> int:
    """A seat that is taken, for most numbers: the commands of strangers are all refused alike."""
    taken = [seat.number for seat in game.state.seats.values() if seat.is_in]
    return taken[number % len(taken)] if taken and number else number


def due_now(game: Game) -> do.Due:
    """The session's next deadline, come or not."""
    return do.Due(at=due_at(game.state) or 0)
