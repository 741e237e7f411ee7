"""The pictures in `docs/pictures`: a real server, four players on real sockets, Chromium looking on.

`bin/docs --pictures` takes them anew; `python -m docs_reference.pictures` does that alone.
"""

import asyncio
import os
import re
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from playwright.async_api import Browser, Page, async_playwright, expect

from arcadia.accounts.service.guest_cookie import NAME, GuestCookie
from arcadia.core.ids import GuestId
from arcadia.platform.security import KeyRing
from docs_reference.evening import CODE, PEOPLE, make_file
from support.players import Player
from support.server import ServerProcess
from support.tools import ROOT, find_chromium

FOLDER: Final = ROOT / "docs" / "pictures"
LARGEST_BYTES: Final = 300_000
DESK: Final = {"width": 1280, "height": 800}
PHONE: Final = {"width": 390, "height": 844}
WATCHERS: Final = 3
_HELD: Final = re.compile(r"\bheld\b")
LIVE_MARK: Final = 25
"""Ana marks this square while the pages are open: it still glows in the pictures."""


class PictureTooHeavy(Exception):
    """A picture has more bytes than a page of documentation should load."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as somebody sees it: `who` is a player, or nobody in particular."""

    name: str
    path: str
    size: Mapping[str, int]
    scheme: str = "dark"
    who: str | None = "Mira"


PICTURES: Final = (
    Picture("session-dark", f"/play/{CODE}", DESK),
    Picture("session-light", f"/play/{CODE}", DESK, scheme="light"),
    Picture("session-phone", f"/play/{CODE}", PHONE, who="Jonas"),
    Picture("join-phone", f"/j/{CODE}", PHONE, who=None),
    Picture("landing-dark", "/", DESK, who=None),
)


def take_pictures() -> list[str]:
    """Take every picture; return their paths below the repository's root."""
    with tempfile.TemporaryDirectory(prefix="arcadia-pictures-") as folder, serving(Path(folder)) as (server, cookies):
        return asyncio.run(_take(server.url, cookies))


@contextmanager
def serving(folder: Path) -> Iterator[tuple[ServerProcess, dict[str, str]]]:
    """Serve a site on which the evening is under way; give the players' cookies by name."""
    secret = secrets.token_urlsafe(48)
    environment = {"SESSION_SECRET": secret, "ARCADIA_DATA": str(folder), "ARCADIA_ENV": "test"}
    (folder / "evening.json").write_bytes(make_file(now=round(time.time() * 1000)))
    for words in (("db", "upgrade"), ("session", "import", "evening.json")):
        subprocess.run(
            [sys.executable, "-m", "arcadia", *words], cwd=folder, check=True, env={**os.environ, **environment}
        )
    server = ServerProcess(folder, environment)
    server.start()
    try:
        yield server, _cookies(secret)
    finally:
        server.stop()


def _cookies(secret: str) -> dict[str, str]:
    cookie, now = GuestCookie(KeyRing([secret])), round(time.time())
    return {name: cookie.encode(GuestId(guest), now_s=now) for name, guest in PEOPLE.items()}


async def _take(url: str, cookies: Mapping[str, str]) -> list[str]:
    FOLDER.mkdir(exist_ok=True)
    async with AsyncExitStack() as closing:
        players = await closing.enter_async_context(connected_people(url, cookies))
        browser = await closing.enter_async_context(_chromium())
        pages = [await _open(browser, url, picture, cookies) for picture in PICTURES]
        await players["Ana"].mark(LIVE_MARK)
        return [await _save(page, picture) for page, picture in zip(pages, PICTURES, strict=True)]


@asynccontextmanager
async def connected_people(url: str, cookies: Mapping[str, str]) -> AsyncIterator[dict[str, Player]]:
    """Connect every player, and some who only watch."""
    players = {name: Player(url) for name in PEOPLE}
    watchers = [Player(url) for _ in range(WATCHERS)]
    for name, player in players.items():
        player.http.cookies.set(NAME, cookies[name])
    everybody = [*players.values(), *watchers]
    for one in everybody:
        one.code = CODE
        await one.connect()
    yield players
    for one in everybody:
        await one.close()


@asynccontextmanager
async def _chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        options = ["--no-sandbox", "--disable-dev-shm-usage", "--hide-scrollbars"]
        browser = await playwright.chromium.launch(executable_path=find_chromium(), args=options)
        yield browser
        await browser.close()


async def _open(browser: Browser, url: str, picture: Picture, cookies: Mapping[str, str]) -> Page:
    context = await browser.new_context(
        base_url=url,
        viewport=picture.size,  # type: ignore[arg-type]
        color_scheme=picture.scheme,  # type: ignore[arg-type]
        reduced_motion="reduce",
    )
    if picture.who is not None:
        await context.add_cookies([{"name": NAME, "value": cookies[picture.who], "url": url}])
    page = await context.new_page()
    await page.goto(picture.path)
    if picture.who is not None:
        await expect(page.locator("#session[data-connection='live']")).to_be_attached()
        await expect(page.locator("button.square")).to_have_count(25)
    return page


async def _save(page: Page, picture: Picture) -> str:
    if picture.who is not None:
        await expect(page.locator(f"[data-square='{LIVE_MARK}']")).to_have_class(_HELD)
    await page.bring_to_front()
    path = FOLDER / f"{picture.name}.png"
    taken = await page.screenshot(path=path)
    if len(taken) > LARGEST_BYTES:
        raise PictureTooHeavy(f"{path.name} has {len(taken):,} bytes; {LARGEST_BYTES:,} are allowed")
    return str(path.relative_to(ROOT))


if __name__ == "__main__":
    for taken in take_pictures():
        print(f"took {taken}")
