"""Commands of one session on two nodes: the log arbitrates, order stays, ids are answered as the first time (rules 1)."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace

from arcadia.play.domain import commands as do
from arcadia.play.domain.card import Card
from arcadia.play.domain.settings import Ownership, Sight, Win, WinKind
from arcadia.play.domain.state import Role
from arcadia.play.service.live import Live
from arcadia.play.service.mailbox import Request
from arcadia.play.service.replies import Reply, Verdict
from support.play_node import HOST, Node, running_nodes, until
from support.rules import make_card

Pair = tuple[Node, Node]
MAJORITY = Win(kind=WinKind.MAJORITY)


@pytest.fixture
async def nodes(tmp_path: Path) -> AsyncIterator[Pair]:
    """Two nodes that do not hear each other: what one has done, the other finds out from the log alone."""
    async with running_nodes(tmp_path, count=2) as (one, other):
        yield one, other


async def on_both(nodes: Pair, card: Card | None = None, **settings: object) -> tuple[Live, Live]:
    """A session that is live on both nodes, with the host in seat 1 and a guest in seat 2."""
    here = await nodes[0].make(card, **settings)
    await nodes[0].join(here, "guest")
    return here, await nodes[1].open(here)


class Asked:
    """Commands that were submitted without waiting, and their answers in the order in which they came."""

    def __init__(self, live: Live) -> None:
        self._live = live
        self.replies: list[Reply] = []

    def submit(self, *commands: do.Command, seat: int = 1) -> None:
        for command in commands:
            self._live.mailbox.submit(Request(seat, command, self.replies.append))

    async def answered(self, count: int) -> list[Reply]:
        await until(lambda: len(self.replies) >= count)
        return self.replies


def say(text: str) -> do.Say:
    return do.Say(id=f"say-{text}", text=text)


async def texts_of(node: Node, live: Live) -> list[str]:
    """What was said, in the order of the log."""
    rows = await node.services.log.read(live.id, after=0, limit=1_000)
    return [row.body.decode().split('"text":"')[1].split('"')[0] for row in rows if row.type == "said"]


async def test_who_loses_the_race_for_a_version_is_decided_again_on_what_won(nodes: Pair) -> None:
    here, there = await on_both(nodes)
    won = await nodes[0].act(here, HOST, do.Mark(id="a", square=7))
    assert there.mirror.version < won.version
    lost = await nodes[1].act(there, "guest", do.Mark(id="b", square=8))
    assert lost.version == won.version + 1
    assert there.state.held == {1: 1 << 6, 2: 1 << 7}


async def test_the_loser_of_a_lockout_square_is_told_who_has_it(nodes: Pair) -> None:
    here, there = await on_both(nodes, ownership=Ownership.LOCKOUT, win=MAJORITY)
    await nodes[0].act(here, HOST, do.Mark(id="a", square=7))
    refused = await nodes[1].act(there, "guest", do.Mark(id="b", square=7))
    assert (refused.reason, refused.data) == ("taken", {"team": 1})


async def test_many_commands_that_lose_together_keep_their_order(nodes: Pair) -> None:
    here, there = await on_both(nodes)
    await nodes[0].act(here, HOST, say("first of all"))
    asked = Asked(there)
    words = [f"word {number}" for number in range(20)]
    asked.submit(*(say(word) for word in words), seat=2)
    replies = await asked.answered(20)
    assert [reply.version for reply in replies] == list(range(here.mirror.version + 1, here.mirror.version + 21))
    assert await texts_of(nodes[0], here) == ["first of all", *words]


async def test_what_comes_while_a_chain_is_broken_stays_behind_what_was_withdrawn(nodes: Pair) -> None:
    """The chain breaks with the first command, while the second still waits for the disk and the third comes."""
    here, there = await on_both(nodes)
    await nodes[0].act(here, HOST, say("first of all"))
    database, asked = nodes[1].services.database, Asked(there)
    with busy_file(database.path) as end_of_business:
        asked.submit(say("one"), seat=2)
        await until(database.write_lock.locked)
        async with held_next(database.write_lock):
            asked.submit(say("two"), seat=2)
            end_of_business()
            await until(lambda: there.mailbox._is_broken)
            asked.submit(say("three"), seat=2)
            assert asked.replies == []
    await asked.answered(3)
    assert await texts_of(nodes[0], here) == ["first of all", "one", "two", "three"]


@contextmanager
def busy_file(path: Path) -> Iterator[Callable[[], None]]:
    """Keep everybody else from writing until the block ends, or calls what it is given."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield connection.rollback


