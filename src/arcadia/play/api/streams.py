"""Events as a stream (SSE), or as a list, for places where sockets cannot go.

`since` or the header `Last-Event-ID` says what the client holds; the stream begins with what came after it, or with a
snapshot. The frames are the socket's. Who is asking is told by the guest cookie, by a seat token in the header
`Authorization`, or by a one-use ticket in the address.
"""

from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Any, Final, cast

import structlog
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath
from litestar.response import Stream

from arcadia.core.errors import Invalid, Problem, Unavailable
from arcadia.core.ids import GuestId
from arcadia.core.principal import Principal, PrincipalKind
from arcadia.core.wire import encode
from arcadia.platform.realtime.message import Message
from arcadia.platform.realtime.sse import EXTENSION, UNREAD_S, Connection, StreamMember
from arcadia.play.api.answers import (
    EVENT_STREAM,
    TAGS,
    Caller,
    EventsOperation,
    Play,
    Since,
    TicketToken,
    answer_of,
    problems,
)
from arcadia.play.api.callers import TRACKERS_TOO
from arcadia.play.api.sessions import open_for, refused
from arcadia.play.domain.audience import audience_of
from arcadia.play.domain.refusals import Refusal
from arcadia.play.fanout import Fanout, find_closing
from arcadia.play.protocol import encode_presence
from arcadia.play.service.live import Live
from arcadia.play.service.playing import PlayService
from arcadia.play.service.presence import NO_SEAT
from arcadia.play.service.tickets import Ticket, Tickets

log = structlog.get_logger(__name__)

FRAMES: Final = ResponseSpec(
    list[dict[str, Any]],
    description="Frames of the socket; as `text/event-stream` where the client accepts one, with the version as `id`",
    generate_examples=False,
)


@post(
    "/api/v1/sessions/{code:str}/tickets",
    summary="Get a ticket for a stream",
    tags=TAGS,
    responses={**answer_of(Ticket, "Good for one stream, within a minute", status=201), **problems(401, 404)},
)
async def make_ticket(
    code: FromPath[str], play: Play, tickets: NamedDependency[Tickets], principal: Caller
) -> Response[bytes]:
    """For clients that cannot send the guest cookie with their stream: the ticket stands for the caller's seat."""
    live = await play.open(code)
    seat = play.seat_of(live, principal.id)
    if seat is None:
        return refused(Refusal.NO_SEAT, {})
    body = encode(await tickets.issue(live, seat.principal))
    headers = {"cache-control": "no-store"}
    return Response(body, status_code=HTTPStatus.CREATED, media_type="application/json", headers=headers)


@get(
    "/api/v1/sessions/{code:str}/events",
    summary="Follow or read events",
    tags=TAGS,
    dependencies=TRACKERS_TOO,
    responses={200: FRAMES, **problems(401, 403, 404, 422)},
    operation_class=EventsOperation,
)
async def follow_events(
    request: Request[Any, Any, Any],
    code: FromPath[str],
    play: Play,
    fanout: NamedDependency[Fanout],
    tickets: NamedDependency[Tickets],
    principal: Caller,
    since: Since = None,
    ticket: TicketToken = None,
) -> Response[Any]:
    """A stream where the client accepts one, else the events after `since` as a JSON list of frames."""
    if ticket is not None:
        holder = await tickets.redeem(ticket, await play.open(code))
        principal = Principal(PrincipalKind.GUEST, GuestId(holder))
    live = await open_for(play, code, principal)
    last = _last_version(request, since)
    if EVENT_STREAM not in request.headers.get("accept", ""):
        return await _listed(play, fanout, live, principal, last or 0)
    _give_up_unread(request)
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return Stream(_followed(play, fanout, live, principal, last), media_type=EVENT_STREAM, headers=headers)


def _last_version(request: Request[Any, Any, Any], since: int | None) -> int | None:
    """The version that the client holds; a reconnecting browser says it by a header."""
    raw = request.headers.get("last-event-id")
    if raw is None:
        return since
    if not (raw.isascii() and raw.isdigit() and len(raw) < 16):  # noqa: PLR2004 - below 2^53
        raise Invalid("Last-Event-ID: expected a version", [Problem("Last-Event-ID", "a whole number")])
    return int(raw)


def _give_up_unread(request: Request[Any, Any, Any]) -> None:
    """Notice whoever is gone without a goodbye, on a server that can."""
    connection = cast("Connection | None", (request.scope.get("extensions") or {}).get(EXTENSION))
    if connection is not None:
        connection.give_up_unread(UNREAD_S)


def _member(play: PlayService, live: Live, principal: Principal) -> StreamMember:
    seat = play.seat_of(live, principal.id)
    number = seat.number if seat is not None else NO_SEAT
    member = StreamMember(audience=audience_of(seat), seat=number, principal=principal.id)
    member.token_hash = principal.token_hash
    return member


async def _listed(play: PlayService, fanout: Fanout, live: Live, principal: Principal, since: int) -> Response[bytes]:
    changes = await play.tails.find_tail(live.mirror, since=since)
    messages = fanout.missed(live, _member(play, live, principal), changes)
    body = b"[" + b",".join(message.payload for message in messages) + b"]"
    return Response(body, media_type="application/json", headers={"cache-control": "no-store"})


async def _followed(
    play: PlayService, fanout: Fanout, live: Live, principal: Principal, since: int | None
) -> AsyncIterator[bytes]:
    """Yield what was missed, then what happens. Nothing is awaited once it is settled who looks, so there is no gap.

    The answer has begun: where the log cannot be read the stream ends, and its client comes back.
    """
    try:
        changes = None if since is None else await play.tails.find_tail(live.mirror, since=since)
    except Unavailable as error:
        log.warning("stream_not_served", session=live.id, error=error.detail)
        return
    member = _member(play, live, principal)
    if find_closing(live, member) is not None:
        return
    for message in fanout.missed(live, member, changes):
        member.send(message)
    live.room.join(member)
    play.attendance.connect(live, member.seat)
    member.send(Message(encode_presence(play.attendance.here(live))))
    try:
        async for chunk in member.chunks():
            yield chunk
    finally:
        live.room.leave(member)
        play.attendance.disconnect(live, member.seat)


routes: Final = [make_ticket, follow_events]
