"""One batch on PostgreSQL: one statement, its own transaction. What it needs to be right stands here.

Two nodes may write one session at the same time. The statement first locks the heads of all its sessions, in the order
of their ids, so that two batches never wait for each other in a circle. While it waits, another batch may commit; a
statement at READ COMMITTED sees the locked rows as they are then, but everything else as it was when it began. So
each head is read twice, locked and unlocked: where the stamps differ, somebody else wrote meanwhile, what we know of
that session's commands is old, and all of its entries are `Lost`. Where they are equal, nobody wrote since we looked,
and nobody can until we commit. The unique keys stand behind this as a second wall; they are never run into.

Plans: the statement is prepared once for batches of every size, while tables grow. So every table is reached by its
key, through a sub-query or an array, and only the batch's own rows are joined (`PLANNER`).
"""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import msgspec
from sqlalchemy.dialects import postgresql

from arcadia.core.ids import SessionId
from arcadia.play.models import sessions
from arcadia.play.store.entries import (
    CodeTaken,
    Committed,
    Duplicate,
    Entry,
    Failed,
    Lost,
    Outcome,
    SessionPatch,
    SessionRow,
)

PLANNER: Final = {
    "plan_cache_mode": "force_generic_plan",
    "enable_seqscan": "off",
    "enable_nestloop": "off",
    "enable_mergejoin": "off",
    "jit": "off",
}
"""Settings of the log's connections: the planner must not judge by the few rows of an empty table."""


class Found(NamedTuple):
    """What the statement says of one entry."""

    is_in: bool
    is_broken: bool
    head: int | None
    first_version: int | None
    first_answer: str | None


def _type_of(column: str) -> str:
    return str(sessions.c[column].type.compile(dialect=postgresql.dialect()))  # type: ignore[no-untyped-call]


def _created() -> str:
    names = SessionRow.__struct_fields__
    shape = ", ".join(f"{name} {_type_of(name)}" for name in names)
    columns = ", ".join(names)
    return f"INSERT INTO sessions ({columns}) SELECT {columns} FROM jsonb_to_recordset($18::jsonb) AS new ({shape})"  # noqa: S608 - our own column names


def _patched() -> str:
    names = SessionPatch.__struct_fields__
    values = ", ".join(
        f"CASE WHEN p.patch ? '{name}' THEN (p.patch ->> '{name}')::{_type_of(name)} ELSE s.{name} END"
        for name in names
    )
    return (
        f"UPDATE sessions AS s SET ({', '.join(names)}) = (SELECT {values} FROM patch AS p WHERE p.session_id = s.id)"  # noqa: S608 - our own column names
        " WHERE s.id = ANY (ARRAY (SELECT session_id FROM patch))"
    )


def make_statement() -> str:
    """Return the statement that stores a batch; its parameters come from `arguments`."""
    return f"{_LOOKING}  {_created()} {_JUDGING_AND_STORING}  {_patched()}\n{_ANSWERING}"


_LOOKING: Final = """
WITH entry AS MATERIALIZED (
  SELECT * FROM unnest($1::text[], $2::int[], $3::int[], $4::int[], $5::text[], $6::bool[], $7::bigint[], $8::text[],
    $9::text[]) WITH ORDINALITY
    AS e (session_id, expected, rows, seat, command_id, is_new, answer_at, answer, patch, nr)
), locked AS MATERIALIZED (
  SELECT session_id, version, stamp FROM session_heads WHERE session_id = ANY ($1::text[])
  ORDER BY session_id FOR NO KEY UPDATE
), head AS MATERIALIZED (
  SELECT session_id, version,
    stamp = (SELECT stamp FROM session_heads AS seen WHERE seen.session_id = locked.session_id) AS is_fresh
  FROM locked
), created AS (
"""

