"""What pages say of a session: its title, its mode in a sentence, its result."""

from typing import Final

from arcadia.play.domain.audience import Audience, has_secret_texts
from arcadia.play.domain.clock import Moment
from arcadia.play.domain.settings import Ownership, Settings, Sight, WinKind
from arcadia.play.domain.state import Result, State

MOMENT_WORDS: Final = {
    Moment.WAITING: "Lobby",
    Moment.COUNTDOWN: "Starting",
    Moment.RUNNING: "Running",
    Moment.PAUSED: "Paused",
    Moment.REVIEW: "Under review",
    Moment.OVER: "Time is up",
    Moment.FINISHED: "Finished",
    Moment.CANCELLED: "Ended",
}
_OWNERSHIP: Final = {
    Ownership.SHARED: "Any number of teams can hold a square",
    Ownership.LOCKOUT: "A square belongs to the first team that marks it",
    Ownership.DRAFT: "Teams pick their squares first",
}
_SIGHT: Final = {
    Sight.OPEN: "",
    Sight.FOG: "you see only what lies next to your squares",
    Sight.HIDDEN: "you see only your own marks until the end",
}
_RULES: Final = {
    "value": "by what the condition counts",
    "lines": "by lines",
    "squares": "by squares",
    "first": "by who was there first",
}


def title_of(state: State, audience: Audience, *, now: int) -> str:
    """The session's name, else the board's title where it is no secret."""
    if state.settings.name:
        return state.settings.name
    card = state.the_card
    return (card.game if has_secret_texts(state, audience, now) else card.title or card.game) or "Bingo"


def mode_sentence(settings: Settings) -> str:
    """The mode in a sentence: who holds, who sees, who wins."""
    parts = [_OWNERSHIP[settings.ownership], _SIGHT[settings.sight], _win_words(settings)]
    return "; ".join(part for part in parts if part) + "."


def _win_words(settings: Settings) -> str:
    win = settings.win
    lines = "the first line wins" if win.n == 1 else f"the first to {win.n} lines wins"
    match win.kind:
        case WinKind.LINES:
            return lines
        case WinKind.SQUARES:
            return f"the first to {win.n} squares wins"
        case WinKind.MAJORITY:
            return "most squares win"
        case WinKind.LINE_OR_MAJORITY:
            return f"{lines}, else most squares"
        case WinKind.PATTERN:
            return f"the first to make {' or '.join(win.patterns)} wins"
        case WinKind.ALL:
            return "the first to hold every square wins"
        case WinKind.POINTS:
            return f"the first to {win.target} points wins" if win.target else "most points win"


def headline_of(state: State) -> str:
    """The result in a sentence, with the rule that decided where it was close (rules 5)."""
    result = state.result
    if result is None:
        return "No result yet"
    if result.winner is None:
        return "Abandoned" if result.reason.value == "abandoned" else "A draw"
    return f"{state.teams[result.winner].name} won{_how(state, result)}"


def _how(state: State, result: Result) -> str:
    if result.rule == "first":
        best = result.standings[0]
        return f": level on {best.squares} squares, but there first at {clock_text(best.last_mark_ms or 0)}"
    return f", {_RULES[result.rule]}" if result.rule in _RULES else ""


def clock_text(ms: int) -> str:
    """Running time as 24:17 or 1:04:02."""
    seconds = ms // 1000
    minutes, hours = seconds // 60 % 60, seconds // 3600
    return f"{hours}:{minutes:02}:{seconds % 60:02}" if hours else f"{minutes:02}:{seconds % 60:02}"
