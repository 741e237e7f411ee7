"""The OpenAPI document describes the operations of sessions, and what they answer is as it says."""

from typing import Any

import httpx
import jsonschema_rs
import pytest

from support.api_player import ApiPlayer, Json, goals
from support.players import settings

pytestmark = pytest.mark.asyncio(loop_scope="module")

PROBLEM = "application/problem+json"


@pytest.fixture
async def document(host: ApiPlayer) -> Json:
    answer: Json = (await host.http.get("/api/v1/openapi/openapi.json")).json()
    assert answer["openapi"].startswith("3.1")
    return answer


def operations(document: Json) -> list[tuple[str, str, Json]]:
    """Path, method and operation of everything about sessions."""
    return [
        (path, method, operation)
        for path, methods in document["paths"].items()
        if path.startswith("/api/v1/sessions")
        for method, operation in methods.items()
    ]


def body_schema(answer: Json, media_type: str) -> Any:
    return answer.get("content", {}).get(media_type, {}).get("schema")


async def test_every_operation_says_what_it_takes_and_what_it_answers(document: Json) -> None:
    found = operations(document)
    assert len(found) >= 13
    for path, method, operation in found:
        assert operation["summary"], path
        good = {status: answer for status, answer in operation["responses"].items() if status.startswith("2")}
        assert len(good) == 1, (path, method)
        (answer,) = good.values()
        schema = body_schema(answer, "application/json")
        assert schema is not None, (path, method)
        assert schema != {"type": "string"}, (path, method, "bytes are no description")
        if method == "post" and not path.endswith("/tickets"):
            assert body_schema(operation["requestBody"], "application/json"), path


async def test_every_error_is_a_problem_with_a_shape(document: Json) -> None:
    for path, method, operation in operations(document):
        bad = {status: answer for status, answer in operation["responses"].items() if status >= "400"}
        assert {"400", "503"} <= set(bad), (path, method)
        if "{code}" in path:
            assert "404" in bad, (path, method)
        for status, answer in bad.items():
            shapes = str(body_schema(answer, PROBLEM))
            assert "SessionProblem" in shapes, (path, method, status)
            assert answer["description"], (path, method, status)


async def test_commands_are_described_one_by_one(document: Json) -> None:
    schemas = document["components"]["schemas"]
    body = body_schema(document["paths"]["/api/v1/sessions/{code}/commands"]["post"]["requestBody"], "application/json")
    words = {schemas[one["$ref"].rpartition("/")[2]]["properties"]["do"]["const"] for one in body["oneOf"]}
    assert {"mark", "bulk", "kick", "new_card", "settings"} <= words
    assert not words & {"join", "due", "deal", "hello"}


async def test_events_are_described_as_a_list_and_as_a_stream(document: Json) -> None:
    answer = document["paths"]["/api/v1/sessions/{code}/events"]["get"]["responses"]["200"]
    assert set(answer["content"]) == {"application/json", "text/event-stream"}


async def test_what_is_polled_may_be_unchanged(document: Json) -> None:
    for path in ("/api/v1/sessions/{code}", "/api/v1/sessions/{code}/board"):
        assert "304" in document["paths"][path]["get"]["responses"]


class Checked:
    """Answers, each held against the document."""

    def __init__(self, document: Json) -> None:
        self._document = document
        self.seen: set[tuple[str, str, int]] = set()

    def check(self, path: str, method: str, answer: httpx.Response) -> None:
        """The answer's status and body must be described."""
        described = self._document["paths"][path][method]["responses"]
        status = str(answer.status_code)
        assert status in described, (path, method, status, answer.text)
        media_type = answer.headers.get("content-type", "").partition(";")[0]
        self.seen.add((path, method, answer.status_code))
        if answer.status_code == httpx.codes.NOT_MODIFIED:
            return
        schema = {**described[status]["content"][media_type]["schema"], "components": self._document["components"]}
        jsonschema_rs.validator_for(schema).validate(answer.json())


BASE = "/api/v1/sessions"
ONE = f"{BASE}/{{code}}"


async def test_what_is_answered_is_as_the_document_says(
    document: Json, host: ApiPlayer, guest: ApiPlayer, stranger: ApiPlayer
) -> None:
    checked = Checked(document)
    await make_sessions(checked, host)
    stranger.code = host.code
    await take_seats(checked, host, guest, stranger)
    await send_commands(checked, host, stranger)
    await show_by_tokens(checked, host, stranger)
    await host.done("finish")
    await read(checked, host, stranger)
    statuses = {status for _, _, status in checked.seen}
    assert statuses >= {200, 201, 304, 400, 401, 403, 404, 409, 422}
    assert {(path, method) for path, method, _ in checked.seen} == {
        (path, method) for path, method, _ in operations(document)
    }


