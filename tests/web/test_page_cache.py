"""F4, F7: an anonymous page is the same bytes for all, revalidated by ETag, dropped when its data changes."""

import asyncio
import gzip
from typing import Protocol

import brotli
import httpx
import pytest
import zstandard

from arcadia.web.conditional import choose_coding, has_same
from arcadia.web.page_cache import MAX_PAGES
from arcadia.web.stack import Web


class Movable(Protocol):
    at: float


async def test_a_second_visit_comes_from_memory(client: httpx.AsyncClient, web: Web) -> None:
    first, second = await client.get("/shared"), await client.get("/shared")
    assert first.content == second.content
    assert first.headers["etag"] == second.headers["etag"]
    assert web.page_cache.hits == 1


async def test_a_client_that_has_it_gets_304(client: httpx.AsyncClient) -> None:
    tag = (await client.get("/shared")).headers["etag"]
    answer = await client.get("/shared", headers={"if-none-match": tag})
    assert (answer.status_code, answer.content) == (304, b"")
    assert "content-security-policy" in answer.headers


@pytest.mark.parametrize("coding", ["zstd", "br", "gzip"])
async def test_each_coding_holds_the_same_page(client: httpx.AsyncClient, coding: str) -> None:
    plain = (await client.get("/shared", headers={"accept-encoding": "identity"})).content
    async with client.stream("GET", "/shared", headers={"accept-encoding": coding}) as answer:
        raw = b"".join([chunk async for chunk in answer.aiter_raw()])
    decode = {"gzip": gzip.decompress, "br": brotli.decompress, "zstd": zstandard.ZstdDecompressor().decompress}
    assert answer.headers["content-encoding"] == coding
    assert decode[coding](raw) == plain
    assert len(raw) < len(plain)


async def test_a_known_caller_bypasses_it(client: httpx.AsyncClient, web: Web) -> None:
    await client.get("/shared")
    answer = await client.get("/shared", headers={"cookie": "guest=7"})
    assert web.page_cache.hits == 0
    assert "etag" not in answer.headers


async def test_a_purge_by_tag_is_at_once(client: httpx.AsyncClient, web: Web) -> None:
    await client.get("/shared")
    assert web.page_cache.purge("lists") == 0
    assert web.page_cache.purge("boards", "lists") == 1
    await client.get("/shared")
    assert web.page_cache.hits == 0


@pytest.mark.parametrize(("body", "hits"), [(b'{"size": 1}', 0), (b"nonsense", 1)])
async def test_a_change_that_succeeds_purges(client: httpx.AsyncClient, web: Web, body: bytes, hits: int) -> None:
    await client.get("/shared")
    await client.post("/things", content=body)
    await client.get("/shared")
    assert web.page_cache.hits == hits


async def test_f4_past_its_time_a_page_is_served_stale_while_one_request_renders_it(
    client: httpx.AsyncClient, web: Web, clock: Movable, rendered: list[None]
) -> None:
    first = await client.get("/shared")
    clock.at = 59.0
    assert (await client.get("/shared")).content == first.content
    clock.at = 61.0
    answers = await asyncio.gather(*(client.get("/shared") for _ in range(50)))
    assert all(one.status_code == 200 for one in answers)
    async with asyncio.timeout(20):
        while len(rendered) < 2:
            await asyncio.sleep(0.005)
    for _ in range(5):
        await client.get("/shared")
    assert len(rendered) == 2
    assert web.page_cache.misses == 1


async def test_f4_no_page_is_older_than_an_hour(
    client: httpx.AsyncClient, web: Web, clock: Movable, rendered: list[None]
) -> None:
    await client.get("/shared")
    clock.at = 3_600.0
    await client.get("/shared")
    assert (len(rendered), web.page_cache.misses) == (2, 2)


async def test_f4_a_page_that_fails_stays_as_it_was_and_one_that_is_gone_goes(
    client: httpx.AsyncClient, clock: Movable, outcome: list[int]
) -> None:
    good = await client.get("/changing")
    outcome[0] = 500
    clock.at = 61.0
    for _ in range(3):
        assert (await client.get("/changing")).content == good.content
        await asyncio.sleep(0.05)
    outcome[0] = 404
    async with asyncio.timeout(20):
        while (await client.get("/changing")).status_code != 404:
            await asyncio.sleep(0.01)


async def test_f4_what_was_purged_while_it_was_rendered_is_not_kept(client: httpx.AsyncClient, web: Web) -> None:
    slow = asyncio.create_task(client.get("/slow"))
    await asyncio.sleep(0.05)
    web.page_cache.purge("boards")
    assert (await slow).status_code == 200
    await client.get("/slow")
    assert web.page_cache.hits == 0
    await client.get("/slow")
    assert web.page_cache.hits == 1


async def test_f4_a_page_varies_only_on_what_matters(client: httpx.AsyncClient, rendered: list[None]) -> None:
    same = ("/shared?a=1&b=2", "/shared?b=2&a=1", "/shared?utm_source=x&a=1&b=2", "/shared?a=1&b=2&fbclid=1&")
    for address in same:
        for headers in ({}, {"user-agent": "other"}, {"accept-language": "fr"}, {"cookie": "theme=dark"}):
            await client.get(address, headers=headers)
    assert len(rendered) == 1
    for other in ("/shared?a=2&b=2", "/shared?a=1&a=2", "/shared?a=2&a=1", "/shared"):
        await client.get(other)
    assert len(rendered) == 5


async def test_unmarked_answers_are_not_kept(client: httpx.AsyncClient, web: Web) -> None:
    await client.get("/whoami")
    await client.get("/whoami")
    assert web.page_cache.hits == 0


async def test_head_is_get_without_its_body(client: httpx.AsyncClient) -> None:
    headers = {"accept-encoding": "identity"}
    whole, head = await client.get("/shared", headers=headers), await client.head("/shared", headers=headers)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == whole.headers["content-length"]


async def test_memory_is_bounded(client: httpx.AsyncClient, web: Web) -> None:
    for number in range(MAX_PAGES + 5):
        await client.get(f"/shared?n={number}")
    assert web.page_cache.purge("boards") == MAX_PAGES


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (None, "identity"),
        ("gzip, br, zstd", "zstd"),
        ("gzip;q=1, br;q=0.5", "br"),
        ("br;q=0, gzip", "gzip"),
        ("*", "zstd"),
        ("*;q=0", "identity"),
        ("br;q=nonsense", "identity"),
        ("deflate", "identity"),
    ],
)
def test_codings_are_negotiated(line: str | None, expected: str) -> None:
    assert choose_coding(line, {"zstd", "br", "gzip", "identity"}) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [(None, False), ("*", True), ('W/"a"', True), ('"a"', True), ('"b", W/"a"', True), ('"b"', False)],
)
def test_entity_tags_are_compared_weakly(line: str | None, expected: bool) -> None:
    assert has_same(line, 'W/"a"') is expected
