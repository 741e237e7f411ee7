"""A message to viewers: its payload is encoded by the feature, framed here once per kind of transport."""

import struct


class Message:
    """JSON bytes for viewers. `version` becomes the id of an event stream's chunk (`Last-Event-ID`).

    `in_place` is what a viewer gets of it who is none of those it is meant for, though it belongs to their audience.
    """

    __slots__ = ("_chunk", "_frame", "in_place", "payload", "version")

    def __init__(self, payload: bytes, version: int | None = None, *, in_place: "Message | None" = None) -> None:
        self.payload = payload
        self.version = version
        self.in_place = in_place
        self._frame: bytes | None = None
        self._chunk: bytes | None = None

    @property
    def frame(self) -> bytes:
        """The WebSocket text frame: the same bytes object for every socket."""
        if self._frame is None:
            self._frame = text_frame(self.payload)
        return self._frame

    @property
    def chunk(self) -> bytes:
        """The server-sent event. JSON holds no line breaks, so one `data` line is enough."""
        if self._chunk is None:
            identity = b"" if self.version is None else b"id: %d\n" % self.version
            self._chunk = identity + b"data: " + self.payload + b"\n\n"
        return self._chunk


def text_frame(payload: bytes) -> bytes:
    """Return an unfragmented, unmasked text frame, as servers send them (RFC 6455, 5.2)."""
    size = len(payload)
    if size < 126:  # noqa: PLR2004 - lengths up to 125 stand in the second byte
        return bytes((0x81, size)) + payload
    if size < 65_536:  # noqa: PLR2004 - 126 announces 16 bits of length, 127 announces 64
        return struct.pack("!BBH", 0x81, 126, size) + payload
    return struct.pack("!BBQ", 0x81, 127, size) + payload
