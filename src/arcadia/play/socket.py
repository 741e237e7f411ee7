"""The live socket of a session: `GET /api/v1/sessions/{code}/socket`.

Frames come in by a call and go out as raw bytes (see `platform.realtime.socket`), so nothing here awaits on the path
of a mark. Who sits at the other end is settled at the handshake by the cookie; `hello` says what the client holds.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final, cast

import structlog
from litestar import asgi
from litestar.handlers import ASGIRouteHandler

from arcadia.core.errors import ArcadiaError, Forbidden, Malformed, NotFound, TooLarge, Unavailable
from arcadia.core.principal import Principal
from arcadia.platform.realtime.member import SocketMember
from arcadia.platform.realtime.message import Message
from arcadia.platform.realtime.socket import EXTENSION, RawSocket
from arcadia.play.domain.audience import PUBLIC, audience_of
from arcadia.play.fanout import Fanout, is_acknowledged_by_event
from arcadia.play.protocol import (
    PROTOCOL,
    CatchUp,
    Fault,
    FromServer,
    Hello,
    NewCard,
    Ping,
    PlayerCommand,
    Pong,
    Refused,
    Welcome,
    decode_frame,
    encode_frame,
    encode_presence,
    encode_reply,
)
from arcadia.play.service.bucket import Bucket
from arcadia.play.service.live import Live
from arcadia.play.service.mailbox import Request
from arcadia.play.service.playing import PlayService
from arcadia.play.service.replies import Reply, Verdict, unavailable
from arcadia.web.identity import identity_of

HELLO_WITHIN_S: Final = 10.0
FRAMES_A_SECOND: Final = 20.0
FRAME_BURST: Final = 40
CLOSE_NO_HELLO: Final = 4001
CLOSE_FLOOD: Final = 4008

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
log = structlog.get_logger(__name__)


class PlaySockets:
    """Serves the sockets of this node."""

    def __init__(self, play: PlayService, fanout: Fanout) -> None:
        self.play = play
        self.fanout = fanout

    async def serve(self, code: str, principal: Principal, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one socket from handshake to end."""
        await receive()
        raw = cast("RawSocket | None", scope["extensions"].get(EXTENSION))
        try:
            live = await self.play.open(code)
            self.play.check_watching(live, self.play.seat_of(live, principal.id))
        except (NotFound, Forbidden, Unavailable) as error:
            await _reject(send, error)
            return
        if raw is None:
            message = "the server does not open its sockets to the application"
            raise RuntimeError(message)
        await send({"type": "websocket.accept"})
        connection = Connection(self, live, principal, raw)
        try:
            await connection.run(receive)
        finally:
            connection.end()


async def _reject(send: Send, error: ArcadiaError) -> None:
    """Answer the handshake with the error's status, so that a client can tell a wrong code from a bad network."""
    statuses = ((NotFound, 404), (Forbidden, 403))
    status = next((status for kind, status in statuses if isinstance(error, kind)), 503)
    body = error.detail.encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "websocket.http.response.start", "status": status, "headers": headers})
    await send({"type": "websocket.http.response.body", "body": body})


