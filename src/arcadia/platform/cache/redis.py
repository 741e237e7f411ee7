r"""The store of all nodes: a Redis or Valkey server (imported only where REDIS_URL is set).

    <prefix>v:<key>    "<stored_at> <generation>,<generation>\n<body>", expiring
    <prefix>t:<tag>    the tag's generation; expires later than any value, so its going voids nothing that lives
    <prefix>l:<key>    the lock of whoever loads the key: who that is, expiring

A generation that the server has evicted makes misses, never an old value. Dropping is a deletion, which a full server
takes as well. No command looks at more than the keys it names (K3).
"""

from collections.abc import Collection, Sequence
from typing import Any, Final

from redis.exceptions import OutOfMemoryError

from arcadia.platform.cache.store import LOCK_S, Claim, Kept
from arcadia.platform.ids import make_id
from arcadia.platform.redis.server import FAULTS, RedisServer
from arcadia.platform.resilience import Policy

PREFIX: Final = "arcadia:cache:1:"
"""The number is the version of what this file writes."""
ANSWER_S: Final = 0.25
"""A server that takes longer for one answer is of no use to a request (stack.md, "cache")."""
_GENERATION_S: Final = 86_400
_MS: Final = 1_000
_GIVE_UP: Final = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0"


class RedisStore:
    """Values of all nodes that name the same server, which has `answer_s` for each answer."""

    # K5: three more attempts, waits growing by two, all within 3 s. K6: half of the calls failing opens for 30 s; the
    # window is short, since what went well before a server froze would keep requests waiting for as long as it counts.
    policy: Policy = Policy(attempts=4, first_wait_s=0.02, most_at_once=1_000, window_s=3)
    faults: tuple[type[Exception], ...] = FAULTS
    is_shared = True

    def __init__(self, server: RedisServer, *, prefix: str = PREFIX, answer_s: float = ANSWER_S) -> None:
        self._client: Final = server.make_client(answer_s=answer_s)
        self._prefix: Final = prefix

    async def read(self, key: str, tags: Collection[str]) -> Kept | None:
        """See `Store.read`. One round trip."""
        raw, *generations = await self._client.mget(self._value(key), *self._generations(tags))
        return _kept(raw, generations)

    async def claim(self, key: str, tags: Collection[str], *, holder: str) -> Claim:
        """See `Store.claim`. One round trip."""
        pipeline = self._client.pipeline(transaction=False)
        pipeline.set(self._lock(key), holder, nx=True, px=int(LOCK_S * _MS))
        for name in self._generations(tags):
            pipeline.set(name, make_id(), nx=True, ex=_GENERATION_S)
        pipeline.mget(self._lock(key), self._value(key), *self._generations(tags))
        *_, (lock, raw, *generations) = _checked(await pipeline.execute(raise_on_error=False))
        if None in generations or lock is None:
            return Claim(None, is_ours=False)
        names = tuple(one.decode() for one in generations)
        return Claim(names, is_ours=lock == holder.encode(), kept=_kept(raw, generations))

    async def keep(
        self, key: str, tags: Collection[str], kept: Kept, claim: Claim, *, holder: str, for_s: float
    ) -> bool:
        """See `Store.keep`. One round trip."""
        head = f"{kept.stored_at} {','.join(claim.generations or ())}\n".encode()
        pipeline = self._client.pipeline(transaction=False)
        pipeline.set(self._value(key), head + kept.body, px=int(for_s * _MS))
        pipeline.eval(_GIVE_UP, 1, self._lock(key), holder)
        stored, _ = _checked(await pipeline.execute(raise_on_error=False))
        return stored is True

    async def give_up(self, key: str, *, holder: str) -> None:
        """See `Store.give_up`."""
        await self._client.eval(_GIVE_UP, 1, self._lock(key), holder)  # type: ignore[misc]

    async def drop(self, tags: Collection[str]) -> None:
        """See `Store.drop`. One round trip."""
        await self._client.delete(*self._generations(tags))

    def _value(self, key: str) -> str:
        return f"{self._prefix}v:{key}"

    def _lock(self, key: str) -> str:
        return f"{self._prefix}l:{key}"

    def _generations(self, tags: Collection[str]) -> list[str]:
        return [f"{self._prefix}t:{tag}" for tag in tags]


def _kept(raw: bytes | None, generations: Sequence[bytes | None]) -> Kept | None:
    """Return a stored value, where it was loaded under the generations that its tags have now."""
    if raw is None or None in generations:
        return None
    head, _, body = raw.partition(b"\n")
    stored_at, _, kept_under = head.partition(b" ")
    if kept_under != b",".join(filter(None, generations)) or not stored_at.isdigit():
        return None
    return Kept(body, int(stored_at))


def _checked(answers: Sequence[Any]) -> Sequence[Any]:
    """Return the answers of a pipeline. A full server is no fault: what it did not store is simply not there."""
    for answer in answers:
        if isinstance(answer, OutOfMemoryError):
            continue
        if isinstance(answer, Exception):
            raise answer
    return answers
