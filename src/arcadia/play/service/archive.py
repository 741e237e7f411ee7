"""Sessions as files: all events of one out of the log, and a file's session into it (product, "export as JSON")."""

from typing import Final

from arcadia.core.errors import Conflict, Unavailable
from arcadia.core.ids import SessionId
from arcadia.platform.ids import make_id
from arcadia.play.domain.audience import Audience
from arcadia.play.domain.events import encode, upcast
from arcadia.play.domain.session_file import FileEvent, SessionFile, as_seen_by, fold
from arcadia.play.domain.state import State
from arcadia.play.service.registry import NoSession
from arcadia.play.service.summary import row_of
from arcadia.play.store.entries import CodeTaken, Committed, Entry, EventLog, Row
from arcadia.play.store.sessions import SessionStore

_PAGE: Final = 1_000


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

    async def read_for(self, audience: Audience, session_id: SessionId, code: str) -> SessionFile:
        """Return a session that is over, as an audience may have it.

        Raises:
            Unavailable: the log could not be read.
        """
        return as_seen_by(audience, SessionFile(code=code, events=await self._events(session_id)))

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


def _event_of(row: Row) -> FileEvent:
    event = upcast(row.type, row.schema, row.body)
    return FileEvent(v=row.version, at=row.at, seat=row.seat, id=row.command_id, event=event)


def _row_of(one: FileEvent) -> Row:
    kind, schema, body = encode(one.event)
    return Row(version=one.v, command_id=one.id, seat=one.seat, type=kind, schema=schema, at=one.at, body=body)
