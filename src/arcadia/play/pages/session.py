"""`/play/CODE`: the board of a player; `/watch` and `/overlay` for those who look on."""

from typing import Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from arcadia.core.errors import NotFound
from arcadia.core.principal import Principal
from arcadia.platform.ids import make_id
from arcadia.play.domain.audience import PUBLIC, audience_of, is_over
from arcadia.play.domain.commands import Say
from arcadia.play.pages.showing import card_context
from arcadia.play.service.playing import PlayService, normal_code
from arcadia.web.body import WireRequest, read_form
from arcadia.web.pages import Pages, see_other

Play = NamedDependency[PlayService]
PageMaker = NamedDependency[Pages]
Caller = NamedDependency[Principal]
PARTS: Final = ("board", "scores", "timer")


@get("/play/{code:str}", include_in_schema=False)
async def show_session(
    request: WireRequest,
    code: FromPath[str],
    play: Play,
    pages: PageMaker,
    principal: Caller,
) -> Response[bytes] | Redirect:
    """The board for who has a seat; the result of a finished session; the join page for everybody else."""
    wanted = normal_code(code)
    try:
        live = await play.open(wanted)
    except NotFound:
        return see_other(f"/join?code={wanted}")
    seat = play.seat_of(live, principal.id)
    if seat is None:
        return see_other(f"/play/{live.code}/result" if is_over(live.state_for(PUBLIC)) else f"/j/{live.code}")
    audience = audience_of(seat)
    context = card_context(live.state_for(audience), audience, now=play.clock.now_ms())
    return pages.render(request, "play/session.html", is_watching=False, **context)


@get("/play/{code:str}/watch", include_in_schema=False)
async def watch_session(
    request: WireRequest,
    code: FromPath[str],
    play: Play,
    pages: PageMaker,
    principal: Caller,
) -> Response[bytes]:
    """The board as strangers may see it."""
    live = await play.open(code)
    seat = play.seat_of(live, principal.id)
    play.check_watching(live, seat)
    audience = audience_of(seat)
    context = card_context(live.state_for(audience), audience, now=play.clock.now_ms())
    return pages.render(request, "play/session.html", is_watching=True, **context)


@get("/play/{code:str}/overlay", include_in_schema=False)
async def show_overlay(
    request: WireRequest,
    code: FromPath[str],
    play: Play,
    pages: NamedDependency[Pages],
    parts: FromQuery[str] = "board,scores",
) -> Response[bytes]:
    """The board for a stream: transparent, in the public view, parts by query."""
    live = await play.open(code)
    play.check_watching(live, None)
    shown = [part for part in parts.split(",") if part in PARTS]
    context = card_context(live.state_for(PUBLIC), PUBLIC, now=play.clock.now_ms())
    return pages.render(request, "play/overlay.html", shown=shown, **context)


@post("/play/{code:str}/say", include_in_schema=False)
async def say(request: WireRequest, code: FromPath[str], play: Play, guest: NamedDependency[Principal]) -> Redirect:
    """Chat by a plain form, for pages without script."""
    form = await read_form(request)
    live = await play.open(code)
    await play.command(live, guest.id or "", Say(id=make_id(), text=form.text("text")))
    return see_other(f"/play/{live.code}")


routes: Final = (show_session, watch_session, show_overlay, say)
