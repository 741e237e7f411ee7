"""Every route knows its caller, or says why it need not: whoever adds one decides."""

import ast
import inspect
import textwrap
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.handlers.base import BaseRouteHandler

from arcadia.app import make_app
from arcadia.platform.config import read_settings

CALLER = {"principal", "guest"}
"""What a handler asks for to know its caller; the service that gets it authorises."""

EVERYBODY = {
    "GET /api/v1/goals": "searches public goal lists",
    "GET /api/v1/sessions": "lists listed sessions",
    "GET /api/health": "as its alias /health",
    "GET /api/health/cache": "as its alias /health/cache",
    "GET /api/health/detailed": "all but the status is for the operator's token",
    "GET /api/health/ready": "as its alias /health/ready",
    "GET /api/health/scheduled": "for schedulers: asks for the cron secret",
    "GET /boards/new": "an empty form",
    "GET /design": "shows the design system, nothing of anybody",
    "GET /favicon.ico": "browsers ask for it",
    "POST /language": "it sets a cookie that tells nothing but a language",
    "GET /goal-lists/new": "an empty form",
    "GET /goals": "searches public goal lists",
    "GET /health": "says nothing of anybody; what names hosts is for the operator's token",
    "GET /health/cache": "figures are for the operator's token",
    "GET /health/ready": "for the machine that sends requests here; says nothing of anybody",
    "GET /healthcheck": "leads to /health",
    "GET /metrics": "asks for the operator's token",
    "GET /imprint": "the operator's own text",
    "GET /manifest.webmanifest": "browsers ask for it",
    "GET /pictures/{picture_hash:str}/{width:int}": "by the hash of its content, which only who may see its board is told",
    "GET /play/open": "lists listed sessions",
    "GET /play/{code:str}/device": "leads to the session's page",
    "GET /play/{code:str}/overlay": "the public view, or that of the token in its address: a stream has no cookie",
    "GET /play/{code:str}/preview.png": "the public view's colours and scores, for programs that show links",
    "GET /play/{code:str}/qr.svg": "the address of the code that the caller names, as a picture",
    "GET /play/{code:str}/text/{name:str}": "as the overlay",
    "GET /robots.txt": "crawlers ask for it",
    "GET /rules": "the operator's own text",
    "GET /offline": "says that there is no net; a browser keeps it",
    "GET /schemas/arcadia-board-1.json": "the published schema of the board format",
    "GET /schemas/arcadia-session-1.json": "the published schema of a session's file",
    "GET /sw.js": "browsers ask for it",
    "POST /api/cron/{name:str}": "for schedulers: asks for the cron secret",
    "POST /api/csp-reports": "browsers report without cookies; the report is logged, cut short",
    "POST /api/revalidate": "asks for the token of the instance, not for a person",
    "WEBSOCKET /api/v1/sessions/{code:str}/socket": "asks the identity on the scope itself, before it is accepted",
}
"""Routes that answer everybody alike, each with the reason."""

FRAMEWORKS_OWN = {"/api/v1/openapi", "/api/v1/openapi/openapi.json", "/api/v1/openapi/{path:str}"}
"""The document of the API; its viewers are left out, for they load scripts from elsewhere."""


@pytest.fixture
async def handlers(tmp_path: Path) -> AsyncIterator[dict[str, BaseRouteHandler]]:
    """The handlers of the application as it is served, by method and path."""
    settings = read_settings({"ARCADIA_ENV": "test", "ARCADIA_DATA": str(tmp_path)})
    async with make_app(settings)._run() as running:
        yield {f"{method} {path}": handler for method, path, handler in found_in(running.framework)}


def found_in(framework: Litestar) -> list[tuple[str, str, BaseRouteHandler]]:
    found = []
    for route in framework.routes:
        for handler in getattr(route, "route_handlers", None) or [route.route_handler]:
            methods = getattr(handler, "http_methods", {"WEBSOCKET"}) - {"OPTIONS"}
            if route.path not in FRAMEWORKS_OWN:
                found += [(method, route.path, handler) for method in methods]
    return found


async def test_every_route_asks_for_its_caller_or_is_for_everybody(handlers: dict[str, BaseRouteHandler]) -> None:
    asking = {name for name, handler in handlers.items() if CALLER & set(handler.parsed_fn_signature.parameters)}
    assert sorted(set(handlers) - asking - set(EVERYBODY)) == [], "ask for the caller, or say here why not"
    assert sorted(set(EVERYBODY) & asking) == [], "these know their caller: no exception is needed"
    assert sorted(set(EVERYBODY) - set(handlers)) == [], "these routes are gone"


async def test_who_asks_for_the_caller_does_something_with_it(handlers: dict[str, BaseRouteHandler]) -> None:
    idle = [name for name, handler in handlers.items() if not uses_its_caller(handler)]
    assert idle == []


def uses_its_caller(handler: BaseRouteHandler) -> bool:
    asked = CALLER & set(handler.parsed_fn_signature.parameters)
    body = ast.parse(textwrap.dedent(inspect.getsource(handler.fn)))
    used = {node.id for node in ast.walk(body) if isinstance(node, ast.Name)}
    return asked <= used


async def test_what_changes_something_is_never_for_everybody(handlers: dict[str, BaseRouteHandler]) -> None:
    open_changes = [name for name in EVERYBODY if not name.startswith(("GET ", "WEBSOCKET "))]
    assert sorted(open_changes) == [
        "POST /api/cron/{name:str}",
        "POST /api/csp-reports",
        "POST /api/revalidate",
        "POST /language",
    ]
