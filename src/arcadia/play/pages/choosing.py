"""`/play/new`: a session with everything chosen; `/play/CODE/settings`: the host changes it before the start."""

from typing import Any, Final

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from arcadia.accounts.domain import propose_nickname
from arcadia.accounts.service import AccountsService
from arcadia.boards.service import BoardService
from arcadia.core.errors import Forbidden
from arcadia.core.principal import Principal
from arcadia.platform.ids import make_id
from arcadia.play.domain.card import Card
from arcadia.play.domain.commands import ChangeSettings
from arcadia.play.domain.outcomes import Rejected
from arcadia.play.domain.presets import check_settings, default_mark_rate
from arcadia.play.domain.refusals import Refusal
from arcadia.play.domain.settings import Settings, Sight
from arcadia.play.pages.card_source import (
    Source,
    deal_card,
    fresh_offer,
    read_source,
    source_context,
)
from arcadia.play.pages.refusals import said_words
from arcadia.play.pages.settings_form import (
    Faults,
    Filled,
    faults_of,
    filled_by,
    filled_from,
    form_context,
    read_settings,
)
from arcadia.play.pages.settings_link import filled_by_link, link_to, read_query, source_of_link
from arcadia.play.service.playing import PlayService
from arcadia.web.body import WireRequest, read_form
from arcadia.web.pages import Pages, see_other

Play = NamedDependency[PlayService]
PageMaker = NamedDependency[Pages]
Boards = NamedDependency[BoardService]
SURE: Final = "known_board_is_fine"


@get("/play/new", include_in_schema=False)
async def show_choices(
    request: WireRequest,
    play: Play,
    boards: Boards,
    pages: PageMaker,
    principal: NamedDependency[Principal],
) -> Response[bytes]:
    """Show every choice of a new session, as a mode or a link has them.

    Raises:
        SwitchedOff: the flag `sessions.create` is off.
    """
    play.check_making(principal.id)
    query = read_query(request.asgi_scope)
    filled = filled_by_link(query)
    settings, faults = read_settings(filled)
    source = source_of_link(query, is_secret=is_secret(settings))
    if source["source"] == "board" and source["board"] and is_secret(settings):
        return await _warn(request, boards, pages, filled=filled, source=source, status=200)
    return await _show(request, boards, pages, filled=filled, source=source, faults=faults)


def is_secret(settings: Settings) -> bool:
    """Whether a card is to be secret, at least at first: then a freshly dealt one is better than a known board."""
    return settings.sight is not Sight.OPEN or settings.covered


async def _warn(
    request: WireRequest, boards: BoardService, pages: Pages, *, filled: Filled, source: Source, status: int
) -> Response[bytes]:
    """The form with a warning: others can open this board; a fresh card of the same game is offered (details,
    "Secrecy around the game").
    """
    offer = await fresh_offer(boards, source["board"], viewer=None)
    warning = {"offer": offer, "may_use_known": filled.texts["sight"] != Sight.FOG.value, "sure": SURE}
    return await _show(request, boards, pages, filled=filled, source=source, warning=warning, status=status)


async def _show(
    request: WireRequest,
    boards: BoardService,
    pages: Pages,
    *,
    filled: Filled,
    source: Source,
    faults: Faults | None = None,
    warning: dict[str, Any] | None = None,
    link: str = "",
    status: int = 200,
) -> Response[bytes]:
    return pages.render(
        request,
        "play/new.html",
        status=status,
        code="",
        warning=warning,
        link=link,
        **await source_context(boards, source),
        **form_context(filled, faults or {}),
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
    filled, source = filled_by(form), read_source(form)
    if form.has("show"):
        return await _show(request, boards, pages, filled=filled, source=source)
    if form.has("share"):
        link = link_to(filled, source)
        return await _show(request, boards, pages, filled=filled, source=source, link=link)
    settings, faults = read_settings(filled)
    is_known = source["source"] == "board" and source["board"] != ""
    if is_known and is_secret(settings) and not (form.has(SURE) and settings.sight is not Sight.FOG):
        return await _warn(request, boards, pages, filled=filled, source=source, status=422)
    card = await deal_card(play.dealer, source, settings, faults, viewer=guest.id)
    if card is not None:
        faults |= _impossible(settings, card)
    if card is None or faults:
        return await _show(request, boards, pages, filled=filled, source=source, faults=faults, status=422)
    made = await play.make(
        _with_rate(settings, filled, card),
        card,
        principal=str(guest.id),
        name=await _nickname(accounts, guest),
        password=form.text("password") or None,
    )
    if isinstance(made, Rejected):
        faults["preset"] = said_words(made.reason.value)
        return await _show(request, boards, pages, filled=filled, source=source, faults=faults, status=422)
    return see_other(f"/play/{made.code}")


def _impossible(settings: Settings, card: Card) -> Faults:
    teams = 2 if settings.most_players > 1 else 1
    return faults_of(check_settings(settings, card.rows, card.columns, free=card.free is not None, teams=teams))


def _with_rate(settings: Settings, filled: Filled, card: Card) -> Settings:
    if filled.texts["mark_rate"].strip():
        return settings
    return msgspec.structs.replace(settings, mark_rate=default_mark_rate(settings, card.rows, card.columns))


async def _nickname(accounts: AccountsService, guest: Principal) -> str:
    known = await accounts.find_guest(guest)
    return known.nickname if known else propose_nickname(str(guest.id))


@get("/play/{code:str}/settings", include_in_schema=False)
async def show_settings(
    request: WireRequest, code: FromPath[str], play: Play, pages: PageMaker, principal: NamedDependency[Principal]
) -> Response[bytes]:
    """The settings of a session that has not begun, for its host.

    Raises:
        Forbidden: somebody else asks.
    """
    live = await play.open(code)
    seat = play.seat_of(live, principal.id)
    if seat is None or seat.number != live.state.host:
        raise Forbidden("only the host changes the settings")
    return _settings_page(request, pages, live.code, filled_from(live.state.settings))


@post("/play/{code:str}/settings", include_in_schema=False)
async def change_settings(
    request: WireRequest, code: FromPath[str], play: Play, pages: PageMaker, guest: NamedDependency[Principal]
) -> Response[bytes] | Redirect:
    """Change the settings, or say why they cannot be these."""
    form = await read_form(request)
    live = await play.open(code)
    filled = filled_by(form)
    if form.has("show"):
        return _settings_page(request, pages, live.code, filled)
    wanted, faults = read_settings(filled)
    card = live.state.the_card
    faults |= _impossible(wanted, card)
    if faults:
        return _settings_page(request, pages, live.code, filled, faults=faults, status=422)
    command = ChangeSettings(id=make_id(), settings=_with_rate(wanted, filled, card))
    reply = await play.command(live, guest.id or "", command)
    if reply.is_refused:
        words = said_words((reply.reason or Refusal.UNAVAILABLE).value)
        return _settings_page(request, pages, live.code, filled, said=words, status=409)
    return see_other(f"/play/{live.code}")


def _settings_page(
    request: WireRequest,
    pages: Pages,
    code: str,
    filled: Filled,
    *,
    faults: Faults | None = None,
    said: str = "",
    status: int = 200,
) -> Response[bytes]:
    context = form_context(filled, faults or {})
    return pages.render(request, "play/settings.html", status=status, code=code, said=said, **context)


routes: Final = (show_choices, make_chosen, show_settings, change_settings)
