"""People who gather everything that they can get of a session: every frame, stream, answer, page and header.

Which addresses there are is asked of the application itself, so that a new page is walked without being named here.
"""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import httpx
from litestar.handlers import HTTPRouteHandler

from arcadia.play import api, pages
from arcadia.play.pages import text_files
from support.players import Player

PROGRAM = "application/json"
BROWSER = "text/html"
BESIDE = ("/", "/join?code={code}", "/play/new", "/api/v1/sessions", "/play/open", "/boards", "/goal-lists", "/goals")
"""Pages and lists that are no session's own, and could tell of one."""
TEXTS = tuple(
    f"/play/{{code}}/text/{name}.txt"
    for name in ("clock", "title", "last", "winner", *(f"{what}-{n}" for what in text_files.TEAM_FACTS for n in (1, 2)))
)
"""Single facts of a session, whose addresses no route spells out."""


def addresses() -> list[str]:
    """Every address of a session that answers GET, and the lists around it; `{code}` stands for its code."""
    own = {path.replace(":str}", "}") for handler in (*api.routes, *pages.routes) for path in _paths(handler)}
    return [*sorted(path for path in own if path.count("{") == 1), *TEXTS, *BESIDE]


def _paths(handler: Any) -> Iterator[str]:
    if isinstance(handler, HTTPRouteHandler) and "GET" in handler.http_methods:
        yield from (path for path in handler.paths if "{code:str}" in path)


class Onlooker(Player):
    """Somebody in a session, or at its door. `gathered` is all that came, by where it came from."""

    def __init__(self, url: str, name: str) -> None:
        super().__init__(url)
        self.name = name
        self.gathered: dict[str, list[str]] = {}
        self._stream: asyncio.Task[None] | None = None

    def _hear(self, frame: dict[str, Any]) -> None:
        self._keep("socket", json.dumps(frame, ensure_ascii=False))
        super()._hear(frame)

    def _keep(self, source: str, text: str) -> None:
        self.gathered.setdefault(source, []).append(text)

    async def follow(self) -> None:
        """Open an event stream beside the socket, and return when it has begun."""
        begun = asyncio.Event()
        self._stream = asyncio.create_task(self._read_stream(begun))
        await begun.wait()

    async def _read_stream(self, begun: asyncio.Event) -> None:
        path = f"/api/v1/sessions/{self.code}/events"
        async with self.http.stream("GET", path, headers={"accept": "text/event-stream"}) as answer:
            async for line in answer.aiter_lines():
                self._keep("stream", line)
                begun.set()

    async def walk(self) -> None:
        """Ask for everything, as a program and as a browser."""
        for address in addresses():
            for accept in (PROGRAM, BROWSER):
                path = address.format(code=self.code)
                answer = await self.http.get(path, headers={"accept": accept})
                assert answer.status_code < 500, path
                self._keep(f"{path} as {accept}", _as_text(answer))

    async def close(self) -> None:
        """Leave the test."""
        if self._stream is not None:
            self._stream.cancel()
            await asyncio.gather(self._stream, return_exceptions=True)
        await super().close()

    def texts(self, *names: str) -> set[str]:
        """What single facts said, at all times."""
        sources = [f"/play/{self.code}/text/{name}.txt as {BROWSER}" for name in names]
        return {text.partition("\n\n")[2] for source in sources for text in self.gathered[source]}

    def find(self, words: set[str]) -> set[tuple[str, str]]:
        """Which of some words came, and from where."""
        return {
            (source, word) for source, texts in self.gathered.items() for word in words if any(word in t for t in texts)
        }


def _as_text(answer: httpx.Response) -> str:
    head = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    return f"{head}\n\n{answer.text}"
