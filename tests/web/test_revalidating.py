"""F4: `POST /api/revalidate` with its token, purges across nodes, and nothing personal in what is kept."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from arcadia.platform.bus.redis import RedisBus
from arcadia.platform.clock import ManualClock
from arcadia.platform.ids import make_id
from arcadia.platform.observability import Counters
from arcadia.platform.redis.server import RedisServer
from arcadia.web.page_cache import CacheRule, PageCache
from support.boards_api import make_board
from support.site import Site, running_site

TOKEN = "a-token-that-only-the-operator-knows-0123456789"
KNOWN = {"authorization": f"Bearer {TOKEN}"}
PAGES = ("/", "/boards", "/goal-lists", "/goals", "/play/open", "/boards?sort=newest")


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with running_site(tmp_path, {"REVALIDATE_TOKEN": TOKEN}) as running:
        yield running


@pytest.fixture
async def program(site: Site) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody's program: no cookie, no Origin."""
    async with site.browser() as client:
        del client.headers["origin"]
        yield client


async def etag(program: httpx.AsyncClient, path: str = "/boards") -> str:
    return (await program.get(path)).headers["etag"]


@pytest.mark.parametrize("body", [{"tags": ["boards"]}, {"paths": ["/boards"]}, {"tags": ["x"], "paths": ["/boards"]}])
async def test_f4_the_token_has_pages_made_anew(program: httpx.AsyncClient, body: dict[str, list[str]]) -> None:
    await program.get("/boards")
    answer = await program.post("/api/revalidate", json=body, headers=KNOWN)
    assert (answer.status_code, answer.json()) == (200, {"pages": 1})
    again = await program.post("/api/revalidate", json=body, headers=KNOWN)
    assert again.json() == {"pages": 0}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"authorization": "Bearer "},
        {"authorization": "Bearer"},
        {"authorization": TOKEN},
        {"authorization": f"Basic {TOKEN}"},
        {"authorization": f"Bearer {TOKEN}x"},
        {"authorization": f"Bearer {TOKEN[:-1]}"},
        {"authorization": "Bearer undefined"},
        {"authorization": "Bearer \xe9"},
    ],
)
async def test_f4_anything_else_is_refused(program: httpx.AsyncClient, headers: dict[str, str]) -> None:
    await program.get("/boards")
    raw = {name: value.encode("latin-1") for name, value in headers.items()}
    refused = await program.post("/api/revalidate", json={"tags": ["boards"]}, headers=raw)
    assert refused.status_code == 401
    assert (await program.post("/api/revalidate", json={"tags": ["boards"]}, headers=KNOWN)).json() == {"pages": 1}


@pytest.mark.parametrize("given", ["", "None", "undefined", "null", "x"])
async def test_f4_without_a_configured_token_everything_is_refused(tmp_path: Path, given: str) -> None:
    async with running_site(tmp_path) as site, site.browser() as client:
        headers = {"authorization": f"Bearer {given}"}
        assert (await client.post("/api/revalidate", json={}, headers=headers)).status_code == 401


async def test_f4_revalidation_reads_the_data_anew(site: Site, program: httpx.AsyncClient) -> None:
    """A change past the services shows after it, and not before: both the page and the values under it were kept."""
    before = await etag(program)
    async with site.services.database.write() as tx:
        from sqlalchemy import text

        await tx.execute(text("UPDATE boards SET title = 'Renamed past everything'"))
    assert await etag(program) == before
    await program.post("/api/revalidate", json={"tags": ["boards"]}, headers=KNOWN)
    assert "Renamed past everything" in (await program.get("/boards")).text


async def test_f4_nothing_personal_enters_what_is_kept(site: Site) -> None:
    """Two people make things, look at every kept page in turns, and a stranger sees neither of them."""
    async with site.browser() as mira, site.browser() as jo, site.browser() as stranger:
        for person, name in ((mira, "Mira"), (jo, "Jo")):
            squares = [{"text": f"{name} {number}"} for number in range(25)]
            await make_board(person, title=f"Secret of {name}", visibility="private", squares=squares)
        for turn in range(3):
            for path in PAGES:
                seen = {
                    person: await person.get(path)
                    for person in (mira, jo, stranger)[turn:] + (mira, jo, stranger)[:turn]
                }
                assert seen[stranger].headers["cache-control"] == "no-cache"
                for person in (mira, jo):
                    known = seen[person].headers["cache-control"]
                    assert known.startswith("private"), "who has a cookie gets nothing from the cache"
                    cookie = next(iter(person.cookies.jar)).value or ""
                    assert cookie.partition(".")[0] not in seen[stranger].text
                    assert cookie not in seen[stranger].text
                assert "set-cookie" not in seen[stranger].headers
                assert not re.search(r"Secret of|\bMira \d|\bJo \d", seen[stranger].text)


@pytest.fixture
async def caches(redis_url: str) -> AsyncIterator[list[PageCache]]:
    """Two nodes' page caches on one bus."""
    prefix, made, opened = make_id(), [], []
    for _ in range(2):
        server = RedisServer(redis_url)
        bus = RedisBus(server, Counters(), prefix=prefix)
        made.append(PageCache(ManualClock(), bus))
        await bus.subscribe("pages", lambda _: None).wait_ready()
        opened += [bus, server]
    yield made
    for one in opened:
        await one.close()


async def test_f4_a_purge_on_one_node_is_a_purge_on_all(caches: list[PageCache]) -> None:
    key = ("", "/boards", "html", b"")
    for turn in range(20):
        for cache in caches:
            page = cache.make_page((), b"body", CacheRule(("boards",), 60, 60), "/boards")
            with cache.rendering() as rendering:
                cache.keep(key, page, rendering)
            assert cache.find(key)
        caches[turn % 2].purge("boards")
        async with asyncio.timeout(20):
            while any(cache.find(key) for cache in caches):
                await asyncio.sleep(0.002)
        await asyncio.sleep(0.02)  # a node hears its own message too; the next turn's pages are not its matter
