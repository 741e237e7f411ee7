"""Simultaneous claims (rules 1.1 and 4): exactly one wins a lockout square; an open square keeps both."""

import asyncio
from typing import Any

from support.players import Player, settings

PAIRS = 1_000
SQUARES = 100


async def two_players(first_url: str, last_url: str, wanted: dict[str, Any]) -> tuple[Player, Player]:
    host, other = Player(first_url), Player(last_url)
    goals = [{"text": f"goal {number}"} for number in range(1, SQUARES + 1)]
    code = await host.make(settings=wanted, card={"goals": goals, "rows": 10, "columns": 10})
    await other.join(code)
    await host.connect()
    await other.connect()
    return host, other


async def held(player: Player) -> dict[int, list[int]]:
    answer = await player.http.get(f"/api/v1/sessions/{player.code}/board")
    return {square["n"]: square.get("held", []) for square in answer.json()["squares"]}


async def provoke(host: Player, other: Player, squares: range) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    pairs = []
    for square in squares:
        pairs.append(await asyncio.gather(host.mark(square), other.mark(square)))
    return [(one, two) for one, two in pairs]


async def test_of_two_simultaneous_claims_of_a_lockout_square_exactly_one_wins(deployment: Any) -> None:
    rounds = deployment.share(PAIRS) // SQUARES or 1
    for _ in range(rounds):
        wanted = settings(ownership="lockout", win={"kind": "lines", "n": 22})
        host, other = await two_players(deployment.first.url, deployment.last.url, wanted)
        pairs = await provoke(host, other, range(1, SQUARES + 1))
        for number, answers in enumerate(pairs, 1):
            kinds = sorted(answer["t"] for answer in answers)
            over = [answer for answer in answers if answer["t"] == "refused" and answer["reason"] == "phase"]
            if over:  # the last square may have ended the card for the slower one
                continue
            assert kinds == ["event", "refused"], (number, answers)
            loser = next(answer for answer in answers if answer["t"] == "refused")
            winner = next(answer for answer in answers if answer["t"] == "event")
            assert loser["reason"] == "taken"
            assert loser["data"]["team"] == winner["line"]["team"]
        await host.until(lambda host=host, other=other: host.version == other.version)
        assert await held(host) == await held(other)
        await host.close()
        await other.close()


async def test_of_two_simultaneous_marks_of_an_open_square_both_are_kept(deployment: Any) -> None:
    rounds = deployment.share(PAIRS) // SQUARES or 1
    for _ in range(rounds):
        wanted = settings(win={"kind": "lines", "n": 22}, time_limit_s=3600)
        wanted["win"] = {"kind": "points"}
        host, other = await two_players(deployment.first.url, deployment.last.url, wanted)
        pairs = await provoke(host, other, range(1, SQUARES))
        assert all(answer["t"] == "event" for answers in pairs for answer in answers)
        await host.until(lambda host=host, other=other: host.version == other.version)
        for number, teams in (await held(other)).items():
            assert sorted(teams) == ([1, 2] if number < SQUARES else [])
        await host.close()
        await other.close()
