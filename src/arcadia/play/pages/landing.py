"""The landing page: a session in two clicks, a code to join by, what is open now, boards to begin with."""

from typing import Final
from urllib.parse import urlencode

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.response import Redirect

from arcadia.accounts.domain import propose_nickname
from arcadia.accounts.service import AccountsService
from arcadia.boards.service import BoardFilter, BoardService, BoardSort
from arcadia.core.errors import Invalid, NotFound, Problem, Unavailable
from arcadia.core.principal import Principal
from arcadia.platform.flags.catalogue import SESSIONS_CREATE
from arcadia.platform.languages import _, marked, plural
from arcadia.platform.languages.errors import told
from arcadia.play.domain.audience import PUBLIC
from arcadia.play.domain.clock import Moment, elapsed_ms
from arcadia.play.domain.outcomes import Rejected
from arcadia.play.domain.presets import PRESETS
from arcadia.play.domain.state import State
from arcadia.play.domain.views import SquareView
from arcadia.play.pages.choosing import is_secret
from arcadia.play.pages.codes import code_fault
from arcadia.play.pages.demo import demo
from arcadia.play.pages.seen import see
from arcadia.play.pages.words import MOMENT_WORDS, clock_text, mode_name
from arcadia.play.service.dealing import CardSource
from arcadia.play.service.playing import PlayService, normal_code
from arcadia.play.store.entries import SessionRow
from arcadia.play.store.sessions import SessionFilter
from arcadia.web.body import WireRequest, read_form
from arcadia.web.page_cache import PurgeRule
from arcadia.web.pages import Pages, see_other

POPULAR: Final = 8
OFFERED: Final = 24
MOST_OPEN: Final = 8
KEPT_S: Final = 10.0
OPEN_KEPT_S: Final = 3.0
STALE_S: Final = 60.0
"""Sessions begin and end by themselves, which purges nothing: an old list of open ones would mislead."""
MOST_NAMES: Final = 2
PHASE_WORDS: Final = {"waiting": marked("Lobby"), "started": marked("Running"), "paused": marked("Paused")}


@get("/", include_in_schema=False)
async def show_landing(
    request: WireRequest,
    play: NamedDependency[PlayService],
    boards: NamedDependency[BoardService],
    pages: NamedDependency[Pages],
    principal: NamedDependency[Principal],
) -> Response[bytes]:
    """Show the landing page; the same for everybody, unless a flag is not."""
    context = await _context(play, boards, principal)
    return pages.render_shared(
        request, "play/landing.html", tags=("boards", "sessions"), ttl_s=KEPT_S, stale_s=STALE_S, **context
    )


@get("/play/open", include_in_schema=False)
async def show_open_sessions(
    request: WireRequest, play: NamedDependency[PlayService], pages: NamedDependency[Pages]
) -> Response[bytes]:
    """Give the list of open sessions alone, for the page that keeps it current."""
    sessions = await _open_sessions(play)
    return pages.render_shared(
        request,
        "play/open_sessions.html",
        tags=("sessions",),
        ttl_s=OPEN_KEPT_S,
        stale_s=OPEN_KEPT_S,
        sessions=sessions,
    )


@post("/play", include_in_schema=False)
async def start_session(
    request: WireRequest,
    play: NamedDependency[PlayService],
    accounts: NamedDependency[AccountsService],
    guest: NamedDependency[Principal],
) -> Redirect:
    """Make a session on a board, or on a surprise, and go there as its host. A secret card on a board that others can
    open leads to all choices, where the host is warned.

    Raises:
        Invalid: no such preset, or one that does not go with the board.
        NotFound: no such board.
        SwitchedOff: the flag `sessions.create` is off.
    """
    play.check_making(guest.id)
    form = await read_form(request)
    preset = form.text("preset") or "quick"
    if preset not in PRESETS:
        raise Invalid("There is no such mode.", [Problem("preset", f"one of {', '.join(PRESETS)}")])
    settings = PRESETS[preset]
    if form.text("board") and is_secret(settings):
        return see_other(f"/play/new?{urlencode({'preset': preset, 'board': form.text('board')})}")
    card = await play.dealer.first_card(CardSource(board=form.text("board") or None), settings, viewer=guest.id)
    known = await accounts.find_guest(guest)
    name = known.nickname if known else propose_nickname(str(guest.id))
    made = await play.make(settings, card, principal=str(guest.id), name=name)
    if isinstance(made, Rejected):
        raise Invalid("This board cannot be played in this mode.", [Problem("preset", made.reason.value)])
    return see_other(f"/play/{made.code}")


