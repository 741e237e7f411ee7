"""A client that is cut off again and again sees every version once (rules 1.1)."""

import asyncio
from typing import Any

from support.players import Player, settings

CUTS = 50


async def keep_marking(player: Player, stop: asyncio.Event) -> int:
    turn = 0
    while not stop.is_set():
        square = turn % 24 + 1
        await player.ask({"do": "unmark" if turn // 24 % 2 else "mark", "square": square})
        turn += 1
    return turn


async def test_a_client_cut_off_and_back_misses_nothing_and_sees_nothing_twice(deployment: Any) -> None:
    busy, cut = Player(deployment.first.url), Player(deployment.last.url)
    code = await busy.make(settings=settings())
    await cut.join(code)
    await busy.connect()
    await cut.connect()
    begun = cut.view["v"]
    stop = asyncio.Event()
    marking = asyncio.create_task(keep_marking(busy, stop))
    for _ in range(deployment.share(CUTS)):
        await asyncio.sleep(0.01)
        await cut.cut()
        await cut.connect(since=cut.version)
    stop.set()
    assert await marking > 0
    await cut.until(lambda: cut.version == busy.version)
    versions = [event["v"] for event in cut.events]
    assert versions == list(range(begun + 1, begun + 1 + len(versions)))
    await busy.close()
    await cut.close()
