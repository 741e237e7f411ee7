"""A public that is delayed sees everything later, by every source, and nothing sooner (rules 7)."""

import asyncio
from typing import Any

from arcadia.play.domain import commands as do
from arcadia.play.domain.audience import PUBLIC
from arcadia.play.domain.settings import Settings
from arcadia.play.domain.views import view
from arcadia.play.service.live import Live
from support.play_node import HOST, Node, Viewer

SECOND = 1_000
DELAY_S = 30


def let_pass(node: Node, seconds: float) -> None:
    """Let time pass, and show the public what it may see by then."""
    node.clock.advance(round(seconds * SECOND))
    node.play_node.registry.show_public()


def states_of_squares(frames: list[dict[str, Any]]) -> list[set[str]]:
    """What the squares of each snapshot look like."""
    return [
        {square.get("state", "open") for square in frame["view"]["squares"]}
        for frame in frames
        if frame.get("t") == "snapshot"
    ]


async def test_a_mark_becomes_public_when_its_delay_is_over_and_not_before(node: Node) -> None:
    live = await node.make(delay_s=DELAY_S)
    public, own = node.watch(live), node.watch(live, 1, principal=HOST)
    marked = await node.act(live, HOST, do.Mark(square=7))
    let_pass(node, DELAY_S - 0.001)
    assert [frame["v"] for frame in own.read()] == [marked.version]
    assert public.read() == []
    let_pass(node, 0.001)
    assert [frame["v"] for frame in public.read()] == [marked.version]


async def test_everything_comes_in_order_at_the_distance_at_which_it_happened(node: Node) -> None:
    live = await node.make(delay_s=DELAY_S)
    public = node.watch(live)
    versions = []
    for square in (1, 2, 3):
        versions.append((await node.act(live, HOST, do.Mark(square=square))).version)
        let_pass(node, 10)
    heard = []
    for _ in range(3):
        heard.append([frame["v"] for frame in public.read()])
        let_pass(node, 10)
    assert heard == [[versions[0]], [versions[1]], [versions[2]]]


async def test_a_delay_that_is_taken_away_lets_everything_go_at_once(node: Node) -> None:
    live = await node.make(delay_s=DELAY_S, quick=False)
    public = node.watch(live)
    said = await node.act(live, HOST, do.Say(text="soon public"))
    await node.act(live, HOST, do.ChangeSettings(settings=Settings(mark_rate=0)))
    let_pass(node, 0.001)
    assert [frame["v"] for frame in public.read()] == [said.version, said.version + 1]
    later = await node.act(live, HOST, do.Say(text="public at once"))
    assert [frame["v"] for frame in public.read()] == [later.version]


async def covered_session(node: Node) -> tuple[Live, Viewer, Viewer]:
    """A delayed session with a covered card: its countdown of 10 s has begun. The public, and the host's viewer."""
    live = await node.make(delay_s=DELAY_S, quick=False, covered=True, countdown_s=10)
    public, own = node.watch(live), node.watch(live, 1, principal=HOST)
    await node.act(live, HOST, do.Start())
    return live, public, own


async def test_a_covered_card_is_shown_to_the_public_when_its_countdown_ends_there(node: Node) -> None:
    """No event happens then; a public that got no snapshot would look at a covered card for ever."""
    live, public, _ = await covered_session(node)
    let_pass(node, DELAY_S)
    let_pass(node, 9.999)
    assert "goal 7" not in str(public.read())
    let_pass(node, 0.001)
    assert states_of_squares(public.read()) == [{"open"}]
    let_pass(node, 60)
    assert public.read() == [], "once"
    assert live.delay is not None


async def test_the_end_of_the_players_countdown_shows_the_public_nothing(node: Node) -> None:
    live, public, own = await covered_session(node)
    node.clock.advance(10 * SECOND)
    node.play_node.registry.uncover(live)
    assert states_of_squares(own.read()) == [{"open"}]
    assert public.read() == [], "not even that something happens"
    let_pass(node, DELAY_S - 10)
    now = node.clock.now_ms()
    assert "goal 7" not in str(view(live.state_for(PUBLIC), PUBLIC, live.time_for(PUBLIC, now)))


async def test_nobody_finds_a_session_before_its_delay_is_known(node: Node) -> None:
    """The delay is worked out from the log while others ask for the same session."""
    live = await node.make(delay_s=600)
    node.clock.advance(SECOND)
    marked = await node.act(live, HOST, do.Mark(square=7))
    await node.play_node.registry.close()
    seen: list[int] = []

    async def look() -> None:
        opened = await node.open(live)
        seen.append(opened.state_for(PUBLIC).version)

    async def look_all_the_time() -> None:
        while (found := node.play_node.registry.find(live.id)) is None:
            await asyncio.sleep(0)
        seen.append(found.state_for(PUBLIC).version)

    await asyncio.gather(look_all_the_time(), *(look() for _ in range(5)))
    assert len(seen) == 6
    assert max(seen) < marked.version
