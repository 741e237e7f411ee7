"""S5: the whole table of who may do what from where: CSRF, Origin and CORS, over HTTP and at the socket's door."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from arcadia.platform.config import SettingsError, read_settings
from support.raw_client import RawClient
from support.server import ServerProcess

FRIEND = "https://stats.example.org"
LOCAL_FRIEND = "http://localhost:5173"
FOES = ("https://evil.example", "https://stats.example.org.evil.example", "http://stats.example.org", "null", "*")
GOALS = [{"text": f"goal {number}"} for number in range(25)]
MAKE: dict[str, Any] = {"nickname": "Host", "card": {"goals": GOALS}}
PREFLIGHT = {"access-control-request-method": "POST", "access-control-request-headers": "content-type"}


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    origins = {"ARCADIA_CORS_ORIGINS": f"{FRIEND}, {LOCAL_FRIEND}"}
    server = ServerProcess(tmp_path_factory.mktemp("cors"), origins)
    server.start()
    yield server.url
    server.stop()


@pytest.fixture(scope="module")
def cookie(url: str) -> str:
    made = httpx.post(f"{url}/api/v1/sessions", json=MAKE, headers={"origin": url})
    return "; ".join(f"{name}={value}" for name, value in made.cookies.items())


def cors_of(answer: httpx.Response) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name.startswith("access-control-")}


@pytest.mark.parametrize("origin", [FRIEND, LOCAL_FRIEND])
def test_s5_a_configured_origin_reads_the_api_and_asks_first(url: str, origin: str) -> None:
    read = httpx.get(f"{url}/api/v1/sessions", headers={"origin": origin})
    asked = httpx.options(f"{url}/api/v1/sessions", headers={"origin": origin, **PREFLIGHT})
    assert asked.status_code == 204
    for answer in (read, asked):
        assert answer.headers["access-control-allow-origin"] == origin
        assert answer.headers["access-control-allow-credentials"] == "true"
        assert "origin" in answer.headers["vary"]
    assert "PATCH" in asked.headers["access-control-allow-methods"]
    assert "etag" in read.headers["access-control-expose-headers"]


@pytest.mark.parametrize("origin", FOES)
def test_s5_no_other_origin_is_told_anything(url: str, origin: str) -> None:
    for path in ("/api/v1/sessions", "/api/v1/nowhere", "/schemas/arcadia-board-1.json", "/"):
        read = httpx.get(url + path, headers={"origin": origin})
        asked = httpx.options(url + path, headers={"origin": origin, **PREFLIGHT})
        assert cors_of(read) == cors_of(asked) == {}, path


def test_s5_pages_are_for_no_other_site_even_a_configured_one(url: str, cookie: str) -> None:
    headers = {"origin": FRIEND, "cookie": cookie}
    assert cors_of(httpx.get(f"{url}/boards", headers=headers)) == {}
    assert httpx.post(f"{url}/boards/new", data={"title": "T"}, headers=headers).status_code == 403


def test_s5_errors_can_be_read_by_a_configured_origin_too(url: str) -> None:
    answer = httpx.get(f"{url}/api/v1/sessions/AAAAAA", headers={"origin": FRIEND})
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (404, FRIEND)


OWN = "own"
TABLE = [
    # (origin, sec-fetch-site, with the cookie, may change)
    (None, None, False, True),
    (None, None, True, False),
    (OWN, None, True, True),
    (OWN, "same-origin", True, True),
    (None, "same-origin", True, True),
    (None, "none", True, True),
    (None, "cross-site", False, False),
    (None, "same-site", True, False),
    (FRIEND, "cross-site", True, True),
    (FRIEND, None, False, True),
    *((foe, site, has_cookie, False) for foe in FOES for site in (None, "cross-site") for has_cookie in (True, False)),
]


@pytest.mark.parametrize(("origin", "site", "has_cookie", "may"), TABLE)
def test_s5_who_may_change_and_who_may_open_a_socket(
    url: str, cookie: str, origin: str | None, site: str | None, has_cookie: bool, may: bool
) -> None:
    headers = {
        **({"origin": url if origin == OWN else origin} if origin else {}),
        **({"sec-fetch-site": site} if site else {}),
        **({"cookie": cookie} if has_cookie else {}),
    }
    changed = httpx.post(f"{url}/api/v1/sessions", json=MAKE, headers=headers)
    assert changed.status_code == (201 if may else 403), changed.text
    code = httpx.post(f"{url}/api/v1/sessions", json=MAKE).json()["code"]
    client = RawClient(url)
    head = client.shake_hands(f"/api/v1/sessions/{code}/socket", headers)
    client.close()
    assert head.split(" ")[1] == ("101" if may else "403")


@pytest.mark.parametrize("origins", ["*", "https://a.example/path", "a.example", "https://u@a.example", "null"])
def test_s5_a_setting_that_would_let_everybody_in_is_refused(origins: str) -> None:
    with pytest.raises(SettingsError, match="ARCADIA_CORS_ORIGINS"):
        read_settings({"ARCADIA_ENV": "test", "ARCADIA_CORS_ORIGINS": origins})
