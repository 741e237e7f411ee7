"""F6: stored pictures in a few widths, as AVIF and WebP; made once, in a thread, kept on disk within a bound."""

import asyncio
import os
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from PIL import features

from arcadia.core.errors import NotFound, Unavailable
from arcadia.platform.images import WIDTHS, Format, Pictures, Variants
from arcadia.platform.images.pictures import hash_of
from arcadia.platform.images.shelf import Shelf
from arcadia.platform.images.workshop import Workshop
from support.hostile_pictures import file_of, opened

SOURCE = file_of("WEBP", size=(1_000, 500))
HASH = hash_of(SOURCE)


@pytest.fixture
async def variants(tmp_path: Path) -> AsyncIterator[Variants]:
    variants = Variants(tmp_path / "kept")
    yield variants
    await variants.close()


def source(calls: list[str] | None = None) -> Callable[[], Awaitable[bytes]]:
    async def load() -> bytes:
        if calls is not None:
            calls.append("load")
        await asyncio.sleep(0)
        return SOURCE

    return load


async def test_f6_the_widths_are_those_of_the_requirement() -> None:
    assert WIDTHS == (16, 32, 48, 64, 96, 128, 256, 640, 828, 1200, 1920)


@pytest.mark.parametrize("kind", Format)
@pytest.mark.parametrize("width", WIDTHS)
async def test_f6_a_picture_in_every_width_and_format(variants: Variants, width: int, kind: Format) -> None:
    assert features.check(kind.value), f"the locked Pillow makes {kind}"
    shown = opened(await variants.get(HASH, width, kind, source()))
    expected = min(width, 1_000)
    assert (shown.format, shown.size) == (kind.name, (expected, expected // 2))


async def test_f6_what_can_be_made_here_is_offered_the_best_first(variants: Variants) -> None:
    expected = (Format.AVIF, Format.WEBP) if features.check("avif") else (Format.WEBP,)
    assert await variants.formats() == expected


async def test_f6_a_library_without_avif_offers_webp(variants: Variants, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(features, "check", lambda name: name != "avif")
    assert await variants.formats() == (Format.WEBP,)


async def test_f6_a_variant_is_made_once_however_many_ask(variants: Variants, tmp_path: Path) -> None:
    for round_ in range(20):
        calls: list[str] = []
        asked = [variants.get(f"{round_:032x}", 640, Format.WEBP, source(calls)) for _ in range(50)]
        assert len(set(await asyncio.gather(*asked))) == 1
        assert calls == ["load"]
    again: list[str] = []
    await variants.get(f"{0:032x}", 640, Format.WEBP, source(again))
    assert again == []
    assert len(list((tmp_path / "kept").iterdir())) == 20


async def test_f6_who_goes_away_does_not_take_the_variant_along(variants: Variants) -> None:
    for round_ in range(20):
        first = asyncio.create_task(variants.get(f"{round_:032x}", 256, Format.WEBP, source()))
        await asyncio.sleep(0)
        second = asyncio.create_task(variants.get(f"{round_:032x}", 256, Format.WEBP, source()))
        await asyncio.sleep(0)
        first.cancel()
        assert opened(await second).width == 256


async def test_f6_a_picture_that_is_gone_is_asked_for_again_next_time(variants: Variants) -> None:
    async def gone() -> bytes:
        raise NotFound("gone")

    with pytest.raises(NotFound):
        await variants.get(HASH, 96, Format.WEBP, gone)
    assert opened(await variants.get(HASH, 96, Format.WEBP, source())).width == 96


async def test_f6_what_is_forgotten_is_gone_from_the_disk(variants: Variants, tmp_path: Path) -> None:
    await variants.get(HASH, 96, Format.WEBP, source())
    await variants.get("f" * 32, 96, Format.WEBP, source())
    await variants.forget(HASH)
    assert [one.name[:32] for one in (tmp_path / "kept").iterdir()] == ["f" * 32]


async def test_f6_a_disk_that_refuses_costs_time_only(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("a file stands where the folder should be")
    variants = Variants(tmp_path / "kept")
    calls: list[str] = []
    for _ in range(2):
        assert opened(await variants.get(HASH, 96, Format.WEBP, source(calls))).width == 96
    assert calls == ["load"] * 2
    await variants.close()


# The shelf


def test_f6_the_shelf_never_holds_more_than_its_bound(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, most_bytes=16_000)
    for number in range(200):
        shelf.keep(f"{number}", bytes(300 + number % 7))
        assert sum(one.stat().st_size for one in tmp_path.iterdir()) <= 16_000
    assert len(list(tmp_path.iterdir())) > 40


def test_f6_what_an_earlier_process_left_counts(tmp_path: Path) -> None:
    for number in range(100):
        (tmp_path / f"old-{number}").write_bytes(bytes(500))
    Shelf(tmp_path, most_bytes=16_000).keep("new", bytes(10))
    assert sum(one.stat().st_size for one in tmp_path.iterdir()) <= 16_000
    assert (tmp_path / "new").exists()


def test_f6_what_was_used_longest_ago_makes_room(tmp_path: Path) -> None:
    for number in range(32):
        (tmp_path / f"{number}").write_bytes(bytes(500))
        os.utime(tmp_path / f"{number}", (number, number))
    shelf = Shelf(tmp_path, most_bytes=16_000)
    assert shelf.find("0") == bytes(500)
    shelf.keep("new", bytes(10))
    assert shelf.find("0") is not None
    assert (shelf.find("1"), shelf.find("2")) == (None, None)
    assert shelf.find("31") is not None


def test_f6_many_threads_share_a_shelf(tmp_path: Path) -> None:
    shelves = [Shelf(tmp_path, most_bytes=160_000) for _ in range(2)]
    faults: list[bytes] = []

    def work(shelf: Shelf, first: int) -> None:
        for number in range(first, first + 200):
            shelf.keep(f"{number % 50}", bytes([number % 50]) * 5_000)
            found = shelf.find(f"{(number * 7) % 50}")
            if found is not None and found != bytes([(number * 7) % 50]) * 5_000:
                faults.append(found)

    threads = [threading.Thread(target=work, args=(shelves[n % 2], n * 31)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert sum(one.stat().st_size for one in tmp_path.iterdir()) <= 160_000 + 10_000


def test_f6_nothing_that_would_empty_the_shelf_is_kept(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, most_bytes=16_000)
    shelf.keep("large", bytes(1_001))
    assert shelf.find("large") is None


# The workshop


async def test_s8_whoever_finds_the_workshop_full_is_sent_away_at_once() -> None:
    workshop = Workshop("test", places=3)
    may_go_on = threading.Event()
    inside = [asyncio.create_task(workshop.run(may_go_on.wait)) for _ in range(3)]
    await asyncio.sleep(0)
    with pytest.raises(Unavailable, match="Try again"):
        await workshop.run(lambda: None)
    inside[0].cancel()  # Its caller goes away; the thread is as busy as before.
    await asyncio.sleep(0)
    with pytest.raises(Unavailable):
        await workshop.run(lambda: None)
    may_go_on.set()
    await asyncio.gather(*inside, return_exceptions=True)
    assert await workshop.run(lambda: 7) == 7
    workshop.close()


async def test_s8_whoever_has_waited_for_long_is_sent_away_and_leaves_the_place() -> None:
    workshop = Workshop("test", places=2, waits_s=0.05)
    may_go_on = threading.Event()
    inside = asyncio.create_task(workshop.run(may_go_on.wait))
    await asyncio.sleep(0)
    done: list[str] = []
    for _ in range(5):
        with pytest.raises(Unavailable, match="Try again"):
            await workshop.run(done.append, "never")
    waiting = asyncio.create_task(workshop.run(done.append, "never either"))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    may_go_on.set()
    assert await inside is True, "what has begun is waited for"
    assert (await workshop.run(lambda: 7), done) == (7, [])
    workshop.close()


async def test_s8_uploads_use_one_thread_whatever_comes_in() -> None:
    pictures = Pictures(places=32)
    before = threading.active_count()
    await asyncio.gather(*(pictures.make(file_of("PNG", size=(600, 600))) for _ in range(32)))
    assert threading.active_count() <= before + 1
    pictures.close()
