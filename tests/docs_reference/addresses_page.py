"""`docs/reference/addresses.md`: every address that is no operation of the API."""

from typing import Final

from litestar.params import QueryParameter

from arcadia.platform.health.probe_port import LIVE
from arcadia.web.door import tell_life
from docs_reference.http_api_page import first_paragraph
from docs_reference.markdown import code, page, table
from docs_reference.served import Route, Served

_INTRO: Final = """\
# Addresses

Pages for people, and what machines ask a site for. Pages come complete from the server and work without script, except
the live board, which needs its [socket](socket.md). Programs use the [HTTP API](http-api.md).

A session has one address to give away, `/j/CODE`; codes are written in any case, with or without spaces and hyphens.
Only the overlay may be framed by other sites."""

COLUMNS: Final = ("address", "what it does", "query")
GROUPS: Final = {
    "Playing": ("/", "/join", "/j/", "/play"),
    "Boards and goals": ("/boards", "/goal-lists", "/goals", "/pictures"),
    "On every page": ("/language", "/rules", "/imprint"),
    "For machines": (
        "/health",
        "/api/health",
        "/metrics",
        "/api/cron/",
        "/api/csp-reports",
        "/api/revalidate",
        "/favicon.ico",
        "/manifest.webmanifest",
        "/design",
        "/offline",
        "/robots.txt",
        "/sw.js",
        "/static",
    ),
}
"""By heading, how the addresses below it begin; `/` stands for itself alone."""


def make_page(served: Served) -> str:
    """Return the page."""
    routes = [route for route in served.routes if is_page(route)]
    grouped = {heading: [one for one in routes if group_of(one) == heading] for heading in GROUPS}
    rows = {heading: [_row(one) for one in own] for heading, own in grouped.items()}
    rows["For machines"] = sorted([*rows["For machines"], *_rows_of_the_door()], key=_path)
    parts = (part for heading, own in rows.items() for part in (f"## {heading}", table(COLUMNS, own)))
    return page(_INTRO, *parts, "Made by `bin/docs` from the routes of the application.")


def is_page(route: Route) -> bool:
    """Whether a route is no operation of the API's document."""
    return route.method != "WEBSOCKET" and not getattr(route.handler, "include_in_schema", True)


def group_of(route: Route) -> str:
    """Return the heading of a route; raises StopIteration where it has none."""
    return next(
        heading
        for heading, beginnings in GROUPS.items()
        if any(route.path == begins or (begins != "/" and route.path.startswith(begins)) for begins in beginnings)
    )


def _row(route: Route) -> tuple[str, str, str]:
    return code(f"{route.method} {route.path}"), first_paragraph(route.handler.fn.__doc__), _query(route)


def _path(row: tuple[str, str, str]) -> str:
    return row[0].strip("`").partition(" ")[2]


def _rows_of_the_door() -> list[tuple[str, str, str]]:
    """The addresses that are answered before the routes."""
    return [(code(f"GET {path}"), first_paragraph(tell_life.__doc__), "") for path in LIVE]


def _query(route: Route) -> str:
    """The parameters that are neither in the path nor given by the application, as an address names them."""
    names = [
        kwarg.name or name
        for name, one in route.handler.parsed_fn_signature.parameters.items()
        if isinstance(kwarg := one.kwarg_definition, QueryParameter) and f"{{{name}}}" not in route.path
    ]
    return ", ".join(map(code, names))
