"""`/design` is where every part of the design system can be looked at."""

import httpx

from support.html import parse_page

PARTS = {
    "button": {"class_": "button"},
    "field": {"class_": "field"},
    "dialog": {"tag": "dialog"},
    "sheet": {"class_": "sheet-switch"},
    "toast": {"class_": "toast"},
    "tabs": {"class_": "tabs"},
    "menu": {"tag": "details", "class_": "menu"},
    "table": {"class_": "table"},
    "pagination": {"class_": "pager"},
    "an empty list": {"class_": "empty"},
    "loading": {"class_": "skeleton"},
    "an error": {"class_": "bad"},
    "a fault at its field": {"class_": "fault"},
    "avatar": {"class_": "avatar"},
    "badge": {"class_": "badge"},
    "timer": {"role": "timer"},
    "board": {"class_": "board"},
    "square": {"class_": "square"},
    "a square of several": {"data_bands": "2"},
    "team chip": {"tag": "li", "class_": "chip"},
}
"""As issue 4 names them."""


async def test_every_part_is_shown(client: httpx.AsyncClient) -> None:
    page = parse_page((await client.get("/design")).text)
    missing = [name for name, how in PARTS.items() if not list(page.all(**how))]
    assert missing == []
