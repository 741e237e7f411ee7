"""The JSON API of sessions, for bots and for places where sockets cannot go. The same commands, the same masks."""

from http import HTTPStatus
from typing import Annotated, Any, Final, cast

import msgspec
from litestar import Request, Response, delete, get, post
from litestar.params import FromPath, QueryParameter

from arcadia.core.errors import Invalid, Problem
from arcadia.core.pagination import Page
from arcadia.core.principal import Principal
from arcadia.core.wire import encode
from arcadia.platform.ids import make_id
from arcadia.play.api.answers import (
    NOT_MODIFIED,
    PROBLEM,
    TAGS,
    Before,
    Caller,
    CommandId,
    Cursor,
    ForCard,
    InMode,
    InPhase,
    Kind,
    Limit,
    Play,
    answer_of,
    command_answers,
    problems,
)
from arcadia.play.api.callers import TRACKERS_TOO
from arcadia.play.domain import commands as do
from arcadia.play.domain.audience import audience_of
from arcadia.play.domain.folds.squares import RATE_WINDOW_MS
from arcadia.play.domain.outcomes import Rejected
from arcadia.play.domain.presets import PRESETS
from arcadia.play.domain.refusals import HTTP_STATUS, Refusal
from arcadia.play.domain.settings import Settings
from arcadia.play.domain.state import Role
from arcadia.play.domain.views import SessionView, square_views, view
from arcadia.play.protocol import NewCard, SeatCommand
from arcadia.play.schemas import (
    Answered,
    BoardNow,
    FeedPage,
    MakeSession,
    SessionList,
    SessionMade,
    SessionProblem,
    TakeSeat,
    answered,
    entry_of,
)
from arcadia.play.service.feeds import KINDS, LONGEST_PAGE, readable_lines
from arcadia.play.service.live import Live
from arcadia.play.service.playing import Joiner, PlayService
from arcadia.play.service.replies import Reply
from arcadia.play.service.seat_tokens import as_sent_by
from arcadia.play.store.sessions import SessionFilter
from arcadia.web.errors import title_of
from arcadia.web.limits import spent_headers
from arcadia.web.tagged import tagged

JSON: Final = "application/json"


@post(
    "/api/v1/sessions",
    summary="Make a session",
    tags=TAGS,
    responses={**answer_of(SessionMade, "It runs, or waits in its lobby", status=201), **problems(403, 404, 422)},
)
async def make_session(data: MakeSession, play: Play, guest: Caller) -> Response[bytes]:
    """The maker is host, in seat 1, and plays."""
    settings = wanted_settings(data.preset, data.settings, name=data.name)
    card = await play.dealer.first_card(data.card, settings, viewer=guest.id)
    made = await play.make(settings, card, principal=guest.id or "", name=data.nickname, password=data.password)
    if isinstance(made, Rejected):
        return refused(made.reason, made.data)
    body = SessionMade(
        code=made.code,
        seat=1,
        join_path=f"/j/{made.code}",
        play_path=f"/play/{made.code}",
        socket_path=f"/api/v1/sessions/{made.code}/socket",
    )
    return Response(encode(body), status_code=HTTPStatus.CREATED, media_type="application/json")


def wanted_settings(preset: str, settings: Settings | None, *, name: str) -> Settings:
    """Return the settings of a preset, or those that were given.

    Raises:
        Invalid: there is no such preset.
    """
    chosen = settings or PRESETS.get(preset)
    if chosen is None:
        expected = f"one of {', '.join(PRESETS)}"
        raise Invalid(f"preset: expected {expected}", [Problem("preset", expected)])
    return msgspec.structs.replace(chosen, name=name) if name else chosen


@get("/api/v1/sessions", summary="List open sessions", tags=TAGS, responses=problems(422))
async def list_sessions(
    play: Play,
    phase: InPhase = None,
    mode: InMode = None,
    cursor: Cursor = None,
    limit: Limit = 24,
) -> SessionList:
    """Listed sessions that are not over, the latest event first."""
    page: Page[Any] = await play.list_open(SessionFilter(phase=phase, mode=mode), limit=limit, cursor=cursor)
    return SessionList(sessions=tuple(entry_of(row) for row in page.items), next=page.next_cursor)


