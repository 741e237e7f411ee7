"""Trackers poll with the tag of what they have: 304 as long as nothing that they may see has changed (details)."""

import asyncio
from typing import Any

import httpx
import pytest

from support.site import Site

pytestmark = pytest.mark.asyncio(loop_scope="module")

CARD = {"goals": [{"text": f"goal {number}"} for number in range(1, 26)]}
COUNTDOWN_S = 3


async def make(browser: httpx.AsyncClient, **settings: Any) -> str:
    body = {"nickname": "Mira", "settings": settings, "card": CARD}
    code: str = (await browser.post("/api/v1/sessions", json=body)).json()["code"]
    return code


@pytest.mark.parametrize("path", ["", "/board"])
async def test_a_tag_holds_until_somebody_marks(site: Site, path: str) -> None:
    async with site.browser() as host:
        code = await make(host, quick=True)
        first = await host.get(f"/api/v1/sessions/{code}{path}")
        same = {"if-none-match": f'"another", {first.headers["etag"]}'}
        assert (await host.get(f"/api/v1/sessions/{code}{path}", headers=same)).status_code == 304
        await host.post(f"/api/v1/sessions/{code}/marks", json={"square": 7})
        assert (await host.get(f"/api/v1/sessions/{code}{path}", headers=same)).status_code == 200


async def test_a_covered_card_shows_at_its_start_though_no_event_tells(site: Site) -> None:
    async with site.browser() as host:
        code = await make(host, covered=True, countdown_s=COUNTDOWN_S)
        started = await host.post(f"/api/v1/sessions/{code}/commands", json={"do": "start"})
        assert started.is_success
        path = f"/api/v1/sessions/{code}/board"
        covered = await host.get(path)
        assert covered.json()["squares"][0]["state"] == "covered"
        same = {"if-none-match": covered.headers["etag"]}
        while (shown := await host.get(path, headers=same)).status_code == 304:
            await asyncio.sleep(0.05)
        assert shown.json()["v"] == covered.json()["v"]
        assert shown.json()["squares"][0]["text"] == "goal 1"
