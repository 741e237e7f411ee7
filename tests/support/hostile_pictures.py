"""Pictures as people send them: good ones, ones that tell too much, and ones that mean harm."""

import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any, Final

from PIL import Image

RED: Final = (220, 30, 40)
MARKUP: Final = b"<!doctype html><script>alert(1)</script>"


def file_of(kind: str, *, size: tuple[int, int] = (40, 30), mode: str = "RGB", **more: Any) -> bytes:
    made = BytesIO()
    Image.new(mode, size, RED if mode == "RGB" else 1).save(made, kind, **more)
    return made.getvalue()


def chunk(name: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")


def png(width: int, height: int, *others: bytes, packed: bytes | None = None) -> bytes:
    """A greyscale PNG by hand, so that its header may say anything."""
    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes((8, 0, 0, 0, 0))
    data = zlib.compress((b"\0" + b"\x7f" * width) * height) if packed is None else packed
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + b"".join(others) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def opened(content: bytes) -> Image.Image:
    found = Image.open(BytesIO(content))
    found.load()
    return found


def telling_jpeg(secret: str) -> bytes:
    """A photograph, lying on its side, that says where it was taken and by whom."""
    exif = Image.Exif()
    exif[0x010E] = secret
    exif[0x0112] = 6  # turned by a quarter
    exif.get_ifd(0x8825)[1] = "N"
    return file_of("JPEG", exif=exif, icc_profile=b"profile" * 20, comment=secret.encode())


def polyglots() -> list[bytes]:
    """Pictures that are something else too: an archive, a page, a script."""
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w") as zipped:
        zipped.writestr("index.html", MARKUP)
    comment = chunk(b"tEXt", b"Comment\0" + MARKUP)
    gif = bytearray(file_of("GIF"))
    gif[-1:-1] = b"\x21\xfe" + bytes((len(MARKUP),)) + MARKUP + b"\0"
    return [png(8, 8) + archive.getvalue(), png(8, 8, comment) + MARKUP, file_of("JPEG") + MARKUP, bytes(gif)]


CLAIMS: Final = (
    b"",
    b"\x89PNG\r\n\x1a\n",
    b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    MARKUP,
    b"GIF89a" + MARKUP,
    b"\xff\xd8\xff\xe0" + MARKUP,
    b"RIFF\xff\xff\xff\xffWEBPVP8 " + b"\0" * 40,
    b"%!PS\n(run) print",
    b"PK\x03\x04" + b"\0" * 30,
)
"""What only claims to be a picture."""


def swelling(byte: bytes = b"\0") -> bytes:
    """400 MB of one byte, compressed piece by piece."""
    compressor = zlib.compressobj(9)
    return b"".join(compressor.compress(byte * 1_000_000) for _ in range(400)) + compressor.flush()


BOMBS: dict[str, Callable[[], bytes]] = {
    "pixels": lambda: png(20_000, 20_000, packed=swelling()),
    "text": lambda: png(8, 8, chunk(b"zTXt", b"Comment\0\0" + swelling(b" "))),
    "rows": lambda: png(8, 8, packed=swelling()),
    "profile": lambda: png(8, 8, chunk(b"iCCP", b"p\0\0" + swelling(b" "))),
}
