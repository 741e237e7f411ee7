"""Every operation of the OpenAPI document with generated input, valid and invalid: no 5xx, no unhandled exception."""

from collections.abc import Iterator

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import Case

from support.server import ServerProcess

DOCUMENT = "/api/v1/openapi/openapi.json"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str, str]]:
    """A server with a session that runs: its address, the session's code and the host's cookie."""
    node = ServerProcess(tmp_path_factory.mktemp("fuzz-http"))
    node.start()
    goals = [{"text": f"goal {number}"} for number in range(25)]
    body = {"nickname": "Host", "card": {"goals": goals}, "settings": {"quick": True, "win": {"kind": "all"}}}
    made = httpx.post(f"{node.url}/api/v1/sessions", json=body, headers={"origin": node.url})
    cookie = "; ".join(f"{name}={value}" for name, value in made.cookies.items())
    yield node.url, made.json()["code"], cookie
    node.kill()
    assert node.faults() == []


def test_the_document_is_openapi_3_1(served: tuple[str, str, str]) -> None:
    document = httpx.get(served[0] + DOCUMENT).json()
    assert document["openapi"].startswith("3.1")
    assert "/api/v1/sessions/{code}/marks" in document["paths"]


def test_no_operation_answers_5xx(served: tuple[str, str, str]) -> None:
    url, code, cookie = served
    schema = schemathesis.openapi.from_url(url + DOCUMENT)
    operations = [result.ok() for result in schema.get_all_operations()]
    assert len(operations) > 10
    for operation in operations:

        @settings(max_examples=25, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy())
        def call(case: Case) -> None:
            if "code" in case.path_parameters:
                case.path_parameters["code"] = code
            answer = case.call(headers={"origin": url, "cookie": cookie, "accept": "application/json"}, timeout=30)
            assert answer.status_code < 500, answer.text

        call()


def test_odd_paths_headers_and_bodies_are_answered(served: tuple[str, str, str]) -> None:
    url, code, cookie = served
    headers = {"origin": url, "cookie": cookie}
    bodies = [
        b"",
        b"\xff",
        b"[" * 100_000,
        b'{"do":"mark"',
        b"null",
        b'{"square":1e400}',
        b"\x00",
        b'"' + b"a" * 900_000,
    ]
    with httpx.Client(base_url=url, headers=headers, timeout=30) as client:
        for path in (
            f"/api/v1/sessions/{code}/marks",
            f"/api/v1/sessions/{code}/commands",
            "/api/v1/sessions",
            "/play",
            "/j/x",
        ):
            for body in bodies:
                for kind in (
                    "application/json",
                    "application/x-www-form-urlencoded",
                    "multipart/form-data",
                    "text/plain",
                ):
                    answer = client.post(path, content=body, headers={"content-type": kind})
                    assert answer.status_code < 500, (path, body[:20], kind, answer.text[:200])
        for path in (
            "/%00",
            "/j/%F0%9F%98%80",
            "/play/" + "A" * 3_000,
            "/api/v1/sessions?cursor=" + "9" * 400,
            "/boards?cursor=x.y.z",
            "/boards/%00",
        ):
            assert client.get(path).status_code < 500, path
