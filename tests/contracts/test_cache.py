"""One suite over both stores, and over the cache on each of them (K2, K3, K4, K7, K8)."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from redis.asyncio import Redis

from arcadia.core.errors import NotFound
from arcadia.platform.cache import Kind, Store
from arcadia.platform.cache.store import Claim, Kept
from arcadia.platform.clock import ManualClock
from arcadia.platform.ids import make_id
from support.caches import THINGS, CacheNode, Thing, lone_node, redis_node

TAGS = ("kind", "one")
KEPT = Kept(b'{"size":1}', 1_700_000_000_000)
PAST_LIFETIME_MS = 61_000
"""A thing lives for 60 s, and is kept as stale for as long again."""


@pytest.fixture
def clock() -> ManualClock:
    """Moved by hand; what the server forgets by itself, it forgets in real time."""
    return ManualClock()


@pytest.fixture(params=["memory", "redis"])
async def node(request: pytest.FixtureRequest, clock: ManualClock) -> AsyncIterator[CacheNode]:
    if request.param == "memory":
        made = lone_node(clock)
    else:
        made = await redis_node(request.getfixturevalue("redis_url"), f"{make_id()}:", clock=clock)
    yield made
    await made.close()


@pytest.fixture
def store(node: CacheNode) -> Store:
    return node.store


async def put(store: Store, key: str, kept: Kept = KEPT, *, tags: tuple[str, ...] = TAGS, for_s: float = 60) -> Claim:
    claim = await store.claim(key, tags, holder="me")
    assert claim.is_ours
    assert await store.keep(key, tags, kept, claim, holder="me", for_s=for_s)
    return claim


async def test_what_is_kept_is_read_byte_for_byte(store: Store) -> None:
    kept = Kept(bytes(range(256)) + b"\n\n ,", 5)
    await put(store, "a", kept)
    assert await store.read("a", TAGS) == kept
    assert await store.read("b", TAGS) is None
    assert (await store.claim("a", TAGS, holder="me")).kept == kept


async def test_k3_a_dropped_tag_voids_what_stands_under_it_and_nothing_else(store: Store) -> None:
    await put(store, "a", tags=("kind", "one"))
    await put(store, "b", tags=("kind", "two"))
    await store.drop(("one", "never used"))
    assert await store.read("a", ("kind", "one")) is None
    assert await store.read("b", ("kind", "two")) == KEPT
    await store.drop(("kind",))
    assert await store.read("b", ("kind", "two")) is None


async def test_k3_what_a_loader_stores_after_a_drop_is_void(store: Store) -> None:
    claim = await store.claim("a", TAGS, holder="slow")
    await store.drop(("one",))
    await store.keep("a", TAGS, KEPT, claim, holder="slow", for_s=60)
    assert await store.read("a", TAGS) is None
    again = await store.claim("a", TAGS, holder="next")
    assert again.generations != claim.generations
    assert await store.read("a", TAGS) is None


async def test_a_value_ends_with_its_time(store: Store, clock: ManualClock) -> None:
    await put(store, "a", for_s=0.2)
    clock.advance(300)
    await asyncio.sleep(0.3)
    assert await store.read("a", TAGS) is None


async def test_k7_a_key_has_one_holder_until_it_gives_up(store: Store) -> None:
    first = await store.claim("a", TAGS, holder="first")
    assert first.is_ours
    assert (await store.claim("a", TAGS, holder="first")).is_ours
    assert await store.claim("a", TAGS, holder="second") == Claim(first.generations, is_ours=False)
    await store.give_up("a", holder="second")
    assert not (await store.claim("a", TAGS, holder="second")).is_ours
    await store.give_up("a", holder="first")
    assert (await store.claim("a", TAGS, holder="second")).is_ours


async def test_k7_keeping_gives_up_only_ones_own_lock(store: Store) -> None:
    claim = await store.claim("a", TAGS, holder="late")
    await store.give_up("a", holder="late")
    assert (await store.claim("a", TAGS, holder="second")).is_ours
    await store.keep("a", TAGS, KEPT, claim, holder="late", for_s=60)
    assert not (await store.claim("a", TAGS, holder="third")).is_ours


class Loader:
    """Makes things, counts how often, and may be held up."""

    def __init__(self, *, takes_s: float = 0.0) -> None:
        self.count = 0
        self.takes_s = takes_s

    async def __call__(self) -> Thing:
        self.count += 1
        made = Thing(self.count)
        await asyncio.sleep(self.takes_s)
        return made


Get = Callable[..., Awaitable[Thing]]


@pytest.fixture(params=["get", "get_recent"])
def get(node: CacheNode, request: pytest.FixtureRequest) -> Get:
    method: Get = getattr(node.cache, request.param)
    return method


async def test_a_value_is_loaded_once(get: Get, node: CacheNode) -> None:
    load = Loader()
    assert [await get(THINGS, "a", load) for _ in range(3)] == [Thing(1)] * 3
    total = node.cache.report().total
    assert (total.hits, total.misses, total.operations, round(total.hit_rate, 3)) == (2, 1, 3, 0.667)


async def test_k7_many_misses_at_once_are_one_load(get: Get) -> None:
    load = Loader(takes_s=0.05)
    assert await asyncio.gather(*(get(THINGS, "a", load) for _ in range(200))) == [Thing(1)] * 200
    assert load.count == 1


async def test_k3_a_drop_by_tag_or_by_kind_shows_at_once(get: Get, node: CacheNode) -> None:
    load, other = Loader(), Loader()
    for expected in range(1, 4):
        assert await get(THINGS, "a", load, tags=("one",)) == Thing(expected)
        assert await get(THINGS, "b", other, tags=("two",)) == Thing(1)
        await node.cache.drop("one")
    await node.cache.drop_kind(THINGS)
    assert await get(THINGS, "b", other, tags=("two",)) == Thing(2)


async def test_no_reader_sees_what_a_change_has_ended(get: Get, node: CacheNode) -> None:
    """K3: many times over, with a load under way while the change ends."""
    truth = 0

    async def load() -> Thing:
        seen = truth
        await asyncio.sleep(0.002)
        return Thing(seen)

    for _ in range(100):
        early = asyncio.create_task(get(THINGS, "a", load, tags=("one",)))  # type: ignore[arg-type]
        await asyncio.sleep(0.001)
        async with node.cache.changing("one"):
            truth += 1
        assert await get(THINGS, "a", load, tags=("one",)) == Thing(truth)
        await early
        assert await get(THINGS, "a", load, tags=("one",)) == Thing(truth)


async def test_a_failed_load_is_told_and_not_kept(get: Get) -> None:
    async def fail() -> Thing:
        raise NotFound("there is no such thing")

    outcomes = await asyncio.gather(*(get(THINGS, "a", fail) for _ in range(20)), return_exceptions=True)
    assert {type(one) for one in outcomes} == {NotFound}
    assert await get(THINGS, "a", Loader()) == Thing(1)


async def test_k7_a_caller_who_leaves_takes_nobody_with_it(get: Get) -> None:
    load = Loader(takes_s=0.1)
    first = asyncio.create_task(get(THINGS, "a", load))  # type: ignore[arg-type]
    await asyncio.sleep(0.05)
    second = asyncio.create_task(get(THINGS, "a", load))  # type: ignore[arg-type]
    first.cancel()
    assert await second == Thing(1)
    assert load.count == 1


async def test_k7_past_its_lifetime_one_loads_and_the_others_get_the_stale_one(
    node: CacheNode, clock: ManualClock
) -> None:
    may_end = asyncio.Event()

    async def load_slowly() -> Thing:
        await may_end.wait()
        return Thing(2)

    await node.cache.get(THINGS, "a", Loader())
    clock.advance(PAST_LIFETIME_MS)
    asked = [asyncio.create_task(node.cache.get(THINGS, "a", load_slowly)) for _ in range(20)]
    while sum(one.done() for one in asked) < 19:
        await asyncio.sleep(0.005)
    may_end.set()
    found = await asyncio.gather(*asked)
    assert sorted(found, key=lambda one: one.size) == [Thing(1)] * 19 + [Thing(2)]
    assert node.cache.report().kinds["thing"].stale_hits == 19


async def test_k7_a_dropped_value_is_served_to_nobody_as_stale(node: CacheNode, clock: ManualClock) -> None:
    load = Loader()
    await node.cache.get(THINGS, "a", load, tags=("one",))
    clock.advance(PAST_LIFETIME_MS)
    await node.cache.drop("one")
    found = await asyncio.gather(*(node.cache.get(THINGS, "a", load, tags=("one",)) for _ in range(20)))
    assert found == [Thing(2)] * 20


@pytest.mark.parametrize("body", [b"", b"nonsense", b'{"size":"1"}', b'{"size":1,"colour":2}', b"\xff", b"[" * 500])
async def test_k2_what_is_not_of_its_kind_is_a_miss_and_counted(node: CacheNode, body: bytes) -> None:
    await put(node.store, THINGS.key("a"), Kept(body, 2**50), tags=(THINGS.tag,))
    assert await node.cache.get(THINGS, "a", Loader()) == Thing(1)
    assert node.cache.report().kinds["thing"].invalid == 1
    assert node.cache.report().kinds["thing"].misses == 1


async def test_k2_another_version_of_a_kind_is_never_met(node: CacheNode) -> None:
    await node.cache.get(THINGS, "a", Loader())
    newer = Kind("thing", Thing, 60, version=2)
    load = Loader()
    await node.cache.get(newer, "a", load)
    assert load.count == 1


async def test_k8_the_report_tells_rates_and_latency(node: CacheNode) -> None:
    for key in ("a", "a", "a", "b"):
        await node.cache.get(THINGS, key, Loader())
    report = node.cache.report()
    assert (report.total.hit_rate, report.total.miss_rate, report.total.error_rate) == (0.5, 0.5, 0.0)
    assert report.total.mean_ms > 0
    assert report.total.p95_ms > 0
    assert report.total.operations == 4
    assert report.breaker == "closed"
    assert report.status == ("ok" if node.store.is_shared else "local")
    assert node.counters.snapshot()["cache_hits{kind=thing}"] == 2


async def test_k3_keys_are_prefixed_and_versioned(redis_url: str) -> None:
    prefix = f"{make_id()}:"
    node = await redis_node(redis_url, prefix)
    await node.cache.get(THINGS, "a", Loader(), tags=("one",))
    async with Redis.from_url(redis_url) as client:
        keys = {key async for key in client.scan_iter(f"{prefix}*")}
    assert keys == {f"{prefix}{end}".encode() for end in ("v:thing.1:a", "t:kind:thing.1", "t:one")}
    await node.close()
