"""A running application, and people who program against it, each with cookies of their own."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from support.api_player import ApiPlayer
from support.site import Site, running_site


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def site(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    async with running_site(tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest_asyncio.fixture(loop_scope="module")
async def host(site: Site) -> AsyncIterator[ApiPlayer]:
    async with ApiPlayer(site) as player:
        yield player


@pytest_asyncio.fixture(loop_scope="module")
async def guest(site: Site) -> AsyncIterator[ApiPlayer]:
    async with ApiPlayer(site) as player:
        yield player


@pytest_asyncio.fixture(loop_scope="module")
async def stranger(site: Site) -> AsyncIterator[ApiPlayer]:
    async with ApiPlayer(site) as player:
        yield player
