"""The raw socket on the transports of production: no peer's fault ever raises, whatever the moment (stack, "server")."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import pytest
import uvloop

from arcadia.platform.realtime.member import SocketMember
from arcadia.platform.realtime.message import Message, text_frame
from arcadia.platform.realtime.room import Room
from arcadia.platform.realtime.socket import EXTENSION, RawSocket
from arcadia.platform.realtime.sse import COMMENT_EVERY_S, UNREAD_S
from arcadia.web.asgi import Receive, Scope, Send
from arcadia.web.server.serving import PACE, Pace
from support.raw_client import PING, PONG, TEXT, RawClient, frame
from support.socket_server import live, served

Value = TypeVar("Value")
PATIENCE_S = 30
MANY = 20


@dataclass
class Connection:
    """One connection as the application has it; what it is given is kept."""

    raw: RawSocket
    send: Send
    received: list[dict[str, Any]] = field(default_factory=list)
    texts: list[bytes] = field(default_factory=list)
    is_over: bool = False

    async def accept(self) -> None:
        await self.send({"type": "websocket.accept"})


class Host:
    """An application that accepts sockets, at once or when the test says so."""

    def __init__(self, *, accepts: bool = True, takes_text: bool = True) -> None:
        self.connections: list[Connection] = []
        self._accepts = accepts
        self._takes_text = takes_text

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await live(receive, send)
            return
        connection = Connection(scope["extensions"][EXTENSION], send)
        await receive()
        if self._accepts:
            await connection.accept()
        if self._takes_text:
            connection.raw.on_text = connection.texts.append
        self.connections.append(connection)
        while (event := await receive())["type"] != "websocket.disconnect":
            connection.received.append(dict(event))
        connection.is_over = True

    async def connection(self, number: int = 0) -> Connection:
        await until(lambda: len(self.connections) > number)
        return self.connections[number]


def on_uvloop(main: Callable[[], Awaitable[None]]) -> None:
    """Run a test on the event loop of production: its closed transports raise where others only warn."""

    async def run() -> None:
        await main()

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(run())


async def until(holds: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not holds():
            await asyncio.sleep(0.005)


async def in_thread(work: Callable[..., Value], *args: Any) -> Value:
    return await asyncio.to_thread(work, *args)


def with_one_socket(
    test: Callable[[Host, Connection, RawClient], Awaitable[None]], *, pace: Pace = PACE, **host: Any
) -> None:
    """Run a test with a server and one client that has shaken hands."""

    async def main() -> None:
        application = Host(**host)
        async with served(application, pace=pace) as (url, _):
            client = RawClient(url)
            try:
                head = await in_thread(client.shake_hands, "/")
                assert head.startswith("HTTP/1.1 101")
                await test(application, await application.connection(), client)
            finally:
                client.close()

    on_uvloop(main)


def test_what_is_written_arrives_as_it_is() -> None:
    async def test(_: Host, connection: Connection, client: RawClient) -> None:
        for size in (0, 125, 126, 65_535, 65_536, 200_000):
            assert connection.raw.write(text_frame(b"x" * size)) is True
            assert await in_thread(client.receive) == (TEXT, b"x" * size)

    with_one_socket(test)


def test_before_the_handshake_is_over_nothing_is_written() -> None:
    async def main() -> None:
        application = Host(accepts=False)
        async with served(application) as (url, _):
            client = RawClient(url)
            shaking = asyncio.create_task(in_thread(client.shake_hands, "/"))
            connection = await application.connection()
            assert connection.raw.write(text_frame(b"too early")) is False
            connection.raw.close(1000)
            await connection.accept()
            assert (await shaking).startswith("HTTP/1.1 101")
            assert connection.raw.write(text_frame(b"in time")) is True
            assert await in_thread(client.receive) == (TEXT, b"in time")
            client.close()

    on_uvloop(main)


def test_after_the_close_frame_nothing_is_written() -> None:
    async def test(_: Host, connection: Connection, client: RawClient) -> None:
        connection.raw.close(4003, "kicked")
        assert connection.raw.write(text_frame(b"too late")) is False
        connection.raw.close(1000, "again")
        assert await in_thread(client.receive_close) == (4003, "kicked")
        client.send((4003).to_bytes(2, "big"), opcode=0x8)
        assert await in_thread(client.is_hung_up)
        await until(lambda: connection.is_over)

    with_one_socket(test)


def test_a_peer_that_does_not_answer_the_close_frame_is_dropped() -> None:
    async def test(_: Host, connection: Connection, client: RawClient) -> None:
        connection.raw.close(4003, "kicked")
        assert await in_thread(client.is_hung_up)
        await until(lambda: connection.is_over)

    with_one_socket(test)


@pytest.mark.parametrize("end", ["reset", "close"])
def test_after_the_peer_is_gone_nothing_raises(end: str) -> None:
    """uvloop raises on a closed transport; one such error ended a whole broadcast in a probe."""

    async def test(_: Host, connection: Connection, client: RawClient) -> None:
        getattr(client, end)()
        await until(lambda: connection.is_over)
        assert connection.raw.write(text_frame(b"anybody?")) is False
        assert connection.raw.buffered() == 0
        connection.raw.close(1000, "nobody hears")
        connection.raw.abort()

    with_one_socket(test)


def test_an_aborted_socket_is_gone_at_once_with_what_was_buffered() -> None:
    async def test(_: Host, connection: Connection, client: RawClient) -> None:
        while connection.raw.buffered() < 1_000_000:
            connection.raw.write(text_frame(b"x" * 65_536))
        connection.raw.abort()
        assert connection.raw.write(text_frame(b"x")) is False
        assert await in_thread(client.is_hung_up)
        await until(lambda: connection.is_over)

    with_one_socket(test)


def test_what_the_peer_does_not_take_is_counted() -> None:
    async def test(_: Host, connection: Connection, client: RawClient) -> None:
        assert connection.raw.buffered() == 0
        written = 0
        while connection.raw.buffered() == 0:
            connection.raw.write(text_frame(b"x" * 60_000))
            written += 1
            await asyncio.sleep(0)
        for _ in range(written):
            assert (await in_thread(client.receive))[1] == b"x" * 60_000
        await until(lambda: connection.raw.buffered() == 0)

    with_one_socket(test)


def test_a_peer_reset_in_the_middle_of_a_broadcast_does_not_reach_the_next() -> None:
    async def main() -> None:
        application, room = Host(), Room()
        async with served(application) as (url, _):
            clients = [RawClient(url) for _ in range(MANY)]
            for number, client in enumerate(clients):
                await in_thread(client.shake_hands, "/")
                room.join(SocketMember((await application.connection(number)).raw, audience="public"))
            for number in range(MANY):
                if number % 5 == 2:
                    clients[number].reset()
                room.broadcast("public", Message(b"%d" % number), now=0.0)
                await asyncio.sleep(0)
            for number, client in enumerate(clients):
                if number % 5 != 2:
                    received = [await in_thread(client.receive) for _ in range(MANY)]
                    assert received == [(TEXT, b"%d" % sent) for sent in range(MANY)]
                    client.close()

    on_uvloop(main)


def test_text_comes_by_the_call_and_binary_by_the_queue() -> None:
    async def test(_: Host, connection: Connection, client: RawClient) -> None:
        client.send(b"one")
        client.send(b"two", opcode=0x2)
        client.send_bytes(frame(b"thr", is_last=False) + frame(b"ee", opcode=0x0))
        await until(lambda: len(connection.texts) == 2 and connection.received)
        assert connection.texts == [b"one", b"three"]
        assert [event.get("bytes") for event in connection.received] == [b"two"]

    with_one_socket(test)


def test_text_without_a_taker_comes_by_the_queue() -> None:
    async def test(_: Host, connection: Connection, client: RawClient) -> None:
        client.send(b"one")
        client.send(b"two")
        await until(lambda: len(connection.received) == 2)
        assert [event["text"] for event in connection.received] == ["one", "two"]
        assert connection.texts == []

    with_one_socket(test, takes_text=False)


def test_after_a_close_frame_of_ours_the_peer_is_not_listened_to() -> None:
    async def test(_: Host, connection: Connection, client: RawClient) -> None:
        client.send(b"before")
        await until(lambda: connection.texts)
        connection.raw.close(1012, "restart")
        client.send(b"after")
        client.send((1012).to_bytes(2, "big"), opcode=0x8)
        await until(lambda: connection.is_over)
        assert connection.texts == [b"before"]

    with_one_socket(test)


def test_a_text_that_is_not_utf8_does_not_end_the_connection() -> None:
    """The application decodes, and says what is wrong."""

    async def test(_: Host, connection: Connection, client: RawClient) -> None:
        client.send(b"\xff\xfe")
        client.send(b"good")
        await until(lambda: len(connection.texts) == 2)
        assert connection.texts == [b"\xff\xfe", b"good"]

    with_one_socket(test)


# Dead peers


QUICK = Pace(ping_every_s=0.15, pong_within_s=0.15)


def test_a_peer_that_answers_pings_stays() -> None:
    async def test(_: Host, connection: Connection, client: RawClient) -> None:
        for _ in range(4):
            opcode, payload = await in_thread(client.receive)
            assert opcode == PING
            client.send(payload, opcode=PONG)
        assert not connection.is_over
        assert connection.raw.write(text_frame(b"still here"))

    with_one_socket(test, pace=QUICK)


def test_a_peer_that_answers_no_ping_is_gone_after_a_ping_and_its_timeout() -> None:
    async def test(_: Host, connection: Connection, client: RawClient) -> None:
        await until(lambda: connection.is_over)
        assert connection.raw.write(text_frame(b"anybody?")) is False
        assert await in_thread(client.is_hung_up)

    with_one_socket(test, pace=QUICK)


def test_a_dead_peer_with_a_full_buffer_is_gone_as_soon() -> None:
    """It takes no close frame either: nobody waits for its buffer to drain."""

    async def test(_: Host, connection: Connection, client: RawClient) -> None:
        while connection.raw.buffered() < 1_000_000:
            connection.raw.write(text_frame(b"x" * 65_536))
        await until(lambda: connection.is_over)
        assert connection.raw.buffered() == 0

    with_one_socket(test, pace=QUICK)


def test_the_pace_of_production_notices_a_dead_peer_within_30_s() -> None:
    """Issue 2, "Realtime hub": by the ping of a socket, by the comment of an event stream."""
    assert PACE.ping_every_s + PACE.pong_within_s < 30
    assert COMMENT_EVERY_S + UNREAD_S < 30
