"""Events as a stream and as a list (issue 2, "events as server-sent events"): the socket's frames, ids, masks and ends."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import text

from arcadia.cli.serve import _steps
from arcadia.play.api import streams
from arcadia.web.server.serving import PACE
from support.event_stream import Listener
from support.players import Player, close_all, settings
from support.site import make_test_app
from support.socket_server import served

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def url(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """The address of the whole application, on a real server."""
    async with served(make_test_app(tmp_path_factory.mktemp("streams"))) as (address, _):
        yield address


async def made(url: str, **wanted: Any) -> Player:
    """The host of a new session."""
    host = Player(url)
    await host.make(settings=settings(**wanted))
    return host


async def stranger(url: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=url, timeout=30)


async def mark(player: Player, square: int) -> int:
    answer = await player.http.post(f"/api/v1/sessions/{player.code}/marks", json={"square": square})
    assert answer.is_success, answer.text
    return int(answer.json()["v"])


async def test_a_stream_begins_with_the_view_and_goes_on_with_events_whose_ids_are_versions(url: str) -> None:
    host = await made(url)
    listener = await Listener(host.http, host.code).follow()
    begun = listener.frames[0]["view"]["v"]
    assert listener.headers["content-type"].startswith("text/event-stream")
    assert listener.headers["cache-control"] == "no-store"
    assert listener.headers["x-accel-buffering"] == "no"
    versions = [await mark(host, square) for square in (1, 2, 3)]
    await listener.until(lambda: listener.versions[-1:] == versions[-1:])
    assert listener.kinds == ["snapshot", "event", "event", "event"]
    assert listener.versions == [begun, *versions]
    assert [frame["v"] for frame in listener.frames if frame["t"] == "event"] == versions
    await listener.leave()
    await host.close()


@pytest.mark.parametrize("how", ["since", "last"])
async def test_a_stream_goes_on_where_the_last_one_ended(url: str, how: str) -> None:
    host = await made(url)
    since = await mark(host, 1)
    versions = [await mark(host, square) for square in (2, 3)]
    listener = await Listener(host.http, host.code).follow(**{how: since})
    assert listener.kinds == ["event", "event"]
    assert listener.versions == versions
    await listener.leave()
    await host.close()


async def test_what_a_browser_says_on_reconnecting_counts_more_than_the_address(url: str) -> None:
    host = await made(url)
    first = await mark(host, 1)
    last = await mark(host, 2)
    listener = await Listener(host.http, host.code).follow(since=first, last=last)
    assert listener.kinds == []
    await listener.leave()
    await host.close()


@pytest.mark.parametrize("last", ["", "x", "-1", "1.5", "9" * 40])
async def test_a_last_event_id_that_is_no_version_is_refused(url: str, last: str) -> None:
    host = await made(url)
    headers = {"accept": "text/event-stream", "last-event-id": last}
    answer = await host.http.get(f"/api/v1/sessions/{host.code}/events", headers=headers)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["problems"][0]["where"] == "Last-Event-ID"
    await host.close()


async def test_a_version_too_far_back_is_answered_with_the_view(url: str) -> None:
    host = await made(url)
    last = await mark(host, 1)
    listener = await Listener(host.http, host.code).follow(last=last + 1_000)
    assert listener.kinds == ["snapshot"]
    await listener.leave()
    await host.close()


async def test_a_stream_is_masked_like_a_socket(url: str) -> None:
    """Rules 7: under fog the public and the other team see where they have looked, and no more."""
    host = await made(url, sight="fog")
    guest = Player(url)
    await guest.join(host.code)
    async with await stranger(url) as outsider:
        listeners = [await Listener(http, host.code).follow() for http in (host.http, guest.http, outsider)]
        version = await mark(host, 13)
        for listener in listeners:
            await listener.until(lambda listener=listener: listener.versions[-1] == version)
        own, others, public = (
            next(frame for frame in listener.frames if frame.get("v") == version) for listener in listeners
        )
        assert {square["n"] for square in own["squares"] if "text" in square} == {8, 12, 13, 14, 18}
        for masked in (others, public):
            assert not any("text" in square for square in masked.get("squares", []))
        for listener in listeners:
            await listener.leave()
    await close_all(host, guest)


async def test_a_stream_counts_as_presence_and_no_longer_when_it_is_left(url: str) -> None:
    host = await made(url)
    await host.connect()
    async with await stranger(url) as outsider:
        listener = await Listener(outsider, host.code).follow()

        def watching() -> int:
            return next(frame["watching"] for frame in reversed(host.frames) if frame.get("t") == "presence")

        await host.until(lambda: watching() == 1)
        await listener.leave()
        await host.until(lambda: watching() == 0)
    guest = Player(url)
    seat = int((await guest.join(host.code))["data"]["seat"])
    listener = await Listener(guest.http, host.code).follow()
    assert any(seat in frame.get("seats", ()) for frame in listener.frames if frame["t"] == "presence")
    await host.until(lambda: any(seat in frame.get("seats", ()) for frame in host.frames if frame["t"] == "presence"))
    await listener.leave()
    await close_all(host, guest)


async def test_whoever_vanishes_from_a_stream_without_a_goodbye_is_not_here_for_long(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Issue 2, "dead-peer detection": the stream's own bound, for the server's is 30 s from the next comment on."""
    monkeypatch.setattr(streams, "UNREAD_S", 0.5)
    host = await made(url)
    await host.connect()

    def watching() -> int:
        return next(frame["watching"] for frame in reversed(host.frames) if frame.get("t") == "presence")

    with silent_listener(url, host.code):
        await host.until(lambda: watching() == 1)
        async with asyncio.timeout(PACE.unread_s):
            while watching():
                await mark(host, 1)
                await host.http.delete(f"/api/v1/sessions/{host.code}/marks/1")
    await host.close()


