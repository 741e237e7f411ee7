"""Two nodes on a PostgreSQL and a Redis of the test's own choice, and storms of marks that a client would send."""

import asyncio
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from websockets.exceptions import WebSocketException

from support.players import Player
from support.server import ServerProcess

AGAIN_AFTER_S = 0.1


@contextmanager
def running_nodes(
    folder: Path, *, count: int = 2, environment: Mapping[str, str] | None = None
) -> Iterator[list[ServerProcess]]:
    """Run `count` nodes for the block; at its end no log may tell of an exception that nobody foresaw."""
    nodes = []
    wanted = {"ARCADIA_MIGRATE": "yes", "SESSION_SECRET": secrets.token_urlsafe(48), **(environment or {})}
    try:
        for number in range(count):
            home = folder / f"node-{number}"
            home.mkdir()
            nodes.append(ServerProcess(home, wanted))
            nodes[-1].start()
        yield nodes
        faults = [line for node in nodes for line in node.faults()]
    finally:
        for node in nodes:
            node.kill()
    for node in nodes if faults else ():
        print(node.log.read_text()[-20_000:])
    assert faults == []


class Tireless(Player):
    """A player whose client comes back by itself, as the page does: after the last version that it has, and with what
    was not answered sent once more under the same id.
    """

    async def ask(self, command: dict[str, Any], *, command_id: str | None = None) -> dict[str, Any]:
        """Send a command until it is answered."""
        identity = command_id or self.next_id()
        while identity not in self.answers:
            try:
                await self.come_back()
                await self.send(command, command_id=identity)
                await self.until(lambda: identity in self.answers or self.is_cut_off)
            except (OSError, WebSocketException):
                await asyncio.sleep(AGAIN_AFTER_S)
        return self.answers[identity]

    async def come_back(self) -> None:
        """Connect, where there is no connection."""
        if self.is_cut_off:
            await self.connect(since=self.version)


class Watcher(Player):
    """A player who notes when each version arrived, in seconds of this process's monotonic clock."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.arrived: dict[int, float] = {}

    def _hear(self, frame: dict[str, Any]) -> None:
        if isinstance(version := frame.get("v"), int) and frame.get("t") in ("event", None):
            self.arrived.setdefault(version, time.monotonic())
        super()._hear(frame)


class Storm:
    """One player's endless marks and unmarks. A refusal `unavailable` is sent again under the same id, as clients do.

    `acknowledged` holds the version of each command by its id; `refused` counts the refusals that were seen.
    """

    def __init__(self, player: Player, *, squares: int = 24) -> None:
        self.player = player
        self.acknowledged: dict[str, int] = {}
        self.refused = 0
        self._squares = squares
        self._is_over = False

    async def run(self, *, every_s: float = 0.0) -> None:
        """Go on until `stop`; the last command is answered before this returns."""
        turn = 0
        while not self._is_over:
            square = turn % self._squares + 1
            do = "unmark" if turn // self._squares % 2 else "mark"
            await self._insist({"do": do, "square": square})
            turn += 1
            await asyncio.sleep(every_s)

    def stop(self) -> None:
        """Let the present command be the last."""
        self._is_over = True

    async def _insist(self, command: dict[str, Any]) -> None:
        identity = self.player.next_id()
        while True:
            answer = await self.player.ask(command, command_id=identity)
            if answer["t"] in ("event", "ok"):
                self.acknowledged[identity] = answer["v"]
                return
            assert (answer["t"], answer["reason"]) == ("refused", "unavailable"), answer
            self.refused += 1
            del self.player.answers[identity]
            await asyncio.sleep(AGAIN_AFTER_S)


async def read_feed(player: Player) -> list[dict[str, Any]]:
    """All feed lines that this player may read, oldest first."""
    lines: list[dict[str, Any]] = []
    before = ""
    while True:
        page = (await player.http.get(f"/api/v1/sessions/{player.code}/feed?limit=200{before}")).json()
        lines += page["lines"]
        if page["before"] is None:
            return lines[::-1]
        before = f"&before={page['before']}"


async def check_storms(storms: list[Storm], reader: Player) -> None:
    """Assert that each acknowledged command is in the log once, at its version, and that no other is."""
    lines = [line for line in await read_feed(reader) if line["line"]["type"] in ("marked", "unmarked")]
    acknowledged = [version for storm in storms for version in storm.acknowledged.values()]
    assert sorted(line["v"] for line in lines) == sorted(acknowledged)


def check_stream(player: Player) -> None:
    """Assert that a viewer heard each version once and in order; a snapshot may stand for what came before it."""
    heard = 0
    for frame in player.frames:
        if frame.get("t") == "snapshot":
            assert frame["view"]["v"] >= heard
            heard = frame["view"]["v"]
        elif isinstance(frame.get("v"), int) and frame.get("t") in ("event", None):
            assert frame["v"] == heard + 1
            heard = frame["v"]
    assert heard > 0


async def own_slowness(stop: asyncio.Event, *players: Player) -> float:
    """The longest that the machine kept a trivial request to any player's node waiting until `stop`, in seconds."""
    slowest = 0.0
    while not stop.is_set():
        for player in players:
            asked = time.monotonic()
            await player.http.get("/health/live")
            slowest = max(slowest, time.monotonic() - asked)
        await asyncio.sleep(0.25)
    return slowest
