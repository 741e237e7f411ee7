"""Who is asking; a guest is issued at the first write and never on a read."""

import httpx
import pytest

from arcadia.web.credentials import make_set_cookie
from arcadia.web.identity import parse_cookies


async def test_reading_issues_no_guest(client: httpx.AsyncClient) -> None:
    answer = await client.get("/whoami")
    assert answer.json() == {"id": None}
    assert "set-cookie" not in answer.headers


async def test_the_first_write_issues_one(client: httpx.AsyncClient) -> None:
    answer = await client.post("/things", json={"size": 1})
    assert answer.json()["owner"] == "new"
    assert answer.headers["set-cookie"] == "guest=new; HttpOnly; Max-Age=60; Path=/; SameSite=Lax"


async def test_a_known_guest_stays(client: httpx.AsyncClient) -> None:
    headers = {"cookie": "guest=seven", "sec-fetch-site": "same-origin"}
    answer = await client.post("/things", json={"size": 1}, headers=headers)
    assert answer.json()["owner"] == "seven"
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("", {}),
        ("a=1; b=2", {"a": "1", "b": "2"}),
        ("a=1; a=2", {"a": "1"}),
        ('a="x y"; nonsense; =; b', {"a": "x y", "": ""}),
        ("a=" + "x" * 9000, {}),
    ],
)
def test_cookies_are_read_leniently(line: str, expected: dict[str, str]) -> None:
    assert parse_cookies(line) == expected


def test_a_cookie_on_https_is_secure() -> None:
    assert "; Secure" in make_set_cookie("__Host-guest", "v", max_age_s=1, is_secure=True)


def test_a_cookie_that_cannot_be_written_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be written"):
        make_set_cookie("a b", "v", max_age_s=1, is_secure=False)
