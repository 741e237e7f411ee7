"""A client that is cut off again and again sees what is in the log, each version once (rules 1.1)."""

import asyncio
from typing import Any

from support.nodes import Storm, read_feed
from support.players import Player, settings

CUTS = 50


async def test_a_client_cut_off_and_back_hears_exactly_what_the_log_holds(deployment: Any) -> None:
    busy = [Player(deployment.first.url), Player(deployment.last.url)]
    cut = Player(deployment.last.url)
    code = await busy[0].make(settings=settings())
    await busy[1].join(code)
    await cut.join(code)
    for player in (*busy, cut):
        await player.connect()
    begun = cut.view["v"]
    storms = [Storm(player) for player in busy]
    running = [asyncio.create_task(storm.run()) for storm in storms]
    # Whoever holds nothing behind its own joining is given the whole view anew, and not what it missed.
    await cut.until(lambda: cut.version > begun)
    for _ in range(deployment.share(CUTS)):
        await asyncio.sleep(0.01)
        await cut.cut()
        await cut.connect(since=cut.version)
    for storm in storms:
        storm.stop()
    await asyncio.gather(*running)
    head = max(player.version for player in busy)
    # All of them: the feed is read on the first one's node, which hears of the last mark by the bus.
    await asyncio.gather(*(has_heard(player, head) for player in (*busy, cut)))
    stored = [(line["v"], line["line"]) for line in await read_feed(busy[0]) if line["v"] > begun]
    assert [(event["v"], event["line"]) for event in cut.events] == stored
    assert [version for version, _ in stored] == list(range(begun + 1, head + 1))
    assert len(stored) > deployment.share(CUTS)
    for player in (*busy, cut):
        await player.close()


async def has_heard(player: Player, version: int) -> None:
    await player.until(lambda: player.version >= version)
