"""F7: a page for one caller alone is revalidated by its ETag; no caller gets 304 for what another one saw."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from support.boards_api import board, make_board, make_list
from support.plain_browser import GOALS
from support.site import running_site

ONE_LOOP = pytest.mark.asyncio(loop_scope="module")
NONCE = re.compile(r"'nonce-([\w-]{20,})'")


@dataclass
class Place:
    """Two people in front of a site, and what the first of them has there."""

    mira: httpx.AsyncClient
    kofi: httpx.AsyncClient
    board: str
    goal_list: str
    code: str


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def place(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Place]:
    async with AsyncExitStack() as closing:
        site = await closing.enter_async_context(running_site(Path(tmp_path_factory.mktemp("site"))))
        mira, kofi = [await closing.enter_async_context(site.browser()) for _ in range(2)]
        await make_board(kofi)
        made, goal_list = await make_board(mira), await make_list(mira)
        session = await mira.post("/api/v1/sessions", json={"nickname": "Mira", "card": {"goals": GOALS}})
        yield Place(mira, kofi, made["id"], goal_list["id"], session.json()["code"])


async def again(client: httpx.AsyncClient, path: str, tag: str) -> httpx.Response:
    return await client.get(path, headers={"if-none-match": tag})


@ONE_LOOP
async def test_f7_whoever_has_the_page_gets_304_with_headers_that_fit_it(place: Place) -> None:
    for path in (
        "/",
        "/boards",
        f"/boards/{place.board}",
        f"/boards/{place.board}/edit",
        f"/goal-lists/{place.goal_list}",
    ):
        whole = await place.mira.get(path)
        known = await again(place.mira, path, whole.headers["etag"])
        assert (whole.status_code, known.status_code, known.content) == (200, 304, b""), path
        for name in ("etag", "cache-control", "vary"):
            assert known.headers[name] == whole.headers[name], (path, name)
        policies = [answer.headers["content-security-policy"] for answer in (whole, known)]
        nonces = [NONCE.findall(policy) for policy in policies]
        assert nonces[0] != nonces[1]
        assert NONCE.sub("", policies[0]) == NONCE.sub("", policies[1])
        assert not any(nonce in whole.text for nonce in nonces[0]), "a kept page would hold a nonce of the past"


@ONE_LOOP
async def test_f7_nobody_gets_304_for_what_another_one_saw(place: Place) -> None:
    path = f"/boards/{place.board}"
    hers, his = await place.mira.get(path), await place.kofi.get(path)
    assert f'href="{path}/edit"' in hers.text
    assert f'href="{path}/edit"' not in his.text
    crossed = [await again(place.mira, path, his.headers["etag"]), await again(place.kofi, path, hers.headers["etag"])]
    assert [(one.status_code, one.text) for one in crossed] == [(200, hers.text), (200, his.text)]
    assert all("private" in one.headers["cache-control"] for one in (hers, his, *crossed))


@ONE_LOOP
async def test_f7_a_page_that_changed_is_sent_whole(place: Place) -> None:
    path = f"/boards/{place.board}"
    before = await place.mira.get(path)
    change = {"base_revision": 1, "board": board(title="Renamed")}
    changed = await place.mira.put(f"/api/v1{path}", json=change)
    assert changed.status_code == 200, changed.text
    after = await again(place.mira, path, before.headers["etag"])
    assert (after.status_code, "Renamed" in after.text) == (200, True)
    assert after.headers["etag"] != before.headers["etag"]


@ONE_LOOP
async def test_f7_a_session_is_sent_whole_after_a_mark(place: Place) -> None:
    path = f"/play/{place.code}"
    before = await place.mira.get(path)
    await place.mira.post(f"{path}/act", data={"do": "say", "text": "here I am"})
    after = await again(place.mira, path, before.headers["etag"])
    assert (after.status_code, "here I am" in after.text) == (200, True)


@ONE_LOOP
async def test_f7_what_is_no_page_of_this_caller_has_no_tag(place: Place) -> None:
    gone = await place.mira.get("/boards/no-such-board")
    refused = await place.mira.post("/boards/new", data={"title": ""})
    for answer in (gone, refused):
        assert answer.status_code >= 400
        assert "etag" not in answer.headers
