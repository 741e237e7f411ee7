"""F1: what every page may bring over the wire on the first visit, the worker and what it keeps included."""

import asyncio
from collections.abc import Iterable
from dataclasses import replace

from playwright.async_api import Browser

from support.shown_pages import ShownPage, make_shown_pages
from support.weighing import weigh

AROUND_A_SESSION = ("watch", "overlay", "stream", "replay")


def around(pages: Iterable[ShownPage]) -> list[ShownPage]:
    """The pages of a session beside its own, which may bring as much as that."""
    (session,) = (page for page in pages if page.name == "session")
    return [replace(session, name=f"session/{below}", path=f"{session.path}/{below}") for below in AROUND_A_SESSION]


async def test_f1_pages_are_light_and_ask_for_little(chromium: Browser, site_url: str) -> None:
    excess = {}
    pages = await asyncio.to_thread(make_shown_pages, site_url)
    for page in (*pages, *around(pages)):
        weight = await weigh(chromium, site_url, page)
        assert weight.total_kb > 5, "a page that was not weighed is no light page"
        print(page.name, weight)
        excess[page.name] = weight.excess(page.name.split("/")[0])
    assert {name: over for name, over in excess.items() if over} == {}