@asynccontextmanager
async def held_next(lock: asyncio.Lock) -> AsyncIterator[None]:
    """Be the next to get a lock that is taken, and keep it for the block."""
    over = asyncio.Event()

    async def hold() -> None:
        async with lock:
            await over.wait()

    holding = asyncio.create_task(hold())
    await asyncio.sleep(0)
    try:
        yield
    finally:
        over.set()
        await holding


async def test_after_five_lost_races_a_command_is_refused_and_may_come_again(nodes: Pair) -> None:
    """Somebody is always quicker: each time the tail is read, the other node has written once more."""
    here, there = await on_both(nodes)
    await nodes[0].act(here, HOST, say("0"))
    races = 0

    class Quicker:
        """The log as this node has it, but another node writes behind each read of the tail."""

        def __getattr__(self, name: str) -> object:
            return getattr(nodes[1].services.log, name)

        async def read(self, *args: object, **more: object) -> object:
            nonlocal races
            rows = await nodes[1].services.log.read(*args, **more)
            races += 1
            await nodes[0].act(here, HOST, say(str(races)))
            return rows

    there.mirror._log = Quicker()
    refused = await nodes[1].act(there, "guest", do.Say(id="late", text="late"))
    assert (refused.verdict, refused.reason) == (Verdict.REFUSED, "unavailable")
    assert races == 6, "decided once, and five times again"
    there.mirror._log = nodes[1].services.log
    done = await nodes[1].act(there, "guest", do.Say(id="late", text="late"))
    assert done.verdict is Verdict.DONE
    assert (await texts_of(nodes[0], here))[-1] == "late"


async def test_what_could_not_be_stored_is_refused_unavailable_and_the_same_id_works_later(nodes: Pair) -> None:
    """Rules 2: nothing happened; the same id may be sent again. What was decided behind it fails with it."""
    here, _ = await on_both(nodes)
    database = nodes[0].services.database
    with closing(sqlite3.connect(database.path)) as connection:
        connection.execute("ALTER TABLE session_events RENAME TO away")
        asked = Asked(here)
        asked.submit(do.Mark(id="a", square=1), do.Mark(id="b", square=2))
        replies = await asked.answered(2)
        assert [(reply.id, reply.reason) for reply in replies] == [("a", "unavailable"), ("b", "unavailable")]
        assert here.state.held == {}
        await until(lambda: here.mailbox.is_idle)
        connection.execute("ALTER TABLE away RENAME TO session_events")
    done = await nodes[0].act(here, HOST, do.Mark(id="a", square=1))
    assert (done.verdict, done.is_repeat) == (Verdict.DONE, False)
    assert here.state.held == {1: 1}


# The same id from the same seat (rules 1.2): `first` is what is sent, `between` what happens before it comes again.

BULK = do.Bulk(id="x", squares=(do.Wanted(square=1), do.Wanted(square=99), do.Wanted(key="g2")))


@pytest.mark.parametrize(
    ("first", "between"),
    [
        (do.Mark(id="x", square=3), do.Unmark(square=3)),
        (do.Mark(id="x", square=99), do.Mark(square=3)),
        (do.Unmark(id="x", square=3), do.Mark(square=3)),
        (BULK, do.Unmark(square=1)),
        (do.Rename(id="x", name="Somebody"), do.Rename(name="Else")),
        (do.Say(id="x", text=" "), do.Say(text="words")),
        (do.SetRole(id="x", seat=2, role=Role.SPECTATOR), do.Say(text="words")),
        (do.SetCounter(id="x", square=4, value=2), do.SetCounter(square=4, value=1)),
    ],
    ids=lambda command: str(command.__struct_config__.tag),
)
async def test_a_command_that_comes_again_gets_its_first_answer_on_any_node_and_after_a_restart(
    nodes: Pair, first: do.Command, between: do.Command
) -> None:
    here, there = await on_both(nodes, make_card(s4={"target": 3}))
    answer = await nodes[0].act(here, HOST, first)
    await nodes[0].act(here, HOST, between)
    version = here.mirror.version
    again = [await nodes[0].act(here, HOST, first), await nodes[1].act(there, HOST, first)]
    await nodes[0].play_node.registry.close()
    reopened = await nodes[0].open(here)
    again.append(await nodes[0].act(reopened, HOST, first))
    assert [replace(reply, is_repeat=False) for reply in again] == [answer] * 3
    assert [reply.is_repeat for reply in again] == [True] * 3
    assert reopened.mirror.version == version


