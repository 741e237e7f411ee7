"""The live socket of a session: `GET /api/v1/sessions/{code}/socket`.

Frames come in by a call and go out as raw bytes (see `platform.realtime.socket`), so nothing here awaits on the path
of a mark. Who sits at the other end is settled at the handshake by the cookie, by a seat token in the header
`Authorization`, or by a view token in the address, which shows a view and sends nothing; `hello` says what the client holds.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Final, cast
from urllib.parse import parse_qs

import structlog
from litestar import WebSocket, websocket
from litestar.handlers import WebsocketRouteHandler
from litestar.params import FromPath

from arcadia.core.errors import ArcadiaError, Forbidden, Malformed, NotFound, TooLarge, Unauthenticated, Unavailable
from arcadia.core.principal import ANONYMOUS, Principal
from arcadia.platform.observability import Counters
from arcadia.platform.realtime.member import SocketMember
from arcadia.platform.realtime.message import Message
from arcadia.platform.realtime.socket import EXTENSION, RawSocket
from arcadia.play.domain.audience import PUBLIC, audience_of
from arcadia.play.domain.settings import UNLIMITED
from arcadia.play.domain.state import Seat
from arcadia.play.fanout import Fanout, audience_for, find_closing, is_acknowledged_by_event
from arcadia.play.protocol import (
    PROTOCOL,
    CatchUp,
    Fault,
    FromServer,
    Hello,
    NewCard,
    Ping,
    Pong,
    Refused,
    SeatCommand,
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
from arcadia.play.service.presence import NO_SEAT
from arcadia.play.service.replies import Reply, Verdict
from arcadia.play.service.seat_tokens import SeatTokens, as_sent_by
from arcadia.play.service.tail import Tail
from arcadia.play.service.view_tokens import ShownView, ViewMember, ViewTokens
from arcadia.web.answer import header
from arcadia.web.bearer import read_bearer
from arcadia.web.identity import identity_of

HELLO_WITHIN_S: Final = 10.0
FRAMES_A_SECOND: Final = 20.0
FRAME_BURST: Final = 40
CLOSE_NO_HELLO: Final = 4001
CLOSE_FLOOD: Final = 4008
CLOSE_TRY_AGAIN: Final = 1013

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
log = structlog.get_logger(__name__)


class PlaySockets:
    """Serves the sockets of this node."""

    def __init__(
        self,
        play: PlayService,
        fanout: Fanout,
        counters: Counters,
        *,
        view_tokens: ViewTokens,
        seat_tokens: SeatTokens,
        hello_within_s: float = HELLO_WITHIN_S,
    ) -> None:
        self.play = play
        self.fanout = fanout
        self.view_tokens = view_tokens
        self.seat_tokens = seat_tokens
        self.hello_within_s = hello_within_s
        self.unusable = counters.counter("socket_frames_unusable", "Frames that were not understood")
        self.floods = counters.counter("socket_floods", "Sockets cut off because they went on sending too much")

    async def serve(self, code: str, principal: Principal, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one socket from handshake to end."""
        await receive()
        raw = cast("RawSocket | None", scope["extensions"].get(EXTENSION))
        try:
            live = await self.play.open(code)
            shown = await self._find_shown(live, scope)
            if shown is None:
                principal = await self._find_tracker(live, scope) or principal
                self.play.check_watching(live, self.play.seat_of(live, principal.id))
        except (NotFound, Forbidden, Unauthenticated, Unavailable) as error:
            await _reject(send, error)
            return
        if raw is None:
            message = "the server does not open its sockets to the application"
            raise RuntimeError(message)
        await send({"type": "websocket.accept"})
        # By a token nobody acts, whatever cookie is sent along.
        connection = Connection(self, live, ANONYMOUS if shown else principal, raw, shown)
        try:
            await connection.run(receive)
        finally:
            connection.end()

    async def _find_shown(self, live: Live, scope: Scope) -> ShownView | None:
        """What a token in the address shows; None without one."""
        query = parse_qs(scope["query_string"].decode("latin-1"))
        if "token" not in query:
            return None
        return await self.view_tokens.open(live, query["token"][-1], wanted=query.get("view", [""])[-1])

    async def _find_tracker(self, live: Live, scope: Scope) -> Principal | None:
        """Who acts by a seat token, whatever cookie is sent along; None without one."""
        token = read_bearer(header(scope, b"authorization"))
        return None if token is None else await self.seat_tokens.open(live, token)


async def _reject(send: Send, error: ArcadiaError) -> None:
    """Answer the handshake with the error's status, so that a client can tell a wrong code from a bad network."""
    statuses = ((NotFound, 404), (Forbidden, 403), (Unauthenticated, 401))
    status = next((status for kind, status in statuses if isinstance(error, kind)), 503)
    body = error.detail.encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "websocket.http.response.start", "status": status, "headers": headers})
    await send({"type": "websocket.http.response.body", "body": body})


