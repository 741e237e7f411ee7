"""A real server in a process of its own and a real browser in front of it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, async_playwright

from support.tools import ROOT, find_chromium

STARTS_WITHIN_S = 60


class Watched:
    """A page, and every complaint of the browser about it: console errors, exceptions, violated policy."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.complaints.append(f"exception: {error}"))

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{message.type}: {message.text}")


@pytest.fixture(scope="session")
def site_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("site")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    environment = {**os.environ, "ARCADIA_ENV": "test", "ARCADIA_DATA": str(folder), "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-m", "arcadia", "serve", "--port", str(port)]
    log = folder / "server.log"
    with log.open("wb") as output:
        server = subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT, cwd=folder)
        url = f"http://127.0.0.1:{port}"
        try:
            wait_until_served(url, server, log)
            yield url
        finally:
            server.terminate()
            server.wait(30)


def wait_until_served(url: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    """Ask for the robots file until it comes; a server that ended shows its log."""
    deadline = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < deadline:
        if server.poll() is not None:
            break
        try:
            if httpx.get(f"{url}/robots.txt").is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    pytest.fail(f"the server does not answer:\n{log.read_text()[-4000:]}")


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=find_chromium(), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield browser
        await browser.close()


@pytest.fixture
async def visitor(chromium: Browser, site_url: str) -> AsyncIterator[BrowserContext]:
    context = await chromium.new_context(base_url=site_url, viewport={"width": 1280, "height": 800})
    yield context
    await context.close()


@pytest.fixture
async def watched(visitor: BrowserContext) -> Watched:
    return Watched(await visitor.new_page())
