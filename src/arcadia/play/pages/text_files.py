"""`/play/CODE/text/NAME.txt`: one fact of a session as plain text, for scene tools that read texts from an address.

Each is made when it is asked for, within the public view or the token's, so it is never older than its answer; the
addresses stay as they are (details, "Streams and casters"). What is secret or not there yet is an empty text or `-`,
never an error: a stream shows what it gets.
"""

import re
from collections.abc import Awaitable, Callable
from typing import Final, NamedTuple

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from arcadia.core.errors import NotFound
from arcadia.play.domain.state import State
from arcadia.play.domain.views import TeamView, team_views
from arcadia.play.pages.lines import plain_words
from arcadia.play.pages.results import headline, team_names
from arcadia.play.pages.viewing import Viewed, open_view
from arcadia.play.pages.words import clock_now, title_of
from arcadia.play.service.feeds import MARK_TYPES, readable_lines
from arcadia.play.service.playing import PlayService
from arcadia.play.service.view_tokens import ViewTokens
from arcadia.web.body import WireRequest
from arcadia.web.tagged import tagged

TEXT: Final = "text/plain"
UNTOLD: Final = "-"
LINES_LOOKED_AT: Final = 20
"""Of how many marks the last one that the view may know of is looked for."""
_TEAM_FILE: Final = re.compile(r"(score|lines|name)-([1-9][0-9]{0,3})")


@get("/play/{code:str}/text/{name:str}", include_in_schema=False)
async def show_text(
    request: WireRequest,
    code: FromPath[str],
    name: FromPath[str],
    play: NamedDependency[PlayService],
    view_tokens: NamedDependency[ViewTokens],
    token: FromQuery[str] = "",
    view: FromQuery[str] = "",
) -> Response[bytes]:
    """One fact, as a line without an end.

    Raises:
        Forbidden: the session cannot be watched without a seat or token, or the token shows nothing.
        NotFound: no session has this code, or there is no such text.
    """
    write = _find_writer(name)
    viewed = await open_view(play, view_tokens, code, token=token, wanted=view)
    now = play.time_for(viewed.live, viewed.audience)
    text = await write(_Asked(play, viewed, viewed.live.state_for(viewed.audience), now))
    return tagged(request, text.encode(), TEXT)


class _Asked(NamedTuple):
    play: PlayService
    viewed: Viewed
    state: State
    now: int


_Writer = Callable[[_Asked], Awaitable[str]]


def _find_writer(name: str) -> _Writer:
    stem = name.removesuffix(".txt")
    found = _TEAM_FILE.fullmatch(stem)
    if stem != name and found is not None:
        return _team_writer(found[1], int(found[2]))
    if stem == name or stem not in _WRITERS:
        raise NotFound("there is no such text")
    return _WRITERS[stem]


def _team_writer(what: str, number: int) -> _Writer:
    async def write(asked: _Asked) -> str:
        views = team_views(asked.state, asked.viewed.audience)
        team = next((one for one in views if one.n == number), None)
        return "" if team is None else TEAM_FACTS[what](team)

    return write


def _score(team: TeamView) -> str:
    return UNTOLD if team.squares is None else str(team.squares if team.points is None else team.points)


def _lines(team: TeamView) -> str:
    return UNTOLD if team.lines is None else str(team.lines)


TEAM_FACTS: Final[dict[str, Callable[[TeamView], str]]] = {
    "score": _score,
    "lines": _lines,
    "name": lambda team: team.name,
}


async def _clock(asked: _Asked) -> str:
    return clock_now(asked.state, asked.now)["text"]


async def _title(asked: _Asked) -> str:
    return title_of(asked.state, asked.viewed.audience, now=asked.now)


async def _last(asked: _Asked) -> str:
    """The last mark that the view may know of, in words."""
    live, state = asked.viewed.live, asked.state
    rows = await asked.play.feed(live, before=state.version + 1, limit=LINES_LOOKED_AT, types=MARK_TYPES)
    on_card = [row for row in rows if row.version >= state.card_version]
    lines = readable_lines(on_card, state, asked.viewed.audience, now=asked.now)
    return plain_words(lines[0].line, state) if lines else ""


async def _winner(asked: _Asked) -> str:
    """Who won, or that nobody did; empty until the card is over."""
    result = asked.state.result
    return headline(result, team_names(asked.state)) if result is not None else ""


_WRITERS: Final[dict[str, _Writer]] = {"clock": _clock, "title": _title, "last": _last, "winner": _winner}

routes: Final = (show_text,)
