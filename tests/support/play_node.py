"""Play as a node runs it, without a server around it: all parts are the real ones, the clock is in the test's hand.

Several nodes may share one database file and one bus. Nothing here waits for time: a test moves the clock and lets a
part look (`attendance.tick`, `timers.sweep`, `registry.show_public`).
"""

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from arcadia.platform.bus import Bus, MemoryBus
from arcadia.platform.clock import ManualClock
from arcadia.platform.config import read_settings
from arcadia.platform.db.migrating import upgrade_database
from arcadia.platform.ids import make_id
from arcadia.platform.realtime.sse import StreamMember
from arcadia.play.domain import commands as do
from arcadia.play.domain.card import Card
from arcadia.play.domain.settings import Settings, Win, WinKind
from arcadia.play.domain.state import Role
from arcadia.play.fanout import Fanout, audience_for
from arcadia.play.service.live import Live
from arcadia.play.service.playing import Joiner
from arcadia.play.service.replies import Reply
from arcadia.play.service.running import PlayNode, PlayParts
from arcadia.services import Services, open_services
from support.rules import make_card

HOST = "host"


@dataclass(frozen=True, slots=True)
class Node:
    """One node's parts. Its loops do not run: the test does what they would do."""

    services: Services
    play_node: PlayNode
    fanout: Fanout
    clock: ManualClock

    @property
    def play(self) -> Any:
        """The façade."""
        return self.play_node.play

    async def make(self, card: Card | None = None, *, password: str | None = None, **settings: Any) -> Live:
        """Make a session that runs; the host is in seat 1."""
        wanted = Settings(**{"quick": True, "mark_rate": 0, "win": Win(kind=WinKind.ALL), **settings})
        made = await self.play.make(wanted, card or make_card(), principal=HOST, name="Host", password=password)
        assert isinstance(made, Live), made
        return made

    async def open(self, live: Live) -> Live:
        """The same session on this node."""
        opened: Live = await self.play.open(live.code)
        return opened

    async def join(self, live: Live, name: str, *, role: Role = Role.PLAYER, **more: Any) -> int:
        """Let somebody sit down, and return the seat."""
        reply = await self.play.join(live.code, Joiner(principal=name, name=name, role=role, **more))
        assert not reply.is_refused, reply
        return int(reply.data["seat"])

    async def act(self, live: Live, principal: str, command: do.Command) -> Reply:
        """Let somebody do something, and wait until it is stored."""
        reply: Reply = await self.play.command(live, principal, command)
        return reply

    def watch(self, live: Live, seat: int = 0, *, principal: str | None = None) -> "Viewer":
        """Connect a viewer, as an event stream is."""
        viewer = Viewer(seat=seat, principal=principal, audience="")
        viewer.audience = audience_for(live.state, viewer)
        live.room.join(viewer)
        self.play.attendance.connect(live, seat)
        return viewer

    def leave(self, live: Live, viewer: "Viewer") -> None:
        """Disconnect a viewer."""
        live.room.leave(viewer)
        self.play.attendance.disconnect(live, viewer.seat)


class Viewer(StreamMember):
    """A viewer whose frames a test reads."""

    def read(self) -> list[dict[str, Any]]:
        """Take everything that was sent so far."""
        chunks, self._size = list(self._chunks), 0
        self._chunks.clear()
        return [json.loads(chunk.split(b"data: ", 1)[1]) for chunk in chunks]

    def presences(self) -> list[tuple[list[int], int]]:
        """Take everything, and return who was said to be here: seats, and how many watch."""
        return [(frame["seats"], frame["watching"]) for frame in self.read() if frame.get("t") == "presence"]

    @property
    def is_ended(self) -> bool:
        """Whether the server has ended the stream."""
        return self._is_closed


class SharedBus(MemoryBus):
    """A bus in memory between nodes of one process."""

    @property
    def reaches_others(self) -> bool:
        """It is shared."""
        return True


@asynccontextmanager
async def running_nodes(
    folder: Path, *, count: int = 1, clock: ManualClock | None = None, bus: Bus | None = None
) -> AsyncIterator[list[Node]]:
    """Run nodes for the block, on one database file. With `bus` they hear each other."""
    url = f"sqlite:///{folder / 'play.db'}"
    await asyncio.to_thread(upgrade_database, url)
    clock = clock or ManualClock()
    async with AsyncExitStack() as closing:
        nodes = []
        for number in range(count):
            values = {"ARCADIA_ENV": "test", "ARCADIA_DATA": str(folder / f"node-{number}"), "DATABASE_URL": url}
            settings = read_settings({}, overrides=values, folder=folder)
            services = await closing.enter_async_context(open_services(settings, clock=clock))
            fanout = Fanout(clock)
            node = PlayNode(
                PlayParts(
                    node=make_id(),
                    log=services.log,
                    database=services.database,
                    boards=services.boards,
                    bus=bus or services.bus,
                    clock=clock,
                    passwords=services.passwords,
                    announcer=fanout,
                )
            )
            closing.push_async_callback(node.registry.close)
            nodes.append(Node(services, node, fanout, clock))
        yield nodes


async def until(holds: Callable[[], object]) -> None:
    """Wait for the thing itself."""
    async with asyncio.timeout(30):
        while not holds():
            await asyncio.sleep(0.01)


async def settled() -> None:
    """Let everything run that is ready to, deliveries of a bus in memory included."""
    for _ in range(10):
        await asyncio.sleep(0)


@contextmanager
def log_away(services: Services) -> Iterator[None]:
    """The table of the log, in SQLite, is not there for the block."""
    with closing(sqlite3.connect(services.database.path)) as connection:
        connection.execute("ALTER TABLE session_events RENAME TO away")
        try:
            yield
        finally:
            connection.execute("ALTER TABLE away RENAME TO session_events")
