"""Simultaneous claims (rules 1.1 and 4): exactly one wins a lockout square; an open square keeps both."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

from support.players import Player, settings

PAIRS: Final = 1_000
SQUARES: Final = 100
CLAIMED: Final = SQUARES - 1
"""A square is left over, so that no card is full, and no pair meets a card that is over."""

Answers = tuple[dict[str, Any], dict[str, Any]]


@dataclass(frozen=True)
class Crowd:
    """Two players, the last of them on the last node, and a watcher on each node."""

    host: Player
    other: Player
    watchers: tuple[Player, Player]

    @property
    def everybody(self) -> tuple[Player, ...]:
        return (self.host, self.other, *self.watchers)

    async def claim(self, square: int) -> Answers:
        """Let both players claim a square at the same time."""
        one, two = await asyncio.gather(self.host.mark(square), self.other.mark(square))
        return one, two

    async def until_all_are_level(self) -> None:
        """Wait until nobody lacks an event that somebody has."""
        newest = max(viewer.version for viewer in self.everybody)
        for viewer in self.everybody:
            await viewer.until(lambda viewer=viewer: viewer.version >= newest)


@asynccontextmanager
async def gathered(deployment: Any, **wanted: Any) -> AsyncIterator[Crowd]:
    first, last = deployment.first.url, deployment.last.url
    crowd = Crowd(Player(first), Player(last), (Player(first), Player(last)))
    goals = [{"text": f"goal {number}"} for number in range(1, SQUARES + 1)]
    card = {"goals": goals, "rows": 10, "columns": 10}
    wanted = settings(win={"kind": "points"}, time_limit_s=3600, **wanted)
    code = await crowd.host.make(settings=wanted, card=card)
    await crowd.other.join(code)
    for viewer in crowd.everybody:
        viewer.code = code
        await viewer.connect()
    yield crowd
    for viewer in crowd.everybody:
        await viewer.close()


def owners(viewer: Player) -> dict[int, set[int]]:
    """Which teams hold each square, as this viewer's own frames tell it."""
    held = {square["n"]: set(square.get("held", [])) for square in viewer.view["squares"]}
    for event in viewer.events:
        held.update({square["n"]: set(square.get("held", [])) for square in event.get("squares", [])})
    return held


def winner_of(answers: Answers) -> int:
    """The team that won a lockout square; the other was refused, and told who has it."""
    (won,) = [answer for answer in answers if answer["t"] == "event"]
    (lost,) = [answer for answer in answers if answer["t"] == "refused"]
    team: int = won["line"]["team"]
    assert (lost["reason"], lost["data"]["team"]) == ("taken", team)
    return team


def rounds(deployment: Any) -> range:
    """As many cards as the pairs need."""
    return range(-(-deployment.share(PAIRS) // CLAIMED))


async def test_of_two_simultaneous_claims_of_a_lockout_square_exactly_one_wins(deployment: Any) -> None:
    for _ in rounds(deployment):
        async with gathered(deployment, ownership="lockout") as crowd:
            won = {square: winner_of(await crowd.claim(square)) for square in range(1, CLAIMED + 1)}
            await crowd.until_all_are_level()
            for viewer in crowd.everybody:
                assert owners(viewer) == {square: {team} for square, team in won.items()} | {SQUARES: set()}


async def test_of_two_simultaneous_marks_of_an_open_square_both_are_kept(deployment: Any) -> None:
    for _ in rounds(deployment):
        async with gathered(deployment) as crowd:
            for square in range(1, CLAIMED + 1):
                assert [answer["t"] for answer in await crowd.claim(square)] == ["event", "event"]
            await crowd.until_all_are_level()
            for viewer in crowd.everybody:
                assert owners(viewer) == {n: {1, 2} for n in range(1, SQUARES)} | {SQUARES: set()}
