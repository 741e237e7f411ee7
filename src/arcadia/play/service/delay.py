"""The public sees a session as it was some time ago, where the host wants so (rules 7, "delayed by 0 to 900 s").

The delay is the server's: whatever leaves for the public is made from the delayed state, so that no second tab tells a
player what a stream does not show yet. Teams, referees and casters are not delayed.
"""

from collections import deque
from collections.abc import Iterator
from typing import Protocol

from arcadia.play.domain.audience import PUBLIC, is_covered
from arcadia.play.domain.state import State
from arcadia.play.service.change import Change


class Delay:
    """What the public of one session sees now, and what it does not see yet, in order."""

    def __init__(self, state: State) -> None:
        self.state = state
        self._held: deque[Change] = deque()
        self._was_covered = False

    @property
    def is_empty(self) -> bool:
        """Whether the public has seen everything."""
        return not self._held

    def hold(self, change: Change) -> None:
        """Keep a change back."""
        self._held.append(change)

    def release(self, *, now: int, delay_ms: int) -> Iterator[Change]:
        """Let the changes go whose time has come; each is public when it is yielded."""
        while self._held and self._held[0].at + delay_ms <= now:
            change = self._held.popleft()
            self.state = change.after
            yield change

    def has_uncovered(self, *, now: int) -> bool:
        """Whether the card has come to be shown since this was asked last: no event happens at the end of a countdown.
        `now` is the time as the public knows it.
        """
        was_covered, self._was_covered = self._was_covered, is_covered(self.state, PUBLIC, now)
        return was_covered and not self._was_covered


class Delayed(Protocol):
    """A live session, as far as its delay goes."""

    delay: Delay | None

    @property
    def state(self) -> State:
        """The confirmed state."""
        ...


def hold_back(live: Delayed, change: Change) -> None:
    """Keep a delivered change from the public where a delay is set, or something before it is still kept."""
    if live.delay is None and change.after.settings.delay_s:
        live.delay = Delay(change.before)
    if live.delay is not None:
        live.delay.hold(change)


def release_due(live: Delayed, *, now: int) -> Iterator[Change]:
    """Yield what becomes public now. Without a delay any more, that is everything."""
    if live.delay is None:
        return
    delay_ms = live.state.settings.delay_s * 1000
    yield from live.delay.release(now=now, delay_ms=delay_ms)
    if not delay_ms and live.delay.is_empty:
        live.delay = None


def delay_of(changes: list[Change], *, now: int) -> Delay | None:
    """Return the delay of a session that was read from the log, given all its changes.

    How the session was made is public at once: nothing had happened in it.
    """
    state = changes[-1].after
    if not state.settings.delay_s:
        return None
    made_at = changes[0].at
    public = [change for change in changes if change.at == made_at or change.at + state.settings.delay_s * 1000 <= now]
    delay = Delay(public[-1].after)
    for change in changes[len(public) :]:
        delay.hold(change)
    return delay
