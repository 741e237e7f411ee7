"""A writer as stubborn as a mailbox: it sends every command again until the log says what became of it.

Run as a program (`python -m support.log_storm URL SESSION...`) it writes until it is killed and prints a line for each
acknowledged command: session, version, command.
"""

import asyncio
import sys
from dataclasses import dataclass, field

from arcadia.core.errors import Unavailable
from arcadia.core.ids import SessionId
from arcadia.play.store.entries import Committed, Duplicate, Entry, EventLog, Failed, Lost
from support.event_log import log_at, marks

AHEAD = 5
"""Entries that are appended before the first of them has its outcome."""


@dataclass(slots=True)
class Storm:
    """What one writer has been told. `acknowledged` holds the first version of each command."""

    log: EventLog
    seat: int = 1
    acknowledged: dict[tuple[SessionId, str], int] = field(default_factory=dict)
    failed: int = 0
    lost: int = 0
    is_telling: bool = False

    async def write(self, session_id: SessionId, commands: list[str], *, rows: int = 1) -> None:
        """Store all commands, in order, whatever happens on the way."""
        waiting = list(commands)
        chain = 0
        while waiting:
            chain += 1
            head = await self._head(session_id)
            if head is None:
                await asyncio.sleep(0.02)
                continue
            now = waiting[:AHEAD]
            entries = [
                marks(session_id, head + rows * nr, command, rows=rows, seat=self.seat, chain=chain)
                for nr, command in enumerate(now)
            ]
            await asyncio.gather(*[self._send(entry) for entry in entries])
            waiting = [command for command in waiting if (session_id, command) not in self.acknowledged]
            if waiting[:1] == now[:1]:
                await asyncio.sleep(0.001)

    async def _head(self, session_id: SessionId) -> int | None:
        try:
            return (await self.log.heads([session_id]))[session_id]
        except Unavailable:
            return None

    async def _send(self, entry: Entry) -> None:
        command = entry.rows[0].command_id or ""
        match await self.log.append(entry):
            case Committed():
                self._acknowledge(entry.session_id, command, entry.base_version + 1)
            case Duplicate(version=int() as version):
                self._acknowledge(entry.session_id, command, version)
            case Failed():
                self.failed += 1
            case Lost():
                self.lost += 1
            case other:
                message = f"a storm of events cannot come to {other}"
                raise AssertionError(message)

    def _acknowledge(self, session_id: SessionId, command: str, version: int) -> None:
        self.acknowledged[session_id, command] = version
        if self.is_telling:
            sys.stdout.write(f"{session_id} {version} {command}\n")
            sys.stdout.flush()


async def check_storm(log: EventLog, storms: list[Storm], session_ids: list[SessionId], *, rows: int = 1) -> int:
    """Assert that the log has no gap, no command twice, and every acknowledged command where we were told it is.

    Returns the number of commands in the log.
    """
    found: dict[tuple[SessionId, str], int] = {}
    for session_id in session_ids:
        stored = await log.read(session_id, after=0, limit=1_000_000)
        assert [row.version for row in stored] == list(range(1, len(stored) + 1))
        firsts = [row for row in stored if row.command_id is not None]
        assert len(firsts) * rows == len(stored) - 1
        for row in firsts:
            assert (session_id, row.command_id) not in found
            found[session_id, row.command_id or ""] = row.version
            assert [each.seat for each in stored[row.version - 1 : row.version - 1 + rows]] == [row.seat] * rows
    for storm in storms:
        assert storm.acknowledged.items() <= found.items()
    return len(found)


async def _write_until_killed(url: str, session_ids: list[SessionId]) -> None:
    async with log_at(url) as log:
        storm = Storm(log, is_telling=True)
        run = 0
        while True:
            heads = await log.heads(session_ids)
            run += 1
            batches = [
                storm.write(session_id, [f"{heads[session_id]}-{run}-{nr}" for nr in range(20)])
                for session_id in session_ids
            ]
            await asyncio.gather(*batches)


if __name__ == "__main__":
    asyncio.run(_write_until_killed(sys.argv[1], [SessionId(value) for value in sys.argv[2:]]))
