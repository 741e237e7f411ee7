"""`/play/CODE/device` and `/play/CODE/here`: one seat on another device too (details, "Starting and joining").

A QR code opens the seat once, within five minutes. What it carries stands in an address, so looking at the page uses
nothing up (programs that draw previews look at pages): only its button does.
"""

from base64 import b64encode
from typing import Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from arcadia.core.errors import Forbidden
from arcadia.core.ids import GuestId
from arcadia.core.principal import Principal
from arcadia.play.domain.state import Seat
from arcadia.play.pages.refusals import said_words
from arcadia.play.pages.sharing import draw_qr_code
from arcadia.play.service.live import Live
from arcadia.play.service.playing import PlayService, normal_code
from arcadia.play.service.tickets import Tickets
from arcadia.web.body import WireRequest, read_form
from arcadia.web.identity import continue_as
from arcadia.web.pages import Pages, see_other

Play = NamedDependency[PlayService]
PageMaker = NamedDependency[Pages]
TicketDesk = NamedDependency[Tickets]
Caller = NamedDependency[Principal]


@post("/play/{code:str}/device", status_code=200, include_in_schema=False)
async def show_seat_code(
    request: WireRequest, code: FromPath[str], play: Play, tickets: TicketDesk, pages: PageMaker, principal: Caller
) -> Response[bytes]:
    """A QR code that opens the caller's seat, new each time.

    Raises:
        Forbidden: the caller has no seat.
    """
    live = await play.open(code)
    seat = play.seat_of(live, principal.id)
    if seat is None:
        raise Forbidden(said_words("no_seat"))
    ticket = await tickets.issue_for_seat(live, seat.principal)
    link = f"{pages.origin(request)}/play/{live.code}/here?ticket={ticket.ticket}"
    picture = f"data:image/svg+xml;base64,{b64encode(draw_qr_code(link)).decode()}"
    answer = pages.render(request, "play/device.html", code=live.code, name=seat.name, link=link, picture=picture)
    answer.headers["cache-control"] = "no-store"
    return answer


@get("/play/{code:str}/device", include_in_schema=False)
async def leave_seat_code(code: FromPath[str]) -> Redirect:
    """Somebody came back by the address: a code is made by the button alone."""
    return see_other(f"/play/{normal_code(code)}")


@get("/play/{code:str}/here", include_in_schema=False)
async def ask_to_continue(
    request: WireRequest,
    code: FromPath[str],
    play: Play,
    tickets: TicketDesk,
    pages: PageMaker,
    principal: Caller,
    ticket: FromQuery[str] = "",
) -> Response[bytes]:
    """Whose seat it is, and a button; nothing is used up yet."""
    live = await play.open(code)
    seat = play.seat_of(live, await tickets.holder_of_seat(ticket, live))
    if seat is None:
        return _too_late(request, pages, live)
    here = play.seat_of(live, principal.id)
    other = here.name if here is not None and here.number != seat.number else ""
    answer = pages.render(request, "play/here.html", code=live.code, name=seat.name, ticket=ticket, other=other)
    answer.headers["cache-control"] = "no-store"
    return answer


@post("/play/{code:str}/here", include_in_schema=False)
async def continue_here(
    request: WireRequest, code: FromPath[str], play: Play, tickets: TicketDesk, pages: PageMaker, principal: Caller
) -> Response[bytes] | Redirect:
    """Use the code up: from now on this browser is who sits there. Who sits there already leaves it unused."""
    live = await play.open(code)
    ticket = (await read_form(request)).text("ticket")
    if principal.id is not None and principal.id == await tickets.holder_of_seat(ticket, live):
        return see_other(f"/play/{live.code}")
    try:
        seat: Seat | None = play.seat_of(live, await tickets.redeem_for_seat(ticket, live))
    except Forbidden:
        seat = None
    if seat is None:
        return _too_late(request, pages, live)
    await continue_as(request, GuestId(seat.principal))
    return see_other(f"/play/{live.code}")


def _too_late(request: WireRequest, pages: Pages, live: Live) -> Response[bytes]:
    return pages.render(request, "play/here.html", status=403, code=live.code, name="", ticket="", other="")


routes: Final = (show_seat_code, leave_seat_code, ask_to_continue, continue_here)
