"""Arcadia JSON of a session, version 1: its code and all of its events, exact in both directions.

The fold of the events is the session, so nothing else need stand in the file. `as_seen_by` is what anybody may have of it.
Its JSON Schema is `schema()`, published at `/schemas/arcadia-session-1.json`.
"""

from collections.abc import Collection
from typing import Annotated, Any, Final

import msgspec
from msgspec.structs import replace

from arcadia.boards.domain.formats.arcadia_json import DIALECT, with_plain_descriptions
from arcadia.boards.domain.formats.error import FormatError, text_of
from arcadia.boards.domain.formats.json_file import decoded_as, expectation
from arcadia.core import wire
from arcadia.core.errors import Malformed
from arcadia.play.domain import events as ev
from arcadia.play.domain.audience import Audience, team_of
from arcadia.play.domain.card import Card
from arcadia.play.domain.evolve import evolve
from arcadia.play.domain.opening import EMPTY
from arcadia.play.domain.state import State

VERSION: Final = 1
SCHEMA_ID: Final = f"urn:arcadia:schema:session:{VERSION}"
LARGEST_FILE: Final = 16 * 1024 * 1024
"""Bytes: some fifty thousand events."""

SIDES: Final = range(3, 11)
HIGHEST_NUMBER: Final = 1_000_000
HIGHEST_TIME: Final = 2**53
_NUMBERS: Final = ("seat", "team", "by", "into", "cost", "value")
_TIMES: Final = ("running_from", "until", "elapsed_ms")


