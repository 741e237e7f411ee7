"""Boards made on their pages, as a person makes them, and what a page's layout did meanwhile."""

import re
from typing import Any, Final

from playwright.async_api import Page, expect

from support.browsers import GOALS

SHIFTS: Final = """() => new Promise(done => new PerformanceObserver(list =>
    done(list.getEntries().reduce((sum, one) => sum + one.value, 0))).observe({type: 'layout-shift', buffered: true})
    || setTimeout(() => done(0), 500))"""
"""By how much things have moved by themselves since the page was opened."""


async def type_board(page: Page, title: str) -> str:
    """Make a board by filling in text, and return its path."""
    await page.goto("/boards/new")
    await page.get_by_label("Title").fill(title)
    await page.get_by_label("One goal a line").fill("\n".join(GOALS))
    await page.get_by_role("button", name="Fill empty squares").click()
    await expect(page.get_by_label("Square 25", exact=True)).to_have_value(GOALS[24])
    await page.get_by_role("button", name="Save board").click()
    await expect(page).to_have_url(re.compile(r"/boards/[0-9a-f-]{36}$"))
    return "/" + page.url.split("/", 3)[3]


async def make_board(page: Page, title: str, **changes: Any) -> str:
    """Store a board through the API with this browser's cookie, and return its path."""
    await page.goto("/robots.txt")
    board = {
        "title": title,
        "rows": 3,
        "columns": 3,
        "squares": [{"text": f"Goal {n}"} for n in range(1, 10)],
        **changes,
    }
    answer = await page.evaluate(
        """async board => (await (await fetch('/api/v1/boards', {method: 'POST',
        headers: {'content-type': 'application/json'}, body: JSON.stringify({board})})).json()).id""",
        board,
    )
    return f"/boards/{answer}"
