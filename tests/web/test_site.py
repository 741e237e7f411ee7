"""What browsers ask for by themselves, and what they report."""

from urllib.robotparser import RobotFileParser

import httpx
import pytest

from arcadia.web.stack import Web


async def test_the_icon_and_the_manifest_lead_to_assets(client: httpx.AsyncClient, web: Web) -> None:
    icon = await client.get("/favicon.ico")
    assert (icon.status_code, icon.headers["location"]) == (302, web.assets.url("web/icon.svg"))
    manifest = await client.get("/manifest.webmanifest")
    assert manifest.headers["content-type"] == "application/manifest+json"
    assert (await client.get(manifest.json()["icons"][0]["src"])).status_code == 200


async def test_crawlers_are_kept_from_live_sessions(client: httpx.AsyncClient) -> None:
    assert "Disallow: /play/" in (await client.get("/robots.txt")).text


async def test_programs_that_show_links_may_look_at_them(client: httpx.AsyncClient) -> None:
    rules = RobotFileParser()
    rules.parse((await client.get("/robots.txt")).text.splitlines())
    for path in ("/j/K7QM3X", "/play/K7QM3X/preview.png", "/boards/1/preview.png"):
        assert rules.can_fetch("Twitterbot", path), path
        assert rules.can_fetch("facebookexternalhit/1.1", path), path
    assert not rules.can_fetch("Googlebot", "/j/K7QM3X")
    assert not rules.can_fetch("Twitterbot", "/api/v1/sessions")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (
            b'[{"type": "csp-violation", "body": {"effectiveDirective": "script-src-elem"}}, {"type": "deprecation"}]',
            204,
        ),
        (b"[]", 204),
        (b'[{"type": "csp-violation", "body": 7}]', 400),
        (b"[" + b",".join([b"{}"] * 51) + b"]", 400),
        (b'{"csp-report": {"blocked-uri": "https://evil.example", "extra": 1}}', 204),
        (b'{"csp-report": 7}', 400),
        (b"nonsense", 400),
        (b" " * 20_000, 413),
    ],
)
async def test_s1_policy_reports_are_taken(client: httpx.AsyncClient, body: bytes, status: int) -> None:
    headers = {"content-type": "application/csp-report", "cookie": "guest=7", "origin": "null"}
    answer = await client.post("/api/csp-reports", content=body, headers=headers)
    assert answer.status_code == status
