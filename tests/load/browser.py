"""How many bytes a page brings over the wire, as a real browser counts them."""

from typing import Any, Final
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

from support.tools import find_chromium

SETTLE_MS: Final = 1_500


def wire_bytes(url: str, *, cookie: str = "") -> int:
    """Open a page with an empty cache and add up what came: heads and compressed bodies of all requests."""
    sizes: list[int] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        context = browser.new_context()
        if cookie:
            name, _, value = cookie.partition("=")
            context.add_cookies([{"name": name, "value": value, "url": _origin(url)}])
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.loadingFinished", lambda event: sizes.append(_size(event)))
        page.goto(url, wait_until="load")
        page.wait_for_timeout(SETTLE_MS)
        browser.close()
    return sum(sizes)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _size(event: dict[str, Any]) -> int:
    return int(event["encodedDataLength"])
