"""Every command gets the same answer by socket and over HTTP, and again by the other way (issue 2, "Socket protocol")."""

import json
from collections.abc import AsyncIterator
from typing import get_args

import pytest
import pytest_asyncio

from arcadia.play.protocol import SeatCommand
from support.api_player import Json, goals
from support.players import Player, settings
from support.site import make_test_app
from support.socket_server import served

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def url(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    async with served(make_test_app(tmp_path_factory.mktemp("both"))) as (address, _):
        yield address


SCENE: list[tuple[str, Json]] = [
    ("host", {"do": "settings", "settings": settings(quick=False, countdown_s=3, resume_s=0, covered=True)}),
    ("host", {"do": "settings", "settings": {"countdown_s": 3, "win": {"kind": "lines", "n": 99}}}),
    ("guest", {"do": "rename", "name": "host"}),
    ("guest", {"do": "team_look", "colour": "teal", "name": "Teal"}),
    ("guest", {"do": "team", "team": 1}),
    ("guest", {"do": "team", "team": 2}),
    ("guest", {"do": "ready"}),
    ("guest", {"do": "ready"}),
    ("host", {"do": "reveal"}),
    ("host", {"do": "start"}),
    ("host", {"do": "call_off"}),
    ("host", {"do": "settings", "settings": settings(resume_s=0)}),
    ("host", {"do": "mark", "square": 1}),
    ("host", {"do": "mark", "square": 1}),
    ("guest", {"do": "mark", "key": "g2"}),
    ("guest", {"do": "unmark", "square": 1}),
    ("guest", {"do": "unmark", "square": 2}),
    ("host", {"do": "counter", "square": 4, "value": 2}),
    ("host", {"do": "counter", "square": 5, "value": 2}),
    ("host", {"do": "bulk", "squares": [{"square": 6}, {"square": 99}, {"square": 6}]}),
    ("host", {"do": "undo"}),
    ("host", {"do": "pause"}),
    ("guest", {"do": "mark", "square": 9}),
    ("host", {"do": "resume"}),
    ("host", {"do": "void", "square": 1, "team": 1, "reason": "not on video"}),
    ("host", {"do": "award", "square": 3, "team": 2, "reason": "on video"}),
    ("host", {"do": "kill", "square": 8}),
    ("host", {"do": "revive", "square": 8}),
    ("guest", {"do": "say", "text": "well played"}),
    ("guest", {"do": "say", "text": "x" * 501}),
    ("host", {"do": "mute", "seat": 2}),
    ("guest", {"do": "say", "text": "mmh"}),
    ("host", {"do": "mute", "seat": 2, "muted": False}),
    ("host", {"do": "lock"}),
    ("host", {"do": "lock", "locked": False}),
    ("host", {"do": "admit", "seat": 9}),
    ("host", {"do": "merge", "seat": 9, "into": 2}),
    ("host", {"do": "finish"}),
    ("host", {"do": "reopen", "reason": "too early"}),
    ("host", {"do": "finish"}),
    ("host", {"do": "confirm"}),
    ("host", {"do": "new_card", "seed": "7"}),
    ("guest", {"do": "new_card"}),
    ("guest", {"do": "forfeit"}),
    ("host", {"do": "role", "seat": 2, "role": "spectator"}),
    ("host", {"do": "hand_over", "seat": 2}),
    ("guest", {"do": "hand_over", "seat": 1}),
    ("host", {"do": "kick", "seat": 2}),
    ("host", {"do": "ban", "seat": 2}),
    ("host", {"do": "unban", "seat": 2}),
    ("host", {"do": "cancel"}),
    ("host", {"do": "leave"}),
]
"""Every command at least once, accepted, refused or with nothing to do."""


class Both:
    """Somebody who may send a command by the socket or over HTTP. Answers are brought to one form."""

    def __init__(self, url: str) -> None:
        self.player = Player(url)

    async def by_http(self, command: Json) -> Json:
        answer = await self.player.http.post(f"/api/v1/sessions/{self.player.code}/commands", json=command)
        body = answer.json()
        if answer.is_success:
            return {"v": body["v"], "changed": body["changed"], "data": body.get("data", {})}
        return {"refused": body["code"], "data": body["data"]}

    async def by_socket(self, command: Json) -> Json:
        seen = len(self.player.frames)
        identity = command["id"]
        assert self.player.socket is not None
        await self.player.socket.send(json.dumps(command))
        await self.player.until(lambda: any(self._is_answer(frame, identity) for frame in self.player.frames[seen:]))
        await self.player.http.get("/livez")  # what comes beside an event comes with it
        told = {frame["t"]: frame for frame in self.player.frames[seen:] if self._is_answer(frame, identity)}
        if "refused" in told:
            return {"refused": told["refused"]["reason"], "data": told["refused"].get("data", {})}
        best = told.get("ok", told.get("event", {}))
        return {"v": best["v"], "changed": best.get("changed", True), "data": best.get("data", {})}

    def _is_answer(self, frame: Json, identity: str) -> bool:
        is_own = frame.get("t") in ("ok", "refused") or frame.get("seat") == self.player.seat
        return frame.get("id") == identity and is_own

    async def connect(self) -> None:
        if self.player.socket is None or self.player.socket.close_code is not None:
            await self.player.connect()


async def play(url: str, *, first_by_socket: bool) -> list[Json]:
    """Play the scene, each command sent twice under one id: by one way, then by the other."""
    people = {"host": Both(url), "guest": Both(url)}
    card = {"goals": goals(25, g4={"target": 3})}
    code = await people["host"].player.make(card=card, settings=settings(quick=False))
    await people["guest"].player.join(code)
    told = []
    for number, (who, command) in enumerate(SCENE):
        one = people[who]
        await one.connect()
        wanted = {**command, "id": f"scene-{number}"}
        ways = (one.by_socket, one.by_http) if first_by_socket else (one.by_http, one.by_socket)
        first = await ways[0](wanted)
        if wanted["do"] != "leave":
            assert await ways[1](wanted) == first, wanted
        told.append(first)
    for one in people.values():
        await one.player.close()
    return told


async def test_the_scene_has_every_command() -> None:
    wanted = {str(one.__struct_config__.tag) for one in get_args(SeatCommand)}
    assert {command["do"] for _, command in SCENE} == wanted


async def test_every_command_is_answered_alike_by_socket_and_http_and_again_by_the_other(url: str) -> None:
    by_http = await play(url, first_by_socket=False)
    by_socket = await play(url, first_by_socket=True)
    for (_, command), one, other in zip(SCENE, by_http, by_socket, strict=True):
        assert one == other, command
    refused = {one["refused"] for one in by_http if "refused" in one}
    assert refused >= {"settings", "foreign", "no_counter", "paused", "too_long", "muted", "role"}
    assert any(one.get("changed") is False for one in by_http)
