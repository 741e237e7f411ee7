"""A frame fuzzer over the live socket: whatever comes in, the server answers or closes, and never falls over."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from arcadia.core.errors import Malformed, TooLarge
from arcadia.play.protocol import decode_frame
from support.players import Player
from support.players import settings as session_settings
from support.server import ServerProcess

NAMES = [
    "hello",
    "mark",
    "unmark",
    "counter",
    "bulk",
    "say",
    "settings",
    "void",
    "kick",
    "role",
    "new_card",
    "ping",
    "catch_up",
    "deal",
    "due",
    "join",
    "nope",
]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
KEYS = st.sampled_from(
    [
        "id",
        "card",
        "square",
        "key",
        "goal",
        "team",
        "value",
        "step",
        "squares",
        "text",
        "seat",
        "role",
        "reason",
        "settings",
        "since",
        "n",
        "ready",
    ]
)
FRAMES = st.builds(
    lambda name, rest: {"do": name, **rest}, st.sampled_from(NAMES), st.dictionaries(KEYS, VALUES, max_size=5)
)


@settings(max_examples=1_500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(frame=FRAMES)
def test_decoding_accepts_or_refuses(frame: dict[str, Any]) -> None:
    try:
        decode_frame(json.dumps(frame).encode())
    except (Malformed, TooLarge) as error:
        assert error.detail


@settings(max_examples=500, deadline=None)
@given(raw=st.binary(max_size=500))
def test_decoding_survives_any_bytes(raw: bytes) -> None:
    try:
        decode_frame(raw)
    except (Malformed, TooLarge) as error:
        assert error.detail


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    node = ServerProcess(tmp_path_factory.mktemp("fuzz"))
    node.start()
    yield node
    node.kill()
    assert node.faults() == []


def drawn_frames(count: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []

    @settings(
        max_examples=count, deadline=None, database=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
    )
    @given(frame=FRAMES)
    def draw(frame: dict[str, Any]) -> None:
        found.append(frame)

    draw()
    return found


async def test_a_server_outlives_a_thousand_odd_frames(server: ServerProcess) -> None:
    host = Player(server.url)
    await host.make(settings=session_settings())
    await host.connect()
    for frame in drawn_frames(1_000):
        assert host.socket is not None
        await host.socket.send(json.dumps(frame))
    answer = await host.ask({"do": "say", "text": "still here"}, command_id="the-last-one")
    assert answer["t"] in ("event", "refused")
    assert (await host.http.get(f"/api/v1/sessions/{host.code}")).status_code == 200
    await host.close()


async def test_a_frame_over_64_kib_closes_the_socket_only(server: ServerProcess) -> None:
    host = Player(server.url)
    await host.make(settings=session_settings())
    await host.connect()
    assert host.socket is not None
    await host.socket.send('{"do":"say","text":"' + "a" * 70_000 + '"}')
    await host.until(lambda: host._reading is not None and host._reading.done())
    assert host.socket.close_code == 1009
    await host.connect()
    assert (await host.mark(1))["t"] == "event"
    await host.close()
