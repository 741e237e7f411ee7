"""Phases and running time follow from the state and `now`; no event is needed at the moment itself (rules 6)."""

from enum import StrEnum

from arcadia.play.domain.state import ABANDONED_AFTER_MS, REOPEN_WITHIN_MS, Phase, State


class Moment(StrEnum):
    """The phase as people see it."""

    WAITING = "waiting"
    COUNTDOWN = "countdown"
    RUNNING = "running"
    PAUSED = "paused"
    REVIEW = "review"
    OVER = "over"
    FINISHED = "finished"
    CANCELLED = "cancelled"


_STORED = {
    Phase.WAITING: Moment.WAITING,
    Phase.FINISHED: Moment.FINISHED,
    Phase.CANCELLED: Moment.CANCELLED,
}


def moment(state: State, now: int) -> Moment:
    """The phase at a time. `over` means that the time limit has passed and its event is not in the log yet."""
    if state.phase is Phase.STARTED:
        running_from = state.clock.running_from
        if running_from is not None and now < running_from:
            return Moment.COUNTDOWN
        ends_at = end_of_time(state)
        return Moment.OVER if ends_at is not None and now >= ends_at else Moment.RUNNING
    if state.phase is Phase.PAUSED:
        return Moment.REVIEW if state.review else Moment.PAUSED
    return _STORED[state.phase]


def elapsed_ms(state: State, now: int) -> int:
    """Running time of the card in ms: pauses and countdowns are left out, and it never exceeds the time limit."""
    clock = state.clock
    running = clock.elapsed
    if clock.ticking_from is not None:
        running += max(0, now - clock.ticking_from)
    limit = state.settings.time_limit_s
    return running if limit is None else min(running, limit * 1000)


def end_of_time(state: State) -> int | None:
    """When the time limit is reached, if the clock goes on; None without limit or while the clock stands."""
    limit = state.settings.time_limit_s
    if limit is None or state.clock.ticking_from is None:
        return None
    return state.clock.ticking_from + limit * 1000 - state.clock.elapsed


def due_at(state: State) -> int | None:
    """When the session next needs an event of its own, or None.

    In order: the time limit, the end of a review, a result that becomes final, a day without anything.
    """
    if state.phase is Phase.CANCELLED:
        return None
    if state.phase is Phase.FINISHED:
        return None if state.is_final or state.finished_at is None else state.finished_at + REOPEN_WITHIN_MS
    if state.review is not None:
        return state.review.until
    abandoned = state.last_at + ABANDONED_AFTER_MS
    ends_at = end_of_time(state) if state.phase is Phase.STARTED else None
    return abandoned if ends_at is None else min(ends_at, abandoned)