@contextmanager
def silent_listener(url: str, code: str) -> Iterator[None]:
    """Somebody who opened a stream and takes nothing of it: the kernel holds next to nothing for them."""
    host, _, port = url.removeprefix("http://").partition(":")
    with socket.socket() as silent:
        silent.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
        silent.connect((host, int(port)))
        request = f"GET /api/v1/sessions/{code}/events HTTP/1.1\r\nhost: {host}\r\naccept: text/event-stream\r\n\r\n"
        silent.sendall(request.encode())
        yield


async def test_a_removed_seat_loses_its_stream_and_may_look_on_as_anybody(url: str) -> None:
    host, guest = await made(url), Player(url)
    await guest.join(host.code)
    listener = await Listener(guest.http, host.code).follow()
    kick = {"do": "kick", "seat": 2}
    kicked = await host.http.post(f"/api/v1/sessions/{host.code}/commands", json=kick)
    assert kicked.is_success, kicked.text
    await listener.over()
    assert listener.versions[-1] == kicked.json()["v"], "told first"
    again = await Listener(guest.http, host.code).follow(last=listener.versions[-1])
    assert again.frames[0]["view"]["audience"] == "public"
    await again.leave()
    await close_all(host, guest)


async def test_who_sits_down_while_watching_comes_back_seated(url: str) -> None:
    host, guest = await made(url), await made(url)
    guest.code = host.code
    listener = await Listener(guest.http, host.code).follow()
    await guest.join(host.code)
    await listener.over()
    again = await Listener(guest.http, host.code).follow(last=listener.versions[-1])
    assert again.frames[0]["view"]["audience"] == "team:2"
    await again.leave()
    await close_all(host, guest)


@pytest.mark.parametrize("accept", ["text/event-stream", "application/json"])
async def test_a_session_that_may_not_be_watched_has_no_stream_for_strangers(url: str, accept: str) -> None:
    host = await made(url, spectators=False)
    async with await stranger(url) as outsider:
        refused = await outsider.get(f"/api/v1/sessions/{host.code}/events", headers={"accept": accept})
        assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
        unknown = await outsider.get("/api/v1/sessions/AAAAAA/events", headers={"accept": accept})
        assert (unknown.status_code, unknown.json()["code"]) == (404, "no_session")
    await host.close()


async def test_the_list_has_what_the_stream_would_send(url: str) -> None:
    host = await made(url)
    since = await mark(host, 1)
    versions = [await mark(host, square) for square in (2, 3)]
    listed = await host.http.get(f"/api/v1/sessions/{host.code}/events", params={"since": since})
    assert listed.headers["content-type"] == "application/json"
    listener = await Listener(host.http, host.code).follow(since=since)
    assert listed.json() == [frame for frame in listener.frames if frame["t"] == "event"]
    assert [frame["v"] for frame in listed.json()] == versions
    nothing = await host.http.get(f"/api/v1/sessions/{host.code}/events", params={"since": versions[-1]})
    assert nothing.json() == []
    whole = await host.http.get(f"/api/v1/sessions/{host.code}/events")
    assert [frame["t"] for frame in whole.json()] == ["snapshot"]
    await listener.leave()
    await host.close()


