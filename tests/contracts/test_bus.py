"""One suite over every bus: what nodes may rely on, and what a restarted server does to it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from arcadia.core.errors import Unavailable
from arcadia.platform.bus import Bus, MemoryBus
from arcadia.platform.bus.lossy import LossyBus
from arcadia.platform.bus.redis import RedisBus
from arcadia.platform.ids import make_id
from arcadia.platform.observability import Counters
from arcadia.platform.redis.server import RedisServer
from support.tcp_proxy import TcpProxy, proxy_to

PATIENCE_S = 20


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not holds():
            await asyncio.sleep(0.005)


@pytest.fixture(params=["memory", "redis"])
async def bus(request: pytest.FixtureRequest) -> AsyncIterator[Bus]:
    if request.param == "memory":
        memory = MemoryBus(Counters())
        yield memory
        await memory.close()
        return
    server = RedisServer(request.getfixturevalue("redis_url"))
    made = RedisBus(server, Counters(), prefix=make_id())
    yield made
    await made.close()
    await server.close()


async def hear(bus: Bus, topic: str) -> list[bytes]:
    heard: list[bytes] = []
    await bus.subscribe(topic, heard.append).wait_ready()
    return heard


async def test_messages_of_a_topic_arrive_in_order_at_every_listener(bus: Bus) -> None:
    one, two = await hear(bus, "a"), await hear(bus, "a")
    sent = [str(number).encode() for number in range(2_000)]
    for payload in sent:
        bus.publish("a", payload)
    await until(lambda: len(one) == len(two) == 2_000)
    assert one == two == sent


async def test_a_bus_says_whether_others_may_listen(bus: Bus, tmp_path: Path) -> None:
    lossy = LossyBus(bus, switch=tmp_path / "switch", counters=Counters())
    assert bus.reaches_others == lossy.reaches_others == isinstance(bus, RedisBus)


async def test_a_listener_hears_its_own_topic_only(bus: Bus) -> None:
    heard, other = await hear(bus, "a"), await hear(bus, "ab")
    bus.publish("ab", b"1")
    bus.publish("a", b"\x00\xff any bytes")
    await until(lambda: bool(heard and other))
    assert (heard, other) == ([b"\x00\xff any bytes"], [b"1"])


async def test_after_cancel_nothing_is_heard_and_others_still_are(bus: Bus) -> None:
    cancelled: list[bytes] = []
    subscription = bus.subscribe("a", cancelled.append)
    await subscription.wait_ready()
    heard = await hear(bus, "a")
    subscription.cancel()
    subscription.cancel()
    bus.publish("a", b"1")
    await until(lambda: bool(heard))
    assert cancelled == []


async def test_a_topic_can_be_left_and_entered_again_many_times(bus: Bus) -> None:
    for number in range(50):
        heard: list[bytes] = []
        subscription = bus.subscribe("a", heard.append)
        await subscription.wait_ready()
        bus.publish("a", str(number).encode())
        await until(lambda heard=heard: bool(heard))
        subscription.cancel()
        assert heard == [str(number).encode()]


async def test_one_handler_twice_is_two_listeners(bus: Bus) -> None:
    heard: list[bytes] = []
    first = bus.subscribe("a", heard.append)
    second = bus.subscribe("a", heard.append)
    await second.wait_ready()
    first.cancel()
    first.cancel()
    bus.publish("a", b"1")
    await until(lambda: bool(heard))
    assert heard == [b"1"]


async def test_a_fault_of_one_handler_never_reaches_the_next(bus: Bus) -> None:
    bus.subscribe("a", lambda _payload: 1 / 0)
    heard = await hear(bus, "a")
    bus.publish("a", b"1")
    bus.publish("a", b"2")
    await until(lambda: len(heard) == 2)


async def test_a_publisher_never_runs_a_handler_itself(bus: Bus) -> None:
    heard = await hear(bus, "a")
    bus.publish("a", b"1")
    assert heard == []


async def test_without_a_fault_no_gap_is_told(bus: Bus) -> None:
    gaps: list[None] = []
    bus.on_gap(lambda: gaps.append(None))
    heard = await hear(bus, "a")
    for _ in range(100):
        bus.publish("a", b"1")
    await until(lambda: len(heard) == 100)
    assert gaps == []
    await bus.ping()


async def test_a_closed_bus_delivers_nothing_and_publishing_is_harmless(bus: Bus) -> None:
    heard = await hear(bus, "a")
    await bus.close()
    bus.publish("a", b"1")
    await asyncio.sleep(0.05)
    assert heard == []


@pytest.fixture
async def door(redis_url: str) -> AsyncIterator[TcpProxy]:
    parts = urlsplit(redis_url)
    async with proxy_to(parts.hostname or "127.0.0.1", parts.port or 6379) as proxy:
        yield proxy


@pytest.fixture
async def fragile(door: TcpProxy) -> AsyncIterator[RedisBus]:
    """A Redis bus whose server can be taken away."""
    server = RedisServer(f"redis://127.0.0.1:{door.port}/0")
    made = RedisBus(server, Counters(), prefix=make_id())
    yield made
    await made.close()
    await server.close()


async def test_two_nodes_hear_each_other(redis_url: str) -> None:
    prefix, server, other_server = make_id(), RedisServer(redis_url), RedisServer(redis_url)
    here, there = RedisBus(server, Counters(), prefix=prefix), RedisBus(other_server, Counters(), prefix=prefix)
    heard = await hear(there, "a")
    here.publish("a", b"1")
    await until(lambda: heard == [b"1"])
    for bus in (here, there):
        await bus.close()
    await server.close()
    await other_server.close()


async def test_after_a_restart_of_the_server_listeners_hear_again_and_a_gap_is_told(
    door: TcpProxy, fragile: RedisBus
) -> None:
    gaps: list[None] = []
    fragile.on_gap(lambda: gaps.append(None))
    heard = await hear(fragile, "a")
    for round_number in range(5):
        await door.shut()
        late: list[bytes] = []
        subscription = fragile.subscribe(f"late{round_number}", late.append)
        seen = len(gaps)
        await door.open()
        await subscription.wait_ready()
        await until(lambda seen=seen: len(gaps) > seen)
        heard.clear()
        fragile.publish("a", b"1")
        fragile.publish(f"late{round_number}", b"2")
        await until(lambda late=late: heard == [b"1"] and late == [b"2"])


async def test_publishing_without_a_server_neither_waits_nor_raises_and_tells_a_gap(
    door: TcpProxy, fragile: RedisBus
) -> None:
    gaps: list[None] = []
    fragile.on_gap(lambda: gaps.append(None))
    await hear(fragile, "a")
    await door.shut()
    for _ in range(20_000):
        fragile.publish("a", b"lost")
    await until(lambda: bool(gaps))
    with pytest.raises(Unavailable):
        await fragile.ping()


async def test_a_server_that_hangs_is_noticed_and_told_as_a_gap(door: TcpProxy, fragile: RedisBus) -> None:
    gaps: list[None] = []
    fragile.on_gap(lambda: gaps.append(None))
    heard = await hear(fragile, "a")
    door.freeze()
    fragile.publish("a", b"lost or late")
    await until(lambda: bool(gaps))
    await door.shut()
    door.thaw()
    await door.open()
    await until(lambda: len(gaps) > 1)
    heard.clear()
    fragile.publish("a", b"1")
    await until(lambda: heard[-1:] == [b"1"])


async def test_a_bus_may_start_before_its_server(door: TcpProxy, redis_url: str) -> None:
    await door.shut()
    server = RedisServer(f"redis://127.0.0.1:{door.port}/0")
    bus = RedisBus(server, Counters(), prefix=make_id())
    heard: list[bytes] = []
    subscription = bus.subscribe("a", heard.append)
    await asyncio.sleep(0.1)
    await door.open()
    await subscription.wait_ready()
    bus.publish("a", b"1")
    await until(lambda: heard == [b"1"])
    await bus.close()
    await server.close()


async def test_on_command_every_message_is_lost_without_a_sign(tmp_path: Path) -> None:
    switch, counters = tmp_path / "drop", Counters()
    bus = LossyBus(MemoryBus(counters), switch=switch, counters=counters)
    gaps: list[None] = []
    bus.on_gap(lambda: gaps.append(None))
    heard = await hear(bus, "a")
    switch.touch()
    bus.publish("a", b"lost")
    switch.unlink()
    bus.publish("a", b"heard")
    await until(lambda: bool(heard))
    assert (heard, gaps) == ([b"heard"], [])
    assert counters.snapshot()["bus_messages_lost_on_command"] == 1
