"""`/j/CODE`: one screen, one field, one button (details, "Starting and joining")."""

from typing import Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from arcadia.accounts.domain import propose_nickname
from arcadia.accounts.service import AccountsService
from arcadia.core.errors import NotFound, TooMany
from arcadia.core.principal import Principal
from arcadia.play.domain.audience import PUBLIC
from arcadia.play.domain.refusals import Refusal
from arcadia.play.domain.state import Role
from arcadia.play.pages.showing import card_context
from arcadia.play.service.playing import Joiner, PlayService, normal_code
from arcadia.web.body import WireRequest, read_form
from arcadia.web.pages import Pages, see_other

Play = NamedDependency[PlayService]
FAULTS: Final = {
    Refusal.WRONG_PASSWORD: "That is not the password.",
    Refusal.BANNED: "The host does not let you in.",
    Refusal.LOCKED: "The host has locked the door.",
    Refusal.FULL: "All seats are taken. You can watch.",
    Refusal.LATE: "It has started, and nobody may come in late. You can watch.",
    Refusal.NAME: "A nickname has 1 to 24 visible characters.",
    Refusal.SPECTATOR: "This session has no spectators.",
}


@get("/j/{code:str}", include_in_schema=False)
async def show_join(
    request: WireRequest,
    code: FromPath[str],
    play: Play,
    accounts: NamedDependency[AccountsService],
    pages: NamedDependency[Pages],
    principal: NamedDependency[Principal],
) -> Response[bytes] | Redirect:
    """Ask for a nickname; who sits there already goes straight to the board."""
    wanted = normal_code(code)
    try:
        live = await play.open(wanted)
    except NotFound:
        return see_other(f"/join?code={wanted}")
    if play.seat_of(live, principal.id) is not None:
        return see_other(f"/play/{live.code}")
    guest = await accounts.find_guest(principal)
    nickname = guest.nickname if guest else propose_nickname(request.headers.get("x-request-id", "") or live.id)
    return await _form(request, live.code, play, pages, nickname=nickname, fault="", status=200)


@post("/j/{code:str}", include_in_schema=False)
async def join(
    request: WireRequest,
    code: FromPath[str],
    play: Play,
    accounts: NamedDependency[AccountsService],
    pages: NamedDependency[Pages],
    guest: NamedDependency[Principal],
) -> Response[bytes] | Redirect:
    """Take a seat and go to the board, or say what stands in the way."""
    form = await read_form(request)
    nickname = form.text("nickname")
    joiner = Joiner(
        principal=guest.id or "",
        name=nickname,
        role=Role.SPECTATOR if form.text("role") == "spectator" else Role.PLAYER,
        password=form.text("password") or None,
        address=request.client.host if request.client else "",
    )
    try:
        reply = await play.join(code, joiner)
    except TooMany as error:
        return await _form(request, code, play, pages, nickname=nickname, fault=error.detail, status=429)
    if reply.is_refused:
        fault = FAULTS.get(reply.reason or Refusal.UNAVAILABLE, "It could not be stored. Try again.")
        return await _form(request, code, play, pages, nickname=nickname, fault=fault, status=409)
    if reply.reason is not Refusal.NAME:
        await accounts.set_nickname(guest, nickname)
    return see_other(f"/play/{normal_code(code)}")


async def _form(
    request: WireRequest, code: str, play: PlayService, pages: Pages, *, nickname: str, fault: str, status: int
) -> Response[bytes]:
    row = await play.get_row(code)
    live = await play.open(code)
    players = [seat.name for seat in live.state.players()]
    people = ", ".join(players[:6]) + (f" and {len(players) - 6} more" if len(players) > 6 else "")  # noqa: PLR2004 - what fits a line
    context = card_context(live.state_for(PUBLIC), PUBLIC, now=play.clock.now_ms())
    return pages.render(
        request,
        "play/join.html",
        status=status,
        nickname=nickname,
        fault=fault,
        people=people,
        has_password=row.password_hash is not None,
        may_watch=live.state.settings.spectators and row.password_hash is None,
        **context,
    )


routes: Final = (show_join, join)