async def test_a_refusal_that_a_team_remembers_is_given_again_too(nodes: Pair) -> None:
    """Hidden lockout: the refusal is an event at the same time, and is stored nevertheless (rules 7)."""
    here, there = await on_both(nodes, sight=Sight.HIDDEN, ownership=Ownership.LOCKOUT, win=MAJORITY)
    await nodes[0].act(here, HOST, do.Mark(square=7))
    refused = await nodes[0].act(here, "guest", do.Mark(id="x", square=7))
    assert (refused.reason, refused.data) == ("taken", {})
    await nodes[0].act(here, HOST, do.Unmark(square=7))
    again = await nodes[1].act(there, "guest", do.Mark(id="x", square=7))
    assert replace(again, is_repeat=False) == refused


async def test_ids_are_a_seats_own(nodes: Pair) -> None:
    here, _ = await on_both(nodes)
    mine = await nodes[0].act(here, HOST, do.Mark(id="x", square=1))
    theirs = await nodes[0].act(here, "guest", do.Mark(id="x", square=2))
    assert [mine.verdict, theirs.verdict] == [Verdict.DONE, Verdict.DONE]
    assert here.state.held == {1: 1, 2: 2}


async def test_two_guests_who_join_with_one_id_are_two(nodes: Pair) -> None:
    here, _ = await on_both(nodes)
    seats = {await nodes[0].join(here, name, command_id="x") for name in ("third", "fourth")}
    assert seats == {3, 4}


async def test_the_mark_rate_is_an_exact_sliding_minute_over_both_nodes(nodes: Pair) -> None:
    """One seat, two tabs on two nodes: together not more than the rate (issue 2, "Limits")."""
    here, there = await on_both(nodes, mark_rate=5)
    clock = nodes[0].clock
    both = ((nodes[0], here), (nodes[1], there))
    for square in range(1, 6):
        node, live = both[square % 2]
        assert (await node.act(live, HOST, do.Mark(square=square))).verdict is Verdict.DONE
        clock.advance(1_000)
    await refused_for(55_000, both)
    clock.advance(54_999)
    await refused_for(1, both)
    clock.advance(1)
    assert (await nodes[0].act(here, HOST, do.Mark(square=6))).verdict is Verdict.DONE
    await refused_for(1_000, both)
    assert (await nodes[0].act(here, "guest", do.Mark(square=6))).verdict is Verdict.DONE, "each seat has its own rate"


async def refused_for(retry_ms: int, both: tuple[tuple[Node, Live], ...]) -> None:
    """On each node the host may mark again in so many ms, and not sooner."""
    for node, live in both:
        refused = await node.act(live, HOST, do.Unmark(id=f"too fast {retry_ms}".replace(" ", "-"), square=1))
        assert (refused.reason, refused.data) == ("slow_down", {"retry_ms": retry_ms})


async def test_a_mark_beyond_the_rate_is_not_remembered_and_done_when_it_comes_in_time(nodes: Pair) -> None:
    """Rules 1.2: the page sends it again under the same id."""
    here, _ = await on_both(nodes, mark_rate=1)
    await nodes[0].act(here, HOST, do.Mark(square=1))
    assert (await nodes[0].act(here, HOST, do.Mark(id="x", square=2))).reason == "slow_down"
    nodes[0].clock.advance(60_000)
    assert (await nodes[0].act(here, HOST, do.Mark(id="x", square=2))).verdict is Verdict.DONE


async def test_a_mark_that_was_done_is_answered_as_done_however_soon_it_comes_again(nodes: Pair) -> None:
    """The answer was lost with the net, and the rate is used up by the mark itself."""
    here, there = await on_both(nodes, mark_rate=1)
    done = await nodes[0].act(here, HOST, do.Mark(id="x", square=1))
    assert (await nodes[0].act(here, HOST, do.Mark(id="y", square=2))).reason == "slow_down"
    for node, live in ((nodes[0], here), (nodes[1], there)):
        again = await node.act(live, HOST, do.Mark(id="x", square=1))
        assert replace(again, is_repeat=False) == done


async def test_a_bulk_command_costs_one_token_for_ten_squares(nodes: Pair) -> None:
    """Rules 4."""
    here, _ = await on_both(nodes, mark_rate=3)
    wanted = tuple(do.Wanted(square=square) for square in range(1, 22))
    assert (await nodes[0].act(here, HOST, do.Bulk(squares=wanted))).verdict is Verdict.DONE
    assert (await nodes[0].act(here, HOST, do.Mark(square=22))).reason == "slow_down"
