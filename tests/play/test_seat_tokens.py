"""Sockets and streams by a seat token: they are the seat, their marks a tracker's, and they end when the token does."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from websockets.exceptions import InvalidStatus

from arcadia.core.errors import ArcadiaError
from arcadia.play.domain import commands as do
from arcadia.play.domain.settings import Settings
from arcadia.play.service.live import Live
from support.play_node import HOST, Node
from support.players import Player, close_all
from support.socket_server import Table

pytestmark = pytest.mark.asyncio(loop_scope="module")

WITHDRAWN = 4003


class Desk:
    """A session with a host and a guest who connect trackers."""

    def __init__(self, node: Node, table: Table, live: Live) -> None:
        self.node, self.table, self.live = node, table, live
        self.tokens = node.play_node.seat_tokens
        self.trackers: list[Player] = []

    async def token(self, name: str = "guest") -> str:
        made = await self.tokens.make(self.live, self.live.state.seat_of(name), "a tracker")
        return str(made.token)

    async def tracker(self, token: str, *, cookie: str = "") -> Player:
        tracker = self.table.player(cookie, code=self.live.code)
        tracker.token = token
        self.trackers.append(tracker)
        await tracker.connect()
        return tracker

    async def take_all_back(self, name: str = "guest") -> None:
        seat = self.live.state.seat_of(name)
        for row in await self.tokens.list_made(self.live, seat):
            await self.tokens.take_back(self.live, seat, row.id)

    async def act(self, name: str, command: do.Command) -> None:
        reply = await self.node.act(self.live, name, command)
        assert not reply.is_refused, reply


@pytest_asyncio.fixture(loop_scope="module")
async def desk(node: Node, table: Table) -> AsyncIterator[Desk]:
    live = await node.make()
    await node.join(live, "guest")
    made = Desk(node, table, live)
    yield made
    await close_all(*made.trackers)


async def test_a_tracker_is_the_seat_and_its_marks_say_so(desk: Desk) -> None:
    watcher = await desk.table.connected(HOST, code=desk.live.code)
    tracker = await desk.tracker(await desk.token())
    assert (tracker.seat, tracker.view["audience"]) == (2, "team:2")
    for command in ({"do": "mark", "square": 3}, {"do": "mark", "square": 4, "by_tracker": False}):
        await tracker.ask(command)
        version = desk.live.state.version
        await watcher.until(lambda version=version: watcher.version >= version)
        line = watcher.events[-1]["line"]
        assert (line["square"], line["seat"], line["by_tracker"]) == (command["square"], 2, True)
    await close_all(watcher)


async def test_a_wrong_token_opens_no_socket(desk: Desk) -> None:
    token = await desk.token()
    for wrong in ("x", token[:-1], token + "A"):
        with pytest.raises(InvalidStatus) as refused:
            await desk.tracker(wrong, cookie=HOST)
        assert refused.value.response.status_code == 401


async def test_taking_a_token_back_closes_what_is_open_by_it_and_nothing_else(desk: Desk) -> None:
    own = await desk.table.connected("guest", code=desk.live.code)
    kept = await desk.tracker(await desk.token(HOST))
    token = await desk.token()
    closed = [await desk.tracker(token) for _ in range(3)]
    await desk.take_all_back()
    for one in closed:
        assert (await one.closed())[0] == WITHDRAWN
    await desk.act(HOST, do.Mark(id="m9", square=9))
    for one in (own, kept):
        await one.until(lambda one=one: one.version >= desk.live.state.version)
        assert not one.is_cut_off
    await close_all(own)


@pytest.mark.parametrize(
    "command",
    [do.Leave(id="end"), do.Kick(id="end", seat=2), do.CancelSession(id="end")],
    ids=["leaves", "kicked", "session ends"],
)
async def test_a_tracker_goes_with_its_seat_and_with_the_session(desk: Desk, command: do.Command) -> None:
    tracker = await desk.tracker(await desk.token())
    await desk.act("guest" if isinstance(command, do.Leave) else HOST, command)
    assert (await tracker.closed())[0] == WITHDRAWN


async def test_a_tracker_goes_when_the_host_forbids_them(node: Node, table: Table) -> None:
    live = await node.make(quick=False)
    desk = Desk(node, table, live)
    tracker = await desk.tracker(await desk.token(HOST))
    await desk.act(HOST, do.ChangeSettings(id="s", settings=Settings(trackers=False)))
    assert (await tracker.closed())[0] == WITHDRAWN


async def test_what_another_node_took_back_closes_here_at_the_next_look(tables: tuple[Table, Table]) -> None:
    here, there = tables
    live = await here.node.make()
    desk, elsewhere = Desk(here.node, here, live), await there.node.open(live)
    tracker = await desk.tracker(await desk.token(HOST))
    tokens, seat = there.node.play_node.seat_tokens, elsewhere.state.seat_of(HOST)
    (row,) = await tokens.list_made(elsewhere, seat)
    assert await tokens.take_back(elsewhere, seat, row.id)
    assert not tracker.is_cut_off
    await desk.tokens.close_withdrawn()
    assert (await tracker.closed())[0] == WITHDRAWN


async def test_a_token_made_while_its_seat_is_left_opens_nothing_when_its_holder_is_back(desk: Desk) -> None:
    for turn in range(8):
        outcomes = await asyncio.gather(
            *(desk.token() for _ in range(4)),
            desk.act("guest", do.Leave(id=f"leave {turn}")),
            *(desk.token() for _ in range(4)),
            return_exceptions=True,
        )
        assert all(isinstance(one, str | ArcadiaError | None) for one in outcomes), outcomes
        await desk.tokens.forget_ended()
        await desk.node.join(desk.live, "guest")
        for token in (one for one in outcomes if isinstance(one, str)):
            with pytest.raises(ArcadiaError):
                await desk.tokens.open(desk.live, token)
        assert await desk.tokens.list_made(desk.live, desk.live.state.seat_of("guest")) == ()
