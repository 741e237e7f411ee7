"""The card once for each team, as casters look at it: what the team holds, what it marked last, and which single square
stands between it and a line. The script says the same (static/caster.js).
"""

from typing import Any, Final, NamedTuple

from arcadia.platform.languages import _
from arcadia.play.domain.geometry import bit
from arcadia.play.domain.settings import Ownership
from arcadia.play.domain.state import State, Team
from arcadia.play.domain.views import SquareView
from arcadia.play.pages.lines import line_parts
from arcadia.play.pages.people import team_rows
from arcadia.play.pages.seen import Seen
from arcadia.play.pages.square_html import still_square
from arcadia.play.pages.squares import MOST_BANDS, Drawn, goal_text, square_label
from arcadia.play.pages.words import clock_text
from arcadia.play.service.feeds import ReadLine

MOST_MARKS: Final = 4


class Shortfall(NamedTuple):
    """A square that a team misses, and how many lines it would complete."""

    team: int
    square: int
    lines: int


def team_boards(seen: Seen, here: frozenset[int], marks: dict[int, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Return each team with its row of scores, its squares, and its last marks; in the order in which teams came."""
    rows = sorted(team_rows(seen, here), key=lambda row: int(row["n"]))
    return [
        {**row, "cells": _cells(seen, seen.state.teams[row["n"]]), "marks": marks.get(row["n"], [])} for row in rows
    ]


def _cells(seen: Seen, team: Team) -> list[str]:
    lines = _line_squares(seen, team.number)
    return [still_square(_drawn(view, seen.state, team, is_line=bool(lines & bit(view.n)))) for view in seen.squares]


def _line_squares(seen: Seen, team: int) -> int:
    """The squares on lines that a team has completed, as a mask."""
    held, mask = _held(seen, team), 0
    for line in seen.state.the_card.grid.lines:
        mask |= line if not line & ~held else 0
    return mask


def _held(seen: Seen, team: int) -> int:
    """A team's squares and the free one, as far as they are seen, as a mask."""
    return sum(bit(view.n) for view in seen.squares if team in view.held or view.state == "free")


def _drawn(view: SquareView, state: State, team: Team, *, is_line: bool) -> Drawn:
    """A square on a team's board: full where the team holds it, with bands where others do."""
    is_held = team.number in view.held
    shown = [team.number] if is_held else view.held
    classes = [
        view.state if view.state != "open" else "",
        f"held team-{team.colour}" if is_held else "",
        "line" if is_line else "",
    ]
    return Drawn(
        n=view.n,
        state=view.state,
        goal=goal_text(view),
        classes=" ".join(word for word in classes if word),
        teams=" ".join(map(str, shown)),
        bands=tuple((state.teams[one].colour, False) for one in shown[:MOST_BANDS]),
        more=max(0, len(shown) - MOST_BANDS),
        counter=_count(view, team.number),
        label=square_label(view, state.teams, None, goal=goal_text(view), is_closed=False),
    )


def _count(view: SquareView, team: int) -> str:
    return f"{view.counts.get(team, 0)} / {view.target}" if view.target and view.state == "open" else ""


def one_square_short(seen: Seen) -> list[Shortfall]:
    """Return every single square that a team misses for a line, those that complete most lines first.

    A line is out of reach where one of its squares is dead, or others hold it and squares are not shared.
    """
    closed = {view.n for view in seen.squares if view.state == "dead"}
    is_shared = seen.state.settings.ownership is Ownership.SHARED
    found: dict[tuple[int, int], int] = {}
    for team in seen.teams:
        held = _held(seen, team.n)
        others = {view.n for view in seen.squares if view.held and team.n not in view.held}
        shut = sum(map(bit, closed if is_shared else closed | others))
        for line in seen.state.the_card.grid.lines:
            missing = line & ~held
            if missing.bit_count() == 1 and not missing & shut:
                key = (team.n, missing.bit_length())
                found[key] = found.get(key, 0) + 1
    ordered = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return [Shortfall(team, square, lines) for (team, square), lines in ordered]


def shortfall_rows(seen: Seen) -> list[dict[str, Any]]:
    """The same for the template."""
    texts = {view.n: goal_text(view) or _("square {n}", n=view.n) for view in seen.squares}
    return [
        {
            "team": one.team,
            "colour": seen.state.teams[one.team].colour,
            "name": seen.state.teams[one.team].name,
            "goal": texts[one.square],
            "lines": one.lines,
        }
        for one in one_square_short(seen)
    ]


def last_marks(lines: tuple[ReadLine, ...], state: State, clocks: dict[int, int]) -> dict[int, list[dict[str, Any]]]:
    """Return each team's last marks, the newest first; `clocks` is the running time by version, in ms."""
    found: dict[int, list[dict[str, Any]]] = {}
    for read in lines:
        team = read.line.team
        if team is not None and len(found.setdefault(team, [])) < MOST_MARKS:
            clock = clock_text(clocks[read.v]) if read.v in clocks else ""
            found[team].append({"clock": clock, "parts": line_parts(read.line, state)})
    return found
