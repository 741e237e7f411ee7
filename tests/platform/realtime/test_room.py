"""Rooms and their viewers: encoded once, bounded, nobody skipped in silence, nobody waits for another."""

import asyncio
import json

import pytest
from websockets.frames import Frame
from websockets.streams import StreamReader

from arcadia.platform.clock import ManualClock
from arcadia.platform.realtime.hub import Hub
from arcadia.platform.realtime.member import HIGH_WATER, LOW_WATER, Member
from arcadia.platform.realtime.message import Message, text_frame
from arcadia.platform.realtime.room import GIVE_UP_AFTER_S, Room
from arcadia.platform.realtime.sse import StreamMember

LARGE = Message(json.dumps("x" * 60_000).encode())
NOTHING = b""


def viewer(audience: str = "public") -> StreamMember:
    return StreamMember(audience=audience)


def taken(member: StreamMember) -> list[bytes]:
    """What has been sent to a viewer; it has read it now."""
    chunks = list(member._chunks)
    member._chunks.clear()
    member._size = 0
    return chunks


def overflow(room: Room, audience: str = "public", *, now: float = 0.0) -> None:
    """Send more than a viewer who reads nothing may have waiting."""
    for _ in range(HIGH_WATER // len(LARGE.payload) + 2):
        room.broadcast(audience, LARGE, now=now)


def test_a_message_goes_to_its_audience_and_to_nobody_else() -> None:
    room, public, team = Room(), viewer(), viewer("team:1")
    room.join(public)
    room.join(team)
    room.broadcast("team:1", Message(b"1", 7), now=0.0)
    room.broadcast("nobody", Message(b"2"), now=0.0)
    assert taken(public) == []
    assert taken(team) == [b"id: 7\ndata: 1\n\n"]
    assert set(room.audiences()) == {"public", "team:1"}


def test_all_viewers_get_the_same_bytes() -> None:
    """Not equal ones: they are made once."""
    room, viewers = Room(), [viewer() for _ in range(3)]
    for one in viewers:
        room.join(one)
    message = Message(b"{}")
    room.broadcast("public", message, now=0.0)
    chunks = [taken(one)[0] for one in viewers]
    assert all(chunk is chunks[0] for chunk in chunks)
    assert message.frame is message.frame


def test_who_does_not_read_is_cut_off_and_nobody_else_is() -> None:
    room, slow, quick = Room(), viewer(), viewer()
    room.join(slow)
    room.join(quick)
    for _ in range(20):
        room.broadcast("public", LARGE, now=0.0)
        taken(quick)
    assert slow.lagging_since == 0.0
    assert slow.buffered() <= HIGH_WATER + len(LARGE.chunk), "bounded"
    before = slow.buffered()
    room.broadcast("public", Message(b"late"), now=1.0)
    assert slow.buffered() == before
    assert taken(quick) == [b"data: late\n\n"]
    assert quick.lagging_since is None


def test_who_has_read_on_gets_everything_anew_once_and_is_live_again() -> None:
    room, slow = Room(), viewer()
    room.join(slow)
    overflow(room)
    drained: list[Member] = []
    room.look_after_lagging(drained.append, now=1.0)
    assert drained == []
    taken(slow)
    room.look_after_lagging(drained.append, now=2.0)
    room.look_after_lagging(drained.append, now=3.0)
    assert drained == [slow]
    assert slow.lagging_since is None
    room.broadcast("public", Message(b"live"), now=4.0)
    assert taken(slow) == [b"data: live\n\n"]


def test_who_has_not_read_enough_stays_cut_off() -> None:
    room, slow = Room(), viewer()
    room.join(slow)
    overflow(room)
    drained: list[Member] = []
    slow._size = LOW_WATER + 1
    room.look_after_lagging(drained.append, now=1.0)
    slow._size = LOW_WATER
    assert drained == []
    room.look_after_lagging(drained.append, now=1.0)
    assert drained == [slow]


def test_who_reads_nothing_for_30_s_is_dropped() -> None:
    room, slow = Room(), viewer()
    room.join(slow)
    overflow(room, now=100.0)
    room.look_after_lagging(lambda _: None, now=100.0 + GIVE_UP_AFTER_S)
    assert len(room) == 1
    room.look_after_lagging(lambda _: None, now=100.1 + GIVE_UP_AFTER_S)
    assert room.is_empty
    assert (slow.buffered(), slow.send(Message(b"x"))) == (0, False)
    assert GIVE_UP_AFTER_S == 30


def test_who_is_gone_is_not_taken_for_slow() -> None:
    """A socket whose close frame is out takes nothing; a resync ten times a second would be made for nobody."""
    room, gone, other = Room(), viewer(), viewer()
    room.join(gone)
    room.join(other)
    gone.close(4003, "kicked")
    room.broadcast("public", Message(b"1"), now=0.0)
    resynced: list[Member] = []
    room.look_after_lagging(resynced.append, now=0.1)
    assert resynced == []
    assert taken(other) == [b"data: 1\n\n"]


def test_a_viewer_may_move_and_leave() -> None:
    room, one = Room(), viewer()
    room.join(one)
    room.move(one, "full")
    room.broadcast("public", Message(b"1"), now=0.0)
    room.broadcast("full", Message(b"2"), now=0.0)
    assert taken(one) == [b"data: 2\n\n"]
    assert room.audiences() == ["full"]
    room.leave(one)
    room.leave(one)
    room.broadcast("full", Message(b"3"), now=0.0)
    assert taken(one) == []
    assert room.is_empty


def test_who_moves_while_cut_off_stays_so_and_comes_back_to_the_new_audience() -> None:
    room, slow = Room(), viewer()
    room.join(slow)
    overflow(room)
    room.move(slow, "full")
    before = slow.buffered()
    room.broadcast("full", Message(b"1"), now=0.0)
    assert slow.buffered() == before
    taken(slow)
    room.look_after_lagging(lambda _: None, now=1.0)
    room.broadcast("full", Message(b"2"), now=2.0)
    assert taken(slow) == [b"data: 2\n\n"]


def test_who_leaves_while_cut_off_comes_again_as_anybody() -> None:
    room, slow = Room(), viewer()
    room.join(slow)
    overflow(room)
    room.leave(slow)
    assert room.is_empty
    taken(slow)
    room.join(slow)
    assert slow.lagging_since is None
    room.broadcast("public", Message(b"1"), now=0.0)
    assert taken(slow) == [b"data: 1\n\n"]


# Frames


@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 65_535, 65_536, 300_000])
def test_a_frame_is_what_the_standard_wants(size: int) -> None:
    """Read by a library (RFC 6455, 5.2): one unmasked text frame, final, with nothing behind it."""
    payload = b"x" * size
    reader = StreamReader()
    reader.feed_data(text_frame(payload))
    reader.feed_eof()
    parsing = Frame.parse(reader.read_exact, mask=False)
    with pytest.raises(StopIteration) as parsed:
        next(parsing)
    frame: Frame = parsed.value.value
    assert (frame.opcode, frame.fin, bytes(frame.data)) == (1, True, payload)
    assert reader.buffer == NOTHING


