"""One suite over both databases: what `EventLog` promises to the mailbox (architecture, "One live mark")."""

import asyncio
from collections.abc import AsyncIterator

import msgspec
import pytest
from sqlalchemy import select

from arcadia.core.ids import SessionId
from arcadia.platform.db import open_database
from arcadia.platform.ids import make_id
from arcadia.play.models import sessions
from arcadia.play.store.entries import (
    CodeTaken,
    Committed,
    Duplicate,
    Entry,
    EventLog,
    Failed,
    Lost,
    Outcome,
    SessionPatch,
    Snapshot,
)
from support.event_log import (
    AT,
    answered_marks,
    append_all,
    creation,
    log_at,
    make_code,
    make_row,
    marks,
    new_session,
    refusal,
    versions,
)

REFUSED = b'{"verdict":"refused"}'


@pytest.fixture
async def log(tables_url: str) -> AsyncIterator[EventLog]:
    async with log_at(tables_url) as opened:
        yield opened


async def test_entries_of_a_session_are_stored_in_their_order_without_a_gap(log: EventLog) -> None:
    session_id = await new_session(log)
    outcomes = await append_all(log, *[marks(session_id, base, f"c{base}") for base in range(1, 2501)])
    assert outcomes == [Committed(base + 1) for base in range(1, 2501)]
    assert await versions(log, session_id) == list(range(1, 2502))


async def test_a_row_comes_back_as_it_went_in(log: EventLog) -> None:
    session_id = await new_session(log)
    row = make_row(2, "c1", seat=3, body='{"text":"Zähme drei Katzen 🐈 \\u0000"}'.encode())
    await log.append(Entry(session_id=session_id, base_version=1, rows=(row,)))
    assert await log.read(session_id, after=1, limit=10) == [row]


async def test_each_entry_of_a_batch_has_its_own_outcome(log: EventLog) -> None:
    one, two, three = [await new_session(log) for _ in range(3)]
    outcomes = await append_all(log, marks(one, 1), marks(two, 5), marks(three, 1), marks(one, 2), marks(two, 1))
    assert outcomes == [Committed(2), Lost(1), Committed(2), Committed(3), Lost(1)]
    assert await log.heads([one, two, three]) == {one: 3, two: 1, three: 2}


async def test_all_rows_of_an_entry_go_in_or_none(log: EventLog) -> None:
    session_id = await new_session(log)
    outcomes = await append_all(log, marks(session_id, 1, "a", rows=5), marks(session_id, 3, "b", rows=5))
    assert outcomes == [Committed(6), Lost(6)]
    assert await versions(log, session_id) == [1, 2, 3, 4, 5, 6]


async def test_after_a_lost_entry_its_chain_is_lost_untried(log: EventLog) -> None:
    """What was decided on a state that never came to be must not go in, even where its base happens to fit."""
    session_id = await new_session(log)
    lost = log.append(marks(session_id, 7, "a"))
    fits = log.append(marks(session_id, 1, "b"))
    assert [await lost, await fits] == [Lost(1), Lost(1)]
    assert await log.append(marks(session_id, 1, "b", chain=1)) == Committed(2)


async def test_a_broken_chain_is_remembered_while_its_entries_are_under_way(log: EventLog) -> None:
    session_id = await new_session(log)
    later: list[asyncio.Future[Outcome]] = []
    first = log.append(marks(session_id, 7, "a"))
    # What a mailbox does: a command of the same chain arrives in the very moment in which the outcome is given.
    first.add_done_callback(lambda _: later.append(log.append(marks(session_id, 1, "b"))))
    assert await first == Lost(1)
    await asyncio.sleep(0)
    assert await later[0] == Lost(1)


async def test_a_broken_chain_is_forgotten_when_nothing_is_under_way(log: EventLog) -> None:
    """A session that was let go and opened again counts its chains from 0."""
    session_id = await new_session(log)
    assert await log.append(marks(session_id, 7)) == Lost(1)
    await asyncio.sleep(0.01)
    assert await log.append(marks(session_id, 1)) == Committed(2)


async def test_a_command_sent_again_is_a_duplicate_of_its_first_version(log: EventLog) -> None:
    """Vector 11; rules 1.2. Whatever it was decided on, and also from another entry of the same moment."""
    session_id = await new_session(log)
    assert await log.append(marks(session_id, 1, "a", rows=3)) == Committed(4)
    assert await log.append(marks(session_id, 4, "a", chain=1)) == Duplicate(version=2)
    assert await log.append(marks(session_id, 2, "a", chain=2)) == Duplicate(version=2)
    outcomes = await append_all(log, marks(session_id, 4, "b", chain=3), marks(session_id, 5, "b", chain=3))
    assert outcomes == [Committed(5), Duplicate(version=5)]
    assert await log.find_command(session_id, 1, "a") == Duplicate(version=2)
    assert await log.find_command(session_id, 1, "z") is None


