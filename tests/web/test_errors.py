"""Every error is a problem+json with its code and places, or a page; bad input is never a 500."""

import httpx
import pytest

PAGE = {"accept": "text/html,application/xhtml+xml"}


async def test_an_invalid_input_names_its_places(client: httpx.AsyncClient) -> None:
    answer = await client.get("/wrong/invalid")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": "urn:arcadia:problem:invalid",
        "title": "Unprocessable Content",
        "status": 422,
        "detail": "Two things are wrong.",
        "code": "invalid",
        "problems": [{"where": "rows", "expected": "3 to 10"}],
    }


async def test_a_conflict_carries_the_other_version(client: httpx.AsyncClient) -> None:
    answer = await client.get("/wrong/conflict")
    assert (answer.status_code, answer.json()["current"]) == (409, {"revision": 2})


async def test_a_used_up_budget_says_when_to_return(client: httpx.AsyncClient) -> None:
    answer = await client.get("/wrong/slow")
    assert (answer.status_code, answer.headers["retry-after"], answer.json()["retry_after_ms"]) == (429, "2", 1500)


async def test_the_unforeseen_is_500_without_its_details(client: httpx.AsyncClient) -> None:
    answer = await client.get("/wrong/unforeseen")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert "secret" not in answer.text


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nothing", 404, "not_found"),
        ("GET", "/things", 405, "method_not_allowed"),
        ("GET", "/number?n=seven", 422, "invalid"),
        ("GET", "/number", 422, "invalid"),
        ("GET", "/static/nothing.css", 404, "not_found"),
        ("POST", "/static/nothing.css", 405, "method_not_allowed"),
    ],
)
async def test_the_frameworks_errors_have_the_same_shape(
    client: httpx.AsyncClient, method: str, path: str, status: int, code: str
) -> None:
    answer = await client.request(method, path)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 422, "invalid"),
        (b"{", 400, "malformed"),
        (b"\xff\xfe", 400, "malformed"),
        (b'{"size": "1"}', 400, "malformed"),
        (b'{"size": 1, "tags": ["\xff"]}', 400, "malformed"),
        (b"[" * 100_000, 413, "too_large"),
        (b'{"size": 1, "tags": ' + b"[" * 80 + b"]" * 80 + b"}", 413, "too_large"),
        (b" " * (1024 * 1024 + 1), 413, "too_large"),
    ],
)
async def test_s7_a_bad_body_is_refused_with_its_reason(
    client: httpx.AsyncClient, body: bytes, status: int, code: str
) -> None:
    answer = await client.post("/things", content=body, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_s7_a_compressed_body_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.post("/things", content=b"{}", headers={"content-encoding": "gzip"})
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")


async def test_a_wrong_type_names_its_path(client: httpx.AsyncClient) -> None:
    answer = await client.post("/things", json={"size": 1, "tags": ["a", 2]})
    assert answer.json()["where"] == "$.tags[1]"


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"title=A+board&rows=7", "application/x-www-form-urlencoded", 200),
        (b"rows=many", "application/x-www-form-urlencoded", 422),
        (b"title=%00", "application/x-www-form-urlencoded", 422),
        (b"title=%ff", "application/x-www-form-urlencoded", 400),
        (b"\xff", "application/x-www-form-urlencoded", 400),
        (b"&".join([b"a=1"] * 2001), "application/x-www-form-urlencoded", 413),
        (b"nonsense", "multipart/form-data; boundary=x", 400),
        (b"nonsense", "multipart/form-data", 422),
        (b"--x\r\n\r\n\r\n--x--", "multipart/form-data; boundary=x", 400),
        (
            b'--x\r\nContent-Disposition: form-data; name="title"\r\n\r\nA\r\n--x--\r\n',
            "multipart/form-data; boundary=x",
            200,
        ),
    ],
)
async def test_forms_are_read_or_refused(client: httpx.AsyncClient, body: bytes, kind: str, status: int) -> None:
    answer = await client.post("/form", content=body, headers={"content-type": kind})
    assert answer.status_code == status, answer.text


async def test_a_browser_gets_a_page(client: httpx.AsyncClient) -> None:
    answer = await client.get("/nothing", headers=PAGE)
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert "There is nothing at this address." in answer.text


async def test_a_page_lists_the_places(client: httpx.AsyncClient) -> None:
    answer = await client.get("/wrong/invalid", headers=PAGE)
    assert answer.status_code == 422
    assert "3 to 10" in answer.text


async def test_the_api_never_answers_with_a_page(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/nothing", headers=PAGE)
    assert answer.headers["content-type"] == "application/problem+json"
