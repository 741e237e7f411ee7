"""Tokens for streams: made, listed and taken back by host and referees (details, "Streams and casters")."""

from http import HTTPStatus
from typing import Final

from litestar import Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from arcadia.core.wire import encode
from arcadia.play.api.answers import TAGS, Caller, Play, answer_of, problems
from arcadia.play.domain.state import Seat
from arcadia.play.schemas import MakeViewToken, ViewTokenList, ViewTokenMade, ViewTokenShown
from arcadia.play.service.live import Live
from arcadia.play.service.view_tokens import ViewTokens

Tokens = NamedDependency[ViewTokens]


@post(
    "/api/v1/sessions/{code:str}/view-tokens",
    summary="Make a token that shows a view",
    tags=TAGS,
    responses={
        **answer_of(ViewTokenMade, "Shown once; the one before it is void", status=201),
        **problems(403, 404, 422),
    },
)
async def make_view_token(
    code: FromPath[str], data: MakeViewToken, play: Play, view_tokens: Tokens, principal: Caller
) -> Response[bytes]:
    """For overlays, text files and casters, as `?token=`. By host and referees; it shows no more than they see."""
    live = await play.open(code)
    made = await view_tokens.make(live, play.seat_of(live, principal.id), data.view)
    body = ViewTokenMade(
        view=made.view,
        token=made.token,
        overlay_path=f"/play/{live.code}/overlay?token={made.token}",
        socket_path=f"/api/v1/sessions/{live.code}/socket?token={made.token}",
    )
    headers = {"cache-control": "no-store"}
    return Response(encode(body), status_code=HTTPStatus.CREATED, media_type="application/json", headers=headers)


@get(
    "/api/v1/sessions/{code:str}/view-tokens",
    summary="List the tokens that show a view",
    tags=TAGS,
    responses=problems(403, 404),
)
async def list_view_tokens(code: FromPath[str], play: Play, view_tokens: Tokens, principal: Caller) -> ViewTokenList:
    """The views that have a token, without the tokens: those cannot be read again."""
    live = await play.open(code)
    return await _list(view_tokens, live, play.seat_of(live, principal.id))


@delete(
    "/api/v1/sessions/{code:str}/view-tokens/{view:str}",
    status_code=200,
    summary="Take a token back",
    tags=TAGS,
    responses=problems(403, 404),
)
async def take_view_token_back(
    code: FromPath[str], view: FromPath[str], play: Play, view_tokens: Tokens, principal: Caller
) -> ViewTokenList:
    """What is open by it closes. The answer is the list without it, also where the view had none."""
    live = await play.open(code)
    await view_tokens.take_back(live, play.seat_of(live, principal.id), view)
    return await _list(view_tokens, live, play.seat_of(live, principal.id))


async def _list(view_tokens: ViewTokens, live: Live, seat: Seat | None) -> ViewTokenList:
    rows = await view_tokens.list_made(live, seat)
    shown = (ViewTokenShown(view=row.view, seat=row.maker, made_at=row.made_at) for row in rows)
    return ViewTokenList(tokens=tuple(shown))


routes: Final = [make_view_token, list_view_tokens, take_view_token_back]
