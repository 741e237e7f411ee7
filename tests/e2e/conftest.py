"""A real server in a process of its own, and a real browser in front of it: both serve all tests of this folder."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, async_playwright

from support.browsers import TELL_SHIFTS, Person, Watched, make_person, on_a_phone
from support.server import ServerProcess
from support.tools import find_chromium

HERE = Path(__file__).parent
ONE_LOOP = pytest.mark.asyncio(loop_scope="session")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run all tests here in one loop: the browser lives in it."""
    for item in items:
        if item.path.is_relative_to(HERE) and pytest_asyncio.is_async_test(item):
            item.add_marker(ONE_LOOP, append=False)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    server = ServerProcess(tmp_path_factory.mktemp("site"))
    server.start()
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def site_url(site: ServerProcess) -> str:
    return site.url


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=find_chromium(), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def visitor(chromium: Browser, site_url: str) -> AsyncIterator[BrowserContext]:
    context = await chromium.new_context(base_url=site_url, viewport={"width": 1280, "height": 800})
    await context.add_init_script(TELL_SHIFTS)
    yield context
    await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def watched(visitor: BrowserContext) -> AsyncIterator[Watched]:
    watched = Watched(await visitor.new_page())
    yield watched
    assert watched.unforgiven() == []


MakePerson = Callable[..., Awaitable[Person]]


@pytest_asyncio.fixture(loop_scope="session")
async def new_person(chromium: Browser, site_url: str, request: pytest.FixtureRequest) -> AsyncIterator[MakePerson]:
    """Makes people; their browsers are closed at the end, and have had nothing to complain of in the whole journey.

    `FORGIVEN` of a module of tests are words of the complaints that all of them cause.
    """
    made: list[Person] = []

    async def make(url: str = site_url, **options: Any) -> Person:
        made.append(await make_person(chromium, url, **options))
        made[-1].forgiven += getattr(request.module, "FORGIVEN", ())
        return made[-1]

    yield make
    complaints = [person.unforgiven() for person in made]
    for person in made:
        await person.context.close()
    assert [one for one in complaints if one] == []


@pytest_asyncio.fixture(loop_scope="session")
async def host(new_person: MakePerson) -> Person:
    return await new_person()


@pytest_asyncio.fixture(loop_scope="session")
async def guest(new_person: MakePerson) -> Person:
    return await new_person(**on_a_phone())


@pytest_asyncio.fixture(loop_scope="session")
async def other(new_person: MakePerson) -> Person:
    return await new_person()
