"""The tracker of "Write a bot or a tracker" is a whole program: here it runs as it stands in the document."""

import asyncio
import re
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from support.nodes import read_feed
from support.players import PATIENCE_S, Player
from support.server import ServerProcess

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "write-a-bot.md"


@pytest.fixture
def node(tmp_path: Path) -> Iterator[ServerProcess]:
    server = ServerProcess(tmp_path)
    server.start()
    yield server
    server.kill()
    assert server.faults() == []


@pytest.fixture
async def host(node: ServerProcess) -> AsyncIterator[Player]:
    player = Player(node.url)
    await player.make(settings={"quick": True, "win": {"kind": "all"}})
    yield player
    await player.close()


class Program:
    """The tracker as a process."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def give(self, goal: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{goal}\n".encode())
        await self._process.stdin.drain()

    async def says(self) -> str:
        """The next line that it prints."""
        assert self._process.stdout is not None
        return (await asyncio.wait_for(self._process.stdout.readline(), PATIENCE_S)).decode().strip()

    async def end(self) -> int:
        """Close its input, and return its exit code."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        return await asyncio.wait_for(self._process.wait(), PATIENCE_S)


@pytest.fixture
async def tracker(node: ServerProcess, host: Player, tmp_path: Path) -> AsyncIterator[Program]:
    (source,) = re.findall(r"^```python\n(.*?)^```", DOCUMENT.read_text(), re.MULTILINE | re.DOTALL)
    program = tmp_path / "tracker.py"
    program.write_text(source)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, str(program), node.url, host.code, "Tracker"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    yield Program(process)
    if process.returncode is None:
        process.kill()
    await process.wait()


async def test_the_tracker_marks_what_it_is_given_and_tells_what_came_of_it(host: Player, tracker: Program) -> None:
    for goal in ("Goal 7", "goal  7", "goal 99"):
        await tracker.give(goal)
    told = {await tracker.says() for _ in range(3)}
    assert told == {"marked: Goal 7", "marked: goal  7", "not marked (no_goal): goal 99"}
    assert await tracker.end() == 0
    (line,) = [one["line"] for one in await read_feed(host) if one["line"]["type"] == "marked"]
    assert (line["goal"], line["by_tracker"]) == ("goal 7", True)


async def test_the_tracker_survives_a_kill_and_marks_everything_once(
    host: Player, tracker: Program, node: ServerProcess
) -> None:
    await tracker.give("goal 1")
    assert await tracker.says() == "marked: goal 1"
    node.kill()
    for number in (2, 3, 4):
        await tracker.give(f"goal {number}")
    node.start()
    assert [await tracker.says() for _ in range(3)] == [f"marked: goal {number}" for number in (2, 3, 4)]
    assert await tracker.end() == 0
    marks = [one["line"]["goal"] for one in await read_feed(host) if one["line"]["type"] == "marked"]
    assert marks == [f"goal {number}" for number in (1, 2, 3, 4)]


async def test_the_tracker_sends_again_what_came_too_fast(node: ServerProcess, tracker: Program, host: Player) -> None:
    """A session has a mark rate, a connection has a bucket: a burst of fifty goes through all the same."""
    for _ in range(50):
        await tracker.give("goal 5")
    assert [await tracker.says() for _ in range(50)] == ["marked: goal 5"] * 50
    assert await tracker.end() == 0
