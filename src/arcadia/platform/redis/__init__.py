"""The one connection pool to the Redis or Valkey server (imported only where REDIS_URL is set)."""

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
    """A server and our connections to it. Nothing is retried: each caller knows what a failure means.

    `answer_s` is how long an answer may take; who needs it shorter than others has connections of its own.
    """

    def __init__(self, url: str, *, answer_s: float = _ANSWER_S) -> None:
        self._pool: Final[BlockingConnectionPool] = BlockingConnectionPool.from_url(
            url,
            max_connections=_CONNECTIONS,
            timeout=_ANSWER_S,
            socket_timeout=answer_s,
            socket_connect_timeout=min(_CONNECT_S, answer_s),
            retry=Retry(NoBackoff(), 0),
        )
        self.client: Final = Redis(connection_pool=self._pool)
        """For commands that are answered within `answer_s`."""

    def make_connection(self) -> AbstractConnection:
        """Return a connection of its own, outside of the pool, that may wait for messages without end."""
        kwargs = {**self._pool.connection_kwargs, "socket_timeout": None}
        connection: AbstractConnection = self._pool.connection_class(**kwargs)
        return connection

    async def ping(self) -> None:
        """Return when the server answers.

        Raises:
            Unavailable: it does not, or not within a second.
        """
        try:
            await self.client.execute_command("PING")  # type: ignore[no-untyped-call]
        except FAULTS as error:
            message = f"could not reach the Redis server: {error}"
            raise Unavailable(message) from error

    async def close(self) -> None:
        """Close all connections of the pool."""
        await self.client.aclose()
        await self._pool.aclose()
