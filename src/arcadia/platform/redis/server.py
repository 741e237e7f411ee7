"""The server and our connections to it (imported only where REDIS_URL is set)."""

from typing import Final

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.connection import AbstractConnection
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from arcadia.core.errors import Unavailable

_CONNECTIONS: Final = 16
_ANSWER_S: Final = 1.0
_CONNECT_S: Final = 1.0

FAULTS: Final = (RedisError, OSError)
"""What a call may raise when the server is away, slow or restarted (time-outs included)."""


class RedisServer:
    """A server and every connection of this process to it. Nothing is retried: each caller knows what a failure means.

    Each part that works with it has a client, with connections and a patience of its own: who waits for a slow answer
    keeps nobody else from a connection.
    """

    def __init__(self, url: str) -> None:
        self._url: Final = url
        self._pools: Final[list[BlockingConnectionPool]] = []
        self._own: Final = self._make_pool(answer_s=_ANSWER_S, connections=1)
        self._pinging: Final = Redis(connection_pool=self._own)

    def make_client(self, *, answer_s: float = _ANSWER_S, connections: int = _CONNECTIONS) -> Redis:
        """Return a client that is closed with the server. An answer takes `answer_s` at most, or is a fault."""
        return Redis(connection_pool=self._make_pool(answer_s=answer_s, connections=connections))

    def make_connection(self) -> AbstractConnection:
        """Return a connection of its own, outside of any pool, that may wait for messages without end."""
        kwargs = {**self._own.connection_kwargs, "socket_timeout": None}
        connection: AbstractConnection = self._own.connection_class(**kwargs)
        return connection

    async def ping(self) -> None:
        """Return when the server answers.

        Raises:
            Unavailable: it does not, or not within a second.
        """
        try:
            await self._pinging.execute_command("PING")  # type: ignore[no-untyped-call]
        except FAULTS as error:
            message = f"could not reach the Redis server: {error}"
            raise Unavailable(message) from error

    async def close(self) -> None:
        """Close the connections of all clients."""
        for pool in self._pools:
            await pool.aclose()

    def _make_pool(self, *, answer_s: float, connections: int) -> BlockingConnectionPool:
        pool: BlockingConnectionPool = BlockingConnectionPool.from_url(
            self._url,
            max_connections=connections,
            timeout=_ANSWER_S,
            socket_timeout=answer_s,
            socket_connect_timeout=min(_CONNECT_S, answer_s),
            retry=Retry(NoBackoff(), 0),
        )
        self._pools.append(pool)
        return pool
