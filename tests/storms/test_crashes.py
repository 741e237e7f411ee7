"""`kill -9` in a storm of marks: what was acknowledged is there, nothing is doubled, clients resume by themselves."""

import asyncio
from typing import Any

from support.nodes import Storm, Tireless, check_storms, check_stream
from support.players import Player, settings

KILLS = 20
STORMS = 4


async def gather_storms(deployment: Any) -> list[Storm]:
    """Players of one session, most of them on the node that will be killed."""
    nodes = [deployment.first] * (STORMS - 1) + [deployment.last]
    players = [Tireless(node.url) for node in nodes]
    code = await players[0].make(settings=settings())
    for player in players[1:]:
        await player.join(code)
    for player in players:
        await player.connect()
    return [Storm(player) for player in players]


async def test_kill_9_loses_nothing_acknowledged_and_doubles_nothing(deployment: Any) -> None:
    storms = await gather_storms(deployment)
    running = [asyncio.create_task(storm.run()) for storm in storms]
    for round_number in range(deployment.share(KILLS)):
        await asyncio.sleep(0.05 + 0.02 * (round_number % 7))
        await asyncio.to_thread(deployment.first.kill)
        await asyncio.to_thread(deployment.first.start)
    for storm in storms:
        storm.stop()
    await asyncio.gather(*running)
    reader = storms[-1].player
    await check_storms(storms, reader)
    head = max(storm.player.version for storm in storms)
    assert head > deployment.share(KILLS)
    for storm in storms:
        await storm.player.come_back()
        await storm.player.until(lambda storm=storm: storm.player.version >= head)
        check_stream(storm.player)
        await storm.player.close()


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
