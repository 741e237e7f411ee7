"""Sessions as files: all events of one out of the log, and a file's session into it (product, "export as JSON")."""

from collections.abc import AsyncGenerator
from typing import Final

from arcadia.core.errors import Conflict, Unavailable
from arcadia.core.ids import SessionId
from arcadia.platform.ids import make_id
from arcadia.play.domain.audience import Audience
from arcadia.play.domain.events import encode, upcast
from arcadia.play.domain.session_file import FileEvent, SessionFile, as_seen_by, fold, write_session
from arcadia.play.domain.state import State
from arcadia.play.service.registry import NoSession
from arcadia.play.service.summary import row_of
from arcadia.play.store.entries import CodeTaken, Committed, Entry, EventLog, Row
from arcadia.play.store.sessions import SessionStore

_PAGE: Final = 1_000
_PIECE: Final = 200
"""Events in a piece of a file that is sent while it is read: about 50 KB, 2 ms of work."""


class Archive:
    """Reads sessions out of the log as files, and stores those of files."""

    def __init__(self, log: EventLog, sessions: SessionStore) -> None:
        self._log = log
        self._sessions = sessions

    async def read(self, code: str) -> SessionFile:
        """Return a session with everything that is stored of its play: for its operator.

        Raises:
            NoSession: no session has this code.
            Unavailable: the log could not be read.
        """
        row = await self._sessions.find_by_code(code)
        if row is None:
            raise NoSession
        return SessionFile(code=row.code, events=await self._events(row.id))

    async def read_pieces(
        self, audience: Audience, session_id: SessionId, code: str, *, until: int
    ) -> AsyncGenerator[bytes]:
        """Yield the document of a session that is over, as an audience may have it, up to version `until`.

        Put together the pieces are what `write_session` makes; in memory is one of them, however long the session was.

        Raises:
            Unavailable: the log could not be read.
        """
        begin, end = _around_events(code)
        after = 0
        while after < until:
            rows = await self._log.read(session_id, after=after, limit=min(_PIECE, until - after))
            part = as_seen_by(audience, SessionFile(code=code, events=tuple(_event_of(row) for row in rows)))
            yield (b"," if after else begin) + write_session(part)[len(begin) : -len(end)]
            after = rows[-1].version
        yield end

    async def _events(self, session_id: SessionId) -> tuple[FileEvent, ...]:
        events: list[FileEvent] = []
        while rows := await self._log.read(session_id, after=len(events), limit=_PAGE):
            events += [_event_of(row) for row in rows]
        return tuple(events)

    async def store(self, file: SessionFile) -> State:
        """Store a session from a file, under its own code: it may be watched, replayed and played on. Return its state.

        Raises:
            Conflict: a session with this code is here already.
            FormatError: the events do not go together.
            Unavailable: the log could not be written; nothing was stored.
        """
        state = fold(file)
        session_id = SessionId(make_id())
        rows = tuple(_row_of(one) for one in file.events)
        entry = Entry(session_id=session_id, base_version=0, rows=rows, create=row_of(state, session_id))
        outcome = await self._log.append(entry)
        if isinstance(outcome, CodeTaken):
            message = f"a session with the code {file.code} is here already"
            raise Conflict(message)
        if not isinstance(outcome, Committed):
            message = "the session could not be stored; try again"
            raise Unavailable(message)
        return state


def _around_events(code: str) -> tuple[bytes, bytes]:
    """What stands in a document before its first event and after its last one."""
    begin, bracket, end = write_session(SessionFile(code=code, events=())).partition(b"]")
    return begin, b"\n    " + bracket + end


def _event_of(row: Row) -> FileEvent:
    event = upcast(row.type, row.schema, row.body)
    return FileEvent(v=row.version, at=row.at, seat=row.seat, id=row.command_id, event=event)


def _row_of(one: FileEvent) -> Row:
    kind, schema, body = encode(one.event)
    return Row(version=one.v, command_id=one.id, seat=one.seat, type=kind, schema=schema, at=one.at, body=body)
