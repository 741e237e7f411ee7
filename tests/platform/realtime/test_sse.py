"""A viewer on an event stream: chunks in order, a comment in the silence, an end."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from arcadia.platform.realtime.message import Message
from arcadia.platform.realtime.sse import COMMENT_EVERY_S, StreamMember


@pytest.fixture
def member() -> StreamMember:
    return StreamMember(audience="public")


async def next_of(chunks: AsyncIterator[bytes]) -> bytes:
    async with asyncio.timeout(30):
        return await anext(chunks)


async def test_chunks_come_in_order_and_as_soon_as_they_are_sent(member: StreamMember) -> None:
    member.send(Message(b"1", 1))
    chunks = member.chunks()
    assert await next_of(chunks) == b"id: 1\ndata: 1\n\n"
    waiting = asyncio.create_task(next_of(chunks))
    await asyncio.sleep(0)
    for number in (2, 3):
        member.send(Message(b"%d" % number, number))
    assert await waiting == b"id: 2\ndata: 2\n\n"
    assert await next_of(chunks) == b"id: 3\ndata: 3\n\n"


async def test_what_waits_is_counted(member: StreamMember) -> None:
    sent = [Message(b"x" * size) for size in (10, 100, 1_000)]
    for message in sent:
        member.send(message)
    assert member.buffered() == sum(len(message.chunk) for message in sent)
    chunks = member.chunks()
    for _ in sent:
        await next_of(chunks)
    assert member.buffered() == 0


async def test_in_the_silence_comes_a_comment_again_and_again(member: StreamMember) -> None:
    """So that no proxy thinks the stream dead (architecture: every 15 s)."""
    chunks = member.chunks(comment_every_s=0.02)
    assert [await next_of(chunks) for _ in range(3)] == [b": still here\n\n"] * 3
    member.send(Message(b"1"))
    assert await next_of(chunks) == b"data: 1\n\n"
    assert COMMENT_EVERY_S == 15


async def test_a_stream_that_is_closed_ends_behind_what_was_sent(member: StreamMember) -> None:
    member.send(Message(b"the last"))
    member.close(4003, "kicked")
    assert member.send(Message(b"too late")) is False
    assert [chunk async for chunk in member.chunks()] == [b"data: the last\n\n"]


async def test_a_stream_that_waits_ends_when_it_is_closed(member: StreamMember) -> None:
    chunks = member.chunks()
    waiting = asyncio.create_task(next_of(chunks))
    await asyncio.sleep(0)
    member.close(1012, "restart")
    with pytest.raises(StopAsyncIteration):
        await waiting


async def test_a_stream_that_is_aborted_ends_at_once(member: StreamMember) -> None:
    member.send(Message(b"never sent"))
    member.abort()
    assert member.buffered() == 0
    assert [chunk async for chunk in member.chunks()] == []