async def test_command_ids_are_a_seats_own(log: EventLog) -> None:
    session_id, other = await new_session(log), await new_session(log)
    outcomes = await append_all(
        log, marks(session_id, 1, "a", seat=1), marks(session_id, 2, "a", seat=2), marks(other, 1, "a", seat=1)
    )
    assert outcomes == [Committed(2), Committed(3), Committed(2)]


async def test_a_refusal_is_remembered_and_given_again(log: EventLog) -> None:
    """Rules 1.2: refusals included, for the life of the session."""
    session_id = await new_session(log)
    assert await log.append(refusal(session_id, 1, "a")) == Committed(1)
    assert await log.append(refusal(session_id, 1, "a")) == Duplicate(answer=REFUSED)
    assert await log.append(marks(session_id, 1, "a")) == Duplicate(answer=REFUSED)
    assert await log.append(marks(session_id, 1, "b", chain=1)) == Committed(2)
    assert await log.append(refusal(session_id, 2, "b", chain=1)) == Duplicate(version=2)
    assert await log.find_command(session_id, 1, "a") == Duplicate(answer=REFUSED)
    assert await versions(log, session_id) == [1, 2]


async def test_events_may_come_with_an_answer_that_is_given_again(log: EventLog) -> None:
    """A bulk command's outcomes, and a refusal that a team remembers (rules 7, "Hidden"): both or nothing."""
    session_id = await new_session(log)
    answered = answered_marks(session_id, 1, "a", rows=2)
    assert await log.append(answered) == Committed(3)
    assert await log.append(answered_marks(session_id, 3, "a")) == Duplicate(answer=REFUSED)
    assert await log.append(marks(session_id, 3, "a", chain=1)) == Duplicate(answer=REFUSED)
    assert await log.find_command(session_id, 1, "a") == Duplicate(answer=REFUSED)
    assert await log.append(answered_marks(session_id, 1, "late", chain=2)) == Lost(3)
    assert await log.find_command(session_id, 1, "late") is None
    assert await versions(log, session_id) == [1, 2, 3]


async def test_a_duplicate_answer_breaks_no_chain_and_a_duplicate_event_does(log: EventLog) -> None:
    session_id = await new_session(log)
    await append_all(log, refusal(session_id, 1, "a"), marks(session_id, 1, "b"))
    outcomes = await append_all(
        log,
        refusal(session_id, 2, "a"),
        marks(session_id, 2, "c"),
        marks(session_id, 3, "b"),
        marks(session_id, 3, "d"),
    )
    assert outcomes == [Duplicate(answer=REFUSED), Committed(3), Duplicate(version=2), Lost(3)]


async def test_an_answer_decided_on_an_old_state_is_lost(log: EventLog) -> None:
    """A node that lags must not say 'unchanged' about a mark that is gone."""
    session_id = await new_session(log)
    assert await append_all(log, marks(session_id, 1), refusal(session_id, 1, "a")) == [Committed(2), Lost(2)]
    assert await log.find_command(session_id, 1, "a") is None


async def test_a_bad_entry_does_not_take_its_neighbours_with_it(log: EventLog) -> None:
    one, two, three = [await new_session(log) for _ in range(3)]
    too_late = marks(two, 1)
    too_late = msgspec.structs.replace(too_late, rows=(msgspec.structs.replace(too_late.rows[0], at=2**80),))
    outcomes = await append_all(log, marks(one, 1), too_late, marks(three, 1))
    assert [outcomes[0], outcomes[2]] == [Committed(2), Committed(2)]
    assert isinstance(outcomes[1], Failed)
    assert await versions(log, two) == [1]


@pytest.mark.parametrize(
    "wrong",
    [
        Entry(session_id=SessionId("x"), base_version=1),
        Entry(session_id=SessionId("x"), base_version=1, rows=(make_row(3),)),
        Entry(session_id=SessionId("x"), base_version=1, rows=(make_row(2), make_row(3, "a"))),
        msgspec.structs.replace(creation(), session_id=SessionId("x")),
        marks(SessionId("no-such-session"), 0),
    ],
)
async def test_an_impossible_entry_is_refused(log: EventLog, wrong: Entry) -> None:
    assert isinstance(await log.append(wrong), Failed)


async def test_outcomes_of_a_session_keep_its_order_even_where_the_database_is_not_asked(log: EventLog) -> None:
    """A mailbox takes each outcome for its oldest entry."""
    session_id = await new_session(log)
    order: list[int] = []
    wrong = Entry(session_id=session_id, base_version=2)
    entries = [marks(session_id, 1, "a"), wrong, marks(session_id, 2, "b"), refusal(session_id, 2, "c", chain=1)]
    futures = [log.append(entry) for entry in entries]
    for nr, future in enumerate(futures):
        future.add_done_callback(lambda _, nr=nr: order.append(nr))  # type: ignore[misc]
    closing = asyncio.ensure_future(log.close())
    await asyncio.sleep(0)
    last = log.append(marks(session_id, 3, "d", chain=1))
    outcomes = [await future for future in (*futures, last)]
    assert [type(outcome) for outcome in outcomes] == [Committed, Failed, Lost, Committed, Failed]
    assert order == [0, 1, 2, 3]
    await closing


