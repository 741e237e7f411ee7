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
from arcadia.core.text import visible_name
from arcadia.platform.languages import _, plural
from arcadia.platform.languages.errors import told
from arcadia.play.domain.audience import PUBLIC, is_over
from arcadia.play.domain.refusals import Refusal
from arcadia.play.domain.seating import is_open_to
from arcadia.play.domain.settings import LateJoin
from arcadia.play.domain.state import Role
from arcadia.play.pages.refusals import NAMED, said_words
from arcadia.play.pages.showing import card_context
from arcadia.play.service.live import Live
from arcadia.play.service.playing import Joiner, PlayService, normal_code
from arcadia.web.body import WireRequest, read_form
from arcadia.web.pages import Pages, see_other

Play = NamedDependency[PlayService]
MOST_NAMES: Final = 6


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
    return _form(request, play, live, pages, principal, nickname=nickname)


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
    except NotFound:
        return see_other(f"/join?code={normal_code(code)}")
    except TooMany as error:
        live = await play.open(code)
        return _form(request, play, live, pages, guest, nickname=nickname, fault=told(error.detail), status=429)
    if reply.is_refused:
        live = await play.open(code)
        fault = _fault(live, reply.reason or Refusal.UNAVAILABLE)
        return _form(request, play, live, pages, guest, nickname=nickname, fault=fault, status=409)
    if reply.reason is not Refusal.NAME:
        await accounts.set_nickname(guest, nickname)
    is_named_otherwise = reply.data.get("name", "") not in ("", visible_name(nickname))
    return see_other(f"/play/{normal_code(code)}{f'?said={NAMED}' if is_named_otherwise else ''}")


def _fault(live: Live, reason: Refusal) -> str:
    """Why somebody does not come in, and what is left to them."""
    settings = live.state.settings
    may_look_on = live.may_be_watched and reason in (Refusal.FULL, Refusal.LATE, Refusal.LOCKED)
    if reason is Refusal.LATE and settings.late_join is LateJoin.SPECTATORS:
        return _("It has started: whoever comes now takes a spectator's seat.")
    return f"{said_words(reason.value)} {_('You can watch.')}" if may_look_on else said_words(reason.value)


def _form(
    request: WireRequest,
    play: PlayService,
    live: Live,
    pages: Pages,
    caller: Principal,
    *,
    nickname: str,
    fault: str = "",
    status: int = 200,
) -> Response[bytes]:
    """The page with the ways in that are open: who had a seat may have it back when nobody new may come."""
    state, now = live.state_for(PUBLIC), play.time_for(live, PUBLIC)
    had_seat = caller.id is not None and live.state.seat_of(caller.id) is not None
    return pages.render(
        request,
        "play/join.html",
        status=status,
        nickname=nickname,
        fault=fault,
        people=_names([seat.name for seat in state.players()]),
        has_password=live.password_hash is not None,
        is_asking=state.settings.approval,
        is_over=is_over(state),
        may_play=had_seat or is_open_to(state, Role.PLAYER, now),
        may_sit_watching=had_seat or is_open_to(state, Role.SPECTATOR, now),
        may_watch=live.may_be_watched,
        **card_context(state, PUBLIC, now=now),
    )


def _names(names: list[str]) -> str:
    shown, more = ", ".join(names[:MOST_NAMES]), len(names) - MOST_NAMES
    return plural("{names} and {n} more", "{names} and {n} more", more, names=shown) if more > 0 else shown


routes: Final = (show_join, join)
