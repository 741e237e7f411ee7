"""Which sessions are live on this node: opened once, however many ask at the same time, and let go when idle."""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine, Iterator, Sequence
from typing import Final, Protocol

import structlog

from arcadia.core.clock import Clock
from arcadia.core.errors import Malformed, NotFound, Unavailable
from arcadia.core.ids import SessionId
from arcadia.platform.bus import Bus
from arcadia.platform.realtime.hub import Hub
from arcadia.play.domain.audience import PUBLIC, Audience
from arcadia.play.domain.opening import EMPTY
from arcadia.play.domain.refusals import Refusal
from arcadia.play.domain.state import STATE_SCHEMA, State, decode_state, encode_state
from arcadia.play.service.bus_messages import decode_message
from arcadia.play.service.change import Change
from arcadia.play.service.delay import Delay, delay_of, hold_back, release_due
from arcadia.play.service.live import Live
from arcadia.play.service.mailbox import Mailbox
from arcadia.play.service.mirror import RECENT, Mirror, change_of
from arcadia.play.service.presence import NodePresence, Presence
from arcadia.play.store.entries import EventLog, Snapshot

IDLE_AFTER_MS: Final = 60_000
SNAPSHOT_EVERY: Final = 500
RELEASE_EVERY_S: Final = 0.2
_PAGE: Final = 1_000

log = structlog.get_logger(__name__)


class NoSession(NotFound):
    """No session has this code (rules 2)."""

    code = Refusal.NO_SESSION.value

    def __init__(self) -> None:
        super().__init__("no session has this code")


class Announcer(Protocol):
    """What happens to a delivered event on this node; `fanout` implements it."""

    def announce(self, live: Live, change: Change) -> None:
        """Send an event to everybody who watches here."""
        ...

    def announce_to_public(self, live: Live, change: Change) -> None:
        """Send an event to the public, whose delay is over."""
        ...

    def announce_presence(self, live: Live) -> None:
        """Send who is here."""
        ...

    def resync(self, live: Live, audiences: list[Audience]) -> None:
        """Send everybody of these audiences the whole view."""
        ...