class Connection:
    """One socket: its seat, its member in the room once it said hello, and its bucket of frames."""

    def __init__(self, sockets: PlaySockets, live: Live, principal: Principal, raw: RawSocket) -> None:
        self._sockets = sockets
        self._live = live
        self._principal = principal
        self._raw = raw
        self._member: SocketMember | None = None
        self._bucket = Bucket(FRAMES_A_SECOND, FRAME_BURST, now=sockets.play.clock.monotonic())
        self._tasks: set[asyncio.Task[None]] = set()
        self._is_greeted = False

    async def run(self, receive: Receive) -> None:
        """Take frames until the socket ends."""
        self._raw.on_text = self._on_text
        timer = asyncio.get_running_loop().call_later(HELLO_WITHIN_S, self._close_silent)
        try:
            while (await receive())["type"] != "websocket.disconnect":
                self._say(Fault(reason="binary", detail="only text frames are understood"))
        finally:
            timer.cancel()

    def _close_silent(self) -> None:
        if not self._is_greeted:
            self._raw.close(CLOSE_NO_HELLO, "no hello within 10 s")

    def end(self) -> None:
        """Forget the viewer. Harmless when it never said hello."""
        self._raw.on_text = None
        for task in self._tasks:
            task.cancel()
        if self._member is not None:
            self._live.room.leave(self._member)
            self._sockets.play.attendance.disconnect(self._live, self._member.seat)

    def _on_text(self, data: bytes) -> None:
        try:
            frame = decode_frame(data)
        except (Malformed, TooLarge) as error:
            self._say(Fault(reason=error.code, detail=f"{error.detail} at {getattr(error, 'where', '$')}"))
            self._take_token()
            return
        if not self._take_token(getattr(frame, "id", None)):
            return
        match frame:
            case Ping(n=n):
                self._say(Pong(n=n, now=self._sockets.play.clock.now_ms()))
            case Hello():
                self._greet(frame)
            case _ if self._member is None:
                self._say(Fault(reason="hello", detail="say hello first"))
            case CatchUp(since=since):
                self._spawn(self._resume(since))
            case NewCard():
                self._spawn(self._deal(frame))
            case _:
                self._command(frame)

    def _take_token(self, command_id: str | None = None) -> bool:
        """Frames beyond 20 a second (burst 40) are answered `slow_down`; somebody who floods on is cut off."""
        if self._live.state.settings.mark_rate == 0:
            return True
        now = self._sockets.play.clock.monotonic()
        retry_ms = self._bucket.take(now=now)
        if retry_ms == 0:
            return True
        if self._bucket.is_flooded:
            self._raw.close(CLOSE_FLOOD, "too many frames")
        elif command_id is not None:
            data: dict[str, object] = {"retry_ms": retry_ms}
            self._say(Refused(id=command_id, reason="slow_down", v=self._live.mirror.version, data=data))
        return False

    def _greet(self, hello: Hello) -> None:
        if hello.protocol != PROTOCOL:
            self._say(Fault(reason="protocol", detail=f"this server speaks protocol {PROTOCOL}"))
            return
        if self._is_greeted:
            self._say(Fault(reason="hello", detail="hello was said already"))
            return
        self._is_greeted = True
        self._spawn(self._enter(hello))

    async def _enter(self, hello: Hello) -> None:
        """Welcome, then what was missed (or everything), then the live stream: no gap between them."""
        seat = self._sockets.play.seat_of(self._live, self._principal.id)
        wants_public = hello.view == "public"
        audience = PUBLIC if wants_public else audience_of(seat)
        number = seat.number if seat is not None else 0
        member = SocketMember(self._raw, audience=audience, seat=number, wants_public=wants_public)
        live = self._live
        self._say(
            Welcome(
                protocol=PROTOCOL,
                now=self._sockets.play.clock.now_ms(),
                seat=number,
                audience=audience,
                v=live.state_for(audience).version,
            )
        )
        await self._send_missed(member, hello.since)
        self._member = member
        live.room.join(member)
        self._sockets.play.attendance.connect(live, number)
        self._raw.write(Message(encode_presence(self._sockets.play.attendance.here(live))).frame)

    async def _send_missed(self, member: SocketMember, since: int | None) -> None:
        """Send the tail after `since`, or a snapshot. Nothing is awaited after the last write."""
        changes = None if since is None else await self._sockets.play.tails.find_tail(self._live.mirror, since=since)
        for message in self._sockets.fanout.missed(self._live, member.audience, changes):
            member.send(message)

    async def _resume(self, since: int) -> None:
        """The client noticed a gap: take it out of the stream, send what it misses, put it back."""
        member = self._member
        if member is None:
            return
        self._live.room.leave(member)
        await self._send_missed(member, since)
        self._live.room.join(member)

    def _command(self, command: PlayerCommand) -> None:
        if command.id is None:
            self._say(Fault(reason="id", detail="a command needs an id"))
            return
        seat = self._member.seat if self._member is not None else 0
        if not self._sockets.play.is_accepting:
            self._raw.write(Message(encode_reply(unavailable(command.id, self._live.mirror.version))).frame)
            return
        self._live.mailbox.submit(Request(seat or STRANGER, command, self._answer))

    def _answer(self, reply: Reply) -> None:
        """Answer the sender, unless its own event frame does (it carries the command id)."""
        member = self._member
        if member is None or not self._is_told_by_event(reply, member):
            self._raw.write(Message(encode_reply(reply)).frame)

    def _is_told_by_event(self, reply: Reply, member: SocketMember) -> bool:
        if reply.verdict is not Verdict.DONE or reply.data or member.lagging_since is not None:
            return False
        if self._live.delay is not None and member.audience == PUBLIC:
            return False
        return is_acknowledged_by_event(self._live, reply, member.audience)

    async def _deal(self, wish: NewCard) -> None:
        state = self._live.state
        try:
            card = await self._sockets.play.dealer.next_card(
                state, board=wish.board, seed=wish.seed, viewer=self._principal.id
            )
        except ArcadiaError as error:
            data: dict[str, object] = {"field": "board", "expected": error.detail}
            self._say(Refused(id=wish.id, reason="settings", v=state.version, data=data))
            return
        self._answer(await self._sockets.play.deal(self._live, self._principal.id or "", card, wish.id))

    def _say(self, message: FromServer) -> None:
        self._raw.write(Message(encode_frame(message)).frame)

    def _spawn(self, work: Any) -> None:  # noqa: ANN401 - a coroutine of this class
        task = asyncio.get_running_loop().create_task(self._guard(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _guard(self, work: Awaitable[None]) -> None:
        try:
            await work
        except Unavailable as error:
            log.warning("socket_not_served", session=self._live.id, error=error.detail)
            self._raw.close(1013, "try again")


STRANGER: Final = -1
"""No seat has this number: whoever watches without a seat is refused `no_seat`."""


def make_socket_route(play: PlayService, fanout: Fanout) -> ASGIRouteHandler:
    """Return the handler of the live socket. It speaks ASGI: no framework on the path of a mark."""
    sockets = PlaySockets(play, fanout)

    @asgi("/api/v1/sessions/{code:str}/socket", copy_scope=False)
    async def serve_socket(scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401 - ASGI as our layers use it
        if scope["type"] != "websocket":
            raise NotFound("this address is for WebSockets")
        principal = await identity_of(scope).principal()
        await sockets.serve(scope["path_params"]["code"], principal, scope, receive, send)

    return serve_socket
