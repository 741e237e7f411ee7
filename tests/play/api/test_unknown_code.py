"""An unknown code is the refusal `no_session`, whatever was asked of it (rules 2)."""

from typing import Any

import pytest

from support.site import Site

pytestmark = pytest.mark.asyncio(loop_scope="module")

CODE = "ZZZZZZ"
READS = ("", "/board", "/feed", "/events", "/export")
WRITES = {
    "/seats": {"nickname": "Mira"},
    "/commands": {"do": "mark", "square": 1},
    "/marks": {"square": 1},
    "/counters": {"square": 1, "value": 1},
    "/messages": {"text": "Hello"},
}


@pytest.mark.parametrize("path", READS)
async def test_reading(site: Site, path: str) -> None:
    async with site.browser() as stranger:
        answer = await stranger.get(f"/api/v1/sessions/{CODE}{path}")
    assert (answer.status_code, answer.json()["code"]) == (404, "no_session")


@pytest.mark.parametrize(("path", "body"), WRITES.items())
async def test_commands(site: Site, path: str, body: dict[str, Any]) -> None:
    async with site.browser() as stranger:
        answer = await stranger.post(f"/api/v1/sessions/{CODE}{path}", json=body)
    assert (answer.status_code, answer.json()["code"]) == (404, "no_session")
