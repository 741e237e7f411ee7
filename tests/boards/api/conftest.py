"""A running application, two people who program against it and a stranger, each with cookies of their own."""

from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from support.site import Site, running_site


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def site(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    async with running_site(tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest_asyncio.fixture(loop_scope="module")
async def mira(site: Site) -> AsyncIterator[httpx.AsyncClient]:
    async with program(site) as client:
        yield client


@pytest_asyncio.fixture(loop_scope="module")
async def kofi(site: Site) -> AsyncIterator[httpx.AsyncClient]:
    async with program(site) as client:
        yield client


@pytest_asyncio.fixture(loop_scope="module")
async def stranger(site: Site) -> AsyncIterator[httpx.AsyncClient]:
    async with program(site) as client:
        yield client


def program(site: Site) -> httpx.AsyncClient:
    client = site.browser()
    client.headers["accept"] = "application/json"
    return client
