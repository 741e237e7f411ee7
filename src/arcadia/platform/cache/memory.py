"""The store of one process: bounded, the value that was used longest ago makes room."""

from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from arcadia.core.clock import Clock
from arcadia.platform.cache.store import LOCK_S, Claim, Kept
from arcadia.platform.ids import make_id
from arcadia.platform.resilience import Policy

MOST_BYTES: Final = 64 * 1024 * 1024
MOST_TAGS: Final = 50_000


@dataclass(frozen=True, slots=True)
class _Entry:
    kept: Kept
    generations: tuple[str, ...]
    ends_at: float


@dataclass(frozen=True, slots=True)
class _Lock:
    holder: str
    ends_at: float


class MemoryStore:
    """Values of this process alone."""

    policy: Policy = Policy(least_calls=1_000_000)
    faults: tuple[type[Exception], ...] = ()
    is_shared = False

    def __init__(self, clock: Clock, *, most_bytes: int = MOST_BYTES) -> None:
        self._clock = clock
        self._most_bytes = most_bytes
        self._bytes = 0
        self._entries: OrderedDict[str, _Entry] = OrderedDict()
        self._generations: OrderedDict[str, str] = OrderedDict()
        self._locks: dict[str, _Lock] = {}

    async def read(self, key: str, tags: Collection[str]) -> Kept | None:
        """See `Store.read`."""
        entry = self._entries.get(key)
        if entry is None:
            return None
        if entry.ends_at <= self._clock.monotonic() or entry.generations != self._now(tags):
            self._remove(key)
            return None
        self._entries.move_to_end(key)
        return entry.kept

    async def claim(self, key: str, tags: Collection[str], *, holder: str) -> Claim:
        """See `Store.claim`."""
        now = self._clock.monotonic()
        lock = self._locks.get(key)
        if lock is None or lock.ends_at <= now:
            lock = self._locks[key] = _Lock(holder, now + LOCK_S)
        for tag in tags:
            self._generations.setdefault(tag, make_id())
            self._generations.move_to_end(tag)
        while len(self._generations) > max(MOST_TAGS, len(tags)):
            self._generations.popitem(last=False)
        generations = tuple(self._generations[tag] for tag in tags)
        return Claim(generations, is_ours=lock.holder == holder, kept=await self.read(key, tags))

    async def keep(
        self, key: str, tags: Collection[str], kept: Kept, claim: Claim, *, holder: str, for_s: float
    ) -> bool:
        """See `Store.keep`."""
        await self.give_up(key, holder=holder)
        if claim.generations is None or len(kept.body) > self._most_bytes:
            return False
        self._remove(key)
        self._entries[key] = _Entry(kept, claim.generations, self._clock.monotonic() + for_s)
        self._bytes += len(kept.body)
        while self._bytes > self._most_bytes:
            self._remove(next(iter(self._entries)))
        return True

    async def give_up(self, key: str, *, holder: str) -> None:
        """See `Store.give_up`."""
        lock = self._locks.get(key)
        if lock is not None and lock.holder == holder:
            del self._locks[key]

    async def drop(self, tags: Collection[str]) -> None:
        """See `Store.drop`."""
        for tag in tags:
            self._generations.pop(tag, None)

    def _now(self, tags: Collection[str]) -> tuple[str | None, ...]:
        return tuple(self._generations.get(tag) for tag in tags)

    def _remove(self, key: str) -> None:
        entry = self._entries.pop(key, None)
        if entry is not None:
            self._bytes -= len(entry.kept.body)
