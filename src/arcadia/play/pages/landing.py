"""The landing page: a session in two clicks, a code to join by, what is open now, boards to begin with."""

from typing import Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.response import Redirect

from arcadia.accounts.domain import propose_nickname
from arcadia.accounts.service import AccountsService
from arcadia.boards.service import BoardFilter, BoardService, BoardSort
from arcadia.core.errors import Invalid, NotFound, Problem
from arcadia.core.principal import Principal
from arcadia.play.domain.outcomes import Rejected
from arcadia.play.domain.presets import PRESETS
from arcadia.play.pages.codes import code_fault
from arcadia.play.pages.demo import DEMO
from arcadia.play.pages.words import mode_name
from arcadia.play.service.dealing import CardSource
from arcadia.play.service.playing import PlayService, normal_code
from arcadia.play.store.entries import SessionRow
from arcadia.play.store.sessions import SessionFilter
from arcadia.web.body import WireRequest, read_form
from arcadia.web.page_cache import PurgeRule
from arcadia.web.pages import Pages, see_other

POPULAR: Final = 8
OFFERED: Final = 24
MOST_OPEN: Final = 12
KEPT_S: Final = 10.0
OPEN_KEPT_S: Final = 3.0
PHASE_WORDS: Final = {"waiting": "Lobby", "started": "Running", "paused": "Paused"}


@get("/", include_in_schema=False)
async def show_landing(
    request: WireRequest,
    play: NamedDependency[PlayService],
    boards: NamedDependency[BoardService],
    pages: NamedDependency[Pages],
) -> Response[bytes]:
    """Show the landing page; the same for everybody."""
    context = await _context(play, boards)
    return pages.render_shared(request, "play/landing.html", tags=("boards", "sessions"), ttl_s=KEPT_S, **context)


@get("/play/open", include_in_schema=False)
async def show_open_sessions(
    request: WireRequest, play: NamedDependency[PlayService], pages: NamedDependency[Pages]
) -> Response[bytes]:
    """Give the list of open sessions alone, for the page that keeps it current."""
    sessions = await _open_sessions(play)
    return pages.render_shared(
        request, "play/open_sessions.html", tags=("sessions",), ttl_s=OPEN_KEPT_S, sessions=sessions
    )


@post("/play", include_in_schema=False)
async def start_session(
    request: WireRequest,
    play: NamedDependency[PlayService],
    accounts: NamedDependency[AccountsService],
    guest: NamedDependency[Principal],
) -> Redirect:
    """Make a session on a board, or on a surprise, and go there as its host.

    Raises:
        Invalid: no such preset, or one that does not go with the board.
        NotFound: no such board.
    """
    form = await read_form(request)
    preset = form.text("preset") or "quick"
    if preset not in PRESETS:
        raise Invalid("There is no such mode.", [Problem("preset", f"one of {', '.join(PRESETS)}")])
    settings = PRESETS[preset]
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
    code: FromQuery[str] = "",
) -> Response[bytes] | Redirect:
    """Lead to the session of a typed code, or say what is wrong with it."""
    wanted = normal_code(code)
    fault = code_fault(wanted) or await _unknown(play, wanted)
    if not fault:
        return see_other(f"/j/{wanted}")
    context = {**await _context(play, boards), "code": code[:20], "code_fault": fault}
    return pages.render(request, "play/landing.html", status=404, **context)


async def _unknown(play: PlayService, code: str) -> str:
    try:
        await play.get_row(code)
    except NotFound:
        return "No session has this code. Ask for it again: it may be mistyped."
    return ""


async def _context(play: PlayService, boards: BoardService) -> dict[str, object]:
    found = await boards.list_cards(BoardFilter(), sort=BoardSort.MOST_PLAYED, limit=OFFERED)
    return {
        "start_boards": found.items,
        "boards": found.items[:POPULAR],
        "sessions": await _open_sessions(play),
        "demo": DEMO,
        "code": "",
        "code_fault": "",
    }


async def _open_sessions(play: PlayService) -> list[dict[str, object]]:
    found = await play.list_open(SessionFilter(), limit=MOST_OPEN)
    return [_open_session(row) for row in found.items]


def _open_session(row: SessionRow) -> dict[str, object]:
    return {
        "code": row.code,
        "title": row.name or row.board_title or "A secret card",
        "mode": mode_name(row.mode),
        "phase": PHASE_WORDS.get(row.phase, row.phase),
        "is_running": row.phase == "started",
        "players": row.players,
        "at": row.last_event_at,
    }


PURGES: Final = (PurgeRule("/play", ("sessions",)), PurgeRule("/j/", ("sessions",)))
routes: Final = (show_landing, show_open_sessions, start_session, join_by_code)
