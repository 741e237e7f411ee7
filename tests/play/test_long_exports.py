"""F5: a session's export is read while it is sent: little of it is in memory, and whoever hangs up ends the reading."""

import asyncio
import gzip
import tracemalloc
import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

import brotli
import httpx
import msgspec
import pytest
import pytest_asyncio
import zstandard

from arcadia.play.domain.audience import FULL, PUBLIC, team_audience
from arcadia.play.domain.events import Said
from arcadia.play.domain.session_file import FileEvent, SessionFile, as_seen_by, read_session, write_session
from support.plain_browser import GOALS
from support.site import ADDRESS, Site, running_site
from support.slow_reader import Reader

pytestmark = pytest.mark.asyncio(loop_scope="module")
EVENTS = 20_000
MB = 1_000_000


def begun_brotli(raw: bytes) -> bytes:
    coder = brotli.Decompressor()
    return b"".join([coder.process(raw), *iter(lambda: coder.process(b""), b"")])


BEGINNINGS = {
    "gzip": lambda raw: zlib.decompressobj(31).decompress(raw),
    "br": begun_brotli,
    "zstd": lambda raw: zstandard.ZstdDecompressor().decompressobj().decompress(raw),
}


@dataclass
class Played:
    """A site with a session that is over and in which very much was said."""

    site: Site
    file: SessionFile

    @property
    def url(self) -> str:
        return f"{ADDRESS}/api/v1/sessions/{self.file.code}/export"

    def reader(self, **headers: str) -> Reader:
        return Reader(self.site.app, self.url, headers)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def played(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Played]:
    """Played elsewhere, made longer, brought here."""
    folder = tmp_path_factory.mktemp("long")
    async with running_site(folder / "elsewhere") as elsewhere, elsewhere.browser() as host:
        made = await host.post("/api/v1/sessions", json={"nickname": "Mira", "card": {"goals": GOALS}})
        code = made.json()["code"]
        await host.post(f"/api/v1/sessions/{code}/commands", json={"do": "finish"})
        short = await elsewhere.services.archive.read(code)
    last, said = short.events[-1], Said(seat=1, text="a line that somebody said when all was over", team=1)
    more = (FileEvent(v=last.v + n, at=last.at + n, seat=1, event=said) for n in range(1, EVENTS))
    async with running_site(folder / "here") as site:
        file = SessionFile(code=code, events=(*short.events, *more))
        await site.services.archive.store(file)
        async with site.browser() as stranger:
            assert (await stranger.get(f"/api/v1/sessions/{code}")).status_code == 200, (
                "its state is in memory from here on"
            )
        yield Played(site, file)


async def test_f5_the_pieces_are_the_document_for_every_audience(played: Played) -> None:
    play = played.site.app.node.play
    live = await play.open(played.file.code)
    for audience in (PUBLIC, FULL, team_audience(1)):
        for until in (1, 199, 200, 201, 1_000):
            pieces = played.site.services.archive.read_pieces(audience, live.id, live.code, until=until)
            part = msgspec.structs.replace(played.file, events=played.file.events[:until])
            assert b"".join([one async for one in pieces]) == write_session(as_seen_by(audience, part))


async def test_f5_of_a_long_export_little_is_in_memory(played: Played) -> None:
    reader = played.reader()
    tracemalloc.start()
    try:
        await reader.read()
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (reader.status, reader.is_whole) == (200, True)
    assert sum(reader.sizes) > 4 * MB
    assert len(reader.sizes) >= EVENTS / 200
    assert most < 1 * MB, f"{most / MB:.1f} MB of memory for a document of {sum(reader.sizes) / MB:.1f} MB"


async def test_f5_who_reads_slowly_is_waited_for_and_who_hangs_up_ends_it(played: Played) -> None:
    reader = played.reader()
    reader.pieces_until_pause = 3
    reading = asyncio.create_task(reader.read())
    await reader.is_paused.wait()
    await asyncio.sleep(0.3)
    assert len(reader.sizes) == 3, "no further piece is made while the third has not left"
    reader.hang_up()
    async with asyncio.timeout(10):
        await reading
    assert len(reader.sizes) <= 4
    assert not reader.is_whole


@pytest.mark.parametrize("coding", ["identity", "gzip", "br", "zstd"])
async def test_f5_it_is_compressed_on_its_way(played: Played, coding: str) -> None:
    async with played.site.browser() as stranger:
        async with stranger.stream("GET", played.url, headers={"accept-encoding": coding}) as answer:
            raw = b"".join([piece async for piece in answer.aiter_raw()])
        assert answer.headers.get("content-encoding", "identity") == coding
        assert "accept-encoding" in answer.headers["vary"]
        assert "content-length" not in answer.headers
    decode = {
        "identity": bytes,
        "gzip": gzip.decompress,
        "br": brotli.decompress,
        "zstd": BEGINNINGS["zstd"],
    }
    assert read_session(decode[coding](raw)).events[-1].v == len(played.file.events)
    assert coding == "identity" or len(raw) < 0.5 * MB


async def test_f5_every_piece_can_be_read_when_it_is_there(played: Played) -> None:
    for coding, decode in BEGINNINGS.items():
        reader = played.reader(**{"accept-encoding": coding})
        reader.pieces_until_pause = 1
        reading = asyncio.create_task(reader.read())
        await reader.is_paused.wait()
        assert b'"v": 200,' in decode(reader.first)
        reader.hang_up()
        await reading


async def test_f5_an_export_that_cannot_be_read_to_its_end_breaks_off(played: Played) -> None:
    """Last in this file: the log is closed."""
    reader = played.reader()
    reader.pieces_until_pause = 2
    reading = asyncio.create_task(reader.read())
    await reader.is_paused.wait()
    await played.site.services.log.close()
    reader.may_go_on.set()
    async with asyncio.timeout(30):
        await reading
    assert (reader.status, reader.is_whole) == (200, False)
    async with played.site.browser() as stranger:
        refused: httpx.Response = await stranger.get(played.url)
    assert refused.status_code == 503, "before the first piece it is told by a status"
