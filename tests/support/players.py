"""Players for tests: a guest with a cookie, a socket that says hello and keeps what it hears, commands with ids."""

import asyncio
import json
from collections.abc import Callable
from typing import Any, Final

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

PATIENCE_S: Final = 30.0


class Player:
    """A guest in one session. `events` are the frames with a version, in the order in which they came."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.http = httpx.AsyncClient(base_url=url, headers={"origin": url}, timeout=30)
        self.code = ""
        self.seat = 0
        self.view: dict[str, Any] = {}
        self.events: list[dict[str, Any]] = []
        self.answers: dict[str, dict[str, Any]] = {}
        self.frames: list[dict[str, Any]] = []
        self.socket: ClientConnection | None = None
        self._reading: asyncio.Task[None] | None = None
        self._woken = asyncio.Event()
        self._ids = 0
        self.hello: dict[str, Any] = {}
        """What this player's hello says more."""
        self.query = ""
        """What stands behind the socket's address."""
        self.token = ""
        """The token of a seat, shown in place of a cookie."""

    async def make(self, **body: Any) -> str:
        """Make a session and become its host."""
        wanted = {"nickname": "Host", "card": {"goals": [{"text": f"goal {n}"} for n in range(1, 26)]}, **body}
        answer = await self.http.post("/api/v1/sessions", json=wanted)
        assert answer.status_code == 201, answer.text
        self.code = answer.json()["code"]
        return self.code

    async def join(self, code: str, **body: Any) -> dict[str, Any]:
        """Take a seat."""
        self.code = code
        answer = await self.http.post(f"/api/v1/sessions/{code}/seats", json={"nickname": "Guest", **body})
        assert answer.status_code in (200, 201), answer.text
        return dict(answer.json())

    async def connect(self, *, since: int | None = None, url: str | None = None) -> None:
        """Open the socket and say hello; `since` resumes."""
        address = (url or self.url).replace("http", "ws", 1)
        cookie = "; ".join(f"{name}={value}" for name, value in self.http.cookies.items())
        headers = {"Cookie": cookie, "Origin": url or self.url}
        if self.token:
            headers = {"Authorization": f"Bearer {self.token}"}
        path = f"{address}/api/v1/sessions/{self.code}/socket{self.query}"
        self.socket = await connect(path, additional_headers=headers, max_size=None, ping_interval=None)
        hello: dict[str, Any] = {"do": "hello", "protocol": 1, **self.hello}
        if since is not None:
            hello["since"] = since
        welcomes = sum(frame.get("t") == "welcome" for frame in self.frames)
        await self.socket.send(json.dumps(hello))
        self._reading = asyncio.create_task(self._read(self.socket))
        await self.until(lambda: self._is_greeted(welcomes) or self.is_cut_off)
        if not self._is_greeted(welcomes):
            raise ConnectionError("the connection ended before the welcome was complete")

    @property
    def is_cut_off(self) -> bool:
        """Whether there is no connection, or none any more."""
        return self._reading is None or self._reading.done()

    def _is_greeted(self, welcomes: int) -> bool:
        """Whether a further welcome came, and behind it what was missed: `presence` is the last of the greeting."""
        places = [place for place, frame in enumerate(self.frames) if frame.get("t") == "welcome"]
        return len(places) > welcomes and any(frame.get("t") == "presence" for frame in self.frames[places[-1] :])

    async def _read(self, socket: ClientConnection) -> None:
        try:
            async for raw in socket:
                self._hear(json.loads(raw))
        except ConnectionClosed:
            pass
        finally:
            self._woken.set()

    def _hear(self, frame: dict[str, Any]) -> None:
        self.frames.append(frame)
        kind = frame.get("t")
        if kind == "welcome":
            self.seat = frame["seat"]
        elif kind == "snapshot":
            self.view = frame["view"]
        elif kind == "event" or (kind is None and "v" in frame):
            self.events.append(frame)
        # Ids are the sender's own: the same id in another seat's event answers nobody else.
        if "id" in frame and (kind != "event" or frame.get("seat") == self.seat):
            self.answers.setdefault(frame["id"], frame)
        self._woken.set()

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait for the thing itself."""
        async with asyncio.timeout(PATIENCE_S):
            while not holds():
                self._woken.clear()
                try:
                    await asyncio.wait_for(self._woken.wait(), 0.2)
                except TimeoutError:
                    continue

    def next_id(self) -> str:
        """A new command id."""
        self._ids += 1
        return f"c{self._ids}"

    async def send(self, command: dict[str, Any], *, command_id: str | None = None) -> str:
        """Send a command over the socket and return its id."""
        assert self.socket is not None
        identity = command_id or self.next_id()
        await self.socket.send(json.dumps({**command, "id": identity}))
        return identity

    async def ask(self, command: dict[str, Any], *, command_id: str | None = None) -> dict[str, Any]:
        """Send a command and wait for its answer: its own event, `ok`, or `refused`."""
        identity = await self.send(command, command_id=command_id)
        await self.until(lambda: identity in self.answers)
        return self.answers[identity]

    async def mark(self, square: int) -> dict[str, Any]:
        """Mark a square and wait for the answer."""
        return await self.ask({"do": "mark", "square": square})

    @property
    def version(self) -> int:
        """The last version seen."""
        last = self.events[-1]["v"] if self.events else 0
        return max(last, self.view.get("v", 0))

    async def cut(self) -> None:
        """Lose the connection without a goodbye."""
        if self.socket is not None:
            self.socket.transport.abort()
        if self._reading is not None:
            await self._reading

    async def closed(self) -> tuple[int | None, str | None]:
        """Wait until the server has closed the socket; the code and the reason."""
        await self.until(lambda: self._reading is not None and self._reading.done())
        assert self.socket is not None
        return self.socket.close_code, self.socket.close_reason

    async def close(self) -> None:
        """Leave the test."""
        if self.socket is not None:
            await self.socket.close()
        if self._reading is not None:
            await self._reading
        await self.http.aclose()


async def close_all(*players: Player) -> None:
    """Let all of them leave."""
    for player in players:
        await player.close()


UNLIMITED: Final = {"mark_rate": 0}


def settings(**wanted: Any) -> dict[str, Any]:
    """Settings of a running session without a mark rate."""
    return {"quick": True, "win": {"kind": "all"}, **UNLIMITED, **wanted}
