"""Two logs on one database are two nodes: whoever comes second is told so, and nothing else ever happens."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from arcadia.play.store.entries import Committed, Duplicate, Entry, EventLog, Lost, Outcome, SessionPatch
from support.event_log import append_all, log_at, marks, new_session, refusal, versions
from support.log_storm import Storm, check_storm

Nodes = tuple[EventLog, EventLog]


@pytest.fixture
async def nodes(tables_url: str) -> AsyncIterator[Nodes]:
    async with log_at(tables_url) as one, log_at(tables_url) as other:
        yield one, other


async def _at_once(nodes: Nodes, ones: list[Entry], others: list[Entry]) -> tuple[list[Outcome], list[Outcome]]:
    one, other = await asyncio.gather(append_all(nodes[0], *ones), append_all(nodes[1], *others))
    return one, other


async def test_of_two_claims_to_a_version_exactly_one_wins(nodes: Nodes) -> None:
    """Rules 1.1; 2,000 pairs of simultaneous claims."""
    session_ids = [await new_session(nodes[0]) for _ in range(40)]
    wins = [0, 0]
    for version in range(1, 51):
        ones = [marks(session_id, version, f"one-{version}") for session_id in session_ids]
        others = [marks(session_id, version, f"two-{version}") for session_id in session_ids]
        for pair in zip(*await _at_once(nodes, ones, others), strict=True):
            assert {type(outcome) for outcome in pair} == {Committed, Lost}
            wins[pair[1] == Committed(version + 1)] += 1
    assert sum(wins) == 2_000
    assert set((await nodes[1].heads(session_ids)).values()) == {51}


async def test_nodes_that_write_the_same_sessions_leave_no_gap_and_nothing_twice(nodes: Nodes) -> None:
    session_ids = [await new_session(nodes[0]) for _ in range(4)]
    storms = [Storm(log, seat=seat) for seat, log in enumerate(nodes, 1)]
    await asyncio.gather(
        *[
            storm.write(session_id, [f"{storm.seat}-{nr}" for nr in range(150)], rows=3)
            for storm in storms
            for session_id in session_ids
        ]
    )
    assert await check_storm(nodes[0], storms, session_ids, rows=3) == 2 * 4 * 150
    assert all(storm.failed == 0 for storm in storms)
    assert sum(storm.lost for storm in storms) > 0, "the nodes never met: this test tests nothing"


async def test_batches_over_the_same_sessions_never_wait_in_a_circle(nodes: Nodes) -> None:
    """Locks are taken in the order of the ids, whatever the order of the entries; patches must not undo that."""
    session_ids = [await new_session(nodes[0]) for _ in range(60)]
    heads = dict.fromkeys(session_ids, 1)
    for turn in range(1, 31):
        patch = SessionPatch(players=turn)
        ones = [marks(session_id, heads[session_id], f"a{turn}", patch=patch) for session_id in session_ids]
        others = [marks(session_id, heads[session_id], f"b{turn}", patch=patch) for session_id in reversed(session_ids)]
        results = await _at_once(nodes, ones, others)
        for first, second in zip(results[0], reversed(results[1]), strict=True):
            assert {type(first), type(second)} == {Committed, Lost}
        heads = await nodes[0].heads(session_ids)
    assert set(heads.values()) == {31}


@pytest.mark.parametrize("kinds", ["events and events", "answers and answers", "answers and events"])
async def test_a_command_sent_to_two_nodes_is_done_once(nodes: Nodes, kinds: str) -> None:
    """Rules 1.2: a resend after a reconnect may reach another node while the first still writes."""
    first, second = [refusal if kind == "answers" else marks for kind in kinds.split(" and ")]
    session_ids = [await new_session(nodes[0]) for _ in range(30)]
    for turn in range(20):
        heads = await nodes[0].heads(session_ids)
        ones = [first(session_id, heads[session_id], f"c{turn}") for session_id in session_ids]
        others = [second(session_id, heads[session_id], f"c{turn}") for session_id in session_ids]
        for nr, pair in enumerate(zip(*await _at_once(nodes, ones, others), strict=True)):
            assert sum(isinstance(outcome, Committed) for outcome in pair) == 1, pair
            assert all(isinstance(outcome, Committed | Duplicate | Lost) for outcome in pair)
            seen = await nodes[turn % 2].find_command(session_ids[nr], 1, f"c{turn}")
            assert await nodes[1 - turn % 2].append(ones[nr]) == seen
            assert await nodes[turn % 2].append(others[nr]) == seen


async def test_answers_alone_do_not_push_events_out(nodes: Nodes) -> None:
    """An answer moves no head: after it has been seen, what was decided on the same head still goes in."""
    session_id = await new_session(nodes[0])
    assert await nodes[0].append(refusal(session_id, 1, "a")) == Committed(1)
    assert await nodes[1].append(marks(session_id, 1, "b")) == Committed(2)
    assert await versions(nodes[0], session_id) == [1, 2]
