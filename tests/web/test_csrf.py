"""S5: a change must come from our own pages, or from a program that carries no cookie."""

import httpx
import pytest

from arcadia.web.csrf import is_from_our_pages

COOKIE = {"cookie": "guest=7"}
SITE = "http://arcadia.test"


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, 201),
        (COOKIE, 403),
        ({**COOKIE, "sec-fetch-site": "same-origin"}, 201),
        ({**COOKIE, "sec-fetch-site": "none"}, 201),
        ({**COOKIE, "sec-fetch-site": "same-site"}, 403),
        ({**COOKIE, "sec-fetch-site": "cross-site"}, 403),
        ({**COOKIE, "origin": SITE}, 201),
        ({**COOKIE, "origin": "http://evil.example"}, 403),
        ({**COOKIE, "origin": "null"}, 403),
        ({"origin": "http://evil.example"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"origin": "http://evil.example", "authorization": "Bearer x"}, 201),
        ({**COOKIE, "origin": "http://evil.example", "authorization": "Bearer x"}, 403),
    ],
)
async def test_s5_unsafe_methods(client: httpx.AsyncClient, headers: dict[str, str], expected: int) -> None:
    answer = await client.post("/things", json={"size": 1}, headers=headers)
    assert answer.status_code == expected


async def test_s5_safe_methods_pass_from_anywhere(client: httpx.AsyncClient) -> None:
    answer = await client.get("/whoami", headers={**COOKIE, "origin": "http://evil.example"})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("origin", "passes"),
    [("https://play.example", True), ("https://play.example.evil.example", False), ("http://play.example", False)],
)
def test_s5_socket_handshakes_check_their_origin(origin: str, passes: bool) -> None:
    scope = {
        "type": "websocket",
        "scheme": "ws",
        "headers": [(b"host", b"10.0.0.7:8000"), (b"origin", origin.encode()), (b"cookie", b"guest=7")],
    }
    assert is_from_our_pages(scope, {"https://play.example"}) is passes
