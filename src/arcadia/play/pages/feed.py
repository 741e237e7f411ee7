"""The feed as the server writes it: the latest lines, or those before one, oldest first."""

from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from arcadia.play.domain.audience import Audience
from arcadia.play.domain.clock import elapsed_ms
from arcadia.play.domain.events import upcast
from arcadia.play.domain.state import State
from arcadia.play.pages.lines import kind_of, line_parts
from arcadia.play.pages.words import clock_text
from arcadia.play.service.feeds import ReadLine, readable_lines
from arcadia.play.service.live import Live
from arcadia.play.service.playing import PlayService
from arcadia.play.store.entries import Row

LINES_A_PAGE: Final = 40
STOPS: Final = frozenset({"paused", "win_reached", "finished", "cancelled"})
STARTS: Final = frozenset({"started", "resumed", "review_ended"})


async def feed_context(
    play: PlayService, live: Live, audience: Audience, *, now: int, before: int | None = None
) -> dict[str, Any]:
    """Return the lines that an audience may read, and the version before which older ones stand.

    Raises:
        Unavailable: the log cannot be read.
    """
    state = live.state_for(audience)
    newest = state.version + 1
    rows = await play.feed(live, before=max(1, min(before or newest, newest)), limit=LINES_A_PAGE, types=None)
    lines = readable_lines(rows, state, audience, now=now)
    is_latest = before is None or before >= newest
    running = running_times(rows, state, now=now) if is_latest else {}
    return {
        "lines": [drawn for line in reversed(lines) if (drawn := _drawn(line, state, running.get(line.v)))],
        "older": rows[-1].version if len(rows) == LINES_A_PAGE else None,
        "is_old": not is_latest,
    }


def running_times(rows: list[Row], state: State, *, now: int) -> dict[int, int]:
    """Return the card's running time at each of the latest rows, by version; none where the clock stood."""
    on_card = [row for row in rows if row.version >= state.card_version]
    stints = _stints(on_card, state, now)
    return {
        row.version: stint.elapsed + row.at - stint.begun
        for row in on_card
        for stint in stints
        if stint.begun <= row.at <= stint.ended
    }


class Stint(NamedTuple):
    """A time in which the clock ran; `elapsed` is what had run before it."""

    begun: int
    ended: int
    elapsed: int


def _stints(rows: list[Row], state: State, now: int) -> list[Stint]:
    """Count back from the present clock: every stop on the way ends a stint, every start begins it."""
    stints: list[Stint] = []
    elapsed = elapsed_ms(state, now)
    ended = now if state.clock.ticking_from is not None else None
    for row in rows:
        if row.type in STOPS:
            ended = row.at
        elif row.type in STARTS and ended is not None:
            event = upcast(row.type, row.schema, row.body)
            length = min(elapsed, max(0, ended - getattr(event, "running_from", row.at)))
            elapsed -= length
            stints.append(Stint(ended - length, ended, elapsed))
            ended = None
    return stints if ended is None else [*stints, Stint(ended - elapsed, ended, 0)]


def _drawn(read: ReadLine, state: State, running: int | None) -> dict[str, Any] | None:
    """A line for the template; None for what needs no telling."""
    parts = line_parts(read.line, state)
    if not parts:
        return None
    seat = state.seats.get(read.line.seat or read.line.by or 0)
    team = state.teams.get(read.line.team or (seat.team if seat else None) or 0)
    return {
        "v": read.v,
        "at": read.at,
        "running": "" if running is None else clock_text(running),
        "day": _time_of_day(read.at),
        "kind": kind_of(read.line),
        "colour": team.colour if team else "",
        "parts": parts,
    }


def _time_of_day(at: int) -> str:
    """In UTC; the script makes it local."""
    return datetime.fromtimestamp(at / 1000, UTC).strftime("%H:%M")
