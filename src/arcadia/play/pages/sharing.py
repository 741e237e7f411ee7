"""`/play/CODE/share`: code, link and QR code, with the address that the caller's browser used (details, "One flat")."""

import io
from typing import Final

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from arcadia.core.errors import NotFound
from arcadia.core.principal import Principal
from arcadia.play.domain.audience import audience_of
from arcadia.play.pages.codes import code_fault
from arcadia.play.pages.words import title_of
from arcadia.play.service.playing import PlayService, normal_code
from arcadia.web.body import WireRequest
from arcadia.web.pages import Pages

Play = NamedDependency[PlayService]
PageMaker = NamedDependency[Pages]
QUIET_ZONE: Final = 3
"""Modules of white around the code; phones need some to find it."""


@get("/play/{code:str}/share", include_in_schema=False)
async def show_share(
    request: WireRequest, code: FromPath[str], play: Play, pages: PageMaker, principal: NamedDependency[Principal]
) -> Response[bytes]:
    """The ways into a session, on a page of their own."""
    live = await play.open(code)
    audience = audience_of(play.seat_of(live, principal.id))
    title = title_of(live.state_for(audience), audience, now=play.time_for(live, audience))
    link = join_link(pages, request, live.code)
    may_watch = live.state.settings.spectators and live.password_hash is None
    return pages.render(request, "play/share.html", code=live.code, title=title, join_link=link, may_watch=may_watch)


@get("/play/{code:str}/qr.svg", include_in_schema=False)
async def show_qr_code(request: WireRequest, code: FromPath[str], pages: PageMaker) -> Response[bytes]:
    """The join link as a QR code.

    Raises:
        NotFound: no session can have this code.
    """
    wanted = normal_code(code)
    if code_fault(wanted):
        raise NotFound("this is no code")
    picture = draw_qr_code(join_link(pages, request, wanted))
    headers = {"cache-control": "private, max-age=3600", "vary": "host"}
    return Response(picture, media_type="image/svg+xml", headers=headers)


def draw_qr_code(link: str) -> bytes:
    """An SVG of a link; black on white whatever the theme, for phones read it so."""
    import segno  # noqa: PLC0415 - few sessions ask for one

    picture = io.BytesIO()
    segno.make(link, error="m").save(
        picture, kind="svg", xmldecl=False, border=QUIET_ZONE, light="white", omitsize=True
    )
    return picture.getvalue()


def join_link(pages: Pages, request: WireRequest, code: str) -> str:
    """The whole address of a session's join page."""
    return f"{pages.origin(request)}/j/{code}"


routes: Final = (show_share, show_qr_code)