async def test_a_stream_that_cannot_be_served_ends_and_works_again_later(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """What was missed stands in the log alone, and the database is away: the browser comes back by itself."""
    app = make_test_app(tmp_path_factory.mktemp("away"))
    async with served(app) as (address, _):
        host = await made(address)
        since = await mark(host, 1)
        for square in range(2, 26):
            await mark(host, square)
            await host.http.request("DELETE", f"/api/v1/sessions/{host.code}/marks/{square}")
        async with app.services.database.write() as tx:
            await tx.execute(text("ALTER TABLE session_events RENAME TO away"))
        listener = await Listener(host.http, host.code).follow(last=since)
        assert (listener.status, listener.is_over, listener.frames) == (200, True, [])
        async with app.services.database.write() as tx:
            await tx.execute(text("ALTER TABLE away RENAME TO session_events"))
        again = await Listener(host.http, host.code).follow(last=since)
        assert again.kinds == ["event"] * 48
        await again.leave()
        await host.close()


async def test_a_restart_is_announced_and_ends_every_stream_and_socket(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """With the steps of `arcadia serve`; what was acknowledged is there when the server is back."""
    folder = tmp_path_factory.mktemp("restart")
    app = make_test_app(folder)
    async with served(app, steps=partial(_steps, app)) as (address, server):
        host = await made(address)
        await host.connect()
        listener = await Listener(host.http, host.code).follow()
        marked = await host.mark(7)
        await listener.until(lambda: listener.versions[-1] == marked["v"])
        server.should_exit = True
        await listener.over()
        assert listener.kinds[-1] == "restart"
        assert await host.closed() == (1012, "the server restarts")
        waits = [frame["in_ms"] for frame in (*host.frames, *listener.frames) if frame.get("t") == "restart"]
        assert len(waits) == 2
        assert all(500 <= wait < 4_500 for wait in waits)
    async with served(make_test_app(folder)) as (address, _):
        again = Player(address)
        again.http.cookies, again.code = host.http.cookies, host.code
        await again.connect(since=marked["v"])
        assert again.version == 0, "nothing was missed, so nothing came"
        board = (await again.http.get(f"/api/v1/sessions/{host.code}/board")).json()
        assert (board["v"], board["squares"][6]["held"]) == (marked["v"], [1])
        await again.close()
    await host.http.aclose()


async def test_commands_during_the_end_are_refused_and_work_afterwards_under_their_id(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("refused")
    app = make_test_app(folder)
    async with served(app, steps=partial(_steps, app)) as (address, _):
        host = await made(address)
        await host.connect()
        app.node.refuse_commands()
        refused = await host.ask({"do": "mark", "square": 7}, command_id="x")
        assert (refused["t"], refused["reason"]) == ("refused", "unavailable")
        by_http = await host.http.post(f"/api/v1/sessions/{host.code}/marks", json={"square": 7, "id": "x"})
        assert (by_http.status_code, by_http.json()["code"]) == (503, "unavailable")
        door = await host.http.post(f"/api/v1/sessions/{host.code}/seats", json={"nickname": "late"})
        assert (door.status_code, door.json()["code"]) == (503, "unavailable")
    async with served(make_test_app(folder)) as (address, _):
        again = Player(address)
        again.http.cookies, again.code = host.http.cookies, host.code
        await again.connect()
        assert (await again.ask({"do": "mark", "square": 7}, command_id="x"))["t"] == "event"
        await again.close()
    await host.close()


async def ticket_of(player: Player) -> str:
    answer = await player.http.post(f"/api/v1/sessions/{player.code}/tickets")
    assert answer.status_code == 201, answer.text
    assert answer.headers["cache-control"] == "no-store"
    return str(answer.json()["ticket"])


async def test_a_ticket_stands_for_the_seat_of_who_asked_for_it_once(url: str) -> None:
    """Architecture, "Pages, CSP, CSRF, caching": SSE by cookie, or by a one-use ticket of 60 s."""
    host = await made(url, sight="hidden", spectators=False)
    await mark(host, 4)
    path, token = f"/api/v1/sessions/{host.code}/events", await ticket_of(host)
    async with await stranger(url) as elsewhere:
        assert (await elsewhere.get(path)).status_code == 403
        listener = await Listener(elsewhere, host.code).follow(ticket=token)
        squares = {square["n"]: square for square in listener.frames[0]["view"]["squares"]}
        assert squares[4]["held"] == [1], "as the host sees it"
        again = await elsewhere.get(path, params={"ticket": token})
        assert (again.status_code, again.json()["code"]) == (403, "forbidden")
        await mark(host, 5)
        await listener.until(lambda: listener.kinds[-1] == "event")
        await listener.leave()
    await host.close()


async def test_only_who_has_a_seat_gets_a_ticket_and_it_fits_no_other_session(url: str) -> None:
    host, other = await made(url), await made(url)
    async with await stranger(url) as elsewhere:
        refused = await elsewhere.post(f"/api/v1/sessions/{host.code}/tickets")
        assert (refused.status_code, refused.json()["code"]) == (401, "no_seat")
        for ticket in (await ticket_of(other), "made up", "x" * 64):
            answer = await elsewhere.get(f"/api/v1/sessions/{host.code}/events", params={"ticket": ticket})
            assert (answer.status_code, answer.json()["code"]) == (403, "forbidden"), ticket
    await close_all(host, other)
