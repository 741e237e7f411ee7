"""What goes into the event log and what comes back.

The log is the truth of a session. `UNIQUE(session_id, version)` makes exactly one of two simultaneous entries win, on
any node; `UNIQUE(session_id, seat, command_id)` makes a resend harmless, after any crash.
"""

import asyncio
from collections.abc import Iterable
from typing import Protocol

import msgspec

from arcadia.core.ids import SessionId


class Row(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One stored event. `body` is JSON; the first row of a command carries its id. Seat 0 is the system."""

    version: int
    command_id: str | None = None
    seat: int = 0
    type: str
    schema: int
    at: int
    body: bytes


class Answer(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A command's answer that its events do not tell (a refusal, nothing to do, the outcomes of a bulk command),
    remembered for the session's life.
    """

    seat: int
    command_id: str
    body: bytes
    at: int


class SessionRow(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A session as lists and look-ups see it. The game itself is in the log."""

    id: SessionId
    code: str
    created_at: int
    host: str
    name: str
    mode: str
    phase: str
    is_listed: bool = True
    board_title: str | None = None
    players: int = 0
    due_at: int | None = None
    last_event_at: int = 0
    finished_at: int | None = None
    password_hash: str | None = None
    link_token: str | None = None
    size: str = "5x5"


class SessionPatch(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Columns of the session row that change in the same transaction as an entry. Unset columns stay as they are.

    Leave it out where nothing changes: most events then cost no write to `sessions`.
    """

    host: str | msgspec.UnsetType = msgspec.UNSET
    name: str | msgspec.UnsetType = msgspec.UNSET
    mode: str | msgspec.UnsetType = msgspec.UNSET
    phase: str | msgspec.UnsetType = msgspec.UNSET
    size: str | msgspec.UnsetType = msgspec.UNSET
    is_listed: bool | msgspec.UnsetType = msgspec.UNSET
    board_title: str | msgspec.UnsetType | None = msgspec.UNSET
    players: int | msgspec.UnsetType = msgspec.UNSET
    due_at: int | msgspec.UnsetType | None = msgspec.UNSET
    last_event_at: int | msgspec.UnsetType = msgspec.UNSET
    finished_at: int | msgspec.UnsetType | None = msgspec.UNSET
    password_hash: str | msgspec.UnsetType | None = msgspec.UNSET

    def columns(self) -> dict[str, object]:
        """The columns that change, with their new values."""
        return {name: value for name, value in msgspec.structs.asdict(self).items() if value is not msgspec.UNSET}


class Entry(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One command's effect: rows `base_version + 1 …`, an answer, or both. All of it is stored, or nothing.

    `chain` counts how often the writer had to decide again. Once an entry of a chain does not go in, all later entries
    of that session and chain are answered `Lost` untried: they were decided on a state that never came to be. (An
    answer that turns out a duplicate changes no state and breaks no chain.)

    Answers are checked against the head like rows: a refusal that was decided on an old state is `Lost`, too.
    """

    session_id: SessionId
    base_version: int
    chain: int = 0
    rows: tuple[Row, ...] = ()
    answer: Answer | None = None
    patch: SessionPatch | None = None
    create: SessionRow | None = None

    @property
    def command(self) -> "CommandKey | None":
        """Which command this entry belongs to; None where nobody can send it again."""
        if self.answer is not None:
            return (self.session_id, self.answer.seat, self.answer.command_id)
        if self.rows and self.rows[0].command_id is not None:
            return (self.session_id, self.rows[0].seat, self.rows[0].command_id)
        return None


CommandKey = tuple[SessionId, int, str]
"""Session, seat and the id that the client made."""


class Committed(msgspec.Struct, frozen=True, gc=False):
    """The entry is on disk."""

    version: int


class Lost(msgspec.Struct, frozen=True, gc=False):
    """Another entry took the version, or an earlier one of this chain did not go in. Nothing was stored."""

    head: int


class Duplicate(msgspec.Struct, frozen=True, gc=False):
    """This seat sent this command before: its remembered answer, else the first version of its events."""

    version: int | None = None
    answer: bytes | None = None


class CodeTaken(msgspec.Struct, frozen=True, gc=False):
    """Only for an entry with `create`: another session has this code. Nothing was stored; make another code."""


class Failed(msgspec.Struct, frozen=True, gc=False):
    """The database did not take it. Nothing was stored.

    One exception: when the database went away in the middle of the commit and did not come back within seconds,
    nobody can know. Sending the same command id again finds out.
    """

    error: str


Outcome = Committed | Lost | Duplicate | CodeTaken | Failed


class Snapshot(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """The state of a session at a version, as JSON. Another `state_schema` than the code's means: ignore it."""

    session_id: SessionId
    version: int
    state_schema: int
    body: bytes


class EventLog(Protocol):
    """Appends entries in group commits and reads them back."""

    def append(self, entry: Entry) -> asyncio.Future[Outcome]:
        """Queue an entry. Outcomes of one session come in the order of its entries. Never raises, never waits."""
        ...

    async def read(self, session_id: SessionId, *, after: int, limit: int) -> list[Row]:
        """Return up to `limit` rows with a version above `after`, in order.

        Raises:
            Unavailable: the log cannot be read now (so do all reads below).
        """
        ...

    async def heads(self, session_ids: Iterable[SessionId]) -> dict[SessionId, int]:
        """Return the last version of each session, in one query."""
        ...

    async def page(
        self, session_id: SessionId, *, before: int | None, limit: int, types: frozenset[str] | None = None
    ) -> list[Row]:
        """Return up to `limit` rows below `before`, newest first, of the given types."""
        ...

    async def find_command(self, session_id: SessionId, seat: int, command_id: str) -> Duplicate | None:
        """Return what this seat's command came to, if it was ever stored."""
        ...

    async def load_snapshot(self, session_id: SessionId) -> Snapshot | None:
        """Return the newest snapshot, if there is one."""
        ...

    async def save_snapshot(self, snapshot: Snapshot) -> None:
        """Keep a snapshot, unless a newer one is there. Never raises: a snapshot only saves time."""
        ...

    async def flush(self) -> None:
        """Wait until everything appended so far has its outcome."""
        ...

    async def ping(self) -> None:
        """Raise Unavailable when the log cannot be written."""
        ...

    async def close(self) -> None:
        """Flush and stop. Later appends are answered `Failed`."""
        ...
