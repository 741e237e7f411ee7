"""`/play/new`: a session with everything chosen; `/play/CODE/settings`: the host changes it before the start."""

from typing import Final

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from arcadia.accounts.domain import propose_nickname
from arcadia.accounts.service import AccountsService
from arcadia.boards.domain.generators import GeneratorKind
from arcadia.boards.service import BoardFilter, BoardService, BoardSort, ListFilter
from arcadia.core.errors import Forbidden, Invalid
from arcadia.core.principal import Principal
from arcadia.platform.ids import make_id
from arcadia.play.domain.commands import ChangeSettings
from arcadia.play.domain.outcomes import Rejected
from arcadia.play.domain.presets import PRESETS, default_mark_rate
from arcadia.play.domain.settings import Settings
from arcadia.play.pages.settings_form import form_context, number_of, read_settings_form
from arcadia.play.service.dealing import CardSource
from arcadia.play.service.playing import PlayService
from arcadia.web.body import Form, WireRequest, read_form
from arcadia.web.pages import Pages, see_other

Play = NamedDependency[PlayService]
PageMaker = NamedDependency[Pages]
Boards = NamedDependency[BoardService]
OFFERED: Final = 100
DEFAULT_SIDE: Final = 5


@get("/play/new", include_in_schema=False)
async def show_choices(
    request: WireRequest,
    boards: Boards,
    pages: PageMaker,
    board: FromQuery[str] = "",
    preset: FromQuery[str] = "classic",
) -> Response[bytes]:
    """Show every choice of a new session."""
    settings = PRESETS.get(preset, PRESETS["classic"])
    return await _choices(request, boards, pages, settings, board=board, fault="", status=200)


async def _choices(
    request: WireRequest, boards: BoardService, pages: Pages, settings: Settings, *, board: str, fault: str, status: int
) -> Response[bytes]:
    public = await boards.list_boards(BoardFilter(), sort=BoardSort.MOST_PLAYED, limit=OFFERED)
    lists = await boards.list_lists(ListFilter(), limit=OFFERED)
    return pages.render(
        request,
        "play/new.html",
        status=status,
        fault=fault,
        code="",
        board=board,
        boards=[{"value": one.id, "label": f"{one.game}: {one.title} ({one.size})"} for one in public.items],
        lists=[{"value": one.id, "label": f"{one.game}: {one.title}"} for one in lists.items],
        kinds=[{"value": kind.value, "label": kind.value} for kind in GeneratorKind],
        sides=[{"value": str(side), "label": str(side)} for side in range(3, 11)],
        **form_context(settings),
    )


@post("/play/new", include_in_schema=False)
async def make_chosen(
    request: WireRequest,
    play: Play,
    boards: Boards,
    accounts: NamedDependency[AccountsService],
    pages: PageMaker,
    guest: NamedDependency[Principal],
) -> Response[bytes] | Redirect:
    """Make the session, or show the form again with what is wrong."""
    form = await read_form(request)
    settings = PRESETS["classic"]
    try:
        settings = read_settings_form(form)
        card = await play.dealer.first_card(_source(form), settings, viewer=guest.id)
        if not form.text("mark_rate"):
            settings = msgspec.structs.replace(settings, mark_rate=default_mark_rate(settings, card.rows, card.columns))
        known = await accounts.find_guest(guest)
        name = known.nickname if known else propose_nickname(str(guest.id))
        made = await play.make(
            settings, card, principal=str(guest.id), name=name, password=form.text("password") or None
        )
    except Invalid as error:
        return await _choices(
            request, boards, pages, settings, board=form.text("board"), fault=error.detail, status=422
        )
    if isinstance(made, Rejected):
        fault = f"{made.data.get('field', made.reason.value)}: {made.data.get('expected', 'not possible')}"
        return await _choices(request, boards, pages, settings, board=form.text("board"), fault=fault, status=422)
    return see_other(f"/play/{made.code}")


def _source(form: Form) -> CardSource:
    if form.text("source") != "list":
        return CardSource(board=form.text("board") or None)
    wanted = {
        "list": form.text("list"),
        "kind": form.text("kind") or GeneratorKind.BALANCED.value,
        "seed": form.text("seed") or None,
        "rows": number_of(form, "rows") or DEFAULT_SIDE,
        "columns": number_of(form, "columns") or DEFAULT_SIDE,
        "free": form.is_checked("free"),
    }
    try:
        return msgspec.convert(wanted, CardSource)
    except msgspec.ValidationError as error:
        raise Invalid(f"card: {error}") from error


@get("/play/{code:str}/settings", include_in_schema=False)
async def show_settings(
    request: WireRequest, code: FromPath[str], play: Play, pages: PageMaker, principal: NamedDependency[Principal]
) -> Response[bytes]:
    """The settings of a session that has not begun, for its host."""
    live = await play.open(code)
    seat = play.seat_of(live, principal.id)
    if seat is None or seat.number != live.state.host:
        raise Forbidden("only the host changes the settings")
    context = form_context(live.state.settings)
    return pages.render(request, "play/settings.html", code=live.code, fault="", **context)


@post("/play/{code:str}/settings", include_in_schema=False)
async def change_settings(
    request: WireRequest, code: FromPath[str], play: Play, pages: PageMaker, guest: NamedDependency[Principal]
) -> Response[bytes] | Redirect:
    """Change the settings, or say why they cannot be these."""
    live = await play.open(code)
    wanted = live.state.settings
    try:
        wanted = read_settings_form(await read_form(request))
    except Invalid as error:
        return pages.render(
            request, "play/settings.html", status=422, code=live.code, fault=error.detail, **form_context(wanted)
        )
    reply = await play.command(live, guest.id or "", ChangeSettings(id=make_id(), settings=wanted))
    if reply.is_refused:
        said = reply.data.get("expected") or reply.data.get("phase") or reply.reason
        fault = f"{reply.data.get('field', 'settings')}: {said}"
        return pages.render(
            request, "play/settings.html", status=409, code=live.code, fault=fault, **form_context(wanted)
        )
    return see_other(f"/play/{live.code}")


routes: Final = (show_choices, make_chosen, show_settings, change_settings)
