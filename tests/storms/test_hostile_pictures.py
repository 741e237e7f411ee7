"""S8: a storm of pictures that mean harm, at a real server: no 500, memory within a bound, everything else goes on."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from support.boards_api import make_board
from support.hostile_pictures import BOMBS, CLAIMS, MARKUP, file_of, opened, polyglots, telling_jpeg
from support.server import ServerProcess

MOST_GROWTH_MB = 400
"""One picture of 24 million pixels takes some 150 MB while it is decoded; thirty at once would take 4 GB."""
AT_ONCE = 30


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    server = ServerProcess(tmp_path_factory.mktemp("pictures"))
    server.start()
    yield server
    server.stop()
    assert len(server.faults()) == server.log.read_text().count("504: too slow"), server.faults()


def peak_mb(server: ServerProcess) -> int:
    status = Path(f"/proc/{server.pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) // 1024


def programs(server: ServerProcess) -> httpx.AsyncClient:
    limits = httpx.Limits(max_connections=AT_ONCE * 2)
    return httpx.AsyncClient(base_url=server.url, headers={"origin": server.url}, timeout=60, limits=limits)


async def test_s8_pictures_at_once_cost_the_memory_of_one(server: ServerProcess) -> None:
    largest = file_of("PNG", size=(6_000, 4_000))
    async with programs(server) as client:
        boards = [(await make_board(client))["id"] for _ in range(AT_ONCE)]
        before = peak_mb(server)
        uploads = [client.put(f"/api/v1/boards/{one}/picture", content=largest) for one in boards]
        others = [client.get(path) for path in ("/boards", "/health/live", f"/boards/{boards[0]}") * 10]
        answers = await asyncio.gather(*uploads, *others)
        await is_working_again(client, boards[0])
    statuses = [one.status_code for one in answers[:AT_ONCE]]
    assert set(statuses) <= {200, 503, 504}, statuses
    assert 503 in statuses, "nobody was sent away: there is no bulkhead, or too few came"
    assert {one.status_code for one in answers[AT_ONCE:]} - {504} == {200}
    assert peak_mb(server) - before < MOST_GROWTH_MB


async def is_working_again(client: httpx.AsyncClient, board: str) -> None:
    """Wait until the next picture is taken."""
    async with asyncio.timeout(120):
        while (
            await client.put(f"/api/v1/boards/{board}/picture", content=file_of("PNG"))
        ).status_code != httpx.codes.OK:
            await asyncio.sleep(0.1)


async def test_s8_no_hostile_picture_is_a_fault_or_is_served_as_it_came(server: ServerProcess) -> None:
    hostile = [*CLAIMS, *polyglots(), *(bomb() for bomb in BOMBS.values()), telling_jpeg("my street")]
    hostile += [raw[: len(raw) * part // 7] for raw in (*polyglots(), telling_jpeg("x")) for part in range(1, 7)]
    before = peak_mb(server)
    async with programs(server) as client:
        board = (await make_board(client))["id"]
        for raw in hostile:
            await one_hostile(client, board, raw)
        form = {"picture": ("<script>.php\0", MARKUP, "text/html")}
        page = await client.post(f"/boards/{board}/picture", files=form, headers={"accept": "text/html"})
        assert (page.status_code, b"<script>.php" in page.content) == (422, False)
    assert peak_mb(server) - before < MOST_GROWTH_MB


async def one_hostile(client: httpx.AsyncClient, board: str, raw: bytes) -> None:
    """It is refused, or what is served of it is a picture that holds none of its secrets."""
    answer = await client.put(f"/api/v1/boards/{board}/picture", content=raw)
    assert answer.status_code in {200, 413, 422}, answer.text
    if answer.status_code == 200:
        served = await client.get(f"{answer.json()['path']}/640", headers={"accept": "image/avif,image/webp"})
        assert opened(served.content).format in {"AVIF", "WEBP"}
        assert not any(secret in served.content for secret in (b"script", b"street", b"index.html", b"Exif\0"))
