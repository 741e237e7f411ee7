"""The socket's messages: a closed set both ways (protocol 1).

From the client: `hello` first, then commands of the game (tag `do`, with an `id` made by the client), `new_card`,
`catch_up` and `ping`. From the server: messages with a tag `t`, and `{"v": n}`, the bare version of an event of which
this viewer may see nothing. `docs/reference/socket.md` is generated from this module.
"""

from typing import Annotated, Final

import msgspec

from arcadia.core import wire
from arcadia.play.domain import commands as do
from arcadia.play.domain.deltas import Delta
from arcadia.play.domain.views import SessionView
from arcadia.play.service.presence import Here
from arcadia.play.service.replies import Reply, Verdict

PROTOCOL: Final = 1
LARGEST_FRAME: Final = 65_536


class _FromClient(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="do"):
    """Base of what a client says beside the commands of the game."""


class Hello(_FromClient, frozen=True, kw_only=True, tag="hello"):
    """The first frame, within 10 s. `since` is the last version the client holds; `view` asks for the public view."""

    protocol: int = PROTOCOL
    since: Annotated[int, msgspec.Meta(ge=0)] | None = None
    view: Annotated[str, msgspec.Meta(pattern="^(own|public)$")] = "own"


class CatchUp(_FromClient, frozen=True, kw_only=True, tag="catch_up"):
    """The client noticed a gap: send what came after `since`."""

    since: Annotated[int, msgspec.Meta(ge=0)]


class Ping(_FromClient, frozen=True, kw_only=True, tag="ping"):
    """Answered by `pong` with the server's time, for the clock offset."""

    n: int = 0


class NewCard(_FromClient, frozen=True, kw_only=True, tag="new_card"):
    """Deal a new card: the same source with the next seed, or another board."""

    id: do.CommandId | None = None
    board: Annotated[str, msgspec.Meta(max_length=36)] | None = None
    seed: Annotated[str, msgspec.Meta(max_length=100)] | None = None


PlayerCommand = (
    do.Mark | do.Unmark | do.SetCounter | do.Bulk | do.Undo | do.Void | do.Award | do.Kill | do.Revive | do.Confirm
    | do.Reopen | do.FinishCard | do.Forfeit | do.SetReady | do.Start | do.CallOff | do.Pause | do.Resume | do.Reveal
    | do.ChangeSettings | do.Admit | do.Leave | do.Rename | do.ChooseTeam | do.ChangeTeam | do.Kick | do.Ban | do.Unban
    | do.Mute | do.Lock | do.SetRole | do.HandOver | do.Merge | do.Say | do.CancelSession
)  # fmt: skip
"""What a seat may send. Joining needs a password and comes by HTTP; deadlines are the system's own."""

SeatCommand = PlayerCommand | NewCard
"""What a seat may send, by socket or by HTTP."""

FromClient = Hello | CatchUp | Ping | SeatCommand


class _FromServer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="t"):
    """Base of what the server says."""


class Welcome(_FromServer, frozen=True, kw_only=True, tag="welcome"):
    """The answer to `hello`. `now` is the server's time in ms; `seat` is 0 for watchers."""

    protocol: int
    now: int
    seat: int
    audience: str
    v: int


class Snapshot(_FromServer, frozen=True, kw_only=True, tag="snapshot"):
    """All that this viewer may see, at a version. It replaces what the client held."""

    view: SessionView
    reason: str = "hello"


class Event(Delta, frozen=True, kw_only=True, tag="event", tag_field="t"):
    """One event: what changed for this viewer.

    With the sender's `seat` and `id` it is the acknowledgement of the command; ids are unique within a seat only.
    """


class Ok(_FromServer, frozen=True, kw_only=True, tag="ok"):
    """A command that changed nothing, or was answered before, or whose event this viewer may not see, or whose
    outcomes are in `data`.
    """

    id: str
    v: int
    changed: bool
    data: dict[str, object] = {}


class Refused(_FromServer, frozen=True, kw_only=True, tag="refused"):
    """A command was refused; only the sender is told."""

    id: str
    reason: str
    v: int
    data: dict[str, object] = {}


class PresenceNow(_FromServer, frozen=True, kw_only=True, tag="presence"):
    """Who is here: seats, and how many watch without one."""

    seats: tuple[int, ...]
    watching: int


class Pong(_FromServer, frozen=True, kw_only=True, tag="pong"):
    """The answer to `ping`."""

    n: int
    now: int


class Restart(_FromServer, frozen=True, kw_only=True, tag="restart"):
    """The server restarts: reconnect after `in_ms`, which differs from client to client."""

    in_ms: int


class Fault(_FromServer, frozen=True, kw_only=True, tag="error"):
    """The frame could not be used: not JSON (`malformed`), not a known message, not now (`hello`), too many of them
    (`slow_down`), without an `id` where one is needed, of another protocol, or binary.
    """

    reason: str
    detail: str


FromServer = Welcome | Snapshot | Event | Ok | Refused | PresenceNow | Pong | Restart | Fault


def decode_frame(raw: bytes | str) -> FromClient:
    """Read a client's frame.

    Raises:
        Malformed: not JSON, or not of the closed set; `where` names the place.
        TooLarge: nested too deep.
    """
    return wire.decode(raw, _FROM_CLIENT)


def encode_frame(message: FromServer) -> bytes:
    """Return the JSON of a server's message."""
    return _ENCODER.encode(message)


def encode_event(delta: Delta | None, version: int) -> bytes:
    """Return the frame of an event: what changed, or the bare version."""
    if delta is None:
        return b'{"v":%d}' % version
    return b'{"t":"event",' + _ENCODER.encode(delta)[1:]


def encode_presence(here: Here) -> bytes:
    """Return the frame of who is here."""
    return _ENCODER.encode(PresenceNow(seats=here.seats, watching=here.watching))


def encode_reply(reply: Reply) -> bytes:
    """Return the frame that answers a command to its sender."""
    identity = reply.id or ""
    if reply.verdict is Verdict.REFUSED:
        reason = reply.reason.value if reply.reason else ""
        return _ENCODER.encode(Refused(id=identity, reason=reason, v=reply.version, data=reply.data))
    changed = reply.verdict is Verdict.DONE
    return _ENCODER.encode(Ok(id=identity, v=reply.version, changed=changed, data=reply.data))


_ENCODER: Final = msgspec.json.Encoder()
_FROM_CLIENT: Final[msgspec.json.Decoder[FromClient]] = msgspec.json.Decoder(FromClient)
