"""A site for each file of tests, which play in sessions of their own on it, and three people in front of it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from support.plain_browser import Person
from support.site import Site, running_site

HERE = Path(__file__).parent
ONE_LOOP_A_FILE = pytest.mark.asyncio(loop_scope="module")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the tests of a file in one loop: starting the application is what takes long."""
    for item in items:
        if item.path.is_relative_to(HERE) and pytest_asyncio.is_async_test(item):
            item.add_marker(ONE_LOOP_A_FILE, append=False)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def site(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    async with running_site(tmp_path_factory.mktemp("site")) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def host(site: Site) -> AsyncIterator[Person]:
    async with site.browser() as browser:
        yield Person(site, browser)


@pytest_asyncio.fixture(loop_scope="module")
async def guest(site: Site) -> AsyncIterator[Person]:
    async with site.browser() as browser:
        yield Person(site, browser)


@pytest_asyncio.fixture(loop_scope="module")
async def other(site: Site) -> AsyncIterator[Person]:
    async with site.browser() as browser:
        yield Person(site, browser)
