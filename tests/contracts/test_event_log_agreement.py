"""Both logs judge alike: random batches, good and bad, have the same outcomes and leave the same rows."""

import random

import pytest

from arcadia.core.ids import SessionId
from arcadia.platform.ids import make_id
from arcadia.play.store.arbitration import Known, arbitrate
from arcadia.play.store.entries import Committed, Duplicate, Entry, EventLog, Outcome, SessionRow
from support.event_log import answered_marks, append_all, log_at, make_code, marks, refusal

SESSIONS = 6
BATCHES = 60


@pytest.mark.parametrize("seed", range(4))
async def test_random_batches_come_out_the_same_on_both_databases(
    seed: int, sqlite_tables_url: str, postgres_tables_url: str
) -> None:
    dice = random.Random(seed)
    session_ids = [SessionId(make_id()) for _ in range(SESSIONS)]
    seen: set[type] = set()
    async with log_at(sqlite_tables_url) as sqlite, log_at(postgres_tables_url) as postgres:
        for chain in range(BATCHES):
            heads = await sqlite.heads(session_ids)
            batch = [_entry(dice, dice.choice(session_ids), heads, chain) for _ in range(dice.randint(1, 25))]
            outcomes = await append_all(sqlite, *batch)
            assert outcomes == await append_all(postgres, *batch)
            seen |= {type(outcome) for outcome in outcomes}
        assert await _all_rows(sqlite, session_ids) == await _all_rows(postgres, session_ids)
    assert len(seen) >= 4, "the batches were too tame"


def _entry(dice: random.Random, session_id: SessionId, heads: dict[SessionId, int], chain: int) -> Entry:
    """Mostly what a mailbox would send, sometimes late, sometimes again. `heads` follows as if all went in."""
    head = heads.get(session_id)
    if head is None or dice.random() < 0.05:
        made = session_id if head is None else SessionId(make_id())
        heads.setdefault(session_id, 1)
        return _creation(made, dice.choice(["TAKEN2", "TAKEN3"]) if head is not None else make_code(), chain)
    base = max(0, head + dice.choice([0] * 30 + [-1, 1, 3]))
    command = f"c{dice.randint(0, 400)}"
    if dice.random() < 0.3:
        return refusal(session_id, base, command, chain=chain)
    rows = dice.choice([1, 1, 1, 4])
    heads[session_id] = base + rows
    if dice.random() < 0.2:
        return answered_marks(session_id, base, command, rows=rows, chain=chain)
    return marks(session_id, base, dice.choice([command, None]), rows=rows, chain=chain)


def _creation(session_id: SessionId, code: str, chain: int) -> Entry:
    row = SessionRow(id=session_id, code=code, created_at=1, host="h", name="", mode="classic", phase="waiting")
    return Entry(session_id=session_id, base_version=0, chain=chain, rows=marks(session_id, 0).rows, create=row)


async def _all_rows(log: EventLog, session_ids: list[SessionId]) -> list[object]:
    return [await log.read(session_id, after=0, limit=100_000) for session_id in session_ids]


def test_arbitration_knows_a_command_of_the_log_before_it_looks_at_the_head() -> None:
    session_id = SessionId("s")
    known = Known(heads={session_id: 9}, commands={(session_id, 1, "a"): Duplicate(version=4)})
    outcomes: list[Outcome] = arbitrate([marks(session_id, 2, "a")], known)
    assert outcomes == [Duplicate(version=4)]
    assert arbitrate([marks(session_id, 9, "b")], known) == [Committed(10)]
