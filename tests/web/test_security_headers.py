"""S1 to S4: the headers stand on every answer, whoever made it."""

import re

import httpx
import pytest

from arcadia.web.asgi import Receive, Scope, Send
from arcadia.web.security_headers import SecurityHeadersLayer
from arcadia.web.security_policy import SecurityPolicy
from arcadia.web.stack import Web

EVERY = {
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    "strict-transport-security": "max-age=31536000; includeSubDomains",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "cross-origin-embedder-policy": "require-corp",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


@pytest.mark.parametrize(
    "path", ["/whoami", "/shared", "/nothing/here", "/static/nothing.js", "/wrong/unforeseen", "/number?n=x"]
)
async def test_s2_s3_s4_every_answer_carries_the_headers(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert {name: answer.headers.get(name) for name in EVERY} == EVERY
    assert "content-security-policy" in answer.headers


async def test_s4_a_real_asset_and_a_refused_change_carry_them_too(client: httpx.AsyncClient, web: Web) -> None:
    asset = await client.get(web.assets.url("web/arcadia.css"))
    refused = await client.post("/things", json={"size": 1}, headers={"origin": "https://evil.example"})
    assert (asset.status_code, refused.status_code) == (200, 403)
    for answer in (asset, refused):
        assert EVERY.items() <= dict(answer.headers).items()


async def test_s1_the_policy_allows_nothing_inline_but_the_import_map(client: httpx.AsyncClient, web: Web) -> None:
    policy = (await client.get("/whoami")).headers["content-security-policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";") if " " in rule.strip())
    assert "unsafe-" not in policy
    assert rules["default-src"] == "'self'"
    assert rules["object-src"] == "'none'"
    assert rules["base-uri"] == rules["form-action"] == "'self'"
    assert rules["frame-ancestors"] == "'none'"
    assert all(f"'{one}'" in rules["script-src"] for one in web.assets.import_map_hashes)
    assert rules["require-trusted-types-for"] == "'script'"
    assert rules["trusted-types"] == "arcadia-page"
    assert rules["report-uri"] == "/api/csp-reports"


async def test_s1_every_answer_has_a_fresh_nonce(client: httpx.AsyncClient) -> None:
    seen = {
        re.search(r"'nonce-([\w-]{20,})'", (await client.get("/shared")).headers["content-security-policy"]).group(1)  # type: ignore[union-attr]
        for _ in range(5)
    }
    assert len(seen) == 5


async def test_s1_the_overlay_alone_may_be_framed(client: httpx.AsyncClient) -> None:
    answer = await client.get("/overlay")
    assert "x-frame-options" not in answer.headers
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert "frame-ancestors *" in answer.headers["content-security-policy"]


def test_s1_production_upgrades_insecure_requests() -> None:
    plain = dict(SecurityPolicy().headers("n", is_embeddable=False))
    upgrading = dict(SecurityPolicy(is_https=True).headers("n", is_embeddable=False))
    assert b"upgrade-insecure-requests" not in plain[b"content-security-policy"]
    assert b"reporting-endpoints" not in plain
    assert upgrading[b"content-security-policy"].endswith(b"; report-to csp; upgrade-insecure-requests")
    assert upgrading[b"reporting-endpoints"] == b'csp="/api/csp-reports"'


def test_s1_the_overlays_exception_is_these_three_words() -> None:
    closed = dict(SecurityPolicy().headers("n", is_embeddable=False))
    embeddable = dict(SecurityPolicy().headers("n", is_embeddable=True))
    for headers in (closed, embeddable):
        headers[b"content-security-policy"] = headers[b"content-security-policy"].replace(
            b"ancestors *", b"ancestors 'none'"
        )
    assert closed.pop(b"x-frame-options") == b"DENY"
    assert embeddable.pop(b"cross-origin-resource-policy") == b"cross-origin"
    assert closed.pop(b"cross-origin-resource-policy") == b"same-origin"
    assert closed == embeddable


async def test_s4_a_fault_in_the_header_code_fails_closed() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": 7})
        await send({"type": "http.response.body", "body": b"a secret page", "more_body": False})

    layer = SecurityHeadersLayer(app, policy=SecurityPolicy())
    transport = httpx.ASGITransport(layer)
    async with httpx.AsyncClient(transport=transport, base_url="http://arcadia.test") as client:
        answer = await client.get("/")
    assert answer.status_code == 500
    assert answer.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert answer.text == "Internal error"
