"""The handshake of the live socket, on the whole application: who may open one, and what everybody else is told."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import text

from support.players import Player, settings
from support.raw_client import RawClient
from support.site import make_test_app
from support.socket_server import served

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def url(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    async with served(make_test_app(tmp_path_factory.mktemp("handshake"))) as (address, _):
        yield address


async def made(url: str, **body: Any) -> Player:
    host = Player(url)
    await host.make(**{"settings": settings(), **body})
    return host


def cookie_of(player: Player) -> dict[str, str]:
    return {"Cookie": "; ".join(f"{name}={value}" for name, value in player.http.cookies.items())}


async def shake_hands(url: str, code: str, headers: dict[str, str]) -> tuple[int, str]:
    """The status of the answer, and its whole head."""

    def work() -> str:
        client = RawClient(url)
        try:
            return client.shake_hands(f"/api/v1/sessions/{code}/socket", headers)
        finally:
            client.close()

    head = await asyncio.to_thread(work)
    return int(head.split(" ")[1]), head


async def test_a_page_of_ours_opens_a_socket_and_a_program_without_cookie_watches(url: str) -> None:
    host = await made(url)
    for headers in (
        {**cookie_of(host), "Origin": url},
        {**cookie_of(host), "Sec-Fetch-Site": "same-origin"},
        {},
    ):
        assert (await shake_hands(url, host.code, headers))[0] == 101, headers
    await host.close()


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://other.127.0.0.1"},
        {},
    ],
)
async def test_another_sites_page_opens_none_with_our_cookie(url: str, headers: dict[str, str]) -> None:
    """Else it could play in the name of whoever visits it. With a cookie and no word of the origin it is the same."""
    host = await made(url)
    status, head = await shake_hands(url, host.code, {**cookie_of(host), **headers})
    assert status == 403
    assert "application/problem+json" in head
    await host.close()


async def test_an_unknown_code_is_404_and_one_that_may_not_be_watched_403(url: str) -> None:
    host = await made(url, settings=settings(spectators=False))
    secret = await made(url, password="secret")
    assert (await shake_hands(url, "AAAAAA", {}))[0] == 404
    assert (await shake_hands(url, "%00%F0%9F%98%80", {}))[0] == 404
    for closed in (host, secret):
        assert (await shake_hands(url, closed.code, {}))[0] == 403
        assert (await shake_hands(url, closed.code, {**cookie_of(closed), "Origin": url}))[0] == 101
    await host.close()
    await secret.close()


async def test_a_cookie_that_is_not_ours_is_nobody(url: str) -> None:
    host = await made(url, settings=settings(spectators=False))
    (name, value) = next(iter(host.http.cookies.items()))
    forged = {"Cookie": f"{name}={value[:-1]}{'A' if value[-1] != 'A' else 'B'}", "Origin": url}
    assert (await shake_hands(url, host.code, forged))[0] == 403
    await host.close()


async def test_a_code_is_read_as_people_type_it(url: str) -> None:
    host = await made(url)
    typed = f"{host.code[:3].lower()}-{host.code[3:]}"
    assert (await shake_hands(url, typed, {}))[0] == 101
    await host.close()


async def test_the_address_is_for_sockets_alone(url: str) -> None:
    host = await made(url)
    answer = await host.http.get(f"/api/v1/sessions/{host.code}/socket")
    assert (answer.status_code, answer.headers["content-type"]) == (405, "application/problem+json")
    for method in ("POST", "DELETE", "PATCH"):
        assert (await host.http.request(method, f"/api/v1/sessions/{host.code}/socket")).status_code == 405
    broken = {"upgrade": "websocket", "connection": "upgrade", "origin": url}
    assert (await host.http.get(f"/api/v1/sessions/{host.code}/socket", headers=broken)).status_code == 400
    await host.close()


async def test_while_the_database_is_away_the_handshake_says_so(
    url: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    app = make_test_app(tmp_path_factory.mktemp("away"))
    async with served(app) as (address, _):
        host = await made(address)
        await app.node.registry.close()
        async with app.services.database.write() as tx:
            await tx.execute(text("ALTER TABLE session_events RENAME TO away"))
        assert (await shake_hands(address, host.code, {**cookie_of(host), "Origin": address}))[0] == 503
        assert (await host.http.get(f"/api/v1/sessions/{host.code}")).status_code == httpx.codes.SERVICE_UNAVAILABLE
        async with app.services.database.write() as tx:
            await tx.execute(text("ALTER TABLE away RENAME TO session_events"))
        assert (await shake_hands(address, host.code, {**cookie_of(host), "Origin": address}))[0] == 101
        await host.close()
