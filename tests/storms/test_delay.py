"""A delayed public (rules 7): nothing reaches it before its time, by any door, and nothing is lost on the way."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from support.players import Player, settings
from support.server import ServerProcess

DELAY_S = 2


@pytest.fixture
def node(tmp_path: Path) -> Iterator[ServerProcess]:
    server = ServerProcess(tmp_path)
    server.start()
    yield server
    server.kill()


async def held(http: httpx.AsyncClient, code: str) -> dict[int, list[int]]:
    answer = await http.get(f"/api/v1/sessions/{code}/board")
    return {square["n"]: square["held"] for square in answer.json()["squares"] if "held" in square}


async def public_answers(http: httpx.AsyncClient, code: str) -> str:
    """Everything that a stranger can ask for, as one text."""
    paths = (
        f"/api/v1/sessions/{code}",
        f"/api/v1/sessions/{code}/feed",
        f"/play/{code}/watch",
        f"/play/{code}/overlay",
    )
    events = await http.get(f"/api/v1/sessions/{code}/events", params={"since": 1})
    return "".join([(await http.get(path)).text for path in paths]) + events.text


async def test_the_public_hears_of_a_mark_when_its_delay_is_over(node: ServerProcess) -> None:
    host, stranger = Player(node.url), Player(node.url)
    code = await host.make(settings=settings(delay_s=DELAY_S))
    stranger.code = code
    await host.connect()
    await stranger.connect()
    marked = await host.mark(7)
    said = await host.ask({"do": "say", "text": "unmistakably early"})
    early = await public_answers(stranger.http, code)
    was_early = time.time() * 1000 < marked["at"] + DELAY_S * 1000
    if was_early:  # a machine that slept two seconds has nothing to show
        assert "unmistakably early" not in early
        assert await held(stranger.http, code) == {}
        assert not stranger.events
    assert await held(host.http, code) == {7: [1]}
    await stranger.until(lambda: stranger.version == said["v"])
    assert time.time() * 1000 >= said["at"] + DELAY_S * 1000
    assert [event["v"] for event in stranger.events] == [marked["v"], said["v"]]
    assert await held(stranger.http, code) == {7: [1]}
    await host.close()
    await stranger.close()


async def test_a_restart_does_not_shorten_the_delay(node: ServerProcess) -> None:
    host = Player(node.url)
    code = await host.make(settings=settings(delay_s=600))
    await host.connect()
    await host.mark(7)
    node.kill()
    node.start()
    async with httpx.AsyncClient(base_url=node.url, timeout=30) as stranger:
        assert await held(stranger, code) == {}
    assert await held(host.http, code) == {7: [1]}
    await host.close()


async def test_a_watcher_who_speaks_is_answered_at_once(node: ServerProcess) -> None:
    host, watcher = Player(node.url), Player(node.url)
    code = await host.make(settings=settings(delay_s=600))
    await watcher.join(code, role="spectator")
    await watcher.connect()
    answer: dict[str, Any] = await watcher.ask({"do": "say", "text": "hello"})
    assert answer["t"] == "ok"
    await host.close()
    await watcher.close()
