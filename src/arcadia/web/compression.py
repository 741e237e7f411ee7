"""Compression of answers (F7): hard where the bytes are kept, lightly where they pass, whole or in pieces."""

import gzip
import zlib
from collections.abc import Callable
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class PieceCoder:
    """Compresses an answer that comes in pieces; what is put in comes out at once, so that nobody waits for the next."""

    piece: Callable[[bytes], bytes]
    end: Callable[[], bytes]

    def coded(self, message: Message) -> Message:
        """Return a message of an answer's body, compressed."""
        body = self.piece(message.get("body", b""))
        return {**message, "body": body if message.get("more_body") else body + self.end()}


def _zstd_pieces() -> PieceCoder:
    coder = zstandard.ZstdCompressor(level=1).compressobj()
    return PieceCoder(
        lambda body: coder.compress(body) + coder.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK),
        lambda: coder.flush(zstandard.COMPRESSOBJ_FLUSH_FINISH),
    )


def _brotli_pieces() -> PieceCoder:
    coder = brotli.Compressor(quality=3)
    return PieceCoder(lambda body: coder.process(body) + coder.flush(), coder.finish)


def _gzip_pieces() -> PieceCoder:
    coder = zlib.compressobj(4, wbits=31)
    return PieceCoder(lambda body: coder.compress(body) + coder.flush(zlib.Z_SYNC_FLUSH), coder.flush)


_PIECE_CODERS: Final[dict[str, Callable[[], PieceCoder]]] = {
    "zstd": _zstd_pieces,
    "br": _brotli_pieces,
    "gzip": _gzip_pieces,
}


def compressing(start: Message, scope: Scope) -> tuple[Message, PieceCoder | None]:
    """Return the head of an answer in pieces, and what compresses those where the client takes that and they are text."""
    headers = [one for one in start.get("headers", ()) if one[0] != b"content-length"]
    names = dict(headers)
    if b"content-encoding" in names or not _is_text(names.get(b"content-type", b"")):
        return start, None
    coding = choose_coding(header(scope, b"accept-encoding"), PREFERRED)
    headers.append((b"vary", b"accept-encoding"))
    if coding == "identity":
        return {**start, "headers": headers}, None
    return {**start, "headers": [*headers, (b"content-encoding", coding.encode())]}, _PIECE_CODERS[coding]()


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
