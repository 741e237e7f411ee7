"""What templates get of a session: everything through the masks of one audience."""

from typing import Any

from arcadia.play.domain.audience import Audience
from arcadia.play.domain.clock import moment
from arcadia.play.domain.state import State
from arcadia.play.domain.views import SquareView, square_views, team_views
from arcadia.play.pages.words import MOMENT_WORDS, mode_sentence, title_of


def card_context(state: State, audience: Audience, *, now: int) -> dict[str, Any]:
    """The card as squares for the template, and what stands around it."""
    colours = {team.number: team.colour for team in state.teams.values()}
    return {
        "code": state.code,
        "title": title_of(state, audience, now=now),
        "sentence": mode_sentence(state.settings),
        "phase": MOMENT_WORDS[moment(state, now)],
        "rows": state.the_card.rows,
        "columns": state.the_card.columns,
        "squares": [_square(square, colours) for square in square_views(state, audience, now)],
        "teams": [
            {"colour": team.colour, "name": team.name, "score": "-" if team.squares is None else team.squares}
            for team in team_views(state, audience)
        ],
    }


def _square(square: SquareView, colours: dict[int, str]) -> dict[str, object]:
    team = colours.get(square.held[0], "") if len(square.held) == 1 else ""
    classes = "" if square.state == "open" else square.state
    return {"goal": square.text or "", "team": team, "classes": classes}
