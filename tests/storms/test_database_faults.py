"""PostgreSQL ends without a goodbye under a storm of marks, and comes back: nothing acknowledged is lost, what could not
be stored is refused `unavailable`, and everybody goes on by themselves within 5 s.
"""

import asyncio
import time
from pathlib import Path

import pytest

from support.nodes import Storm, Watcher, check_storms, own_slowness, running_nodes
from support.players import settings
from support.postgres import PostgresServer
from support.redis import RedisProgram
from support.server import ServerProcess

CRASHES = 5
DARK_S = 1.0
BACK_WITHIN_S = 5.0


async def crash(database: PostgresServer, storms: list[Storm]) -> float:
    """End the database, start it again, and return how long after that the last storm had its next mark stored."""
    refused = [storm.refused for storm in storms]
    await asyncio.to_thread(database.crash)
    await asyncio.sleep(DARK_S)
    for storm, before in zip(storms, refused, strict=True):
        await storm.player.until(lambda storm=storm, before=before: storm.refused > before)
    stored = [len(storm.acknowledged) for storm in storms]
    await asyncio.to_thread(database.start)
    back = time.monotonic()
    for storm, before in zip(storms, stored, strict=True):
        await storm.player.until(lambda storm=storm, before=before: len(storm.acknowledged) > before)
    return time.monotonic() - back


async def storm_through_crashes(nodes: list[ServerProcess], database: PostgresServer, *, crashes: int) -> None:
    players = [Watcher(nodes[0].url), Watcher(nodes[-1].url)]
    code = await players[0].make(settings=settings())
    await players[1].join(code)
    for player in players:
        await player.connect()
    storms = [Storm(player, squares=11) for player in players]
    running = [asyncio.create_task(storm.run(every_s=0.01)) for storm in storms]
    stop = asyncio.Event()
    took = []
    for _ in range(crashes):
        await asyncio.sleep(0.3)
        took.append(await crash(database, storms))
    for storm in storms:
        storm.stop()
    slowness = asyncio.create_task(own_slowness(stop, *players))
    await asyncio.gather(*running)
    stop.set()
    print(f"marks stored again after {', '.join(f'{each:.2f}' for each in took)} s")
    assert max(took) <= BACK_WITHIN_S + 2 * await slowness
    await players[0].until(lambda: players[0].version == players[1].version)
    for player in players:
        versions = [event["v"] for event in player.events]
        assert versions == list(range(player.view["v"] + 1, player.view["v"] + 1 + len(versions)))
    await check_storms(storms, players[0])
    for player in players:
        await player.close()


@pytest.mark.parametrize(("count", "crashes"), [(1, 1), (2, CRASHES)], ids=["postgres", "two-nodes"])
async def test_a_crash_of_the_database_loses_nothing_acknowledged_and_is_over_by_itself(
    tmp_path: Path, postgres_server: PostgresServer, redis_program: RedisProgram, count: int, crashes: int
) -> None:
    environment = {"DATABASE_URL": postgres_server.make_database()}
    if count > 1:
        environment["REDIS_URL"] = redis_program.url
    with running_nodes(tmp_path, count=count, environment=environment) as nodes:
        await storm_through_crashes(nodes, postgres_server, crashes=crashes)
