"""Addresses that browsers ask for by themselves: icon, manifest, robots, and reports of the content policy (S1)."""

from typing import Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect

from arcadia.core.wire import encode
from arcadia.web.assets.library import AssetLibrary
from arcadia.web.body import WireRequest
from arcadia.web.pages import Pages
from arcadia.web.policy_reports import LARGEST_REPORT, PolicyReports
from arcadia.web.security_policy import REPORT_PATH

LINK_SHOWERS: Final = (
    "Discordbot", "facebookexternalhit", "LinkedInBot", "Slackbot-LinkExpanding", "TelegramBot", "Twitterbot", "WhatsApp",
)  # fmt: skip
"""What chat programs call themselves when somebody shares a link."""
_PICTURES: Final = (
    ("icon-192.png", "192x192", "any"),
    ("icon-512.png", "512x512", "any"),
    ("icon-maskable-512.png", "512x512", "maskable"),
)
_DAY: Final = {"cache-control": "public, max-age=86400"}


@get("/favicon.ico", include_in_schema=False)
async def favicon(assets: NamedDependency[AssetLibrary]) -> Redirect:
    """Lead to the icon, for browsers that look for it at its old place."""
    return Redirect(assets.url("web/icon.svg"), status_code=302, headers=_DAY)


@get("/robots.txt", include_in_schema=False)
async def robots() -> Response[str]:
    """Keep crawlers out of what is live or personal; programs that show a link beside its picture may look at it."""
    nobody = ["Disallow: /api/", "Disallow: /boards/mine", "Disallow: /offline", ""]
    lines = ["User-agent: *", "Disallow: /play/", "Disallow: /j/", *nobody]
    lines += [*(f"User-agent: {name}" for name in LINK_SHOWERS), *nobody]
    return Response("\n".join(lines), media_type="text/plain", headers=_DAY)


@get("/manifest.webmanifest", include_in_schema=False)
async def manifest(assets: NamedDependency[AssetLibrary], pages: NamedDependency[Pages]) -> Response[bytes]:
    """Describe the site as an installable application."""
    described = {
        "name": pages.site_name,
        "short_name": pages.site_name,
        "description": "Live bingo for every game you play.",
        "id": "/",
        "start_url": "/",
        "display": "standalone",
        "background_color": "#0b0d18",
        "theme_color": "#0b0d18",
        "icons": [
            {"src": assets.url("web/icon.svg"), "type": "image/svg+xml", "sizes": "any"},
            *(
                {"src": assets.url(f"web/{name}"), "type": "image/png", "sizes": sizes, "purpose": purpose}
                for name, sizes, purpose in _PICTURES
            ),
        ],
    }
    return Response(encode(described), media_type="application/manifest+json", headers=_DAY)


@post(REPORT_PATH, status_code=204, include_in_schema=False, request_max_body_size=LARGEST_REPORT)
async def take_policy_report(request: WireRequest, policy_reports: NamedDependency[PolicyReports]) -> None:
    """Count a violation of the content policy that a browser reports, and log some of them."""
    policy_reports.take(await request.body())
