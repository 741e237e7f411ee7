"""What nodes tell each other about a session: committed rows, and who is here."""

from typing import Final

import msgspec

from arcadia.core.errors import Malformed
from arcadia.play.service.presence import NodePresence
from arcadia.play.store.entries import Row


class CommittedRows(msgspec.Struct, frozen=True, kw_only=True, tag="rows", tag_field="kind"):
    """Rows that a node has just committed."""

    node: str
    rows: tuple[Row, ...]


Message = CommittedRows | NodePresence
_ENCODER: Final = msgspec.msgpack.Encoder()
_DECODER: Final[msgspec.msgpack.Decoder[Message]] = msgspec.msgpack.Decoder(Message)


def encode_message(message: Message) -> bytes:
    """Return the bus form."""
    return _ENCODER.encode(message)


def decode_message(payload: bytes) -> Message:
    """Read the bus form.

    Raises:
        Malformed: not a message of ours; the bus may carry those of another release.
    """
    try:
        return _DECODER.decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Malformed(str(error)) from error
