"""The server's own end (architecture, "Shutdown"), and peers that take nothing of what they asked for."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Awaitable, Callable

import httpx
import pytest
from structlog.testing import capture_logs

from arcadia.platform.realtime.sse import EXTENSION, Connection
from arcadia.web.asgi import Receive, Scope, Send
from arcadia.web.server.lan import find_lan_address, show_qr_code
from arcadia.web.server.serving import PACE, Pace, Step
from support.socket_server import live, served
from support.tools import ROOT

PATIENCE_S = 30


async def nothing() -> None:
    """A step with nothing to do."""


class Site:
    """An application whose answers take as long as a test wants."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.may_answer = asyncio.Event()
        self.ended: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await live(receive, send)
            self.ended.append("lifespan")
            return
        self.asked.set()
        try:
            await self.may_answer.wait()
        finally:
            self.ended.append("request")
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})


def noting(told: list[str], *names: str) -> tuple[Step, ...]:
    def note(name: str) -> Callable[[], Awaitable[None]]:
        async def act() -> None:
            told.append(name)

        return act

    return tuple(Step(name, note(name)) for name in names)


async def test_the_steps_come_in_order_and_before_anything_is_closed() -> None:
    told: list[str] = []
    site = Site()
    async with served(site, steps=lambda: noting(told, "first", "second", "third")):
        assert told == []
    assert told == ["first", "second", "third"]
    assert site.ended == ["lifespan"]


async def test_a_step_that_fails_is_reported_and_the_others_come() -> None:
    told: list[str] = []

    async def fail() -> None:
        raise RuntimeError("broken")

    with capture_logs() as logged:
        async with served(Site(), steps=lambda: (Step("broken", fail), *noting(told, "next"))):
            pass
    assert told == ["next"]
    assert [(entry["event"], entry["step"]) for entry in logged] == [("shutdown_step_failed", "broken")]


async def test_a_step_that_hangs_is_cut_short_by_the_bound() -> None:
    with capture_logs() as logged:
        async with served(
            Site(),
            pace=Pace(bound_s=0.2),
            steps=lambda: (Step("hang", asyncio.Event().wait),),  # type: ignore[arg-type]
        ):
            pass
    assert [entry["event"] for entry in logged] == ["shutdown_cut_short"]


async def test_a_request_under_way_is_answered_before_the_end() -> None:
    site = Site()

    async def let_answer() -> None:
        site.may_answer.set()

    async with httpx.AsyncClient() as client:
        async with served(site, steps=lambda: (Step("answer", let_answer),)) as (url, _):
            answering = asyncio.create_task(client.get(url))
            await site.asked.wait()
        assert (await answering).status_code == 204


async def test_a_request_that_never_ends_does_not_keep_the_server(caplog: pytest.LogCaptureFixture) -> None:
    """Steps and requests share one bound: here the steps have used it up."""
    site = Site()
    async with httpx.AsyncClient(timeout=PATIENCE_S) as client, asyncio.timeout(PATIENCE_S):
        async with served(site, pace=Pace(bound_s=0.2), steps=lambda: (Step("take long", held(0.3)),)) as (url, _):
            answering = asyncio.create_task(client.get(url))
            await site.asked.wait()
        with pytest.raises(httpx.HTTPError):
            (await answering).raise_for_status()
    assert site.ended == ["request", "lifespan"]
    assert "timeout graceful shutdown exceeded" in caplog.text


def held(seconds: float) -> Callable[[], Awaitable[None]]:
    async def act() -> None:
        await asyncio.sleep(seconds)

    return act


def test_the_end_is_bound_to_20_s() -> None:
    assert PACE.bound_s == 20


UNDER_SIGNALS = """
import asyncio, socket, sys
from arcadia.web.server.serving import Step, make_server

async def app(scope, receive, send):
    for word in ("startup", "shutdown"):
        await receive()
        await send({"type": f"lifespan.{word}.complete"})

async def hang():
    print("ending", flush=True)
    await asyncio.Event().wait()

listening = socket.create_server(("127.0.0.1", 0))
steps = (Step("hang", hang),)
make_server(app, steps=lambda: steps, on_ready=lambda: print("ready", flush=True)).run(sockets=[listening])
"""


def test_a_second_signal_exits_at_once() -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", UNDER_SIGNALS],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGTERM)
        assert process.stdout.readline() == "ending\n"
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE_S) == 1
    finally:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


class Endless:
    """Answers with a stream that never ends, and notes when its peer is gone. It may ask for a bound of its own."""

    def __init__(self, unread_s: float | None = None) -> None:
        self.gone = asyncio.Event()
        self.unread_s = unread_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await live(receive, send)
            return
        if self.unread_s is not None:
            connection: Connection = scope["extensions"][EXTENSION]
            connection.give_up_unread(self.unread_s)
        sending = asyncio.create_task(self._send(send))
        while (await receive())["type"] != "http.disconnect":
            pass
        sending.cancel()
        self.gone.set()

    @staticmethod
    async def _send(send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        while True:
            await send({"type": "http.response.body", "body": b"x" * 65_536, "more_body": True})


@pytest.mark.parametrize(("server_s", "stream_s"), [(1.0, None), (3600.0, 1.0)], ids=["server", "stream"])
async def test_a_peer_that_takes_nothing_of_an_answer_is_given_up(server_s: float, stream_s: float | None) -> None:
    """A stream has no pings: without this, whoever vanished from one would be here for ever."""
    app = Endless(stream_s)
    async with served(app, pace=Pace(unread_s=server_s)) as (url, _):
        host, _, port = url.removeprefix("http://").partition(":")
        with socket.create_connection((host, int(port))) as silent:
            silent.sendall(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
            async with asyncio.timeout(PATIENCE_S):
                await app.gone.wait()


def test_this_machine_has_an_address_in_its_network() -> None:
    socket.inet_aton(find_lan_address())


def test_a_qr_code_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    show_qr_code("http://192.0.2.1:8000")
    lines = capsys.readouterr().out.splitlines()
    assert len({len(line) for line in lines if line}) == 1, "a square"
    assert len(lines) > 10