@get(
    "/api/v1/sessions/{code:str}",
    summary="See a session",
    tags=TAGS,
    dependencies=TRACKERS_TOO,
    responses={**answer_of(SessionView, "The session, with an ETag"), **NOT_MODIFIED, **problems(401, 403, 404)},
)
async def see_session(
    request: Request[Any, Any, Any], code: FromPath[str], play: Play, principal: Caller
) -> Response[bytes]:
    """Everything that the caller may see, at the present version."""
    live = await open_for(play, code, principal)
    audience = audience_of(play.seat_of(live, principal.id))
    state = live.state_for(audience)
    seen: SessionView = view(state, audience, play.time_for(live, audience))
    return tagged(request, encode(seen), JSON)


@get(
    "/api/v1/sessions/{code:str}/board",
    summary="See the squares",
    operation_id="SeeSquares",
    tags=TAGS,
    dependencies=TRACKERS_TOO,
    responses={**answer_of(BoardNow, "The squares, with an ETag"), **NOT_MODIFIED, **problems(401, 403, 404)},
)
async def see_board(
    request: Request[Any, Any, Any], code: FromPath[str], play: Play, principal: Caller
) -> Response[bytes]:
    """The squares within the caller's view: what trackers poll, once a second is fine."""
    live = await open_for(play, code, principal)
    audience = audience_of(play.seat_of(live, principal.id))
    state = live.state_for(audience)
    card = state.the_card
    body = BoardNow(
        code=live.code,
        card=card.number,
        rows=card.rows,
        columns=card.columns,
        v=state.version,
        phase=state.phase.value,
        squares=square_views(state, audience, play.time_for(live, audience)),
    )
    # Tagged by what it says: its version does not tell all, for a covered card shows at its start without an event.
    return tagged(request, encode(body), JSON)


async def open_for(play: PlayService, code: str, principal: Principal) -> Live:
    """Return the session, if the caller may see it.

    Raises:
        Forbidden: it cannot be watched without a seat.
        NoSession: no session has this code.
    """
    live = await play.open(code)
    play.check_watching(live, play.seat_of(live, principal.id))
    return live


@post("/api/v1/sessions/{code:str}/seats", summary="Take a seat", tags=TAGS, responses=command_answers())
async def take_seat(
    request: Request[Any, Any, Any], code: FromPath[str], data: TakeSeat, play: Play, guest: Caller
) -> Response[bytes]:
    """Join, as a player or a spectator. The answer's `data` has the seat and the name as it is shown."""
    joiner = Joiner(
        principal=guest.id or "",
        name=data.nickname,
        role=Role(data.role),
        team=data.team,
        password=data.password,
        address=request.client.host if request.client else "",
        command_id=data.id,
    )
    return response_of(await play.join(code, joiner))


@post(
    "/api/v1/sessions/{code:str}/commands",
    summary="Send any command of the socket protocol",
    tags=TAGS,
    dependencies=TRACKERS_TOO,
    responses=command_answers(),
)
async def send_command(code: FromPath[str], data: SeatCommand, play: Play, principal: Caller) -> Response[bytes]:
    """The same JSON as a socket's frame; the same answers, refusals as problem+json."""
    live = await play.open(code)
    if isinstance(data, NewCard):
        reply = await play.new_card(
            live, principal.id or "", board=data.board, seed=data.seed, command_id=data.id or make_id()
        )
        return response_of(reply)
    return await _do(play, live, principal, data)


@post(
    "/api/v1/sessions/{code:str}/marks",
    summary="Mark a square",
    tags=TAGS,
    dependencies=TRACKERS_TOO,
    responses=command_answers(),
)
async def mark_square(code: FromPath[str], data: do.Mark, play: Play, principal: Caller) -> Response[bytes]:
    """Hold a square, named by number, goal key or goal text."""
    return await _do(play, await play.open(code), principal, data)


@delete(
    "/api/v1/sessions/{code:str}/marks/{square:int}",
    status_code=200,
    summary="Unmark a square",
    tags=TAGS,
    dependencies=TRACKERS_TOO,
    responses=command_answers(status=200),
)
async def unmark_square(
    code: FromPath[str],
    square: FromPath[int],
    play: Play,
    principal: Caller,
    command: CommandId = None,
    card: ForCard = 0,
) -> Response[bytes]:
    """Hold a square no more."""
    wish = do.Unmark(id=command or make_id(), card=card, square=square)
    return await _do(play, await play.open(code), principal, wish)