class Registry:
    """Holds the live sessions of one node."""

    def __init__(self, *, node: str, log: EventLog, clock: Clock, hub: Hub, bus: Bus, announcer: Announcer) -> None:
        self._node = node
        self._log = log
        self._clock = clock
        self._hub = hub
        self._bus = bus
        self._announcer = announcer
        self._live: dict[SessionId, Live] = {}
        self._by_code: dict[str, Live] = {}
        self._opening: dict[SessionId, asyncio.Task[Live]] = {}
        self._beside: set[asyncio.Task[None]] = set()
        self.on_change: list[Callable[[Live, Change], None]] = []
        self.on_open: list[Callable[[Live], None]] = []
        self.on_commit: list[Callable[[Live, tuple[Change, ...]], None]] = []
        self.on_newcomer: list[Callable[[Live], None]] = []

    def __iter__(self) -> Iterator[Live]:
        return iter(list(self._live.values()))

    def __len__(self) -> int:
        return len(self._live)

    def find(self, session_id: SessionId) -> Live | None:
        """The session, if it is live here."""
        return self._live.get(session_id)

    def find_by_code(self, code: str) -> Live | None:
        """The session with this code, if it is live here."""
        live = self._by_code.get(code)
        if live is not None:
            live.used_at = self._clock.now_ms()
        return live

    async def open(self, session_id: SessionId) -> Live:
        """Return the live session, reading it from the log the first time.

        Raises:
            NoSession: the log holds no such session.
            Unavailable: the log could not be read.
        """
        live = self._live.get(session_id)
        if live is None:
            task = self._opening.get(session_id)
            if task is None:
                task = asyncio.get_running_loop().create_task(self._read(session_id))
                self._opening[session_id] = task
                task.add_done_callback(lambda _: self._opening.pop(session_id, None))
            live = await asyncio.shield(task)
        live.used_at = self._clock.now_ms()
        return live

    def adopt(self, session_id: SessionId, changes: Sequence[Change]) -> Live:
        """Make a session live whose whole log is known: it was made here just now."""
        live = self._live.get(session_id)
        return live if live is not None else self._enter(session_id, changes[-1].after, known=changes)

    async def _read(self, session_id: SessionId) -> Live:
        oldest, newest, known = await self._fold(session_id)
        if newest.version == 0:
            raise NoSession
        delay = None
        if newest.settings.delay_s:
            changes = await self._all_changes(session_id)
            newest, known, delay = changes[-1].after, changes, delay_of(changes, now=self._clock.now_ms())
        # From here on others find it: nobody may see a state without its delay.
        live = self._enter(session_id, newest, known=known, delay=delay)
        live.mirror.checkpoints.appendleft(oldest)
        if newest.version - oldest.version >= SNAPSHOT_EVERY:
            # It came from a file, or its snapshots are of an older release.
            self._save_snapshot(live, newest)
        await live.mirror.catch_up()
        return live

    async def _all_changes(self, session_id: SessionId) -> list[Change]:
        """A session's whole log. Only a delayed public needs it: a snapshot may be younger than what it sees."""
        changes: list[Change] = []
        state = EMPTY
        while rows := await self._log.read(session_id, after=state.version, limit=_PAGE):
            for row in rows:
                changes.append(change_of(row, state))
                state = changes[-1].after
        return changes

    async def _fold(self, session_id: SessionId) -> tuple[State, State, Sequence[Change]]:
        """Return the state of the snapshot (or the empty one), the newest state, and the last changes between them."""
        snapshot = await self._log.load_snapshot(session_id)
        is_usable = snapshot is not None and snapshot.state_schema == STATE_SCHEMA
        oldest = decode_state(snapshot.body) if snapshot is not None and is_usable else EMPTY
        state, known = oldest, deque[Change](maxlen=RECENT)
        while True:
            rows = await self._log.read(session_id, after=state.version, limit=_PAGE)
            for row in rows:
                known.append(change_of(row, state))
                state = known[-1].after
            if len(rows) < _PAGE:
                return oldest, state, known

    def _enter(
        self, session_id: SessionId, state: State, *, known: Sequence[Change], delay: Delay | None = None
    ) -> Live:
        mirror = Mirror(
            session_id, state, log=self._log, deliver=lambda change: self._deliver(live, change), known=known
        )
        live = Live(
            id=session_id,
            code=state.code,
            mirror=mirror,
            mailbox=Mailbox(
                mirror, log=self._log, clock=self._clock, on_commit=lambda changes: self._committed(live, changes)
            ),
            room=self._hub.room(session_id),
            presence=Presence(self._node),
            used_at=self._clock.now_ms(),
            opened_at=self._clock.now_ms(),
            delay=delay,
        )
        live.subscription = self._bus.subscribe(topic_of(session_id), lambda payload: self._hear(live, payload))
        self._live[session_id] = live
        self._by_code[live.code] = live
        for listener in self.on_open:
            listener(live)
        return live

    def uncover(self, live: Live) -> None:
        """The start of a covered card has come: show it to everybody here, a delayed public apart."""
        audiences = live.room.audiences()
        self._announcer.resync(live, [one for one in audiences if one != PUBLIC or live.delay is None])

    def _deliver(self, live: Live, change: Change) -> None:
        hold_back(live, change)
        self._announcer.announce(live, change)
        for listener in self.on_change:
            listener(live, change)
        if change.version % SNAPSHOT_EVERY == 0:
            self._save_snapshot(live, change.after)

    async def release_delayed(self) -> None:
        """Show the public what it may see by now, five times a second, until cancelled."""
        while True:
            await asyncio.sleep(RELEASE_EVERY_S)
            self.show_public()

    def show_public(self) -> None:
        """Let go what has been kept from the public long enough."""
        now = self._clock.now_ms()
        for live in self._live.values():
            if live.delay is not None:
                self._show_public(live, now)

    def _show_public(self, live: Live, now: int) -> None:
        for change in release_due(live, now=now):
            self._announcer.announce_to_public(live, change)
        if live.delay is not None and live.delay.has_uncovered(now=live.time_for(PUBLIC, now)):
            self._announcer.resync(live, [PUBLIC])

    def _committed(self, live: Live, changes: tuple[Change, ...]) -> None:
        for listener in self.on_commit:
            listener(live, changes)

    def _save_snapshot(self, live: Live, state: State) -> None:
        self._run_beside(self._store_snapshot(live.id, state))

    async def _store_snapshot(self, session_id: SessionId, state: State) -> None:
        """A snapshot only saves time: one that is not stored is written 500 events later."""
        body = encode_state(state)
        await self._log.save_snapshot(
            Snapshot(session_id=session_id, version=state.version, state_schema=STATE_SCHEMA, body=body)
        )

    def _hear(self, live: Live, payload: bytes) -> None:
        """Take what another node says. The bus is a hint: what cannot be used is made good by the next tail read."""
        try:
            message = decode_message(payload)
        except Malformed as error:
            log.warning("bus_message_unreadable", session=live.id, error=error.detail)
            return
        if message.node == self._node:
            return
        if isinstance(message, NodePresence):
            self._hear_presence(live, message)
        elif not live.mirror.receive(message.rows):
            self.request_catch_up(live)

    def _hear_presence(self, live: Live, message: NodePresence) -> None:
        if live.presence.hear(message, at=self._clock.now_ms()):
            for listener in self.on_newcomer:
                listener(live)
        self.announce_presence(live)

    def announce_presence(self, live: Live) -> None:
        """Tell everybody here who is here, where that has changed."""
        here = live.presence.here(at=self._clock.now_ms())
        if here != live.here:
            live.here = here
            self._announcer.announce_presence(live)

    def request_catch_up(self, live: Live) -> None:
        """Read the tail soon; failures are retried by the next round."""
        self._run_beside(self._catch_up(live))

    def _run_beside(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._beside.add(task)
        task.add_done_callback(self._beside.discard)

    async def _catch_up(self, live: Live) -> None:
        try:
            await live.mirror.catch_up()
        except Unavailable as error:
            log.warning("tail_not_read", session=live.id, error=error.detail)

    def release_idle(self) -> None:
        """Let go of sessions that nobody watches or commands."""
        now = self._clock.now_ms()
        for live in self:
            is_idle = live.mailbox.is_idle and live.presence.is_empty and live.room.is_empty
            if is_idle and now - live.used_at > IDLE_AFTER_MS:
                self._release(live)

    def _release(self, live: Live) -> None:
        if live.subscription is not None:
            live.subscription.cancel()
        del self._live[live.id]
        del self._by_code[live.code]
        self._hub.drop(live.id)

    async def close(self) -> None:
        """Wait for snapshots under way and let everything go."""
        await asyncio.gather(*self._beside, return_exceptions=True)
        for live in self:
            self._release(live)


def topic_of(session_id: SessionId) -> str:
    """The bus topic of a session."""
    return f"play.{session_id}"
