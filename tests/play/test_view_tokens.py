"""Sockets by a view token: they show its view, do nothing, and end when it does (details, "Streams and casters")."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from websockets.exceptions import InvalidStatus

from arcadia.core.errors import Forbidden
from arcadia.play.domain import commands as do
from arcadia.play.domain.settings import Sight
from arcadia.play.domain.state import Role
from arcadia.play.service.live import Live
from support.play_node import HOST, Node
from support.players import Player, close_all
from support.socket_server import Table

pytestmark = pytest.mark.asyncio(loop_scope="module")

WITHDRAWN = 4003


class Stage:
    """A session in which others' marks are secret: host and guest play, a referee judges."""

    def __init__(self, node: Node, table: Table, live: Live) -> None:
        self.node, self.table, self.live = node, table, live
        self.tokens = node.play_node.view_tokens
        self.viewers: list[Player] = []

    async def token(self, view: str, maker: str = "judge") -> str:
        made = await self.tokens.make(self.live, self.live.state.seat_of(maker), view)
        return str(made.token)

    async def viewer(self, token: str, *, wanted: str = "", name: str = "") -> Player:
        """Somebody who looks by a token, with somebody's cookie or none."""
        viewer = self.table.player(name, code=self.live.code)
        viewer.query = f"?token={token}&view={wanted}"
        self.viewers.append(viewer)
        await viewer.connect()
        return viewer

    async def mark(self, name: str, square: int) -> None:
        reply = await self.node.act(self.live, name, do.Mark(id=f"{name}-{square}", square=square))
        assert not reply.is_refused, reply


@pytest_asyncio.fixture(loop_scope="module")
async def stage(node: Node, table: Table) -> AsyncIterator[Stage]:
    live = await node.make(sight=Sight.HIDDEN)
    await node.join(live, "guest")
    seat = await node.join(live, "judge", role=Role.SPECTATOR)
    await node.act(live, HOST, do.SetRole(id="r", seat=seat, role=Role.REFEREE))
    made = Stage(node, table, live)
    yield made
    await close_all(*made.viewers)


def holders(viewer: Player) -> set[int]:
    """The teams whose marks came in an event."""
    return {team for event in viewer.events for square in event.get("squares", []) for team in square.get("held", [])}


async def test_a_viewer_gets_the_tokens_view_from_the_first_frame_on(stage: Stage) -> None:
    await stage.mark(HOST, 1)
    full = await stage.viewer(await stage.token("full"))
    team = await stage.viewer(await stage.token("team:2"))
    public = await stage.viewer(await stage.token("public"))
    narrowed = await stage.viewer(await stage.token("full"), wanted="team:1")
    assert [one.view["audience"] for one in (full, team, public)] == ["full", "team:2", "public"]
    assert narrowed.view["audience"] == "team:1"
    assert full.seat == 0
    await stage.mark("guest", 2)
    await stage.mark(HOST, 3)
    version = stage.live.state.version
    for one in (team, public, narrowed):
        await one.until(lambda one=one: one.version >= version)
    assert [holders(one) for one in (team, public, narrowed)] == [{2}, set(), {1}]


async def test_a_viewer_does_nothing_whatever_cookie_comes_along(stage: Stage) -> None:
    """Neither a mark nor, as only the host may, a new card."""
    viewer = await stage.viewer(await stage.token("full"), name=HOST)
    before = stage.live.state.version
    assert viewer.socket is not None
    for command in ({"do": "mark", "square": 5}, {"do": "finish"}, {"do": "new_card"}, {"do": "say", "text": "x"}):
        answer = await viewer.ask(command)
        assert (answer["t"], answer["reason"]) == ("refused", "no_seat"), command
    assert stage.live.state.version == before


async def test_a_viewer_of_a_team_does_not_hear_its_talk(stage: Stage) -> None:
    teammate = await stage.table.connected("guest", code=stage.live.code)
    viewer, before = await stage.viewer(await stage.token("team:2")), stage.live.state.version
    await stage.node.act(stage.live, "guest", do.Say(id="s1", text="a word to the team", to_team=True))
    await stage.node.act(stage.live, "guest", do.Say(id="s2", text="a word to all"))
    await viewer.until(lambda: "a word to all" in json.dumps(viewer.frames))
    await teammate.until(lambda: "a word to all" in json.dumps(teammate.frames))
    assert "a word to the team" in json.dumps(teammate.frames), "it was there to be heard"
    assert "a word to the team" not in json.dumps(viewer.frames)
    resumed = await stage.viewer(await stage.token("team:2"))
    await resumed.cut()
    await resumed.connect(since=before)
    assert "a word to all" in json.dumps(resumed.frames)
    assert "a word to the team" not in json.dumps(resumed.frames), "nor by coming back"
    await close_all(teammate)


async def test_taking_a_token_back_closes_what_is_open_by_it_and_nothing_else(stage: Stage) -> None:
    kept = await stage.viewer(await stage.token("public"))
    token = await stage.token("full")
    closed = [await stage.viewer(token) for _ in range(3)]
    judge = stage.live.state.seat_of("judge")
    assert await stage.tokens.take_back(stage.live, judge, "full")
    for one in closed:
        assert (await one.closed())[0] == WITHDRAWN
    assert not kept.is_cut_off
    with pytest.raises(InvalidStatus) as refused:
        await stage.viewer(token)
    assert refused.value.response.status_code == 403


async def test_a_viewer_is_closed_when_the_maker_may_not_see_as_much_any_more(stage: Stage) -> None:
    full = await stage.viewer(await stage.token("full"))
    public = await stage.viewer(await stage.token("public"))
    seat = stage.live.state.seat_of("judge")
    assert seat is not None
    await stage.node.act(stage.live, HOST, do.SetRole(id="back", seat=seat.number, role=Role.SPECTATOR))
    assert (await full.closed())[0] == WITHDRAWN
    await stage.mark(HOST, 9)
    await public.until(lambda: public.version >= stage.live.state.version)
    assert not public.is_cut_off


async def test_a_password_is_passed_by_a_token_for_the_public_view(node: Node, table: Table) -> None:
    live = await node.make(password="a password of some length")
    stage = Stage(node, table, live)
    with pytest.raises(InvalidStatus):
        await stage.viewer("")
    viewer = await stage.viewer(await stage.token("public", HOST))
    await stage.mark(HOST, 1)
    await viewer.until(lambda: holders(viewer) == {1})
    await close_all(viewer)


async def test_what_another_node_took_back_closes_here_at_the_next_look(tables: tuple[Table, Table]) -> None:
    here, there = tables
    live = await here.node.make()
    stage, other = Stage(here.node, here, live), await there.node.open(live)
    viewer = await stage.viewer(await stage.token("public", HOST))
    assert await there.node.play_node.view_tokens.take_back(other, other.state.seat_of(HOST), "public")
    assert not viewer.is_cut_off
    await stage.tokens.close_withdrawn()
    assert (await viewer.closed())[0] == WITHDRAWN
    await close_all(viewer)


async def test_of_many_made_at_once_for_one_view_exactly_one_shows_it(stage: Stage) -> None:
    for _ in range(5):
        tokens = await asyncio.gather(*(stage.token("full") for _ in range(8)))
        shown = [await is_shown(stage, token) for token in tokens]
        assert shown.count(True) == 1


async def is_shown(stage: Stage, token: str) -> bool:
    try:
        await stage.tokens.open(stage.live, token)
    except Forbidden:
        return False
    return True
