"""Presence over all nodes, and the host's absence: a tick a second over the sessions that are live here.

Only what changes is announced. Other nodes are told on change and every 10 s. A host who is away for two minutes is
represented by somebody who is here; the owner gets the right back on return (rules 9).
"""

import asyncio
from typing import Final

from arcadia.core.clock import Clock
from arcadia.core.ids import SessionId
from arcadia.platform.bus import Bus
from arcadia.play.domain.commands import Command, HostAway, HostBack
from arcadia.play.service.bus_messages import encode_message
from arcadia.play.service.live import Live
from arcadia.play.service.mailbox import SYSTEM_SEAT, Request
from arcadia.play.service.presence import HEARD_ALL_AFTER_MS, NO_SEAT, Here
from arcadia.play.service.registry import Registry, topic_of

TICK_S: Final = 1.0
HOST_AWAY_AFTER_MS: Final = 120_000
NEVER_CAME_AFTER_MS: Final = 5_000
"""For somebody who became acting host without being connected: the rules want one who is."""

TELL_WITHIN_S: Final = 0.1
"""Arrivals within this time are told together: 1,000 people who come at once are 10 messages, not a million."""


class Attendance:
    """Keeps the presence of one node's live sessions."""

    def __init__(self, registry: Registry, *, bus: Bus, clock: Clock) -> None:
        self._registry = registry
        self._bus = bus
        self._clock = clock
        self._untold: dict[SessionId, Live] = {}
        registry.on_newcomer.append(self._introduce)

    def connect(self, live: Live, seat: int) -> None:
        """Somebody's connection to this node has opened (seat 0: a watcher)."""
        live.presence.connect(seat)
        self._tell_soon(live)

    def here(self, live: Live) -> Here:
        """Who is here now, whoever has been told of it."""
        return live.presence.here(at=self._clock.now_ms())

    def disconnect(self, live: Live, seat: int) -> None:
        """A connection has closed; a seat stays here for 5 s more, and the session until the others were told of it."""
        live.used_at = self._clock.now_ms()
        live.presence.disconnect(seat, at=live.used_at)
        if seat == NO_SEAT:
            self._tell_soon(live)

    def _introduce(self, live: Live) -> None:
        """Another node has opened this session: it does not know yet who is here."""
        if not live.presence.is_empty:
            self._tell_soon(live)

    def _tell_soon(self, live: Live) -> None:
        if not self._untold:
            asyncio.get_running_loop().call_later(TELL_WITHIN_S, self._tell_waiting)
        self._untold[live.id] = live

    def _tell_waiting(self) -> None:
        waiting, self._untold = self._untold, {}
        for live in waiting.values():
            self._tell(live)

    async def run(self) -> None:
        """Tick until cancelled."""
        while True:
            await asyncio.sleep(TICK_S)
            self.tick()

    def tick(self) -> None:
        """Look at every session that is live here."""
        for live in self._registry:
            self._look_at(live)
        self._registry.release_idle()

    def _look_at(self, live: Live) -> None:
        now = self._clock.now_ms()
        if live.presence.is_due(at=now):
            self._tell(live)
        elif live.presence.may_have_changed:
            self._registry.announce_presence(live)
        self._watch_host(live, live.here.seats, now)

    def _tell(self, live: Live) -> None:
        """Announce who is here, to the other nodes and to the sockets of this node."""
        now = self._clock.now_ms()
        own = live.presence.own(at=now)
        live.presence.told(own, at=now)
        if self._bus.reaches_others:
            self._bus.publish(topic_of(live.id), encode_message(own))
        self._registry.announce_presence(live)

    def _watch_host(self, live: Live, here: tuple[int, ...], now: int) -> None:
        state = live.state
        if state.host != state.owner and state.owner in here:
            self._submit(live, HostBack())
        elif state.host in here or not here or now - live.opened_at < HEARD_ALL_AFTER_MS:
            live.host_missing_since = None
            live.host_seen = state.host if state.host in here else live.host_seen
        elif live.host_missing_since is None:
            live.host_missing_since = now
        elif now - live.host_missing_since >= _patience_ms(live):
            live.host_missing_since = now
            self._submit(live, HostAway(connected=here))

    def _submit(self, live: Live, command: Command) -> None:
        """A refusal needs no answer: the next tick looks again."""
        live.mailbox.submit(Request(SYSTEM_SEAT, command, lambda _: None))


def _patience_ms(live: Live) -> int:
    """How long the host may be missing."""
    never_came = live.state.host not in (live.state.owner, live.host_seen)
    return NEVER_CAME_AFTER_MS if never_came else HOST_AWAY_AFTER_MS
