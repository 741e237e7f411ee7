"""One node, or two that hear each other; the clock stands still until a test moves it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from arcadia.platform.observability import Counters
from support.play_node import Node, SharedBus, running_nodes


@pytest.fixture
async def node(tmp_path: Path) -> AsyncIterator[Node]:
    async with running_nodes(tmp_path) as nodes:
        yield nodes[0]


@pytest.fixture
async def nodes(tmp_path: Path) -> AsyncIterator[tuple[Node, Node]]:
    async with running_nodes(tmp_path, count=2, bus=SharedBus(Counters())) as (one, other):
        yield one, other
