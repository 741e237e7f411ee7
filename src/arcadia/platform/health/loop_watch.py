"""A thread that watches the event loop: what is stuck cannot say so itself (H3).

The loop adds a beat every quarter of a second. When none came for 2 s the thread writes the stacks of all threads to
the log; after 15 s it ends the process with code 70 where it was told to. A process that was stopped as a whole (a
debugger, a suspended machine) was not stuck: the thread counts its own waits, not the time that has passed.
"""

import asyncio
import os
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import structlog

EXIT_CODE: Final = 70
"""EX_SOFTWARE: a fault of ours, so that whoever runs the process starts it anew."""

_LAST_WORDS_S: Final = 1.0
_log: Final = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchPace:
    """How often the loop beats, when it counts as stuck, and when the process ends for it (None: never), in seconds."""

    beat_s: float = 0.25
    stuck_s: float = 2.0
    exit_s: float | None = None


class LoopWatch:
    """The beats of one event loop and the thread that counts them. `lag_s` is how late the last beat came."""

    def __init__(self, pace: WatchPace, *, end: Callable[[int], object] = os._exit) -> None:
        self._pace = pace
        self._end = end
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="loop-watch", daemon=True)
        self._next_beat: asyncio.TimerHandle | None = None
        self._beats = 0
        self._heard = 0
        self._is_told = False
        self.stuck_for_s = 0.0
        self.lag_s = 0.0
        self.most_lag_s = 0.0

    @property
    def is_stuck(self) -> bool:
        """Whether the loop has not turned for too long. May be asked from any thread."""
        return self.stuck_for_s >= self._pace.stuck_s

    def figures(self) -> dict[str, float]:
        """Return how the loop does, in ms: how late its last beat came, and the latest ever."""
        return {"lag_ms": round(self.lag_s * 1000, 1), "most_lag_ms": round(self.most_lag_s * 1000, 1)}

    def start(self) -> None:
        """Begin to watch the loop that runs here."""
        self._schedule(asyncio.get_running_loop())
        self._thread.start()

    def stop(self) -> None:
        """Watch no longer."""
        self._over.set()
        if self._next_beat is not None:
            self._next_beat.cancel()

    def _schedule(self, loop: asyncio.AbstractEventLoop) -> None:
        due = time.monotonic() + self._pace.beat_s
        self._next_beat = loop.call_later(self._pace.beat_s, self._beat, loop, due)

    def _beat(self, loop: asyncio.AbstractEventLoop, due: float) -> None:
        self._beats += 1
        self.lag_s = max(0.0, time.monotonic() - due)
        self.most_lag_s = max(self.most_lag_s, self.lag_s)
        self._schedule(loop)

    def _watch(self) -> None:
        before = time.monotonic()
        while not self._over.wait(self._pace.beat_s):
            now = time.monotonic()
            self._note(min(now - before, 2 * self._pace.beat_s))
            before = now

    def _note(self, waited_s: float) -> None:
        if self._beats != self._heard:
            self._heard = self._beats
            if self._is_told:
                _apart(_log.warning, "event_loop_turns_again", stuck_for_s=round(self.stuck_for_s, 1))
            self._is_told = False
            self.stuck_for_s = 0.0
            return
        self.stuck_for_s += waited_s
        if self.is_stuck and not self._is_told:
            self._is_told = True
            _apart(_log.critical, "event_loop_stuck", for_s=round(self.stuck_for_s, 1), stacks=find_stacks())
        if self._pace.exit_s is not None and self.stuck_for_s >= self._pace.exit_s:
            telling = _apart(_log.critical, "event_loop_stuck_for_good", exit_code=EXIT_CODE)
            telling.join(_LAST_WORDS_S)
            self._end(EXIT_CODE)


def _apart(tell: Callable[..., object], event: str, **values: object) -> threading.Thread:
    """Log in a thread of its own: what the loop is stuck on may be the log itself, and then nobody else waits for it."""
    telling = threading.Thread(target=tell, args=(event,), kwargs=values, name="loop-watch-log", daemon=True)
    telling.start()
    return telling


def find_stacks() -> list[str]:
    """Return where each thread stands, with its name."""
    names = {thread.ident: thread.name for thread in threading.enumerate()}
    frames = sys._current_frames()  # noqa: SLF001 - documented, for exactly this
    return [
        f"{names.get(ident, ident)}\n{''.join(traceback.format_stack(frame))}"
        for ident, frame in frames.items()
        if ident != threading.get_ident()
    ]


@contextmanager
def watched_loop(pace: WatchPace) -> Iterator[LoopWatch]:
    """Watch the running loop for the block."""
    watch = LoopWatch(pace)
    watch.start()
    try:
        yield watch
    finally:
        watch.stop()
