"""A node with its sockets open, and two that hear each other, shared by the tests of a file."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from arcadia.platform.observability import Counters
from support.play_node import Node, SharedBus, running_nodes
from support.socket_server import Table, serving_sockets


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def node(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Node]:
    async with running_nodes(tmp_path_factory.mktemp("node")) as (node,):
        yield node


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def table(node: Node) -> AsyncIterator[Table]:
    async with serving_sockets(node) as table:
        yield table


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def tables(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[Table, Table]]:
    """Two nodes on one database and one bus."""
    folder = tmp_path_factory.mktemp("nodes")
    async with (
        running_nodes(folder, count=2, bus=SharedBus(Counters())) as (one, other),
        serving_sockets(one) as here,
        serving_sockets(other) as there,
    ):
        yield here, there
