"""What a returning viewer missed: the changes after a version, from memory where possible, else from the log."""

from typing import Final

from arcadia.play.service.change import Change
from arcadia.play.service.mirror import Mirror, change_of
from arcadia.play.store.entries import EventLog

LONGEST_TAIL: Final = 500


async def find_tail(mirror: Mirror, log: EventLog, *, since: int) -> tuple[Change, ...] | None:
    """Return every change after `since` up to the mirror's version as it is when this returns.

    None means that a snapshot is the better answer: the gap is long, or older than this node remembers, or `since` is
    a version that does not exist.

    Raises:
        Unavailable: the log could not be read.
    """
    if not 0 <= mirror.version - since <= LONGEST_TAIL:
        return None
    if (recent := _recent_after(mirror, since)) is not None:
        return recent
    older = await _changes_from_log(mirror, log, since=since)
    if older is None:
        return None
    newer = _recent_after(mirror, older[-1].version if older else since)
    return None if newer is None else (*older, *newer)


def _recent_after(mirror: Mirror, since: int) -> tuple[Change, ...] | None:
    if since == mirror.version:
        return ()
    if not mirror.recent or mirror.recent[0].version > since + 1:
        return None
    return tuple(change for change in mirror.recent if change.version > since)


async def _changes_from_log(mirror: Mirror, log: EventLog, *, since: int) -> tuple[Change, ...] | None:
    state = next((kept for kept in reversed(mirror.checkpoints) if kept.version <= since), None)
    if state is None:
        return None
    wanted = mirror.version - state.version
    changes: list[Change] = []
    for row in await log.read(mirror.session_id, after=state.version, limit=wanted):
        change = change_of(row, state)
        state = change.after
        if row.version > since:
            changes.append(change)
    return tuple(changes)