@get("/join", include_in_schema=False)
async def join_by_code(
    request: WireRequest,
    play: NamedDependency[PlayService],
    boards: NamedDependency[BoardService],
    pages: NamedDependency[Pages],
    principal: NamedDependency[Principal],
    code: FromQuery[str] = "",
) -> Response[bytes] | Redirect:
    """Lead to the session of a typed code, or say what is wrong with it."""
    wanted = normal_code(code)
    fault = code_fault(wanted) or await _unknown(play, wanted)
    if not fault:
        return see_other(f"/j/{wanted}")
    context = {**await _context(play, boards, principal), "code": code[:20], "code_fault": fault}
    return pages.render(request, "play/landing.html", status=404, **context)


async def _unknown(play: PlayService, code: str) -> str:
    try:
        await play.get_row(code)
    except NotFound:
        return _("No session has this code. Ask for it again: it may be mistyped.")
    return ""


async def _context(play: PlayService, boards: BoardService, principal: Principal) -> dict[str, object]:
    found = await boards.list_cards(BoardFilter(), sort=BoardSort.MOST_PLAYED, limit=OFFERED)
    return {
        "start_boards": found.items,
        "boards": found.items[:POPULAR],
        "sessions": await _open_sessions(play),
        "demo": demo(),
        "closed": "" if play.may_make(principal.id) else told(SESSIONS_CREATE.says),
        "code": "",
        "code_fault": "",
    }


async def _open_sessions(play: PlayService) -> list[dict[str, object]]:
    found = await play.list_open(SessionFilter(), limit=MOST_OPEN)
    return [{**_open_session(row), **await _look(play, row)} for row in found.items]


def _open_session(row: SessionRow) -> dict[str, object]:
    rows, columns = row.size.partition("x")[::2]
    return {
        "code": row.code,
        "title": row.name or row.board_title or _("A secret card"),
        "mode": mode_name(row.mode),
        "phase": _(PHASE_WORDS.get(row.phase, row.phase)),
        "is_running": row.phase == "started",
        "players": row.players,
        "at": row.last_event_at,
        "rows": rows,
        "columns": columns,
        "thumb": [""] * (int(rows or 0) * int(columns or 0)),
        "who": "",
        "clock": "",
        "may_watch": False,
    }


async def _look(play: PlayService, row: SessionRow) -> dict[str, object]:
    """What everybody may see of a session: who plays, its clock, and its marks as colours; nothing where it is away."""
    try:
        live = await play.open(row.code)
    except (NotFound, Unavailable):
        return {}
    state, now = live.state_for(PUBLIC), play.time_for(live, PUBLIC)
    seen = see(state, PUBLIC, now)
    is_running = seen.moment is Moment.RUNNING and state.clock.has_begun
    return {
        "phase": _(MOMENT_WORDS[seen.moment]),
        "thumb": ["free" if one.state == "free" else _first_colour(one, state) for one in seen.squares],
        "who": _names([seat.name for seat in state.players()]),
        "clock": clock_text(elapsed_ms(state, now)) if is_running else "",
        "may_watch": state.settings.spectators and row.password_hash is None,
    }


def _first_colour(square: SquareView, state: State) -> str:
    return f"team-{state.teams[square.held[0]].colour}" if square.held else ""


def _names(names: list[str]) -> str:
    """`Ana and Kofi`, `Ana, Kofi and 3 more`."""
    shown, more = names[:MOST_NAMES], len(names) - MOST_NAMES
    if more > 0:
        return plural("{names} and {n} more", "{names} and {n} more", more, names=", ".join(shown))
    return _("{one} and {other}", one=shown[0], other=shown[1]) if len(shown) == MOST_NAMES else "".join(shown)


PURGES: Final = (PurgeRule("/play", ("sessions",)), PurgeRule("/j/", ("sessions",)))
routes: Final = (show_landing, show_open_sessions, start_session, join_by_code)
