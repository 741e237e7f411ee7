"""`kill -9` in a storm of marks: what was acknowledged is there, nothing is doubled, clients resume by themselves."""

import asyncio
import contextlib
from typing import Any

from websockets.exceptions import ConnectionClosed

from support.players import Player, settings

KILLS = 20
SQUARES = 100


async def storm(player: Player, acknowledged: dict[int, bool]) -> None:
    """Mark and unmark squares until the server is gone; note what was acknowledged."""
    with contextlib.suppress(ConnectionClosed, TimeoutError):
        for turn in range(10_000):
            square = turn % (SQUARES - 1) + 1
            wanted = not acknowledged.get(square, False)
            identity = await player.send({"do": "mark" if wanted else "unmark", "square": square})
            while identity not in player.answers:
                if player._reading is not None and player._reading.done():
                    return
                await asyncio.sleep(0.001)
            answer = player.answers[identity]
            if answer["t"] in ("event", "ok"):
                acknowledged[square] = wanted


async def read_log(player: Player) -> list[dict[str, Any]]:
    """All feed lines, oldest first."""
    lines: list[dict[str, Any]] = []
    before = ""
    while True:
        page = (await player.http.get(f"/api/v1/sessions/{player.code}/feed?limit=200{before}")).json()
        lines += page["lines"]
        if page["before"] is None:
            return lines[::-1]
        before = f"&before={page['before']}"


async def test_kill_9_loses_nothing_acknowledged_and_doubles_nothing(deployment: Any) -> None:
    player = Player(deployment.first.url)
    goals = [{"text": f"goal {number}"} for number in range(1, SQUARES + 1)]
    await player.make(settings=settings(), card={"goals": goals, "rows": 10, "columns": 10})
    await player.connect()
    acknowledged: dict[int, bool] = {}
    for round_number in range(deployment.share(KILLS)):
        task = asyncio.create_task(storm(player, acknowledged))
        await asyncio.sleep(0.05 + 0.02 * (round_number % 7))
        await asyncio.to_thread(deployment.first.kill)
        await task
        await asyncio.to_thread(deployment.first.start)
        in_doubt = {identity for identity in (f"c{player._ids}",) if identity not in player.answers}
        await player.connect(since=player.version)
        board = (await player.http.get(f"/api/v1/sessions/{player.code}/board")).json()["squares"]
        now_held = {square["n"]: bool(square.get("held")) for square in board}
        wrong = {square for square, is_held in acknowledged.items() if now_held[square] is not is_held}
        assert len(wrong) <= len(in_doubt), "an acknowledged mark is gone"
        acknowledged.update(now_held)
    lines = await read_log(player)
    versions = [line["v"] for line in lines]
    assert versions == sorted(set(versions))
    state: dict[int, bool] = {}
    for line in lines:
        kind, square = line["line"]["type"], line["line"].get("square")
        if kind in ("marked", "unmarked"):
            assert state.get(square, False) is (kind == "unmarked"), "a mark was doubled"
            state[square] = kind == "marked"
    await player.close()


async def test_a_resend_after_kill_9_gets_the_original_answer(deployment: Any) -> None:
    """Rules 1.2: the same id from the same seat gets the first answer again, after any crash."""
    player = Player(deployment.first.url)
    await player.make(settings=settings())
    await player.connect()
    for square in range(1, deployment.share(10) + 1):
        first = await player.ask({"do": "mark", "square": square}, command_id=f"m{square}")
        refused = await player.ask({"do": "mark", "square": 99}, command_id=f"r{square}")
        await asyncio.to_thread(deployment.first.kill)
        await player.cut()
        await asyncio.to_thread(deployment.first.start)
        del player.answers[f"m{square}"], player.answers[f"r{square}"]
        await player.connect(since=player.version)
        again = await player.ask({"do": "mark", "square": square}, command_id=f"m{square}")
        refused_again = await player.ask({"do": "mark", "square": 99}, command_id=f"r{square}")
        assert again["v"] == first["v"]
        assert (refused_again["reason"], refused_again["v"]) == (refused["reason"], refused["v"])
    await player.close()
