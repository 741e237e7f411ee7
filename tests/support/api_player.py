"""Somebody who plays over the JSON API alone."""

from types import TracebackType
from typing import Any, Self

import httpx

from support.players import settings
from support.site import Site

Json = dict[str, Any]


class ApiPlayer:
    """A program with a cookie jar of its own. `code` is the session that it plays in."""

    def __init__(self, site: Site) -> None:
        self.http = site.browser()
        self.http.headers["accept"] = "application/json"
        self.code = ""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.http.aclose()

    async def make(self, card: Json | None = None, **body: Any) -> Json:
        """Make a session and become its host. Without settings: a running one without a mark rate."""
        wanted = {
            "nickname": "Host",
            "card": {"goals": goals(25)} if card is None else card,
            "settings": settings(),
            **body,
        }
        made = await self.http.post("/api/v1/sessions", json=wanted)
        assert made.status_code == 201, made.text
        self.code = made.json()["code"]
        answer: Json = made.json()
        return answer

    async def try_to_make(self, **body: Any) -> httpx.Response:
        """Ask for a session that may be refused."""
        return await self.http.post("/api/v1/sessions", json={"nickname": "Host", **body})

    async def join(self, code: str, **body: Any) -> httpx.Response:
        """Ask for a seat."""
        self.code = code
        return await self.http.post(f"/api/v1/sessions/{code}/seats", json={"nickname": "Guest", **body})

    async def seat(self, code: str, **body: Any) -> int:
        """Take a seat and return its number."""
        answer = await self.join(code, **body)
        assert answer.status_code == 201, answer.text
        return int(answer.json()["data"]["seat"])

    async def get(self, path: str = "", **more: Any) -> httpx.Response:
        """Ask for something of the session."""
        return await self.http.get(f"/api/v1/sessions/{self.code}{path}", **more)

    async def post(self, path: str, **body: Any) -> httpx.Response:
        """Send something to the session."""
        return await self.http.post(f"/api/v1/sessions/{self.code}{path}", json=body)

    async def do(self, word: str, **fields: Any) -> httpx.Response:
        """Send a command."""
        return await self.post("/commands", do=word, **fields)

    async def done(self, word: str, **fields: Any) -> Json:
        """Send a command that must be accepted."""
        answer = await self.do(word, **fields)
        assert answer.status_code == 201, answer.text
        told: Json = answer.json()
        return told

    async def see(self) -> Json:
        """The session as it is seen now."""
        answer = await self.get()
        assert answer.status_code == 200, answer.text
        seen: Json = answer.json()
        return seen


def goals(count: int, **more: Json) -> list[Json]:
    """Goals `goal 1`, … with keys `g1`, …; `g7={"target": 3}` gives one of them more."""
    return [
        {"text": f"goal {number}", "key": f"g{number}", **more.get(f"g{number}", {})} for number in range(1, count + 1)
    ]


def refusal(answer: httpx.Response) -> tuple[int, str, Json]:
    """A refusal as problem+json: status, word, data."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    problem = answer.json()
    assert problem["status"] == answer.status_code
    return answer.status_code, problem["code"], problem.get("data", {})
