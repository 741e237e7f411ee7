"""S8: what people upload is decoded within limits and encoded anew, with real files that mean harm."""

import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from io import BytesIO

import pytest
from PIL import Image, PngImagePlugin

from arcadia.core.errors import Malformed, TooLarge
from arcadia.platform.images import Limits, Pictures
from support.hostile_pictures import BOMBS, CLAIMS, RED, file_of, opened, png, polyglots, telling_jpeg

MOST_MEMORY_MB = 200


@pytest.fixture
def pictures() -> Iterator[Pictures]:
    pictures = Pictures()
    yield pictures
    pictures.close()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
async def test_s8_every_taken_format_becomes_webp_of_the_same_pixels(pictures: Pictures, kind: str) -> None:
    made = await pictures.make(file_of(kind))
    shown = opened(made.content)
    assert (shown.format, shown.size, (made.width, made.height)) == ("WEBP", (40, 30), (40, 30))
    pixel = shown.convert("RGB").getpixel((20, 15))
    assert isinstance(pixel, tuple)
    assert all(abs(found - meant) < 12 for found, meant in zip(pixel, RED, strict=True))


@pytest.mark.parametrize("kind", ["AVIF", "BMP", "TIFF", "ICO", "PDF", "PPM", "TGA", "JPEG2000", "EPS"])
async def test_s8_no_other_decoder_is_ever_tried(pictures: Pictures, kind: str) -> None:
    with pytest.raises(Malformed):
        await pictures.make(file_of(kind))


async def test_s8_what_is_about_a_picture_stays_behind(pictures: Pictures) -> None:
    made = await pictures.make(telling_jpeg("my street"))
    about = PngImagePlugin.PngInfo()
    about.add_text("Comment", "my street")
    other = await pictures.make(file_of("PNG", pnginfo=about))
    assert (made.width, made.height) == (30, 40)
    for content in (made.content, other.content):
        assert b"street" not in content
        assert not {b"EXIF", b"ICCP", b"XMP "} & {content[at : at + 4] for at in range(len(content))}
        assert opened(content).info.keys() <= {"loop", "background", "timestamp", "duration"}


async def test_s8_a_polyglot_leaves_its_second_nature_behind(pictures: Pictures) -> None:
    for polyglot in polyglots():
        made = await pictures.make(polyglot)
        assert opened(made.content).format == "WEBP"
        assert b"script" not in made.content
        assert not zipfile.is_zipfile(BytesIO(made.content))


@pytest.mark.parametrize("raw", CLAIMS)
async def test_s8_what_only_claims_to_be_a_picture_is_none(pictures: Pictures, raw: bytes) -> None:
    with pytest.raises(Malformed, match="PNG, JPEG, WEBP, GIF"):
        await pictures.make(raw)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
async def test_s8_a_file_cut_anywhere_is_refused_or_whole(pictures: Pictures, kind: str) -> None:
    made = BytesIO()
    Image.effect_noise((64, 64), 90).convert("RGB").save(made, kind)
    whole = made.getvalue()
    for end in (*range(0, 60, 7), len(whole) // 3, len(whole) // 2, len(whole) * 9 // 10):
        with pytest.raises(Malformed):
            await pictures.make(whole[:end])


async def test_s8_one_wrong_byte_anywhere_raises_nothing_unforeseen(pictures: Pictures) -> None:
    for kind in ("PNG", "JPEG", "WEBP", "GIF"):
        whole = file_of(kind)
        for at in range(0, len(whole), max(1, len(whole) // 150)):
            broken = bytearray(whole)
            broken[at] ^= 0xFF
            try:
                made = await pictures.make(bytes(broken))
            except (Malformed, TooLarge):
                continue
            assert opened(made.content).format == "WEBP"


@pytest.mark.parametrize("size", [(5_000, 5_000), (12_001, 1), (1, 12_001), (60_000, 60_000), (2**31 - 1, 2**31 - 1)])
async def test_s8_the_header_alone_refuses_what_is_too_large(pictures: Pictures, size: tuple[int, int]) -> None:
    with pytest.raises(TooLarge, match="24 million pixels"):
        await pictures.make(png(*size, packed=b""))


async def test_s8_more_bytes_than_allowed_are_not_looked_at(pictures: Pictures) -> None:
    with pytest.raises(TooLarge, match="5 MiB"):
        await pictures.make(file_of("PNG") + b"\0" * Limits().most_bytes)


async def test_s8_large_pictures_leave_small(pictures: Pictures) -> None:
    made = await pictures.make(file_of("PNG", size=(4_000, 1_000)))
    assert (made.width, made.height) == (1_920, 480)


async def test_s8_of_many_frames_only_the_first_is_decoded(pictures: Pictures) -> None:
    frames = [Image.new("P", (500, 500), number % 250) for number in range(200)]
    raw = BytesIO()
    frames[0].save(raw, "GIF", save_all=True, append_images=frames[1:])
    shown = opened((await pictures.make(raw.getvalue())).content)
    assert not getattr(shown, "is_animated", False)


OPEN_IT = """
import sys
from pathlib import Path
from arcadia.core.errors import ArcadiaError
from arcadia.platform.images.pictures import Limits, make_picture
try:
    made = make_picture(sys.stdin.buffer.read(), Limits())
    print("made", len(made.content))
except ArcadiaError as error:
    print(type(error).__name__)
peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print(int(peak.split()[1]) // 1024)
"""


@pytest.mark.parametrize("kind", BOMBS)
def test_s8_a_decompression_bomb_costs_no_memory(kind: str) -> None:
    """400 MB in a file of 400 KB: the process that opens it stays small, whether it refuses or takes the pixels."""
    bomb = BOMBS[kind]()
    assert len(bomb) < 1_000_000
    done = subprocess.run(
        [sys.executable, "-c", OPEN_IT], input=bomb, capture_output=True, check=True, env=environment()
    )
    _, memory_mb = done.stdout.decode().splitlines()
    assert int(memory_mb) < MOST_MEMORY_MB


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
