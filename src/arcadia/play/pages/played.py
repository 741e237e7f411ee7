"""One card from its deal to its end, as result and replay tell it."""

from typing import Any, NamedTuple

from arcadia.platform.languages import _
from arcadia.play.domain.audience import FULL
from arcadia.play.domain.clock import elapsed_ms
from arcadia.play.domain.events import CardDealt
from arcadia.play.domain.feed import line_of
from arcadia.play.domain.geometry import bit
from arcadia.play.domain.state import Result, State
from arcadia.play.pages.lines import Parts, line_parts
from arcadia.play.pages.squares import COLOURS
from arcadia.play.pages.words import clock_text
from arcadia.play.service.change import Change


class Played(NamedTuple):
    """The changes of a card: step 0 is the untouched card, each further one moved something."""

    changes: tuple[Change, ...]

    @property
    def last(self) -> State:
        """The card as it ended."""
        return self.changes[-1].after

    @property
    def result(self) -> Result | None:
        """How it ended; None for a card that was dealt over, or of a session that was ended."""
        return self.last.result

    def state_at(self, step: int) -> State:
        """The state after a step; a number outside is the nearest there is."""
        return self.changes[self.nearest(step)].after

    def nearest(self, step: int) -> int:
        """The step that a number means."""
        return max(0, min(step, len(self.changes) - 1))


def running_ms(change: Change) -> int:
    """The card's running time when a change happened."""
    return elapsed_ms(change.after, change.at)


def step_parts(change: Change) -> Parts:
    """What happened in a step, in words."""
    if isinstance(change.event, CardDealt):
        return [{"kind": "text", "text": _("The card before the first mark")}]
    line = line_of(change.event, change.after, FULL, now=change.at)
    return line_parts(line, change.after) if line else []


def step_rows(played: Played, steps: range) -> list[dict[str, Any]]:
    """Steps with what a script needs to draw them: the square that changed, its holders, whether it is dead."""
    return [
        {
            "n": number,
            "clock": clock_text(running_ms(change)),
            "ms": running_ms(change),
            "parts": step_parts(change),
            "square": (square := getattr(change.event, "square", 0)),
            "held": _holders(change.after, square) if square else "",
            "is_dead": bool(square and change.after.dead & bit(square)),
        }
        for number, change in zip(steps, played.changes[steps.start : steps.stop], strict=True)
    ]


def _holders(state: State, square: int) -> str:
    """The holders' colours in the order of marking, a team beyond the twelfth with its number: `blue orange blue:13`."""
    teams = sorted(state.holders(bit(square)), key=lambda team: state.marks[team * 128 + square].version)
    colours = [(state.teams[team].colour, team) for team in teams]
    return " ".join(f"{colour}:{team}" if team > COLOURS else colour for colour, team in colours)


def standings_rows(state: State) -> list[dict[str, Any]]:
    """The order of the teams at the end, with their times."""
    if state.result is None:
        return []
    placed = {entry.team: entry.elapsed_ms for entry in state.placed}
    return [
        {
            "place": one.place,
            "name": state.teams[one.team].name,
            "colour": state.teams[one.team].colour,
            "number": one.team if one.team > COLOURS else "",
            "squares": one.squares,
            "lines": one.lines,
            "points": one.value,
            "last": "-" if one.last_mark_ms is None else clock_text(one.last_mark_ms),
            "placed": clock_text(placed[one.team]) if one.team in placed else "",
            "is_out": state.teams[one.team].is_out,
            "marks": _marks(state, one.team),
        }
        for one in state.result.standings
    ]


def _marks(state: State, team: int) -> list[dict[str, str]]:
    """A team's standing marks in the order in which they were made."""
    own = [(mark.version, mark.running_ms, key % 128) for key, mark in state.marks.items() if key // 128 == team]
    return [
        {"clock": clock_text(ms), "goal": state.the_card.square(square).text or _("square {n}", n=square)}
        for _version, ms, square in sorted(own)
    ]
