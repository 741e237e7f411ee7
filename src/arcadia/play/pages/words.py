"""What pages say of a session: its title, its mode in a sentence, its condition, its phase, its clock."""

from typing import Final

from arcadia.play.domain.audience import Audience, has_secret_texts
from arcadia.play.domain.clock import Moment, elapsed_ms, end_of_time, moment
from arcadia.play.domain.settings import Ownership, PatternNeed, Settings, Sight, Win, WinKind
from arcadia.play.domain.state import State

MODE_NAMES: Final = {
    "quick": "Quick game",
    "classic": "Classic",
    "lockout": "Lockout",
    "blackout": "Blackout",
    "fog": "Fog",
    "hidden": "Hidden",
    "race": "Race",
}
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
PATTERN_WORDS: Final = {
    "corners": "four corners",
    "full": "the full board",
    "t": "a T",
    "x": "an X",
    "frame": "the frame",
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


def title_of(state: State, audience: Audience, *, now: int) -> str:
    """The session's name, else the board's title where it is no secret."""
    if state.settings.name:
        return state.settings.name
    card = state.the_card
    return (card.game if has_secret_texts(state, audience, now) else card.title or card.game) or "Bingo"


def mode_name(preset: str) -> str:
    """A mode's name; modes that are no preset stand as they are."""
    return MODE_NAMES.get(preset, preset.replace("_", " ").capitalize())


def mode_sentence(settings: Settings) -> str:
    """The mode in a sentence: who holds, who sees, who wins."""
    parts = [_OWNERSHIP[settings.ownership], _SIGHT[settings.sight], _win_sentence(settings.win)]
    return "; ".join(part for part in parts if part) + "."


def _win_sentence(win: Win) -> str:
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
            return f"the first to make {_patterns(win)} wins"
        case WinKind.ALL:
            return "the first to hold every square wins"
        case WinKind.POINTS:
            return f"the first to {win.target} points wins" if win.target else "most points win"


def condition_words(win: Win) -> str:
    """The condition in a few words, as a chip holds them."""
    match win.kind:
        case WinKind.LINES:
            return "first line wins" if win.n == 1 else f"first to {win.n} lines"
        case WinKind.SQUARES:
            return f"first to {win.n} squares"
        case WinKind.MAJORITY:
            return "most squares win"
        case WinKind.LINE_OR_MAJORITY:
            return "a line or most squares" if win.n == 1 else f"{win.n} lines or most squares"
        case WinKind.PATTERN:
            return f"first to make {_patterns(win)}"
        case WinKind.ALL:
            return "every square"
        case WinKind.POINTS:
            return f"first to {win.target} points" if win.target else "most points"


def _patterns(win: Win) -> str:
    joint = " and " if win.need is PatternNeed.ALL else " or "
    return joint.join(PATTERN_WORDS.get(name, f"squares {name}") for name in win.patterns)


def clock_text(ms: int) -> str:
    """Running time as 24:17 or 1:04:02."""
    seconds = max(0, ms) // 1000
    minutes, hours = seconds // 60 % 60, seconds // 3600
    return f"{hours}:{minutes:02}:{seconds % 60:02}" if hours else f"{minutes:02}:{seconds % 60:02}"


def clock_now(state: State, now: int) -> dict[str, str]:
    """The clock's word and reading: time left where the card has a limit and runs, else the time that ran."""
    at = moment(state, now)
    ends_at = end_of_time(state)
    is_counting_down = at is Moment.RUNNING and ends_at is not None
    word = "Time left" if is_counting_down else "Elapsed" if at is Moment.RUNNING else MOMENT_WORDS[at]
    reading = ends_at - now if ends_at is not None else elapsed_ms(state, now)
    return {"word": word, "text": clock_text(reading)}


def counted(count: int, one: str) -> str:
    """`1 line`, `2 lines`."""
    return f"{count} {one if count == 1 else one + 's'}"
