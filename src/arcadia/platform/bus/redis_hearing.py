"""The hearing line of the Redis bus: one connection, subscribed as wanted, replaced when it breaks."""

import asyncio
import random
import time
from typing import Any, Final

import structlog
from redis.asyncio.connection import AbstractConnection
from redis.exceptions import ConnectionError as RedisConnectionError

from arcadia.platform.bus.listeners import Listeners
from arcadia.platform.observability import Counters
from arcadia.platform.redis.server import FAULTS, RedisServer

_PING_EVERY_S: Final = 2.0
_DEAD_AFTER_S: Final = 6.0
_PAUSES_S: Final = (0.05, 0.1, 0.2, 0.4, 0.8)
_RESUBSCRIBED: Final = b"resubscribed"
_log: Final = structlog.get_logger(__name__)


class Hearing:
    """Keeps one connection subscribed to all topics that have listeners; tells a gap when it had to be replaced."""

    def __init__(self, server: RedisServer, listeners: Listeners, counters: Counters, *, prefix: str) -> None:
        self._server = server
        self._listeners = listeners
        self._prefix = prefix
        self._commands: asyncio.Queue[tuple[str, ...]] = asyncio.Queue()
        self._confirmed: dict[str, asyncio.Event] = {}
        self._heard_at = 0.0
        self._failures = 0
        self._received = counters.counter("bus_messages_received", "Messages heard from the server")
        self._breaks = counters.counter("bus_breaks", "Times that the hearing connection failed or could not be made")

    def begin(self, topic: str) -> None:
        """Subscribe to a topic that has got its first listener."""
        self._confirmed[topic] = asyncio.Event()
        self._commands.put_nowait(("SUBSCRIBE", self._prefix + topic))

    def end_if_unheard(self, topic: str) -> None:
        """Unsubscribe from a topic that has lost its last listener."""
        if not self._listeners.has_any(topic):
            self._confirmed.pop(topic, None)
            self._commands.put_nowait(("UNSUBSCRIBE", self._prefix + topic))

    async def wait_confirmed(self, topic: str) -> None:
        """Return when the server has confirmed the subscription (at once where nobody wants it any more)."""
        if topic in self._confirmed:
            await self._confirmed[topic].wait()

    async def run(self) -> None:
        """Hear until cancelled; after a failure try again within a second."""
        while True:
            try:
                await self._hear()
            except* FAULTS as errors:
                self._note_break(errors.exceptions[0])
            await asyncio.sleep(self._pause_s())

    def _pause_s(self) -> float:
        longest = _PAUSES_S[min(self._failures, len(_PAUSES_S)) - 1]
        return longest * random.uniform(0.5, 1.0)  # noqa: S311 - spreads nodes in time, no secret

    def _note_break(self, error: Exception) -> None:
        self._failures += 1
        self._breaks.add()
        for confirmed in self._confirmed.values():
            confirmed.clear()
        if self._failures == 1:
            _log.warning("bus connection lost", error=str(error))

    async def _hear(self) -> None:
        connection = self._server.make_connection()
        try:
            async with asyncio.TaskGroup() as both:
                await connection.connect()  # type: ignore[no-untyped-call]
                await self._subscribe_all(connection)
                both.create_task(self._read(connection))
                both.create_task(self._write(connection))
        finally:
            await connection.disconnect(nowait=True)

    async def _subscribe_all(self, connection: AbstractConnection) -> None:
        while not self._commands.empty():
            self._commands.get_nowait()
        self._heard_at = time.monotonic()
        topics = [self._prefix + topic for topic in self._listeners.topics()]
        if topics:
            await connection.send_command("SUBSCRIBE", *topics, check_health=False)
        # Its answer comes after all confirmations: from then on nothing is missed, so a gap told then is the last.
        await connection.send_command("PING", _RESUBSCRIBED, check_health=False)

    async def _write(self, connection: AbstractConnection) -> None:
        while True:
            command: tuple[str, ...] = ("PING", "alive")
            try:
                async with asyncio.timeout(_PING_EVERY_S):
                    command = await self._commands.get()
            except TimeoutError:
                if time.monotonic() - self._heard_at > _DEAD_AFTER_S:
                    message = f"nothing heard for {_DEAD_AFTER_S} s"
                    raise RedisConnectionError(message) from None
            await connection.send_command(*command, check_health=False)

    async def _read(self, connection: AbstractConnection) -> None:
        while True:
            answer: Any = await connection.read_response(disable_decoding=True, push_request=True)
            self._heard_at = time.monotonic()
            self._take(answer)

    def _take(self, answer: Any) -> None:  # noqa: ANN401 - whatever the server says
        match answer:
            case [b"message", bytes(channel), bytes(payload)]:
                self._received.add()
                self._listeners.deliver(self._topic(channel), payload)
            case [b"subscribe", bytes(channel), _]:
                confirmed = self._confirmed.get(self._topic(channel))
                if confirmed is not None:
                    confirmed.set()
            case [b"pong", word] | word if word == _RESUBSCRIBED:
                self._tell_recovery()

    def _tell_recovery(self) -> None:
        if self._failures:
            self._failures = 0
            _log.info("bus connection is back")
            self._listeners.tell_gap()

    def _topic(self, channel: bytes) -> str:
        return channel.decode("utf-8", "replace").removeprefix(self._prefix)
