"""`docs/reference/socket.md`: how a connection goes, and every message with an example that the protocol itself reads.

The words are here and in `meanings`, the numbers come from the code.
"""

import json
from typing import Final, get_args

import msgspec

from arcadia.platform.realtime.member import HIGH_WATER
from arcadia.platform.realtime.room import GIVE_UP_AFTER_S
from arcadia.play import fanout, socket
from arcadia.play.domain.commands import Wanted
from arcadia.play.domain.feed import Line
from arcadia.play.domain.state import Placed, Result, Standing
from arcadia.play.domain.views import CardView, ClockView, SeatView, SessionView, SquareView, TeamView
from arcadia.play.protocol import LARGEST_FRAME, PROTOCOL, FromClient, FromServer
from arcadia.play.service.bucket import FLOOD
from arcadia.play.service.running import CLOSE_RESTART, RESTART_FROM_MS, RESTART_OVER_MS
from arcadia.play.service.tail import LONGEST_TAIL
from arcadia.web.server.serving import PACE
from docs_reference.client_examples import GROUPS, NOTES
from docs_reference.markdown import block, page
from docs_reference.permissions import said_permission
from docs_reference.rules_links import told
from docs_reference.server_examples import make_examples
from docs_reference.shapes import fields_table

CLIENT: Final = {str(one.__struct_config__.tag): one for one in get_args(FromClient)}
SERVER: Final = {str(one.__struct_config__.tag): one for one in get_args(FromServer)}
SHAPES: Final = (
    SessionView, CardView, SquareView, TeamView, SeatView, ClockView, Line, Result, Standing, Placed, Wanted,
)  # fmt: skip
COMMON: Final = ("id", "card", "square", "key", "goal")
LONGEST_LINE: Final = 110

_INTRO: Final = f"""\
# The socket

Protocol {PROTOCOL}. One WebSocket for each session that you follow: `GET /api/v1/sessions/CODE/socket`. Text frames of
JSON in both directions; what a client says has `do`, what the server says has `t`. Both lists are closed: an unknown
message or an unknown field is answered `error` and changes nothing.

Whoever cannot open a socket gets the same over HTTP: `POST /api/v1/sessions/CODE/commands` takes every command below and
answers as [refusals](refusals.md) says, `GET /api/v1/sessions/CODE/events` is the same stream of frames as server-sent
events. Both are in the [HTTP API](http-api.md). A complete client in 80 lines is in
[Write a bot or a tracker](../how-to/write-a-bot.md)."""

_CONNECTING: Final = f"""\
## Connecting

1. **Who you are** is settled at the handshake, by the guest cookie that `POST …/seats` (or any other first write) set.
   With a cookie, a browser must come from a page of this site; a program sends `Origin` with the site's own address.
   With a seat token in the header `Authorization: Bearer` you are its seat, whatever cookie comes along, and your marks are a
   tracker's ([how to get one](../how-to/write-a-bot.md#with-a-token)). Without either you are a watcher. With a view token in the address (`?token=`, and `&view=` to see less of it) you see
   its view and can send nothing, whatever cookie comes along; how such tokens are made is told in
   [Put a session on a stream](../how-to/put-it-on-a-stream.md#show-a-view-of-your-own-choice). The handshake is refused with 404 (no such session), 401 (the seat
   token opens nothing here), 403 (it cannot be watched without a seat, trackers are forbidden, or the request comes from another
   site) or 503 (the database is away).
2. **Say [`hello`](#hello)** within {socket.HELLO_WITHIN_S:g} s, else the socket is closed with {socket.CLOSE_NO_HELLO}.
   Before it only `ping` is answered; commands right behind it wait for the greeting.
3. **The greeting** is [`welcome`](#welcome), then what you missed, then [`presence`](#presence). What you missed is
   every event after `since`, where you said it and it is at most {LONGEST_TAIL} versions back; else, and where what you
   hold was another view than yours is now, a [`snapshot`](#snapshot). A `welcome` whose `audience` is not the one that
   you had says so: drop what you hold, the snapshot follows. Between the greeting and the live stream there is no gap.
4. **From then on** every version of the session arrives once and in order, as an [`event`](#event), or as
   [`{{"v":n}}`](#bare-version) where you may see nothing of it. Hold a version number: an event at `v + 1` is applied, one
   at or below `v` is passed over, one further ahead means that something is missing: send [`catch_up`](#catch_up)."""

_COMMANDS: Final = """\
## Commands and their answers

Every command has these fields, as far as they apply:

{common}

- Commands name what you want, never a toggle. If it holds already, the answer is [`ok`](#ok) with `changed` false.
- **An `id` is answered once and for good.** It has 1 to 64 visible ASCII characters and belongs to the seat: another
  seat may use the same. Send a command again with its id whenever you did not hear an answer, on any node, after any
  crash: you get the first answer again. Only `slow_down` and `unavailable` are not remembered, so that the same id may
  be tried again.
- **The acknowledgement is your own event**: an `event` with your `seat` and your `id`. `ok` comes in its place where
  nothing changed, where you may not see the event, and where the command was answered before; it comes beside the event
  where there is something more to say (`data`). [`refused`](#refused) comes where a rule says no; nobody else hears of it.
- An answer leaves after the commit to disk, never before."""

