"""A viewer that stops reading: nobody else waits for it, the server does not keep what it does not take, and it gets
the whole view when it reads again.
"""

import asyncio
import base64
import json
import os
import socket
import statistics
import struct
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from support.nodes import Watcher, running_nodes
from support.players import Player, settings
from support.server import ServerProcess

READERS = 8
ROUNDS = 500
FLOOD = 4_000
"""Messages of the longest kind, 500 characters of 3 bytes: more than the kernel and the high water mark take together."""
AT_ONCE = 50
MOST_GROWTH = 48 * 2**20
MOST_TIMES_SLOWER = 4.0
TICK_MS = 25.0
"""What a scheduler may do to a median, whoever reads or not."""


@pytest.fixture
def node(tmp_path: Path) -> Iterator[ServerProcess]:
    with running_nodes(tmp_path, count=1) as nodes:
        yield nodes[0]


class SilentReader:
    """A socket that says hello and then reads nothing at all: its small receive buffer fills, then the server's."""

    def __init__(self, player: Player) -> None:
        self._player = player
        port = int(player.url.rsplit(":", 1)[1])
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self._socket.connect(("127.0.0.1", port))
        self._socket.settimeout(30)
        self._read = b""

    def enter(self) -> None:
        """Shake hands, say hello, and fall silent."""
        cookie = "; ".join(f"{name}={value}" for name, value in self._player.http.cookies.items())
        lines = (
            f"GET /api/v1/sessions/{self._player.code}/socket HTTP/1.1",
            f"Host: {self._player.url.removeprefix('http://')}",
            f"Origin: {self._player.url}",
            f"Cookie: {cookie}",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
        )
        self._socket.sendall("\r\n".join(lines).encode() + b"\r\n\r\n")
        while b"\r\n\r\n" not in self._read:
            self._read += self._socket.recv(1)
        assert self._read.startswith(b"HTTP/1.1 101"), self._read
        self._read = b""
        hello = b'{"do":"hello","protocol":1}'
        self._socket.sendall(bytes((0x81, 0x80 | len(hello))) + bytes(4) + hello)

    def read_until_resync(self) -> tuple[list[int], dict[str, Any]]:
        """Read on; return the versions seen before the resync, and the view that came with it."""
        versions: list[int] = []
        while True:
            frame = json.loads(self._frame())
            if frame.get("t") == "snapshot" and frame.get("reason") == "resync":
                return versions, frame["view"]
            if frame.get("t") in ("event", None):
                versions.append(frame["v"])

    def next_version(self) -> int:
        """The version of the next event."""
        while True:
            frame = json.loads(self._frame())
            if frame.get("t") in ("event", None):
                return int(frame["v"])

    def close(self) -> None:
        self._socket.close()

    def _frame(self) -> bytes:
        kind, size = self._bytes(2)
        assert kind == 0x81, f"a frame of kind {kind:#x}: {self._read!r}"
        if size == 126:
            (size,) = struct.unpack("!H", self._bytes(2))
        elif size == 127:
            (size,) = struct.unpack("!Q", self._bytes(8))
        return self._bytes(size)

    def _bytes(self, count: int) -> bytes:
        while len(self._read) < count:
            more = self._socket.recv(65_536)
            assert more, "the server hung up on a reader that came back"
            self._read += more
        taken, self._read = self._read[:count], self._read[count:]
        return taken


async def talk(host: Watcher, viewer: Watcher, rounds: int) -> list[float]:
    """Say long things and return how long each took to the viewer who reads, in ms."""
    took = []
    for number in range(rounds):
        asked = time.monotonic()
        said = await host.ask({"do": "say", "text": long_text(number)})
        await viewer.until(lambda v=said["v"]: v in viewer.arrived)
        took.append((viewer.arrived[said["v"]] - asked) * 1000)
    return took


async def flood(host: Watcher) -> None:
    """Say many long things, some at once: what nobody takes must not pile up."""
    for first in range(0, FLOOD, AT_ONCE):
        await asyncio.gather(*(host.ask({"do": "say", "text": long_text(first + n)}) for n in range(AT_ONCE)))


def long_text(number: int) -> str:
    return f"{number} ".ljust(500, "語")


def memory_of(node: ServerProcess) -> int:
    """Resident memory of the server's process, in bytes."""
    pages = int(Path(f"/proc/{node.pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


async def test_readers_that_stop_reading_hold_up_nobody_and_are_resynced_when_they_return(node: ServerProcess) -> None:
    host, viewer = Watcher(node.url), Watcher(node.url)
    code = await host.make(settings=settings())
    await viewer.join(code)
    await host.connect()
    await viewer.connect()
    before = await talk(host, viewer, ROUNDS)
    silent = []
    for _ in range(READERS):
        player = Player(node.url)
        player.code = code
        silent.append(SilentReader(player))
        await asyncio.to_thread(silent[-1].enter)
    memory = memory_of(node)
    during = await talk(host, viewer, ROUNDS)
    await flood(host)
    grown = memory_of(node) - memory
    print(
        f"median {statistics.median(before):.2f} ms before, {statistics.median(during):.2f} ms beside {READERS} readers"
        f" that read nothing; memory grew by {grown / 2**20:.1f} MiB"
    )
    assert statistics.median(during) <= max(TICK_MS, MOST_TIMES_SLOWER * statistics.median(before))
    assert grown <= MOST_GROWTH
    last = host.version
    for reader in silent:
        versions, view = await asyncio.to_thread(reader.read_until_resync)
        assert versions == list(range(versions[0], versions[0] + len(versions)))
        assert len(versions) < ROUNDS + FLOOD, "this reader was never behind: the test shows nothing"
        assert view["v"] == last
    said = await host.ask({"do": "say", "text": "all are here again"})
    for reader in silent:
        assert await asyncio.to_thread(reader.next_version) == said["v"]
        reader.close()
    await host.close()
    await viewer.close()