class Connection:
    """One socket: its seat, its member in the room once it said hello, and its bucket of frames."""

    def __init__(
        self, sockets: PlaySockets, live: Live, principal: Principal, raw: RawSocket, shown: ShownView | None = None
    ) -> None:
        self._sockets = sockets
        self._play = sockets.play
        self._live = live
        self._principal = principal
        self._raw = raw
        self._shown = shown
        self._member: SocketMember | None = None
        self._bucket = Bucket(FRAMES_A_SECOND, FRAME_BURST, now=self._play.clock.monotonic())
        self._tasks: set[asyncio.Task[None]] = set()
        self._early: list[CatchUp | SeatCommand] = []
        self._is_greeted = False
        self._is_resuming = False

    async def run(self, receive: Receive) -> None:
        """Take frames until the socket ends."""
        self._raw.on_text = self._on_text
        timer = asyncio.get_running_loop().call_later(self._sockets.hello_within_s, self._close_silent)
        try:
            while (event := await receive())["type"] != "websocket.disconnect":
                self._take_queued(event)
        finally:
            timer.cancel()

    def _take_queued(self, event: dict[str, Any]) -> None:
        """Take what does not come by the call: text that arrived before we were ready for it, and binary frames."""
        if (text := event.get("text")) is not None:
            self._on_text(text.encode())
        elif self._take_token():
            self._refuse_frame("binary", "only text frames are understood")

    def _close_silent(self) -> None:
        if not self._is_greeted:
            self._raw.close(CLOSE_NO_HELLO, "no hello in time")

    def end(self) -> None:
        """Forget the viewer. Harmless when it never said hello."""
        self._raw.on_text = None
        for task in self._tasks:
            task.cancel()
        if self._member is not None:
            self._live.room.leave(self._member)
            self._play.attendance.disconnect(self._live, self._member.seat)

    def _on_text(self, data: bytes) -> None:
        try:
            frame = decode_frame(data)
        except (Malformed, TooLarge) as error:
            if self._take_token():
                self._refuse_frame(error.code, f"{error.detail} at {getattr(error, 'where', '$')}")
            return
        if not self._take_token(getattr(frame, "id", None)):
            return
        match frame:
            case Ping(n=n):
                self._say(Pong(n=n, now=self._play.clock.now_ms()))
            case Hello():
                self._greet(frame)
            case _ if self._member is None:
                self._take_early(frame)
            case _:
                self._take(frame, self._member)

    def _take_early(self, frame: CatchUp | SeatCommand) -> None:
        """What comes right behind `hello` waits until the viewer is welcome."""
        if self._is_greeted and len(self._early) < FRAME_BURST:
            self._early.append(frame)
        else:
            self._refuse_frame("hello", "say hello first")

    def _take(self, frame: CatchUp | SeatCommand, member: SocketMember) -> None:
        match frame:
            case CatchUp(since=since):
                self._resume(member, since)
            case _:
                self._command(frame, member.seat)

    def _refuse_frame(self, reason: str, detail: str) -> None:
        self._sockets.unusable.add()
        self._say(Fault(reason=reason, detail=detail))

    def _take_token(self, command_id: str | None = None) -> bool:
        """Frames beyond 20 a second (burst 40) are answered `slow_down`; somebody who floods on is cut off."""
        if self._live.state.settings.mark_rate == UNLIMITED:
            return True
        retry_ms = self._bucket.take(now=self._play.clock.monotonic())
        if retry_ms == 0:
            return True
        if self._bucket.is_flooded:
            self._sockets.floods.add()
            self._raw.close(CLOSE_FLOOD, "too many frames")
        elif command_id is None:
            self._say(Fault(reason="slow_down", detail=f"too many frames; send on in {retry_ms} ms"))
        else:
            data: dict[str, object] = {"retry_ms": retry_ms}
            self._say(Refused(id=command_id, reason="slow_down", v=self._live.mirror.version, data=data))
        return False

    def _greet(self, hello: Hello) -> None:
        if hello.protocol != PROTOCOL:
            self._refuse_frame("protocol", f"this server speaks protocol {PROTOCOL}")
        elif self._is_greeted:
            self._refuse_frame("hello", "hello was said already")
        else:
            self._is_greeted = True
            self._spawn(self._enter(hello))

    async def _enter(self, hello: Hello) -> None:
        """Welcome, then what was missed (or everything), then the live stream: no gap between them.

        Nothing is awaited once it is settled who sits here: they may be kicked or moved meanwhile.
        """
        changes = await self._find_tail(hello.since)
        live, seat = self._live, self._play.seat_of(self._live, self._principal.id)
        member = self._make_member(seat, wants_public=hello.view == "public")
        if (closing := find_closing(live, member)) is not None:
            self._raw.close(*closing)
            return
        self._say(
            Welcome(
                protocol=PROTOCOL,
                now=self._play.clock.now_ms(),
                seat=member.seat,
                audience=member.audience,
                v=live.state_for(member.audience).version,
            )
        )
        self._send_missed(member, changes)
        self._member = member
        live.room.join(member)
        self._play.attendance.connect(live, member.seat)
        member.send(Message(encode_presence(self._play.attendance.here(live))))
        for frame in self._early:
            self._take(frame, member)

    def _make_member(self, seat: Seat | None, *, wants_public: bool) -> SocketMember:
        if self._shown is not None:
            return ViewMember(self._raw, self._shown)
        member = SocketMember(
            self._raw,
            audience=PUBLIC if wants_public else audience_of(seat),
            seat=seat.number if seat is not None else NO_SEAT,
            principal=self._principal.id,
            wants_public=wants_public,
        )
        member.token_hash = self._principal.token_hash
        return member

    async def _find_tail(self, since: int | None) -> Tail:
        return None if since is None else await self._play.tails.find_tail(self._live.mirror, since=since)

    def _send_missed(self, member: SocketMember, changes: Tail) -> None:
        for message in self._sockets.fanout.missed(self._live, member, changes):
            member.send(message)

    def _resume(self, member: SocketMember, since: int) -> None:
        """The client noticed a gap. One that lags gets everything anew as soon as it has drained, and one for which
        the log is being read gets what is missing up to that moment.
        """
        if member.lagging_since is None and not self._is_resuming:
            self._is_resuming = True
            self._spawn(self._bring_up_to_date(member, since))

    async def _bring_up_to_date(self, member: SocketMember, since: int) -> None:
        """Take the viewer out of the stream, send what it misses, put it back: no gap, and nothing twice."""
        room = self._live.room
        room.leave(member)
        changes = await self._find_tail(since)
        self._is_resuming = False
        if (closing := find_closing(self._live, member)) is not None:
            self._raw.close(*closing)
            return
        member.audience = audience_for(self._live.state, member)
        self._send_missed(member, changes)
        room.join(member)

    def _command(self, command: SeatCommand, seat: int) -> None:
        if command.id is None:
            self._refuse_frame("id", "a command needs an id")
        elif isinstance(command, NewCard):
            self._spawn(self._deal(command, command.id))
        elif (refusal := self._play.refuse_at_once(self._live, seat, command.id)) is not None:
            self._answer(refusal)
        else:
            self._live.mailbox.submit(Request(seat, as_sent_by(self._principal, command), self._answer))

    async def _deal(self, wish: NewCard, command_id: str) -> None:
        dealer = self._principal.id or ""
        reply = await self._play.new_card(self._live, dealer, board=wish.board, seed=wish.seed, command_id=command_id)
        self._answer(reply)

    def _answer(self, reply: Reply) -> None:
        """Answer the sender, unless its own event frame does (it carries the command id)."""
        member = self._member
        if member is None or not self._is_told_by_event(reply, member):
            self._raw.write(Message(encode_reply(reply)).frame)

    def _is_told_by_event(self, reply: Reply, member: SocketMember) -> bool:
        if reply.verdict is not Verdict.DONE or reply.data:
            return False
        is_out_of_stream = self._is_resuming or member.lagging_since is not None
        if is_out_of_stream or (self._live.delay is not None and member.audience == PUBLIC):
            return False
        return is_acknowledged_by_event(self._live, reply, member.audience)

    def _say(self, message: FromServer) -> None:
        self._raw.write(Message(encode_frame(message)).frame)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(self._guard(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _guard(self, work: Awaitable[None]) -> None:
        """What cannot be read now ends this socket only: its client comes back."""
        try:
            await work
        except Unavailable as error:
            log.warning("socket_not_served", session=self._live.id, error=error.detail)
            self._raw.close(CLOSE_TRY_AGAIN, "try again")


def make_socket_route(
    play: PlayService, fanout: Fanout, counters: Counters, *, view_tokens: ViewTokens, seat_tokens: SeatTokens
) -> WebsocketRouteHandler:
    """Return the handler of the live socket. It goes on in plain ASGI: no framework on the path of a mark."""
    sockets = PlaySockets(play, fanout, counters, view_tokens=view_tokens, seat_tokens=seat_tokens)

    @websocket("/api/v1/sessions/{code:str}/socket")
    async def serve_socket(socket: WebSocket[Any, Any, Any], code: FromPath[str]) -> None:
        scope = cast("Scope", socket.scope)
        principal = await identity_of(scope).principal()
        await sockets.serve(code, principal, scope, cast("Receive", socket.receive), cast("Send", socket.send))

    return serve_socket
