"""`/play/CODE`: the board of who has a seat; `/watch` for those who look on."""

from typing import Any, Final

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from arcadia.core.errors import NotFound
from arcadia.core.principal import Principal
from arcadia.platform.languages import _
from arcadia.play.domain.audience import PUBLIC, Audience, audience_of, is_over
from arcadia.play.domain.state import Presence, Seat
from arcadia.play.pages.feed import feed_context
from arcadia.play.pages.refusals import NAMED, said_words
from arcadia.play.pages.showing import session_context
from arcadia.play.pages.words import mode_sentence, title_of
from arcadia.play.service.live import Live
from arcadia.play.service.playing import PlayService, normal_code
from arcadia.web.body import WireRequest
from arcadia.web.pages import Pages, see_other

Play = NamedDependency[PlayService]
PageMaker = NamedDependency[Pages]
Caller = NamedDependency[Principal]


@get("/play/{code:str}", include_in_schema=False)
async def show_session(
    request: WireRequest,
    code: FromPath[str],
    play: Play,
    pages: PageMaker,
    principal: Caller,
    said: FromQuery[str] = "",
    before: FromQuery[int | None] = None,
) -> Response[bytes] | Redirect:
    """The board for who has a seat; the result of a finished session; the join page for everybody else."""
    wanted = normal_code(code)
    try:
        live = await play.open(wanted)
    except NotFound:
        return see_other(f"/join?code={wanted}")
    seat = live.state.seat_of(principal.id) if principal.id else None
    if seat is not None and seat.presence is Presence.WAITING:
        return _ask_for_patience(request, live, pages, now=play.time_for(live, PUBLIC))
    if seat is None or not seat.is_in:
        return see_other(f"/play/{live.code}/result" if is_over(live.state_for(PUBLIC)) else f"/j/{live.code}")
    context = await _context(play, live, audience_of(seat), seat, before=before)
    return pages.render(
        request,
        "play/session.html",
        is_watching=False,
        path_here=f"/play/{live.code}",
        said=_said(said, seat),
        said_kind="warn" if said == NAMED else "bad",
        **context,
    )


def _said(word: str, seat: Seat) -> str:
    """What the page has to say at once: how a joiner is called here, or why a form did nothing."""
    if word == NAMED:
        return _("Somebody here has that name already. You are “{name}”.", name=seat.name)
    return said_words(word)


def _ask_for_patience(request: WireRequest, live: Live, pages: Pages, *, now: int) -> Response[bytes]:
    """The page of a joiner whom the host has not let in yet."""
    state = live.state_for(PUBLIC)
    host = live.state.seats.get(live.state.host)
    return pages.render(
        request,
        "play/waiting.html",
        code=live.code,
        title=title_of(state, PUBLIC, now=now),
        sentence=mode_sentence(state.settings),
        host=host.name if host else "",
    )


@get("/play/{code:str}/watch", include_in_schema=False)
async def watch_session(
    request: WireRequest,
    code: FromPath[str],
    play: Play,
    pages: PageMaker,
    principal: Caller,
    before: FromQuery[int | None] = None,
) -> Response[bytes] | Redirect:
    """The board as strangers may see it, whoever looks."""
    wanted = normal_code(code)
    try:
        live = await play.open(wanted)
    except NotFound:
        return see_other(f"/join?code={wanted}")
    seat = play.seat_of(live, principal.id)
    play.check_watching(live, seat)
    context = await _context(play, live, PUBLIC, None, before=before)
    return pages.render(
        request,
        "play/session.html",
        is_watching=True,
        has_seat=seat is not None,
        path_here=f"/play/{live.code}/watch",
        said="",
        said_kind="",
        **context,
    )


async def _context(
    play: PlayService, live: Live, audience: Audience, seat: Seat | None, *, before: int | None
) -> dict[str, Any]:
    now = play.time_for(live, audience)
    here = play.attendance.here(live)
    feed = await feed_context(play, live, audience, now=now, before=before)
    return {**session_context(live.state_for(audience), audience, seat, now=now, here=here), "feed": feed}


routes: Final = (show_session, watch_session)
