"""The whole application in this process, on an SQLite file of its own, and browsers for it without a network."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from arcadia.app import Application, make_app
from arcadia.platform.config import read_settings
from arcadia.services import Services
from arcadia.web.asgi import Message
from support.assets import lend_assets

ADDRESS = "http://arcadia.test"
PAGE = "text/html,application/xhtml+xml"


class Site:
    """A running application."""

    def __init__(self, app: Application) -> None:
        self.app = app

    @property
    def services(self) -> Services:
        """The application's services."""
        return self.app.services

    def browser(self) -> httpx.AsyncClient:
        """Return a browser with a cookie jar of its own: somebody else than all others."""
        transport = httpx.ASGITransport(self.app)
        headers = {"accept": PAGE, "origin": ADDRESS}
        return httpx.AsyncClient(transport=transport, base_url=ADDRESS, headers=headers)


def make_test_app(folder: Path, environment: Mapping[str, str] | None = None) -> Application:
    """Return the application, its data in `folder`, with `environment` beside what tests always set."""
    lend_assets(folder)
    overrides = {"ARCADIA_ENV": "test", "ARCADIA_DATA": str(folder), **(environment or {})}
    return make_app(read_settings({}, overrides=overrides, folder=folder))


@asynccontextmanager
async def running_site(folder: Path, environment: Mapping[str, str] | None = None) -> AsyncIterator[Site]:
    """Run the application for the block."""
    app = make_test_app(folder, environment)
    orders: asyncio.Queue[Message] = asyncio.Queue()
    reports: asyncio.Queue[Message] = asyncio.Queue()
    life = asyncio.create_task(app({"type": "lifespan"}, orders.get, reports.put))
    await orders.put({"type": "lifespan.startup"})
    begun = await reports.get()
    if begun["type"] != "lifespan.startup.complete":
        raise RuntimeError(begun["message"])
    try:
        yield Site(app)
    finally:
        await orders.put({"type": "lifespan.shutdown"})
        await life
