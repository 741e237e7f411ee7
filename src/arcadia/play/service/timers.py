"""Deadlines: each node that has a session live sets a timer; a sweep finds the sessions that nobody watches.

Both append the same event under the command id `due:<deadline>`, so that it happens once, on whichever node is first,
and its time is the deadline (architecture, "Time").
"""

import asyncio
from typing import Final

import structlog

from arcadia.core.clock import Clock
from arcadia.core.errors import NotFound, Unavailable
from arcadia.play.domain.clock import due_at
from arcadia.play.domain.commands import Due
from arcadia.play.service.change import Change
from arcadia.play.service.live import NOBODY, Live
from arcadia.play.service.mailbox import SYSTEM_SEAT, Request
from arcadia.play.service.presence import HEARD_ALL_AFTER_MS
from arcadia.play.service.registry import Registry
from arcadia.play.service.replies import Reply
from arcadia.play.service.summary import is_abandonment
from arcadia.play.store.sessions import SessionStore

SWEEP_EVERY_S: Final = 5.0
SWEEP_LIMIT: Final = 200
LONGEST_TIMER_S: Final = 3_600.0
LOOK_AGAIN_AFTER_MS: Final = HEARD_ALL_AFTER_MS + 3_000
"""Less than the time after which an idle session is let go, else it would be new here at every look."""

log = structlog.get_logger(__name__)


class Timers:
    """The timers of one node."""

    def __init__(self, registry: Registry, sessions: SessionStore, clock: Clock) -> None:
        self._registry = registry
        self._sessions = sessions
        self._clock = clock
        self._handles: dict[str, asyncio.TimerHandle] = {}
        self._is_stopped = False

    def on_change(self, live: Live, change: Change) -> None:
        """Set the session's timer anew when its next deadline has moved."""
        if change.before.clock is not change.after.clock or change.before.phase is not change.after.phase:
            self.arm(live)

    def arm(self, live: Live) -> None:
        """Set the timer for the session's next deadline and for the end of a covered countdown."""
        self._disarm(live.id)
        if self._is_stopped:
            return
        moments = [due_at(live.state), _uncovering(live)]
        nearest = min((moment for moment in moments if moment is not None), default=None)
        if nearest is None:
            return
        delay = min(max(0.0, (nearest - self._clock.now_ms()) / 1000), LONGEST_TIMER_S)
        self._handles[live.id] = asyncio.get_running_loop().call_later(delay, self._ring, live)

    def _ring(self, live: Live) -> None:
        """Do what is due by the clock. A timer may ring a moment too early; then it is set again."""
        self._handles.pop(live.id, None)
        if self._registry.find(live.id) is not live:
            return
        now = self._clock.now_ms()
        deadline = due_at(live.state)
        if deadline is not None and deadline <= now:
            self._append(live, deadline)
            return
        uncovering = _uncovering(live)
        if uncovering is not None and uncovering <= now:
            live.uncovered_at = uncovering
            self._registry.uncover(live)
        self.arm(live)

    def _append(self, live: Live, deadline: int) -> None:
        if self._is_kept_alive(live, deadline):
            return
        command = Due(id=f"due:{deadline}", at=deadline)
        live.mailbox.submit(Request(SYSTEM_SEAT, command, lambda reply: self._appended(live, reply)))

    def _is_kept_alive(self, live: Live, deadline: int) -> bool:
        """Whether a day has passed without an event, but somebody may still be connected on some node: that is known
        only after all nodes had time to say who is there.
        """
        now = self._clock.now_ms()
        is_deserted = now - live.opened_at >= HEARD_ALL_AFTER_MS and live.presence.here(at=now) == NOBODY
        return is_abandonment(live.state, deadline) and not is_deserted

    def _appended(self, live: Live, reply: Reply) -> None:
        """A deadline that could not be stored is tried again with the next sweep."""
        if reply.is_refused:
            log.warning("deadline_not_stored", session=live.id, reason=reply.reason)

    def _disarm(self, session_id: str) -> None:
        handle = self._handles.pop(session_id, None)
        if handle is not None:
            handle.cancel()

    async def run(self) -> None:
        """Sweep every 5 s until cancelled."""
        while True:
            await asyncio.sleep(SWEEP_EVERY_S)
            try:
                await self.sweep()
            except Unavailable as error:
                log.warning("sweep_failed", error=error.detail)

    async def sweep(self) -> None:
        """Open every session whose deadline has passed and let it ring.

        Raises:
            Unavailable: the table could not be read.
        """
        now = self._clock.now_ms()
        for session_id in await self._sessions.due(now=now, limit=SWEEP_LIMIT):
            try:
                live = await self._registry.open(session_id)
            except NotFound:
                log.warning("session_without_log", session=session_id)
                continue
            await self._look_at(live, now)

    async def _look_at(self, live: Live, now: int) -> None:
        deadline = due_at(live.state)
        if deadline is None or deadline > now:
            await self._sessions.set_due(live.id, due_at=deadline)
        elif self._is_kept_alive(live, deadline):
            # Looked at again later: sessions that are watched for days must not crowd out those that are due.
            await self._sessions.set_due(live.id, due_at=now + LOOK_AGAIN_AFTER_MS)
        else:
            self._append(live, deadline)

    def stop(self) -> None:
        """Let no timer ring any more."""
        self._is_stopped = True
        for session_id in list(self._handles):
            self._disarm(session_id)


def _uncovering(live: Live) -> int | None:
    """When a covered card is still to be shown here: no event happens then, but the view changes (rules 7)."""
    state = live.state
    running_from = state.clock.running_from
    is_ahead = running_from is not None and running_from != live.uncovered_at
    return running_from if state.settings.covered and not state.is_revealed and is_ahead else None