_LIMITS: Final = f"""\
## Limits

| what | how much | beyond it |
|---|---|---|
| a frame | {LARGEST_FRAME // 1024} KiB | closed with 1009 |
| nesting of JSON | 64 levels | `error` with `too_large` |
| frames of one connection | {socket.FRAMES_A_SECOND:g} a second, {socket.FRAME_BURST} at once; none where the \
session's mark rate is unlimited | a command is answered `slow_down` with `retry_ms`, anything else `error` with \
`slow_down`; after {FLOOD} such answers, of which {socket.FRAMES_A_SECOND:g} a second are forgiven, closed with \
{socket.CLOSE_FLOOD} |
| marks, unmarks, counters of a seat | the setting `mark_rate` in any minute; only what changed something counts | \
`slow_down` with `retry_ms` |
| what you have not read yet | {HIGH_WATER // 1024} KiB | no further frames; a `snapshot` with reason `resync` when you have \
read it; dropped after {GIVE_UP_AFTER_S:g} s |
| silence | the server pings every {PACE.ping_every_s:g} s | dropped without a pong within {PACE.pong_within_s:g} s |
| binary frames | none | `error` with `binary` |

Frames are not compressed."""

_CLOSING: Final = f"""\
## How it ends

| code | meaning | come back? |
|---|---|---|
| {CLOSE_RESTART} | the server restarts; [`restart`](#restart) came before, with a time of your own from \
{RESTART_FROM_MS / 1000:g} to {(RESTART_FROM_MS + RESTART_OVER_MS) / 1000:g} s | after that time |
| 1009 | your frame was too big | yes, and send less |
| 1013 | the database is away | after a second or so, longer each time |
| {socket.CLOSE_NO_HELLO} | no `hello` came in time | yes |
| {fanout.KICKED_CODE} | you were removed from the session, left one that nobody may watch, or your token shows or opens nothing any more | no: take a seat again, if \
you are let |
| {socket.CLOSE_FLOOD} | too many frames, in spite of `slow_down` | later |
| {fanout.MOVED_CODE} | your seat was put together with another one, or you have taken a seat since you connected | at \
once |
| anything else, or none | the net | at once, then longer each time |

Come back with `since` and send what was not answered once more, with the same ids: nothing is lost and nothing counts
twice."""


def make_page() -> str:
    """Return the page."""
    return page(
        _INTRO,
        _CONNECTING,
        _COMMANDS.format(common=_common_fields()),
        _LIMITS,
        _CLOSING,
        "## What a client says",
        *(part for heading, frames in GROUPS.items() for part in (f"### {heading}", *map(_client_message, frames))),
        "## What the server says",
        "Fields at their default are left out, here and in everything that a message holds.",
        *(_server_message(tag, SERVER[tag]) for tag in SERVER),
        _bare_version(),
        "## What messages hold",
        *map(_shape, SHAPES),
        "Made by `bin/docs` from `src/arcadia/play/protocol.py`.",
    )


def _common_fields() -> str:
    return fields_table(CLIENT["kill"])


def _client_message(frame: dict[str, object]) -> str:
    tag = str(frame["do"])
    struct = CLIENT[tag]
    common = [name for name in struct.__struct_fields__ if name in COMMON]
    names = ", ".join(f"`{name}`" for name in common)
    return page(
        f"#### {tag}",
        f"{told(struct.__doc__)} {NOTES.get(tag, '')}",
        said_permission(tag),
        f"Takes {names}." if common and set(struct.__struct_fields__) <= set(COMMON) else "",
        fields_table(struct, without=COMMON if set(common) <= set(COMMON) else ()),
        block(shown(msgspec.json.encode(frame)), "json"),
    )


def _server_message(tag: str, struct: type[msgspec.Struct]) -> str:
    examples = "\n".join(f"{one.about}\n\n{block(shown(one.frame), 'json')}" for one in make_examples()[tag])
    return page(f"### {tag}", told(struct.__doc__), fields_table(struct), examples)


def _bare_version() -> str:
    (example,) = make_examples()[""]
    about = (
        "Something happened of which you may see nothing: not what, where or who. Count it, so that nothing is missing."
    )
    return page("### Bare version", about, f"{example.about}\n\n{block(shown(example.frame), 'json')}")


def _shape(struct: type[msgspec.Struct]) -> str:
    return page(f"### {struct.__name__}", told(struct.__doc__), fields_table(struct))


def shown(frame: bytes) -> str:
    """Return JSON for people: what fits a line stands on one."""
    return _laid_out(json.loads(frame), indent="")


def _laid_out(value: object, *, indent: str) -> str:
    line = json.dumps(value, ensure_ascii=False)
    if len(indent) + len(line) <= LONGEST_LINE or not isinstance(value, dict | list):
        return line
    deeper = f"{indent}  "
    if isinstance(value, dict):
        parts = [f"{json.dumps(key)}: {_laid_out(part, indent=deeper)}" for key, part in value.items()]
    else:
        parts = [_laid_out(part, indent=deeper) for part in value]
    begin, end = "{}" if isinstance(value, dict) else "[]"
    return f"{begin}\n{deeper}" + f",\n{deeper}".join(parts) + f"\n{indent}{end}"
