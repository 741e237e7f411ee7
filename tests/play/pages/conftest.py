"""A site of its own for each test, and three people in front of it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from support.plain_browser import Person
from support.site import Site, running_site


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with running_site(tmp_path) as running:
        yield running


@pytest.fixture
async def host(site: Site) -> AsyncIterator[Person]:
    async with site.browser() as browser:
        yield Person(site, browser)


@pytest.fixture
async def guest(site: Site) -> AsyncIterator[Person]:
    async with site.browser() as browser:
        yield Person(site, browser)


@pytest.fixture
async def other(site: Site) -> AsyncIterator[Person]:
    async with site.browser() as browser:
        yield Person(site, browser)
