"""Compression of answers (F7): hard where the bytes are kept, lightly where they pass."""

import gzip
from collections.abc import Callable
from typing import Final

import brotli
import zstandard

from arcadia.web.answer import Answer, header
from arcadia.web.asgi import Message, Scope
from arcadia.web.conditional import PREFERRED, choose_coding

SMALLEST_COMPRESSED: Final = 512

COMPRESSORS: Final[dict[str, Callable[[bytes], bytes]]] = {
    "identity": lambda body: body,
    "zstd": lambda body: zstandard.ZstdCompressor(level=12).compress(body),
    "br": lambda body: brotli.compress(body, quality=6),
    "gzip": lambda body: gzip.compress(body, compresslevel=6, mtime=0),
}
"""For what is kept: compressed once, sent often."""

LIGHT_COMPRESSORS: Final[dict[str, Callable[[bytes], bytes]]] = {
    "zstd": lambda body: zstandard.ZstdCompressor(level=1).compress(body),
    "br": lambda body: brotli.compress(body, quality=3),
    "gzip": lambda body: gzip.compress(body, compresslevel=4, mtime=0),
}
"""For what is sent once."""


def compressed(start: Message, body: bytes, scope: Scope) -> Answer:
    """Return a whole answer, its text compressed lightly where the client takes that."""
    status: int = start["status"]
    headers = tuple(one for one in start.get("headers", ()) if one[0] != b"content-length")
    names = dict(headers)
    if len(body) < SMALLEST_COMPRESSED or b"content-encoding" in names or not _is_text(names.get(b"content-type", b"")):
        return Answer(status, headers, body)
    coding = choose_coding(header(scope, b"accept-encoding"), PREFERRED)
    varied = (*headers, (b"vary", b"accept-encoding"))
    if coding == "identity":
        return Answer(status, varied, body)
    return Answer(status, (*varied, (b"content-encoding", coding.encode())), LIGHT_COMPRESSORS[coding](body))


def _is_text(media_type: bytes) -> bool:
    return media_type.startswith((b"text/", b"application/json", b"application/problem+json", b"image/svg"))
