"""The door: life is told without the application, and nobody is lost while it starts or ends (H2, H3)."""

import asyncio
from typing import Any

import pytest

from arcadia.web.asgi import Message, Receive, Scope, Send
from arcadia.web.door import Door

LIVE = "/health/live"
READY = "/api/health/ready"


class Answers:
    """What somebody at the door was sent."""

    def __init__(self) -> None:
        self.messages: list[Message] = []

    async def send(self, message: Message) -> None:
        self.messages.append(message)

    @property
    def status(self) -> int:
        return int(self.messages[0]["status"])

    @property
    def headers(self) -> dict[bytes, bytes]:
        return dict(self.messages[0]["headers"])

    @property
    def body(self) -> bytes:
        return b"".join(message["body"] for message in self.messages[1:])


async def receive() -> Message:
    raise AssertionError("nobody reads a body at the door")


async def ask(door: Door, path: str, method: str = "GET", kind: str = "http") -> Answers:
    answers = Answers()
    await door({"type": kind, "path": path, "method": method}, receive, answers.send)
    return answers


class House:
    """An application that counts its callers."""

    def __init__(self) -> None:
        self.paths: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.paths.append(scope["path"])
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})


@pytest.mark.parametrize("stage", ["starting", "open", "shut"])
async def test_h3_life_is_told_at_every_stage_and_never_by_the_application(stage: str) -> None:
    door, house = Door(), House()
    if stage == "open":
        door.open(house)
    elif stage == "shut":
        door.shut()
    whole, head, other = [await ask(door, LIVE, method) for method in ("GET", "HEAD", "POST")]
    assert (whole.status, head.status, other.status) == (200, 200, 405)
    assert whole.headers[b"content-length"] == str(len(whole.body)).encode()
    assert (head.headers.keys(), head.body) == (whole.headers.keys(), b"")
    assert other.headers[b"allow"] == b"GET, HEAD"
    assert house.paths == []


async def test_h2_many_wait_and_all_are_served_once() -> None:
    door, house = Door(), House()
    waiting = [asyncio.create_task(ask(door, f"/{number}")) for number in range(100)]
    await asyncio.sleep(0)
    assert (await ask(door, READY)).status == 503
    assert not any(one.done() for one in waiting)
    door.open(house)
    assert {(await one).status for one in waiting} == {204}
    assert sorted(house.paths) == sorted(f"/{number}" for number in range(100))
    assert (await ask(door, READY)).status == 204


async def test_h2_who_waits_for_an_application_that_never_comes_is_sent_away() -> None:
    door = Door()
    page = asyncio.create_task(ask(door, "/"))
    socket: asyncio.Task[Any] = asyncio.create_task(ask(door, "/api/v1/sessions/AAAAAA/socket", kind="websocket"))
    await asyncio.sleep(0)
    door.shut()
    assert ((await page).status, b"could not start" in (await page).body) == (503, True)
    assert (await socket).messages == [{"type": "websocket.close", "code": 1012}]