_JUDGING_AND_STORING: Final = """WHERE (SELECT count(*) FROM locked) >= 0 ORDER BY code, id ON CONFLICT DO NOTHING RETURNING id
), known AS MATERIALIZED (
  SELECT e.*, h.version AS head,
    CASE WHEN e.is_new THEN h.version IS NULL AND c.id IS NOT NULL
      ELSE coalesce(h.is_fresh AND h.version = e.expected, false) END AS fits,
    (SELECT version FROM session_events AS x WHERE x.session_id = e.session_id AND x.seat = e.seat
      AND x.command_id = e.command_id) AS first_version,
    (SELECT body FROM command_answers AS x WHERE x.session_id = e.session_id AND x.seat = e.seat
      AND x.command_id = e.command_id) AS first_answer
  FROM entry AS e LEFT JOIN head AS h ON h.session_id = e.session_id LEFT JOIN created AS c ON c.id = e.session_id
), tried AS MATERIALIZED (
  SELECT *, first_version IS NOT NULL OR first_answer IS NOT NULL AS is_known FROM known
), judged AS MATERIALIZED (
  SELECT *, coalesce(bool_or(CASE WHEN is_known THEN rows > 0 ELSE NOT fits END) OVER
    (PARTITION BY session_id ORDER BY nr ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), false) AS is_broken
  FROM tried
), verdict AS MATERIALIZED (
  SELECT *, fits AND NOT is_known AND NOT is_broken AS is_in FROM judged
), events AS (
  INSERT INTO session_events (session_id, version, command_id, seat, type, schema, at, body)
  SELECT v.session_id, r.version, r.command_id, r.seat, r.type, r.schema, r.at, r.body
  FROM unnest($10::int[], $11::int[], $12::text[], $13::int[], $14::text[], $15::int[], $16::bigint[], $17::text[])
    AS r (nr, version, command_id, seat, type, schema, at, body) JOIN verdict AS v ON v.nr = r.nr AND v.is_in
), answers AS (
  INSERT INTO command_answers (session_id, seat, command_id, at, body)
  SELECT session_id, seat, command_id, answer_at, answer FROM verdict WHERE is_in AND answer IS NOT NULL
), heads AS (
  INSERT INTO session_heads (session_id, version, stamp)
  SELECT session_id, max(expected) + sum(rows), 1 FROM verdict WHERE is_in GROUP BY session_id
  ON CONFLICT (session_id) DO UPDATE SET version = excluded.version, stamp = session_heads.stamp + 1
), patch AS MATERIALIZED (
  SELECT DISTINCT ON (session_id) session_id, verdict.patch::jsonb AS patch FROM verdict
  WHERE is_in AND verdict.patch IS NOT NULL ORDER BY session_id, nr DESC
), patched AS (
"""

_ANSWERING: Final = """)
SELECT is_in, is_broken, head, first_version, first_answer FROM verdict ORDER BY nr
"""


def arguments(batch: Sequence[Entry]) -> tuple[object, ...]:
    """Return the statement's parameters: the entries by column, their rows by column, the sessions to make."""
    expected, patches = _expected_heads(batch), _patches(batch)
    entries = [
        (
            entry.session_id,
            head,
            len(entry.rows),
            entry.command[1] if entry.command else None,
            entry.command[2] if entry.command else None,
            entry.create is not None,
            entry.answer.at if entry.answer else None,
            entry.answer.body.decode() if entry.answer else None,
            patch,
        )
        for entry, head, patch in zip(batch, expected, patches, strict=True)
    ]
    rows = [
        (nr, row.version, row.command_id, row.seat, row.type, row.schema, row.at, row.body.decode())
        for nr, entry in enumerate(batch, 1)
        for row in entry.rows
    ]
    made = msgspec.json.encode([entry.create for entry in batch if entry.create]).decode()
    return (*_columns(entries, 9), *_columns(rows, 8), made)


def _columns(rows: Sequence[tuple[object, ...]], width: int) -> list[Sequence[object]]:
    return list(zip(*rows, strict=True)) if rows else [()] * width


def _expected_heads(batch: Sequence[Entry]) -> list[int]:
    """The head that each entry needs before this batch, if all entries of its session before it go in."""
    ahead: dict[SessionId, int] = {}
    expected = []
    for entry in batch:
        before = ahead.get(entry.session_id, 0)
        expected.append(entry.base_version - before)
        ahead[entry.session_id] = before + len(entry.rows)
    return expected


def _patches(batch: Sequence[Entry]) -> list[str | None]:
    """Each patch with those of the same session before it merged in: the last one that goes in says everything."""
    merged: dict[SessionId, dict[str, object]] = {}
    patches: list[str | None] = []
    for entry in batch:
        if entry.patch is None:
            patches.append(None)
            continue
        merged[entry.session_id] = {**merged.get(entry.session_id, {}), **entry.patch.columns()}
        patches.append(msgspec.json.encode(merged[entry.session_id]).decode())
    return patches


def outcomes_of(batch: Sequence[Entry], found: Sequence[Any]) -> list[Outcome]:
    """Say what became of each entry, from the statement's rows."""
    heads: dict[SessionId, int] = {}
    outcomes = []
    for entry, row in zip(batch, found, strict=True):
        seen = Found(*row)
        outcome = _outcome_of(entry, seen, heads.get(entry.session_id, seen.head))
        if isinstance(outcome, Committed):
            heads[entry.session_id] = outcome.version
        outcomes.append(outcome)
    return outcomes


def _outcome_of(entry: Entry, found: Found, head: int | None) -> Outcome:
    """The order of the cases is that of `arbitration`."""
    if found.is_in:
        return Committed(entry.base_version + len(entry.rows))
    if found.is_broken:
        return Lost(head or 0)
    if found.first_answer is not None:
        return Duplicate(answer=found.first_answer.encode())
    if found.first_version is not None:
        return Duplicate(version=found.first_version)
    if head is not None:
        return Lost(head)
    return CodeTaken() if entry.create is not None else Failed("there is no such session")
