"""What a returning viewer missed: the changes after a version, from memory where possible, else from the log."""

import asyncio
from typing import Final

from arcadia.play.service.change import Change
from arcadia.play.service.mirror import Mirror, change_of
from arcadia.play.store.entries import EventLog

LONGEST_TAIL: Final = 500

Tail = tuple[Change, ...] | None
"""The change that brought the version which a viewer holds, and what it missed behind it; None asks for a snapshot."""


class TailReader:
    """Finds tails. Many viewers that come back at once after the same version share one reading of the log."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._reading: dict[tuple[str, int], asyncio.Task[Tail]] = {}

    async def find_tail(self, mirror: Mirror, *, since: int) -> Tail:
        """Return the change to version `since` and every one after it, up to the mirror's version when this returns.

        The first one is known to the viewer and tells which view it held. Who comes from another node may hold more
        than this one has heard of: then the log is asked first. None means that a snapshot is the better answer: the
        gap is long, or older than this node remembers, or `since` is a version that does not exist.

        Raises:
            Unavailable: the log could not be read.
        """
        if since > mirror.version:
            await mirror.catch_up()
        if not 0 <= mirror.version - since <= LONGEST_TAIL:
            return None
        if (recent := _recent_from(mirror, since)) is not None:
            return recent
        older = await self._shared(mirror, since)
        if not older or older[-1].version == mirror.version:
            return older or None
        newer = _recent_from(mirror, older[-1].version + 1)
        return None if newer is None else (*older, *newer)

    async def _shared(self, mirror: Mirror, since: int) -> Tail:
        key = (mirror.session_id, since)
        task = self._reading.get(key)
        if task is None:
            task = asyncio.get_running_loop().create_task(_changes_from_log(mirror, self._log, since=since))
            self._reading[key] = task
            task.add_done_callback(lambda _: self._reading.pop(key, None))
        return await asyncio.shield(task)


def _recent_from(mirror: Mirror, since: int) -> Tail:
    """The changes from version `since` on that memory still holds; None where it does not go back so far."""
    if not mirror.recent or mirror.recent[0].version > since:
        return None
    return tuple(change for change in mirror.recent if change.version >= since)


async def _changes_from_log(mirror: Mirror, log: EventLog, *, since: int) -> Tail:
    state = next((kept for kept in reversed(mirror.checkpoints) if kept.version < since), None)
    if state is None:
        return None
    wanted = mirror.version - state.version
    changes: list[Change] = []
    for row in await log.read(mirror.session_id, after=state.version, limit=wanted):
        change = change_of(row, state)
        state = change.after
        if row.version >= since:
            changes.append(change)
    return tuple(changes)