def test_a_chunk_carries_the_version_as_its_id() -> None:
    assert Message(b'{"v":7}', 7).chunk == b'id: 7\ndata: {"v":7}\n\n'
    assert Message(b'{"t":"presence"}').chunk == b'data: {"t":"presence"}\n\n'


# All rooms of a node


async def test_the_hub_brings_back_whoever_has_read_on() -> None:
    hub, slow = Hub(ManualClock()), viewer()
    room = hub.room("a")
    assert hub.room("a") is room
    room.join(slow)
    overflow(room)
    resynced: list[tuple[str, Member]] = []
    running = asyncio.create_task(hub.run(lambda key, member: resynced.append((key, member))))
    taken(slow)
    async with asyncio.timeout(30):
        while not resynced:
            await asyncio.sleep(0.01)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert resynced == [("a", slow)]


async def test_a_room_that_is_dropped_while_somebody_lags_is_looked_after_no_more() -> None:
    hub, slow = Hub(ManualClock()), viewer()
    room = hub.room("a")
    room.join(slow)
    overflow(room)
    room.leave(slow)
    hub.drop("a")
    running = asyncio.create_task(hub.run(lambda *_: None))
    await asyncio.sleep(0.25)
    assert not running.done()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert hub.room("a") is not room


def test_the_hub_closes_everybody_lagging_ones_included() -> None:
    hub, slow, other = Hub(ManualClock()), viewer(), viewer("full")
    hub.room("a").join(slow)
    hub.room("b").join(other)
    overflow(hub.room("a"))
    hub.close_all(1012, "restart")
    assert [slow.send(Message(b"x")), other.send(Message(b"x"))] == [False, False]
