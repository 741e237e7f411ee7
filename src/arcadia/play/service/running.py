"""Everything that runs beside the requests of one node: the registry, catching up, timers, attendance.

`running_play` builds it for the composition root and names the steps of an orderly end.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final, Protocol

import structlog

from arcadia.boards.service import BoardService
from arcadia.core.clock import Clock
from arcadia.core.ids import SessionId
from arcadia.platform.bus import Bus
from arcadia.platform.db import Database
from arcadia.platform.flags import Flags
from arcadia.platform.health import NotWell
from arcadia.platform.realtime.hub import Hub
from arcadia.platform.realtime.member import Member
from arcadia.platform.security import Passwords
from arcadia.play.service.attendance import Attendance
from arcadia.play.service.bus_messages import CommittedRows, encode_message
from arcadia.play.service.catch_up import CatchUp
from arcadia.play.service.change import Change
from arcadia.play.service.dealing import Dealer
from arcadia.play.service.live import Live
from arcadia.play.service.playing import PlayService
from arcadia.play.service.registry import Announcer, Registry, topic_of
from arcadia.play.service.seat_tokens import SeatTokens
from arcadia.play.service.tickets import Tickets
from arcadia.play.service.timers import Timers
from arcadia.play.service.view_tokens import ViewTokens
from arcadia.play.store.entries import EventLog
from arcadia.play.store.seat_tokens import SeatTokenStore
from arcadia.play.store.sessions import SessionStore
from arcadia.play.store.tickets import TicketStore
from arcadia.play.store.view_tokens import ViewTokenStore

RESTART_FROM_MS: Final = 500
RESTART_OVER_MS: Final = 4_000
CLOSE_RESTART: Final = 1012

Loop = Callable[[], Coroutine[Any, Any, None]]
log = structlog.get_logger(__name__)


class NodeAnnouncer(Announcer, Protocol):
    """What a node needs of `fanout` beside announcing events."""

    def resync_member(self, live: Live, member: Member) -> None:
        """Send one viewer the whole view."""
        ...

    def announce_restart(self, live: Live, delays_ms: Iterator[int]) -> None:
        """Tell everybody here that the server restarts."""
        ...


@dataclass(frozen=True, slots=True)
class PlayParts:
    """What the composition root gives to play."""

    node: str
    log: EventLog
    database: Database
    boards: BoardService
    bus: Bus
    clock: Clock
    passwords: Passwords
    announcer: NodeAnnouncer
    flags: Flags = field(default_factory=Flags)


class PlayNode:
    """Play on one node. The methods after `play` are the steps of its end, in the order of the server's shutdown."""

    def __init__(self, parts: PlayParts) -> None:
        self._parts = parts
        self.hub = Hub(parts.clock)
        self.registry = Registry(
            node=parts.node,
            log=parts.log,
            clock=parts.clock,
            hub=self.hub,
            bus=parts.bus,
            announcer=parts.announcer,
        )
        sessions = SessionStore(parts.database)
        self.timers = Timers(self.registry, sessions, parts.clock)
        self.attendance = Attendance(self.registry, bus=parts.bus, clock=parts.clock)
        self.catch_up = CatchUp(self.registry, parts.log)
        self.tickets = Tickets(TicketStore(parts.database), parts.clock)
        self.view_tokens = ViewTokens(ViewTokenStore(parts.database), self.hub, parts.clock)
        self.seat_tokens = SeatTokens(SeatTokenStore(parts.database), self.hub, parts.clock)
        self.play = PlayService(
            log=parts.log,
            sessions=sessions,
            registry=self.registry,
            attendance=self.attendance,
            dealer=Dealer(parts.boards),
            clock=parts.clock,
            flags=parts.flags,
            passwords=parts.passwords,
        )
        self.registry.on_open.append(self.timers.arm)
        self.registry.on_change.append(self.timers.on_change)
        self.registry.on_change.append(self.seat_tokens.on_change)
        if parts.bus.reaches_others:
            self.registry.on_commit.append(self._publish)
        parts.bus.on_gap(self.catch_up.hurry)
        self.tasks: tuple[asyncio.Task[None], ...] = ()

    def offered(self) -> dict[str, object]:
        """What edges may ask for by name."""
        return {
            "play": self.play,
            "tickets": self.tickets,
            "view_tokens": self.view_tokens,
            "seat_tokens": self.seat_tokens,
        }

    def loops(self) -> tuple[Loop, ...]:
        """What runs until the node ends."""
        return (
            self.catch_up.run,
            self.timers.run,
            self.attendance.run,
            self.registry.release_delayed,
            self.view_tokens.run,
            self.seat_tokens.run,
            partial(self.hub.run, self._resync),
        )

    async def check_tasks(self) -> None:
        """Say whether all parts run.

        Raises:
            NotWell: one has stopped.
        """
        if any(task.done() for task in self.tasks):
            message = "a part of the node has stopped; its log says which"
            raise NotWell(message)

    def _publish(self, live: Live, changes: tuple[Change, ...]) -> None:
        """Tell the other nodes what was committed here. A hint: nothing waits for it."""
        rows = tuple(change.row() for change in changes)
        message = CommittedRows(node=self._parts.node, rows=rows)
        self._parts.bus.publish(topic_of(live.id), encode_message(message))

    def _resync(self, key: str, member: Member) -> None:
        live = self.registry.find(SessionId(key))
        if live is not None:
            self._parts.announcer.resync_member(live, member)

    def stop_timers(self) -> None:
        """Let no deadline ring here any more; other nodes have theirs."""
        self.timers.stop()

    def announce_restart(self) -> None:
        """Tell every socket to come back, each at a time of its own, so that they do not come all at once."""
        for live in self.registry:
            self._parts.announcer.announce_restart(live, iter(_jitter, -1))

    def refuse_commands(self) -> None:
        """Answer new commands `unavailable` from now on."""
        self.play.is_accepting = False

    def end_streams(self) -> None:
        """End every event stream: its client comes back by itself, and learns where from by its last id."""
        self.hub.end_streams()

    async def flush(self) -> None:
        """Wait until what was appended has its outcome and its answers are out."""
        await self._parts.log.flush()
        await asyncio.sleep(0)

    def close_sockets(self) -> None:
        """Close every socket and stream."""
        self.hub.close_all(CLOSE_RESTART, "the server restarts")


def _jitter() -> int:
    return RESTART_FROM_MS + random.randrange(RESTART_OVER_MS)  # noqa: S311 - spreads load, protects nothing


@asynccontextmanager
async def running_play(parts: PlayParts) -> AsyncIterator[PlayNode]:
    """Run play on this node for the block."""
    node = PlayNode(parts)
    node.tasks = tuple(_started(loop) for loop in node.loops())
    try:
        yield node
    finally:
        for task in node.tasks:
            task.cancel()
        await asyncio.gather(*node.tasks, return_exceptions=True)
        await parts.log.flush()
        await node.registry.close()


def _started(loop: Loop) -> asyncio.Task[None]:
    """Run a part until the node ends. One that ends by a fault of ours is logged and makes the node unready."""
    task: asyncio.Task[None] = asyncio.create_task(loop())
    task.add_done_callback(_note_end)
    return task


def _note_end(ended: asyncio.Task[None]) -> None:
    if not ended.cancelled() and ended.exception() is not None:
        log.critical("a part of the node has stopped", exc_info=ended.exception())