async def make_sessions(checked: Checked, host: ApiPlayer) -> None:
    card = {"goals": goals(25, g4={"target": 3, "types": ["sea"], "difficulty": 3, "description": "far out"})}
    body = {"nickname": "Host", "card": card, "settings": settings(any_team=True)}
    made = await host.http.post(BASE, json=body)
    checked.check(BASE, "post", made)
    host.code = made.json()["code"]
    for wrong in (
        {},
        {"nickname": "x", "preset": "x"},
        {"nickname": "", "card": card},
        {"nickname": "x", "card": {"board": "x"}},
    ):
        checked.check(BASE, "post", await host.http.post(BASE, json=wrong))


async def take_seats(checked: Checked, host: ApiPlayer, guest: ApiPlayer, stranger: ApiPlayer) -> None:
    checked.check(f"{ONE}/seats", "post", await guest.join(host.code))
    checked.check(f"{ONE}/seats", "post", await guest.join(host.code, role="x"))
    checked.check(f"{ONE}/seats", "post", await stranger.join(host.code, nickname=""))
    checked.check(f"{ONE}/tickets", "post", await host.post("/tickets"))
    checked.check(f"{ONE}/tickets", "post", await stranger.post("/tickets"))


async def send_commands(checked: Checked, host: ApiPlayer, stranger: ApiPlayer) -> None:
    for fields in ({"square": 1}, {"square": 99}, {"key": "nothing"}, {"square": "x"}):
        checked.check(f"{ONE}/marks", "post", await host.post("/marks", **fields))
    checked.check(f"{ONE}/marks", "post", await stranger.post("/marks", square=1))
    for word, more in (
        ("say", {"text": "hello"}),
        ("say", {"text": "x" * 501}),
        ("kick", {"seat": 1}),
        ("bulk", {"squares": [{"square": 1}, {"square": 2}]}),
        ("pause", {}),
        ("mark", {"square": 3}),
        ("resume", {}),
        ("nothing", {}),
    ):
        checked.check(f"{ONE}/commands", "post", await host.do(word, **more))
    checked.check(f"{ONE}/counters", "post", await host.post("/counters", square=4, value=2))
    checked.check(f"{ONE}/counters", "post", await host.post("/counters", square=5, value=2))
    checked.check(f"{ONE}/messages", "post", await host.post("/messages", text="hi"))
    checked.check(f"{ONE}/marks/{{square}}", "delete", await host.http.delete(f"{BASE}/{host.code}/marks/1"))
    checked.check(f"{ONE}/marks/{{square}}", "delete", await host.http.delete(f"{BASE}/{host.code}/marks/1?id="))


async def show_by_tokens(checked: Checked, host: ApiPlayer, stranger: ApiPlayer) -> None:
    for view in ("public", "full", "team:1", "team:77", "everything"):
        checked.check(f"{ONE}/view-tokens", "post", await host.post("/view-tokens", view=view))
    checked.check(f"{ONE}/view-tokens", "post", await stranger.post("/view-tokens"))
    checked.check(f"{ONE}/view-tokens", "get", await host.get("/view-tokens"))
    address = f"{BASE}/{host.code}/view-tokens/team:1"
    checked.check(f"{ONE}/view-tokens/{{view}}", "delete", await host.http.delete(address))
    checked.check(f"{ONE}/view-tokens/{{view}}", "delete", await stranger.http.delete(address))
    tokens = f"{ONE}/seat-tokens"
    for name in ("Splits", "x" * 41, *"abcde"):
        checked.check(tokens, "post", await host.post("/seat-tokens", name=name))
    checked.check(tokens, "post", await stranger.post("/seat-tokens"))
    checked.check(tokens, "get", await host.get("/seat-tokens"))
    checked.check(tokens, "get", await stranger.get("/seat-tokens"))
    checked.check(f"{tokens}/{{token_id}}", "delete", await host.http.delete(f"{BASE}/{host.code}/seat-tokens/x"))
    wrong = {"authorization": "Bearer wrong"}
    for path in ("", "/board", "/feed", "/events"):
        checked.check(f"{ONE}{path}", "get", await host.get(path, headers=wrong))
    checked.check(f"{tokens}/{{token_id}}", "delete", await stranger.http.delete(f"{BASE}/{host.code}/seat-tokens/x"))


async def read(checked: Checked, host: ApiPlayer, stranger: ApiPlayer) -> None:
    for path in ("", "/board", "/feed", "/events"):
        answer = await host.get(path)
        checked.check(f"{ONE}{path}", "get", answer)
        if "etag" in answer.headers:
            again = await host.get(path, headers={"if-none-match": answer.headers["etag"]})
            checked.check(f"{ONE}{path}", "get", again)
    checked.check(f"{ONE}/feed", "get", await host.get("/feed?kind=x"))
    checked.check(f"{ONE}/events", "get", await host.get("/events", headers={"last-event-id": "x"}))
    checked.check(f"{ONE}/export", "get", await host.get("/export"))
    checked.check(BASE, "get", await stranger.http.get(BASE))
    checked.check(BASE, "get", await stranger.http.get(f"{BASE}?limit=0"))
    host.code = "AAAAAA"
    for path in ("", "/board", "/feed", "/events", "/export"):
        checked.check(f"{ONE}{path}", "get", await host.get(path))
