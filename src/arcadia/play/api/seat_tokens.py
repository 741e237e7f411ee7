"""Tokens for trackers: made, listed and taken back by whoever has the seat (details, "Trackers and bots").

The guest cookie alone says who that is: a token makes no tokens.
"""

from http import HTTPStatus
from typing import Final

from litestar import Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from arcadia.core.wire import encode
from arcadia.play.api.answers import TAGS, Caller, Play, answer_of, problems
from arcadia.play.domain.state import Seat
from arcadia.play.schemas import MakeSeatToken, SeatTokenList, SeatTokenMade, SeatTokenShown
from arcadia.play.service.live import Live
from arcadia.play.service.seat_tokens import SeatTokens

Tokens = NamedDependency[SeatTokens]


@post(
    "/api/v1/sessions/{code:str}/seat-tokens",
    summary="Make a token that plays in your seat",
    tags=TAGS,
    responses={**answer_of(SeatTokenMade, "Shown once", status=201), **problems(403, 404, 409, 422)},
)
async def make_seat_token(
    code: FromPath[str], data: MakeSeatToken, play: Play, seat_tokens: Tokens, principal: Caller
) -> Response[bytes]:
    """For a program, as `Authorization: Bearer`. Five a seat at most; each ends with the session."""
    live = await play.open(code)
    made = await seat_tokens.make(live, play.seat_of(live, principal.id), data.name)
    body = SeatTokenMade(
        id=made.id, name=made.name, token=made.token, socket_path=f"/api/v1/sessions/{live.code}/socket"
    )
    headers = {"cache-control": "no-store"}
    return Response(encode(body), status_code=HTTPStatus.CREATED, media_type="application/json", headers=headers)


@get(
    "/api/v1/sessions/{code:str}/seat-tokens",
    summary="List the tokens of your seat",
    tags=TAGS,
    responses=problems(403, 404),
)
async def list_seat_tokens(code: FromPath[str], play: Play, seat_tokens: Tokens, principal: Caller) -> SeatTokenList:
    """Without the tokens: those cannot be read again."""
    live = await play.open(code)
    return await _list(seat_tokens, live, play.seat_of(live, principal.id))


@delete(
    "/api/v1/sessions/{code:str}/seat-tokens/{token_id:str}",
    status_code=200,
    summary="Take a seat's token back",
    tags=TAGS,
    responses=problems(403, 404),
)
async def take_seat_token_back(
    code: FromPath[str], token_id: FromPath[str], play: Play, seat_tokens: Tokens, principal: Caller
) -> SeatTokenList:
    """What is open by it closes. The answer is the list without it, also where there was none."""
    live = await play.open(code)
    await seat_tokens.take_back(live, play.seat_of(live, principal.id), token_id)
    return await _list(seat_tokens, live, play.seat_of(live, principal.id))


async def _list(seat_tokens: SeatTokens, live: Live, seat: Seat | None) -> SeatTokenList:
    rows = await seat_tokens.list_made(live, seat)
    return SeatTokenList(tokens=tuple(SeatTokenShown(id=row.id, name=row.name, made_at=row.made_at) for row in rows))


routes: Final = [make_seat_token, list_seat_tokens, take_seat_token_back]
