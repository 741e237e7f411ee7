"""What the store of one process does beyond the contract: it is bounded, and its locks expire."""

from arcadia.platform.cache.memory import MemoryStore
from arcadia.platform.cache.store import LOCK_S, Kept
from arcadia.platform.clock import ManualClock

TAGS = ("all",)


async def keep(store: MemoryStore, key: str, body: bytes) -> bool:
    claim = await store.claim(key, TAGS, holder=key)
    return await store.keep(key, TAGS, Kept(body, 0), claim, holder=key, for_s=60)


async def test_the_value_that_was_used_longest_ago_makes_room() -> None:
    store = MemoryStore(ManualClock(), most_bytes=300)
    for key in ("a", "b", "c"):
        assert await keep(store, key, b"x" * 100)
    assert await store.read("a", TAGS)
    await keep(store, "d", b"x" * 100)
    assert [key for key in "abcd" if await store.read(key, TAGS)] == ["a", "c", "d"]


async def test_what_is_larger_than_all_room_is_not_kept() -> None:
    store = MemoryStore(ManualClock(), most_bytes=300)
    await keep(store, "a", b"x")
    assert not await keep(store, "b", b"x" * 301)
    assert await store.read("a", TAGS)


async def test_k7_a_lock_expires_after_five_seconds() -> None:
    clock = ManualClock()
    store = MemoryStore(clock)
    assert (await store.claim("a", TAGS, holder="dead")).is_ours
    clock.advance(int(LOCK_S * 1000) - 1)
    assert not (await store.claim("a", TAGS, holder="next")).is_ours
    clock.advance(1)
    assert (await store.claim("a", TAGS, holder="next")).is_ours
    assert LOCK_S == 5
