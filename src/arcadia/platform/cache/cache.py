"""The typed face of the cache."""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import perf_counter
from typing import Final, Generic, TypeVar

import msgspec
import structlog

from arcadia.core import wire
from arcadia.core.clock import Clock
from arcadia.core.errors import Malformed, TooLarge
from arcadia.platform.bus import Bus
from arcadia.platform.cache.dropping import OwedDrops
from arcadia.platform.cache.figures import CacheReport, KindFigures, report_of
from arcadia.platform.cache.kinds import Kind
from arcadia.platform.cache.loading import Loading, Missed
from arcadia.platform.cache.nearby import LONGEST_SHARED_S, Nearby
from arcadia.platform.cache.store import Kept, Store
from arcadia.platform.observability import Counters
from arcadia.platform.resilience import BreakerState, Dependency, DependencyDown, Standing

T = TypeVar("T")
TOPIC: Final = "cache"
PING_KEY: Final = "ping"
"""Nothing is ever kept here."""
_MS: Final = 1_000
_TAGS: Final = msgspec.json.Decoder(tuple[str, ...])
_log: Final = structlog.get_logger(__name__)


class Cache:
    """Values by kind and key. Nothing here raises because of the store: a look-up misses, a value is not kept."""

    def __init__(self, store: Store, *, bus: Bus, clock: Clock, counters: Counters) -> None:
        self._store = store
        self._bus = bus
        self._clock = clock
        self._counters = counters
        self._dependency: Final = Dependency("cache", store.policy, counters, faults=store.faults)
        self._nearby: Final = Nearby(clock, LONGEST_SHARED_S if store.is_shared else float("inf"))
        self._loading: Final = Loading(store, self._dependency, clock)
        self._owed: Final = OwedDrops(store)
        self._figures: dict[str, KindFigures] = {}
        self._heard = bus.subscribe(TOPIC, self._hear)
        bus.on_gap(self._forget_all)

    async def get(self, kind: Kind[T], key: str, load: Callable[[], Awaitable[T]], *, tags: Collection[str] = ()) -> T:
        """Return a value that holds every change whose dropping ended before this call, on whatever node.

        `tags` are the same whenever the same key is asked for.

        Raises:
            Exception: what `load` raised.
        """
        return await self._get(kind, _Wanted(kind, key, tags), load, is_recent_enough=not self._store.is_shared)

    async def get_recent(
        self, kind: Kind[T], key: str, load: Callable[[], Awaitable[T]], *, tags: Collection[str] = ()
    ) -> T:
        """Like `get`, but what another node changed in the last moment may be missing: for whoever cannot have done it.

        That moment is as long as a message takes, and 5 s where messages are lost.
        """
        return await self._get(kind, _Wanted(kind, key, tags), load, is_recent_enough=True)

    async def _get(
        self, kind: Kind[T], wanted: "_Wanted", load: Callable[[], Awaitable[T]], *, is_recent_enough: bool
    ) -> T:
        began = perf_counter()
        figures = self._figures_of(kind)
        if is_recent_enough and (near := self._nearby.find(wanted.key)) is not None:
            figures.hits.add()
            figures.near_hits.add()
            figures.latencies_s.append(perf_counter() - began)
            value: T = near
            return value
        with self._nearby.watching(wanted.tag_set) as watch:
            found = await self._find(kind, wanted, figures)
            figures.latencies_s.append(perf_counter() - began)
            if found is not None and not found.is_stale:
                figures.hits.add()
                self._nearby.keep(wanted.key, found.value, watch, for_s=kind.lifetime_s)
                return found.value
            stale = None if found is None else found.value
            value = await self._load(kind, wanted, load, stale=stale, is_joining=is_recent_enough)
            if value is stale:
                figures.hits.add()
                figures.stale_hits.add()
                return value
            figures.misses.add()
            self._nearby.keep(wanted.key, value, watch, for_s=kind.lifetime_s)
            return value

    async def _find(self, kind: Kind[T], wanted: "_Wanted", figures: KindFigures) -> "_Found[T] | None":
        if self._owed.has_any(wanted.tag_set):
            figures.errors.add()
            return None

        def count(_: DependencyDown) -> Kept | None:
            figures.errors.add()
            return None

        kept = await self._dependency.call_or(lambda: self._store.read(wanted.key, wanted.tags), count)
        found = self._decoded(kind, kept)
        if kept is not None and found is None:
            figures.invalid.add()
            _log.warning("cached_value_invalid", kind=kind.name, key=wanted.key)
        return found

    def _decoded(self, kind: Kind[T], kept: Kept | None) -> "_Found[T] | None":
        """Return what is kept as a value, or None where it is nothing, or not of that kind (K2)."""
        if kept is None:
            return None
        try:
            value = wire.decode(kept.body, kind.decoder)
        except (Malformed, TooLarge):
            return None
        return _Found(value, self._clock.now_ms() - kept.stored_at >= kind.lifetime_s * _MS)

    async def _load(
        self, kind: Kind[T], wanted: "_Wanted", load: Callable[[], Awaitable[T]], *, stale: T | None, is_joining: bool
    ) -> T:
        figures = self._figures_of(kind)

        def read(kept: Kept | None) -> T | None:
            found = self._decoded(kind, kept)
            return None if found is None or found.is_stale else found.value

        missed = Missed(
            key=wanted.key,
            tags=wanted.tags,
            kept_s=kind.kept_s,
            load=load,
            encode=wire.encode,
            read=read,
            is_joining=is_joining,
            dropped_write=figures.dropped_writes.add,
        )
        value: T = await self._loading.run(lambda: self._loading.load(missed, stale))
        return value

    @asynccontextmanager
    async def changing(self, *tags: str) -> AsyncIterator[None]:
        """Drop what is kept under these tags when the block ends, however it ends: a change may have happened."""
        try:
            yield
        finally:
            await self.drop(*tags)

    async def drop(self, *tags: str) -> None:
        """Make void what is kept under any of these tags, on every node. Who asks by `get` afterwards gets it anew."""
        await self._loading.run(lambda: self._drop(tags))

    async def drop_kind(self, kind: Kind[T]) -> None:
        """Make void everything of a kind: all that stands under its prefix (K3)."""
        await self.drop(kind.tag)

    async def _drop(self, tags: tuple[str, ...]) -> None:
        await self._dependency.call_or(lambda: self._store.drop(tags), lambda _: self._owed.owe(tags))
        self._forget(tags)
        if self._bus.reaches_others:
            self._bus.publish(TOPIC, wire.encode(tags))

    def _forget(self, tags: Collection[str]) -> None:
        self._nearby.drop(tags)
        self._loading.drop(tags)

    def _forget_all(self) -> None:
        self._nearby.clear()
        self._loading.clear()

    def _hear(self, message: bytes) -> None:
        try:
            tags = wire.decode(message, _TAGS)
        except (Malformed, TooLarge):
            self._forget_all()  # said by a newer version of us, perhaps: it changed something
        else:
            self._forget(tags)

    async def ping(self) -> None:
        """Return when the store answers. What it says counts for the breaker like any look-up.

        Raises:
            DependencyDown: it does not, or is left alone for a while.
        """
        await self._dependency.call(lambda: self._store.read(PING_KEY, ()))

    @property
    def standing(self) -> Standing:
        """How its store stands, for metrics."""
        return self._dependency.standing

    def report(self) -> CacheReport:
        """Return how the cache stands and what it did since the process started (H5)."""
        standing = self.standing
        is_well = standing.breaker is BreakerState.CLOSED and not len(self._owed)
        return CacheReport(
            status="local" if not self._store.is_shared else "ok" if is_well else "degraded",
            breaker=standing.breaker,
            openings=standing.openings,
            in_use=standing.in_use,
            owed_drops=len(self._owed),
            total=report_of(tuple(self._figures.values())),
            kinds={name: report_of((figures,)) for name, figures in self._figures.items()},
        )

    def _figures_of(self, kind: Kind[T]) -> KindFigures:
        figures = self._figures.get(kind.name)
        if figures is None:
            figures = self._figures[kind.name] = KindFigures(kind.name, self._counters)
        return figures

    async def close(self) -> None:
        """Hear nothing more, and stop every load."""
        self._heard.cancel()
        await self._owed.close()
        await self._loading.close()


@dataclass(frozen=True, slots=True)
class _Found(Generic[T]):
    """A value that is kept, and whether its lifetime is over."""

    value: T
    is_stale: bool


class _Wanted:
    """A key with its tags, the kind's own among them."""

    def __init__(self, kind: Kind[T], key: str, tags: Collection[str]) -> None:
        self.key = kind.key(key)
        self.tags = (kind.tag, *tags)
        self.tag_set = frozenset(self.tags)