async def test_a_session_and_its_first_events_are_made_together(log: EventLog, tables_url: str) -> None:
    entry = creation(rows=2)
    next_one = marks(entry.session_id, 2, "a", patch=SessionPatch(players=2))
    assert await append_all(log, entry, next_one) == [Committed(2), Committed(3)]
    assert entry.create is not None
    assert await _session(tables_url, entry.session_id) == msgspec.structs.asdict(entry.create) | {"players": 2}


async def test_a_code_belongs_to_one_session_for_ever(log: EventLog) -> None:
    code = make_code()
    first, same_batch, later = creation(code), creation(code), creation(code)
    assert await append_all(log, first, same_batch) == [Committed(1), CodeTaken()]
    assert await append_all(log, later, creation()) == [CodeTaken(), Committed(1)]
    assert await log.heads([same_batch.session_id, later.session_id]) == {}


async def test_a_patch_is_stored_with_its_entry_and_not_without(log: EventLog, tables_url: str) -> None:
    session_id = await new_session(log)
    await append_all(
        log,
        marks(session_id, 1, patch=SessionPatch(name="Race", due_at=AT + 5, is_listed=False, board_title="A")),
        marks(session_id, 2, patch=SessionPatch(due_at=None, phase="started")),
        marks(session_id, 3),
        marks(session_id, 9, patch=SessionPatch(name="Lost")),
    )
    row = await _session(tables_url, session_id)
    stored = {name: row[name] for name in ("name", "due_at", "phase", "is_listed", "board_title", "mode")}
    expected = {"name": "Race", "due_at": None, "phase": "started", "is_listed": False, "board_title": "A"}
    assert stored == {**expected, "mode": "classic"}


async def _session(url: str, session_id: SessionId) -> dict[str, object]:
    database = open_database(url)
    async with database.read() as tx:
        found = (await tx.execute(select(sessions).where(sessions.c.id == session_id))).one()
    await database.close()
    return dict(found._mapping)


async def test_who_stops_waiting_stops_nothing(log: EventLog) -> None:
    session_id = await new_session(log)
    futures = [log.append(marks(session_id, base)) for base in range(1, 50)]
    for future in futures[::2]:
        future.cancel()
    await log.flush()
    assert await versions(log, session_id) == list(range(1, 51))
    assert [await future for future in futures[1::2]] == [Committed(base + 1) for base in range(2, 50, 2)]


async def test_flush_waits_for_all_that_was_appended(log: EventLog) -> None:
    session_id = await new_session(log)
    futures = [log.append(marks(session_id, base)) for base in range(1, 3001)]
    await log.flush()
    assert all(future.done() for future in futures)


async def test_a_closed_log_stores_what_it_has_and_takes_nothing_more(tables_url: str) -> None:
    async with log_at(tables_url) as log:
        session_id = await new_session(log)
        before = log.append(marks(session_id, 1))
        closing = asyncio.ensure_future(log.close())
        await asyncio.sleep(0)
        after = log.append(marks(session_id, 2))
        await closing
        assert await before == Committed(2)
        assert await after == Failed("the log is closed")


async def test_pages_go_backwards_and_can_be_narrowed_to_types(log: EventLog) -> None:
    session_id = await new_session(log)
    said = [msgspec.structs.replace(make_row(2 + nr), type="said" if nr % 3 == 0 else "marked") for nr in range(9)]
    await log.append(Entry(session_id=session_id, base_version=1, rows=tuple(said)))
    assert [row.version for row in await log.page(session_id, before=None, limit=3)] == [10, 9, 8]
    assert [row.version for row in await log.page(session_id, before=8, limit=3)] == [7, 6, 5]
    chat = frozenset({"said"})
    assert [row.version for row in await log.page(session_id, before=None, limit=2, types=chat)] == [8, 5]
    assert [row.version for row in await log.page(session_id, before=5, limit=9, types=chat)] == [2]
    assert await log.page(session_id, before=None, limit=9, types=frozenset()) == []
    assert [row.version for row in await log.read(session_id, after=4, limit=3)] == [5, 6, 7]


async def test_the_newest_snapshot_is_kept(log: EventLog) -> None:
    session_id = await new_session(log)
    assert await log.load_snapshot(session_id) is None
    older, newer = [
        Snapshot(session_id=session_id, version=version, state_schema=1, body=b"\x00" + str(version).encode())
        for version in (500, 1_000)
    ]
    await log.save_snapshot(newer)
    await log.save_snapshot(older)
    assert await log.load_snapshot(session_id) == newer
    refolded = msgspec.structs.replace(newer, state_schema=2, body=b"new shape")
    await log.save_snapshot(refolded)
    assert await log.load_snapshot(session_id) == refolded


async def test_a_snapshot_of_no_session_is_dropped_without_a_fault(log: EventLog) -> None:
    session_id = SessionId(make_id())
    await log.save_snapshot(Snapshot(session_id=session_id, version=1, state_schema=1, body=b""))
    assert await log.load_snapshot(session_id) is None


async def test_ping_answers(log: EventLog) -> None:
    await log.ping()