class FileEvent(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One event. `v` is its version, `at` its time in ms since the epoch, `seat` who sent its command (0: nobody), `id`
    the command's id, `schema` the number of the event's shape.
    """

    v: int
    at: int
    seat: int = 0
    id: str | None = None
    schema: int = 1
    event: ev.Event


class SessionFile(msgspec.Struct, frozen=True, kw_only=True):
    """A session with its events in order, from version 1 without a gap."""

    code: str
    events: tuple[FileEvent, ...]


class SessionDocument(msgspec.Struct, frozen=True, kw_only=True, tag="arcadia.session", tag_field="format"):
    """A session with everything that the program stores of its play."""

    version: Annotated[int, msgspec.Meta(extra_json_schema={"const": VERSION})] = VERSION
    session: SessionFile


class _StoredEvent(msgspec.Struct, frozen=True, kw_only=True):
    """An event as it stands in a file: of any schema that was ever written."""

    v: int
    at: int
    event: msgspec.Raw
    seat: int = 0
    id: str | None = None
    schema: int = 1


class _StoredSession(msgspec.Struct, frozen=True, kw_only=True):
    code: str
    events: tuple[_StoredEvent, ...]


class _StoredDocument(msgspec.Struct, frozen=True, kw_only=True, tag="arcadia.session", tag_field="format"):
    session: _StoredSession
    version: int = VERSION


class _Kind(msgspec.Struct, frozen=True):
    type: str


_DECODER: Final = msgspec.json.Decoder(_StoredDocument)
_KIND: Final = msgspec.json.Decoder(_Kind)


def write_session(file: SessionFile) -> bytes:
    """Return the document of a session."""
    return msgspec.json.format(msgspec.json.encode(SessionDocument(session=file)), indent=2) + b"\n"


def read_session(raw: bytes) -> SessionFile:
    """Return the session of a document; its events have been folded once, so that they are known to go together.

    Raises:
        FormatError: names the path and what was expected there.
    """
    document = decoded_as(text_of(raw, most=LARGEST_FILE), _DECODER)
    if document.version != VERSION:
        raise FormatError("version", f"{VERSION}, not {document.version}")
    stored = document.session
    file = SessionFile(
        code=stored.code, events=tuple(_event_of(one, number) for number, one in enumerate(stored.events, 1))
    )
    fold(file)
    return file


def _event_of(stored: _StoredEvent, number: int) -> FileEvent:
    where = f"session.events[{number - 1}]"
    try:
        kind = wire.decode(bytes(stored.event), _KIND).type
        event = ev.upcast(kind, stored.schema, bytes(stored.event))
    except Malformed as error:
        raise FormatError(f"{where}.event{error.where.removeprefix('$')}", expectation(error.detail)) from error
    except msgspec.ValidationError as error:
        raise FormatError(f"{where}.event", str(error)) from error
    schema = ev.SCHEMAS.get(kind, 1)
    return FileEvent(v=stored.v, at=stored.at, seat=stored.seat, id=stored.id, schema=schema, event=event)


def fold(file: SessionFile) -> State:
    """Return the state that the events lead to.

    Raises:
        FormatError: an event that cannot follow the ones before it.
    """
    state = EMPTY
    for number, one in enumerate(file.events, 1):
        where = f"session.events[{number - 1}]"
        _check(one, number, state, where)
        try:
            state = evolve(state, one.event, version=one.v, at=one.at)
        except (LookupError, AssertionError, ValueError, TypeError, AttributeError) as error:
            raise FormatError(f"{where}.event", "an event that can follow the ones before it") from error
    if state.card is None or state.code != file.code:
        raise FormatError("session.events", "events that make a session of this code, with a card")
    return state


def _check(one: FileEvent, number: int, state: State, where: str) -> None:
    """Look at what folding relies on: order, numbers no larger than a game's, and that what is named is there."""
    if one.v != number:
        raise FormatError(f"{where}.v", f"{number}: versions have no gap")
    if not state.last_at <= one.at < HIGHEST_TIME:
        raise FormatError(f"{where}.at", "a time in ms, not before the event ahead of it")
    if isinstance(one.event, ev.Created) is not (number == 1):
        raise FormatError(f"{where}.event.type", "created first, and only first")
    _check_numbers(one.event, f"{where}.event")
    _check_names(one.event, state, f"{where}.event")
    if isinstance(one.event, ev.CardDealt):
        _check_card(one.event.card, f"{where}.event.card")


def _check_numbers(event: ev.Event, where: str) -> None:
    for names, highest in ((_NUMBERS, HIGHEST_NUMBER), (_TIMES, HIGHEST_TIME)):
        for name in names:
            value = getattr(event, name, None)
            if isinstance(value, int) and not 0 <= value < highest:
                raise FormatError(f"{where}.{name}", f"a number from 0 to {highest - 1}")


def _check_names(event: ev.Event, state: State, where: str) -> None:
    """Squares, teams and seats must be there, but for those that the event brings."""
    squares = range(1, len(state.card.squares) + 1) if state.card else ()
    known: tuple[tuple[str, Collection[int], type], ...] = (
        ("square", squares, ev.CardDealt),
        ("team", state.teams, ev.TeamMade),
        ("seat", state.seats, ev.SeatTaken),
    )
    for name, there, bringing in known:
        value = getattr(event, name, None)
        if value is not None and value not in there and not isinstance(event, bringing):
            raise FormatError(f"{where}.{name}", f"a {name} that is there")


def _check_card(card: Card, where: str) -> None:
    if card.rows not in SIDES or card.columns not in SIDES or len(card.squares) != card.rows * card.columns:
        raise FormatError(where, "3 to 10 rows and columns, and a square for each place")
    if card.free is not None and not 1 <= card.free <= len(card.squares):
        raise FormatError(f"{where}.free", "a square of the card")


def as_seen_by(audience: Audience, file: SessionFile) -> SessionFile:
    """Return the file of a session that is over as an audience may have it: who sat in a seat is told by the seat's
    number only, and what was said to a team stays with the team (rules 7, `end`).
    """
    return replace(file, events=tuple(_masked(one, audience) for one in file.events))


def _masked(one: FileEvent, audience: Audience) -> FileEvent:
    match one.event:
        case ev.SeatTaken(seat=seat):
            return replace(one, event=replace(one.event, principal=f"seat:{seat}", address=""))
        case ev.Said(team=int(team)) if team_of(audience) != team:
            return replace(one, event=replace(one.event, text=""))
        case _:
            return one


def schema() -> dict[str, Any]:
    """The published JSON Schema of a document."""
    made = with_plain_descriptions(msgspec.json.schema(SessionDocument))
    return {"$schema": DIALECT, "$id": SCHEMA_ID, "title": "Arcadia JSON of a session, version 1", **made}


def schema_file() -> bytes:
    """The published JSON Schema as a file."""
    return msgspec.json.format(msgspec.json.encode(schema()), indent=2) + b"\n"
