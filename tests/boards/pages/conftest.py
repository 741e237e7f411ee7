"""A running application with a small library for each file of tests, and two people who visit it."""

from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from arcadia.boards.domain.board import Board
from arcadia.boards.domain.goal import Goal
from arcadia.boards.domain.goal_list import GoalList
from support.site import Site, running_site


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def site(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    async with running_site(tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest_asyncio.fixture(loop_scope="module")
async def mira(site: Site) -> AsyncIterator[httpx.AsyncClient]:
    async with site.browser() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="module")
async def kofi(site: Site) -> AsyncIterator[httpx.AsyncClient]:
    async with site.browser() as browser:
        yield browser


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def goal_list(site: Site) -> str:
    goals = tuple(Goal(text=f"Goal {n}", difficulty=1 + n % 25, types=(f"type {n % 7}",)) for n in range(60))
    sixty = GoalList(title="Sixty goals", game="Chess", goals=goals)
    return (await site.services.boards.create_list(sixty, owner="somebody")).id


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def public_board(site: Site) -> str:
    goals = tuple(Goal(text=f"Square {n}", key=f"sq{n}", difficulty=n) for n in range(1, 26))
    board = Board(title="Numbers", game="Chess", rows=5, columns=5, squares=goals, tags=("speed",))
    return (await site.services.boards.create_board(board, owner="somebody")).id