@post(
    "/api/v1/sessions/{code:str}/counters",
    summary="Set or move a counter",
    tags=TAGS,
    dependencies=TRACKERS_TOO,
    responses=command_answers(),
)
async def set_counter(code: FromPath[str], data: do.SetCounter, play: Play, principal: Caller) -> Response[bytes]:
    """Set a counter absolutely, or by a step."""
    return await _do(play, await play.open(code), principal, data)


@post(
    "/api/v1/sessions/{code:str}/messages",
    summary="Say something",
    tags=TAGS,
    dependencies=TRACKERS_TOO,
    responses=command_answers(),
)
async def say(code: FromPath[str], data: do.Say, play: Play, principal: Caller) -> Response[bytes]:
    """Chat to all or to the own team."""
    return await _do(play, await play.open(code), principal, data)


async def _do(play: PlayService, live: Live, principal: Principal, command: Any) -> Response[bytes]:  # noqa: ANN401 - any command
    if command.id is None:
        command = msgspec.structs.replace(command, id=make_id())
    reply = await play.command(live, principal.id or "", as_sent_by(principal, command))
    if reply.reason is Refusal.SLOW_DOWN:
        return too_fast(reply, live.state.settings.mark_rate, now_ms=play.clock.now_ms())
    return response_of(reply)


@get(
    "/api/v1/sessions/{code:str}/feed",
    summary="Read the feed",
    tags=TAGS,
    dependencies=TRACKERS_TOO,
    responses=problems(401, 403, 404, 422),
)
async def read_feed(
    code: FromPath[str],
    play: Play,
    principal: Caller,
    before: Before = None,
    limit: Annotated[int, QueryParameter(ge=1, le=LONGEST_PAGE, description="How many, at most")] = 50,
    kind: Kind = None,
) -> FeedPage:
    """Lines within the caller's view, newest first."""
    live = await open_for(play, code, principal)
    audience = audience_of(play.seat_of(live, principal.id))
    types = KINDS[kind] if kind is not None else None
    state = live.state_for(audience)
    newest = state.version + 1
    rows = await play.feed(live, before=min(before or newest, newest), limit=limit, types=types)
    lines = readable_lines(rows, state, audience, now=play.time_for(live, audience))
    oldest = rows[-1].version if len(rows) == limit else None
    return FeedPage(lines=lines, before=oldest)


def response_of(reply: Reply) -> Response[bytes]:
    """Return the answer to a command."""
    if reply.is_refused:
        return refused(reply.reason or Refusal.UNAVAILABLE, reply.data)
    body: Answered = answered(reply)
    return Response(encode(body), media_type="application/json", headers={"cache-control": "no-store"})


def too_fast(reply: Reply, mark_rate: int, *, now_ms: int) -> Response[bytes]:
    """Return the refusal of a mark beyond the session's rate; its headers are those of every limit (L4)."""
    response = refused(Refusal.SLOW_DOWN, reply.data)
    wait_ms = cast("int", reply.data["retry_ms"])
    response.headers.update(
        spent_headers("marks", limit=mark_rate, window_ms=RATE_WINDOW_MS, retry_after_ms=wait_ms, now_ms=now_ms)
    )
    return response


def refused(reason: Refusal, data: dict[str, object]) -> Response[bytes]:
    """Return a refusal as problem+json with the status that the rules give it (rules 2)."""
    status = HTTPStatus(HTTP_STATUS[reason])
    body = SessionProblem(
        type=f"urn:arcadia:refusal:{reason.value}",
        title=title_of(status),
        status=status.value,
        detail=f"refused: {reason.value}",
        code=reason.value,
        data=data,
    )
    headers = {"cache-control": "no-store"}
    if isinstance(retry_ms := data.get("retry_ms"), int):
        headers["retry-after"] = str(-(-retry_ms // 1000))
    return Response(encode(body), status_code=status.value, media_type=PROBLEM, headers=headers)


routes: Final = [
    make_session,
    list_sessions,
    see_session,
    see_board,
    take_seat,
    send_command,
    mark_square,
    unmark_square,
    set_counter,
    say,
    read_feed,
]
