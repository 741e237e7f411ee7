"""Pages of the feed and the chat: read from the log, masked by what the reader may see now.

Sight never shrinks on a card, so what was seen once may be read again; what is still unseen stays so in the past too.
"""

from typing import Final

import msgspec

from arcadia.play.domain.audience import Audience
from arcadia.play.domain.events import upcast
from arcadia.play.domain.feed import Line, line_of
from arcadia.play.domain.state import State
from arcadia.play.store.entries import Row

CHAT_TYPES: Final = frozenset({"said"})
MARK_TYPES: Final = frozenset({"marked", "unmarked", "counter_set", "voided", "awarded", "square_killed"})
KINDS: Final = {"chat": CHAT_TYPES, "marks": MARK_TYPES}
LONGEST_PAGE: Final = 200


class ReadLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line with its version, time and seat."""

    v: int
    at: int
    seat: int
    line: Line


def readable_lines(rows: list[Row], state: State, audience: Audience, *, now: int) -> tuple[ReadLine, ...]:
    """Return the lines of some rows that an audience may read, in the order of the rows."""
    found = ((row, _line(row, state, audience, now)) for row in rows)
    return tuple(
        ReadLine(v=row.version, at=row.at, seat=row.seat, line=line) for row, line in found if line is not None
    )


def _line(row: Row, state: State, audience: Audience, now: int) -> Line | None:
    event = upcast(row.type, row.schema, row.body)
    line = line_of(event, state, audience, now=now)
    is_on_older_card = row.version < state.card_version
    if line is None or not is_on_older_card:
        return line
    return msgspec.structs.replace(line, goal=None)
