"""Addresses that browsers ask for by themselves: icon, manifest, robots, and reports of the content policy (S1)."""

from typing import Any, Final

import msgspec
import structlog
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect

from arcadia.core.errors import Malformed
from arcadia.core.wire import decode, encode
from arcadia.web.assets.library import AssetLibrary
from arcadia.web.body import WireRequest
from arcadia.web.security_headers import REPORT_PATH

LARGEST_REPORT: Final = 16 * 1024
_REPORT: Final = msgspec.json.Decoder(dict[str, Any])
_KEPT: Final = (
    "document-uri",
    "violated-directive",
    "effective-directive",
    "blocked-uri",
    "source-file",
    "line-number",
)
_DAY: Final = {"cache-control": "public, max-age=86400"}

_log = structlog.get_logger("arcadia.web")


@get("/favicon.ico", include_in_schema=False)
async def favicon(assets: NamedDependency[AssetLibrary]) -> Redirect:
    """Lead to the icon, for browsers that look for it at its old place."""
    return Redirect(assets.url("web/icon.svg"), status_code=302, headers=_DAY)


@get("/robots.txt", include_in_schema=False)
async def robots() -> Response[str]:
    """Keep crawlers out of what is live or personal."""
    lines = ["User-agent: *", "Disallow: /api/", "Disallow: /play/", "Disallow: /j/", "Disallow: /boards/mine", ""]
    return Response("\n".join(lines), media_type="text/plain", headers=_DAY)


@get("/manifest.webmanifest", include_in_schema=False)
async def manifest(assets: NamedDependency[AssetLibrary]) -> Response[bytes]:
    """Describe the site as an installable application."""
    described = {
        "name": "Arcadia",
        "short_name": "Arcadia",
        "description": "Live bingo for every game you play.",
        "start_url": "/",
        "display": "standalone",
        "background_color": "#0b0d18",
        "theme_color": "#0b0d18",
        "icons": [{"src": assets.url("web/icon.svg"), "type": "image/svg+xml", "sizes": "any"}],
    }
    return Response(encode(described), media_type="application/manifest+json", headers=_DAY)


@post(REPORT_PATH, status_code=204, include_in_schema=False, request_max_body_size=LARGEST_REPORT)
async def take_policy_report(request: WireRequest) -> None:
    """Log a violation that a browser reports. Only known fields, cut short: the sender is not to be trusted."""
    report = decode(await request.body(), _REPORT).get("csp-report")
    if not isinstance(report, dict):
        raise Malformed("a report of the content policy was expected", "$.csp-report")
    _log.warning("policy_violation", **{name.replace("-", "_"): str(report.get(name, ""))[:300] for name in _KEPT})
