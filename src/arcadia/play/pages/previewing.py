"""What chat programs show beside the link of a session and of a result.

A session's picture has the colours and scores of the public view, and no text of the card whatever its settings: a link
is shared before anybody knows who reads it (details, "Secrecy around the game"). A result has everything, as its page.
"""

from typing import Final

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from arcadia.core.errors import NotFound
from arcadia.core.principal import Principal
from arcadia.platform.images.drawings import Drawings
from arcadia.platform.languages import _
from arcadia.play.domain.audience import FULL, PUBLIC, audience_of
from arcadia.play.domain.settings import WinKind
from arcadia.play.domain.state import Result, State
from arcadia.play.domain.views import SquareView
from arcadia.play.pages.people import team_rows
from arcadia.play.pages.played import Played, running_ms, standings_rows
from arcadia.play.pages.result import find_played, open_result
from arcadia.play.pages.results import headline, team_names
from arcadia.play.pages.seen import Seen, see
from arcadia.play.pages.squares import goal_text
from arcadia.play.pages.words import MOMENT_WORDS, clock_text, condition_words, mode_name, title_of
from arcadia.play.service.playing import PlayService
from arcadia.web.body import WireRequest
from arcadia.web.pages import Pages
from arcadia.web.previews.preview import Cell, Preview, Score
from arcadia.web.previews.serving import answer_preview

Play = NamedDependency[PlayService]
_HIDDEN: Final = ("unseen", "covered")


@get("/play/{code:str}/preview.png", include_in_schema=False)
async def show_session_preview(
    request: WireRequest,
    code: FromPath[str],
    play: Play,
    drawings: NamedDependency[Drawings],
    pages: NamedDependency[Pages],
) -> Response[bytes]:
    """The session as strangers may see it, whoever asks; where they may not watch, its name alone.

    Raises:
        NotFound: no session has this code.
        Unavailable: too many pictures wait to be drawn.
    """
    live = await play.open(code)
    seen = see(live.state_for(PUBLIC), PUBLIC, play.time_for(live, PUBLIC))
    preview = session_preview(seen, site=pages.site_name, may_watch=live.may_be_watched)
    return await answer_preview(request, drawings, preview, is_public=True)


def session_preview(seen: Seen, *, site: str, may_watch: bool) -> Preview:
    """What is on a session's picture."""
    state = seen.state
    rows = team_rows(seen, frozenset()) if may_watch else []
    return Preview(
        site=site,
        label=_(MOMENT_WORDS[seen.moment]),
        title=title_of(state, PUBLIC, now=seen.now),
        facts=f"{mode_name(state.settings.preset)}: {condition_words(state.settings.win)}",
        rows=state.the_card.rows,
        columns=state.the_card.columns,
        cells=tuple(_cell(view, state) if may_watch else Cell(kind="hidden") for view in seen.squares),
        scores=tuple(Score(row["colour"], row["name"], str(row["score"])) for row in rows),
        code=state.code,
    )


def _cell(view: SquareView, state: State, text: str = "") -> Cell:
    kind = "hidden" if view.state in _HIDDEN else view.state if view.state in ("free", "dead") else "open"
    return Cell(text, tuple(state.teams[team].colour for team in view.held), kind)


@get("/play/{code:str}/result/preview.png", include_in_schema=False)
async def show_result_preview(
    request: WireRequest,
    code: FromPath[str],
    play: Play,
    drawings: NamedDependency[Drawings],
    pages: NamedDependency[Pages],
    principal: NamedDependency[Principal],
    card: FromQuery[int] = 0,
) -> Response[bytes]:
    """The card as it ended, for whoever may see its result; also to be shared as a picture.

    Raises:
        Forbidden: the caller may not see this card, or not yet.
        NotFound: there is no such session or card, or it is not over.
        Unavailable: too many pictures wait to be drawn.
    """
    live, seat, state = await open_result(play, code, principal)
    played = await find_played(play, live, state, audience_of(seat), card or state.the_card.number)
    if played is None:
        raise NotFound("this card is not over yet")
    preview = result_preview(played, site=pages.site_name)
    return await answer_preview(request, drawings, preview, is_public=live.may_be_watched)


def result_preview(played: Played, *, site: str) -> Preview:
    """What is on a result's picture."""
    state, now = played.last, played.last.last_at
    seen = see(state, FULL, now)
    return Preview(
        site=site,
        label=title_of(state, FULL, now=now),
        title=headline(state.result, team_names(state)),
        facts=f"{mode_name(state.settings.preset)}, {clock_text(running_ms(played.changes[-1]))}",
        rows=state.the_card.rows,
        columns=state.the_card.columns,
        cells=tuple(_cell(view, state, goal_text(view)) for view in seen.squares),
        scores=_standings(state, state.result),
        code=state.code,
    )


def _standings(state: State, result: Result | None) -> tuple[Score, ...]:
    if result is None:
        return ()
    counted = "points" if state.settings.win.kind is WinKind.POINTS else "squares"
    return tuple(Score(row["colour"], row["name"], str(row[counted])) for row in standings_rows(state))


routes: Final = (show_session_preview, show_result_preview)
