"""One batch on SQLite: one look-up, few inserts, one commit. Runs in the writer's thread.

Few statements matter more than small ones: Python's driver lets go of the interpreter around every step of every
statement, and beside a busy event loop each return may cost milliseconds. So a batch asks everything in one statement
that answers one row, and inserts many rows by one statement.
"""

import sqlite3
from collections.abc import Sequence
from functools import cache
from itertools import islice
from typing import Final

import msgspec

from arcadia.core.ids import SessionId
from arcadia.play.store.arbitration import Known, arbitrate
from arcadia.play.store.entries import Answer, Committed, Duplicate, Entry, Outcome, Row, SessionPatch, SessionRow

CHUNKS: Final = (64, 16, 4, 1)
"""How many rows one insert takes: few different statements, so that all of them stay prepared."""

_LOOK_UP: Final = """
SELECT
 (SELECT json_group_array(json_array(h.session_id, h.version))
    FROM json_each(?1) AS s CROSS JOIN session_heads AS h ON h.session_id = s.value),
 (SELECT json_group_array(json_array(c.key, e.version))
    FROM json_each(?2) AS c CROSS JOIN session_events AS e
      ON e.session_id = c.value ->> 0 AND e.seat = c.value ->> 1 AND e.command_id = c.value ->> 2),
 (SELECT json_group_array(json_array(c.key, a.body))
    FROM json_each(?2) AS c CROSS JOIN command_answers AS a
      ON a.session_id = c.value ->> 0 AND a.seat = c.value ->> 1 AND a.command_id = c.value ->> 2),
 (SELECT json_group_array(s.code) FROM json_each(?3) AS c CROSS JOIN sessions AS s ON s.code = c.value)
"""
_EVENTS: Final = "INSERT INTO session_events (session_id, version, command_id, seat, type, schema, at, body) VALUES {}"
_ANSWERS: Final = "INSERT INTO command_answers (session_id, seat, command_id, at, body) VALUES {}"
_HEADS: Final = (
    "INSERT INTO session_heads (session_id, version, stamp) VALUES {}"
    " ON CONFLICT (session_id) DO UPDATE SET version = excluded.version, stamp = stamp + 1"
)


def store(connection: sqlite3.Connection, batch: Sequence[Entry]) -> list[Outcome]:
    """Store a batch in one transaction and return the outcome of each entry.

    Raises:
        sqlite3.Error: nothing was stored; the connection may still be inside the transaction.
    """
    connection.execute("BEGIN IMMEDIATE")
    outcomes = arbitrate(batch, _look_up(connection, batch))
    _insert(connection, [entry for entry, out in zip(batch, outcomes, strict=True) if isinstance(out, Committed)])
    connection.execute("COMMIT")
    return outcomes


def _look_up(connection: sqlite3.Connection, batch: Sequence[Entry]) -> Known:
    ids = list({entry.session_id for entry in batch})
    commands = [entry.command for entry in batch if entry.command is not None]
    codes = [entry.create.code for entry in batch if entry.create is not None]
    found = connection.execute(_LOOK_UP, (_json(ids), _json(commands), _json(codes))).fetchall()[0]
    heads, events, answers, taken = (msgspec.json.decode(column) for column in found)
    known = {commands[number]: Duplicate(version=version) for number, version in events}
    known.update((commands[number], Duplicate(answer=body.encode())) for number, body in answers)
    return Known(heads=dict(heads), commands=known, codes=frozenset(taken))


def _insert(connection: sqlite3.Connection, entries: Sequence[Entry]) -> None:
    heads: dict[SessionId, int] = {}
    for entry in entries:
        heads[entry.session_id] = entry.base_version + len(entry.rows)
        if entry.create is not None:
            _insert_session(connection, entry.create)
        if entry.patch is not None:
            _patch_session(connection, entry.session_id, entry.patch)
    _insert_many(connection, _EVENTS, [_event(entry.session_id, row) for entry in entries for row in entry.rows])
    _insert_many(connection, _ANSWERS, [_answer(entry.session_id, entry.answer) for entry in entries if entry.answer])
    _insert_many(connection, _HEADS, [(session_id, version, 0) for session_id, version in heads.items()])


def _insert_many(connection: sqlite3.Connection, sql: str, rows: Sequence[tuple[object, ...]]) -> None:
    """Insert rows by as few statements as the chunks allow."""
    remaining = iter(rows)
    left = len(rows)
    for size in CHUNKS:
        while left >= size:
            values = [value for row in islice(remaining, size) for value in row]
            connection.execute(_statement(sql, len(rows[0]), size), values)
            left -= size


@cache
def _statement(sql: str, width: int, size: int) -> str:
    one = f"({', '.join('?' * width)})"
    return sql.format(", ".join([one] * size))


def _insert_session(connection: sqlite3.Connection, row: SessionRow) -> None:
    fields = msgspec.structs.asdict(row)
    columns, marks = ", ".join(fields), ", ".join("?" * len(fields))
    connection.execute(f"INSERT INTO sessions ({columns}) VALUES ({marks})", tuple(fields.values()))  # noqa: S608 - our own field names


def _patch_session(connection: sqlite3.Connection, session_id: SessionId, patch: SessionPatch) -> None:
    fields = patch.columns()
    if fields:
        columns = ", ".join(f"{name} = ?" for name in fields)
        connection.execute(f"UPDATE sessions SET {columns} WHERE id = ?", (*fields.values(), session_id))  # noqa: S608 - our own field names


def _event(session_id: SessionId, row: Row) -> tuple[object, ...]:
    return (session_id, row.version, row.command_id, row.seat, row.type, row.schema, row.at, row.body.decode())


def _answer(session_id: SessionId, answer: Answer) -> tuple[object, ...]:
    return (session_id, answer.seat, answer.command_id, answer.at, answer.body.decode())


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
