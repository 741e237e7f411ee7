"""What the table of sessions shows of a state, and when it has to be written again."""

from typing import Final

import msgspec

from arcadia.core.ids import SessionId
from arcadia.play.domain.audience import PUBLIC, has_secret_texts
from arcadia.play.domain.clock import due_at
from arcadia.play.domain.state import ABANDONED_AFTER_MS, State
from arcadia.play.store.entries import SessionPatch, SessionRow

_WATCHED: Final = ("phase", "clock", "review", "seats", "settings", "is_final", "card", "is_revealed")


def patch_between(before: State, after: State) -> SessionPatch | None:
    """Return the columns that change with these events, or None: a mark alone writes no session row."""
    if all(getattr(before, name) is getattr(after, name) for name in _WATCHED):
        return None
    return SessionPatch(
        name=after.settings.name,
        mode=after.settings.preset,
        phase=after.phase.value,
        board_title=public_title(after),
        players=len(after.players()),
        due_at=due_at(after),
        last_event_at=after.last_at,
        finished_at=msgspec.UNSET if after.finished_at == before.finished_at else after.finished_at,
    )


def row_of(state: State, session_id: SessionId, *, password_hash: str | None = None) -> SessionRow:
    """Return the row of a session that is new here."""
    owner = state.seats.get(state.owner)
    return SessionRow(
        id=session_id,
        code=state.code,
        created_at=state.created_at,
        host=owner.principal if owner else "",
        name=state.settings.name,
        mode=state.settings.preset,
        phase=state.phase.value,
        is_listed=state.settings.listed,
        board_title=public_title(state),
        size=f"{state.the_card.rows}x{state.the_card.columns}",
        players=len(state.players()),
        due_at=due_at(state),
        last_event_at=state.last_at,
        finished_at=state.finished_at,
        password_hash=password_hash,
    )


def public_title(state: State) -> str | None:
    """The board's title, where it is not secret (details, "Secrecy around the game").

    No event marks the end of a covered card's countdown: the title comes with the next change of the row after it.
    """
    return None if has_secret_texts(state, PUBLIC, state.last_at) else state.the_card.title


def is_abandonment(state: State, at: int) -> bool:
    """Whether a deadline is the one of a day without events: it holds only while nobody is connected."""
    return at == state.last_at + ABANDONED_AFTER_MS
