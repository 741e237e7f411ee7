"""Makes a WebP of whatever picture somebody sends, out of its pixels alone.

What a file is called and what type its sender claims is not asked: the bytes decide, and only four formats are tried.
Size is judged by the header before a pixel is decoded. Only the first frame is decoded. Everything that is not a
pixel (EXIF with its place, colour profiles, comments, what hangs behind the end) stays behind.

AVIF is made but not taken: its header does not bind its decoder. A file of 2 KB that said 100 × 100 cost 170 MB to decode.
"""

import hashlib
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Final

from arcadia.core.errors import Malformed, TooLarge
from arcadia.platform.images.workshop import Workshop

if TYPE_CHECKING:
    from PIL import Image

FORMATS: Final = ("PNG", "JPEG", "WEBP", "GIF")
MEDIA_TYPE: Final = "image/webp"
PLACES: Final = 8
_QUALITY: Final = 90
"""Finer than what is served, which is made of it."""
_EFFORT: Final = 4
_SHRINKABLE: Final = ("RGB", "RGBA", "L")
_HASH_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a picture may come in: bytes, pixels, and its longer side, which also ends ribbons of one pixel; and
    the longer side that it leaves with, in pixels.
    """

    most_bytes: int = 5 * 1024 * 1024
    most_pixels: int = 24_000_000
    longest_side: int = 12_000
    kept_side: int = 1_920


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of our own making: WebP bytes, their hash in hexadecimal, and their measures in pixels."""

    content: bytes
    hash: str
    width: int
    height: int


class Pictures:
    """Makes pictures one after another, so that the largest ones at once cost the memory of one."""

    def __init__(self, limits: Limits | None = None, *, places: int = PLACES) -> None:
        self.limits: Final = limits or Limits()
        self._workshop: Final = Workshop("pictures", places=places)

    async def make(self, raw: bytes) -> Picture:
        """Return the picture that these bytes show.

        Raises:
            TooLarge: more bytes or pixels than allowed.
            Malformed: no picture, a broken one, or one of a format that is not taken.
            Unavailable: too many pictures wait already.
        """
        if len(raw) > self.limits.most_bytes:
            raise too_many_bytes(self.limits)
        return await self._workshop.run(make_picture, raw, self.limits)

    def close(self) -> None:
        """Give up what is still waiting."""
        self._workshop.close()


def make_picture(raw: bytes, limits: Limits) -> Picture:
    """Return the picture that these bytes show; for a thread. Raises as `Pictures.make` does."""
    from PIL import Image  # noqa: PLC0415 - a start should not pay for what is used when a picture comes

    try:
        with Image.open(BytesIO(raw), formats=FORMATS) as opened:
            _check_size(opened.size, limits)
            return _encode(_pixels(opened, limits))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels(limits) from error
    except (TooLarge, MemoryError):
        raise
    except Exception as error:  # the decoders raise some ten kinds for a broken file, undocumented ones among them
        message = f"This is no picture that can be read; send one of {', '.join(FORMATS)}"
        raise Malformed(message) from error


def _check_size(size: tuple[int, int], limits: Limits) -> None:
    if max(size) > limits.longest_side or size[0] * size[1] > limits.most_pixels:
        raise _too_many_pixels(limits)


def too_many_bytes(limits: Limits) -> TooLarge:
    """Return the error for more bytes than a picture may come in with."""
    return TooLarge(f"A picture has at most {limits.most_bytes // 1024**2} MiB")


def _too_many_pixels(limits: Limits) -> TooLarge:
    side, millions = limits.longest_side, limits.most_pixels // 1_000_000
    return TooLarge(f"A picture has at most {millions} million pixels and {side} on its longer side")


def _pixels(opened: "Image.Image", limits: Limits) -> "Image.Image":
    """Return the first frame, upright as its camera meant it, no larger than is kept, with nothing else about it."""
    from PIL import Image, ImageOps  # noqa: PLC0415 - as above

    kept = (limits.kept_side, limits.kept_side)
    if opened.mode in _SHRINKABLE:
        opened.thumbnail(kept)  # before anything copies it: it halves the memory, and a JPEG is decoded smaller
    upright = ImageOps.exif_transpose(opened)
    shown = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    shown.thumbnail(kept)
    return Image.frombytes(shown.mode, shown.size, shown.tobytes())


def _encode(pixels: "Image.Image") -> Picture:
    made = BytesIO()
    pixels.save(made, "WEBP", quality=_QUALITY, method=_EFFORT)
    content = made.getvalue()
    return Picture(content, hash_of(content), pixels.width, pixels.height)


def hash_of(content: bytes) -> str:
    """Return the hash that a picture is known by: 32 hexadecimal digits."""
    return hashlib.blake2b(content, digest_size=_HASH_BYTES).hexdigest()
