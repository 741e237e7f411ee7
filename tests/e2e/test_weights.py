"""F1: what every page may bring over the wire on the first visit, the worker and what it keeps included."""

import asyncio

from playwright.async_api import Browser

from support.shown_pages import make_shown_pages
from support.weighing import weigh


async def test_f1_pages_are_light_and_ask_for_little(chromium: Browser, site_url: str) -> None:
    excess = {}
    for page in await asyncio.to_thread(make_shown_pages, site_url):
        weight = await weigh(chromium, site_url, page)
        assert weight.total_kb > 5, "a page that was not weighed is no light page"
        print(page.name, weight)
        excess[page.name] = weight.excess(page.name)
    assert {name: over for name, over in excess.items() if over} == {}
