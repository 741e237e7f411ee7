"""What pages say of a session: its title, its mode in a sentence, its condition, its phase, its clock."""

from functools import reduce
from typing import Final

from arcadia.platform.languages import _, marked, plural
from arcadia.play.domain.audience import Audience, has_secret_texts
from arcadia.play.domain.clock import Moment, elapsed_ms, end_of_time, moment
from arcadia.play.domain.settings import Ownership, PatternNeed, Settings, Sight, Win, WinKind
from arcadia.play.domain.state import State

MODE_NAMES: Final = {
    "quick": marked("Quick game"),
    "classic": marked("Classic"),
    "lockout": marked("Lockout"),
    "blackout": marked("Blackout"),
    "fog": marked("Fog"),
    "hidden": marked("Hidden"),
    "race": marked("Race"),
}
MOMENT_WORDS: Final = {
    Moment.WAITING: marked("Lobby"),
    Moment.COUNTDOWN: marked("Starting"),
    Moment.RUNNING: marked("Running"),
    Moment.PAUSED: marked("Paused"),
    Moment.REVIEW: marked("Under review"),
    Moment.OVER: marked("Time is up"),
    Moment.FINISHED: marked("Finished"),
    Moment.CANCELLED: marked("Ended"),
}
PATTERN_WORDS: Final = {
    "corners": marked("four corners"),
    "full": marked("the full board"),
    "t": marked("a T"),
    "x": marked("an X"),
    "frame": marked("the frame"),
}
_OWNERSHIP: Final = {
    Ownership.SHARED: marked("Any number of teams can hold a square"),
    Ownership.LOCKOUT: marked("A square belongs to the first team that marks it"),
    Ownership.DRAFT: marked("Teams pick their squares first"),
}
_SIGHT: Final = {
    Sight.OPEN: "",
    Sight.FOG: marked("you see only what lies next to your squares"),
    Sight.HIDDEN: marked("you see only your own marks until the end"),
}


def title_of(state: State, audience: Audience, *, now: int) -> str:
    """The session's name, else the board's title where it is no secret."""
    if state.settings.name:
        return state.settings.name
    card = state.the_card
    return (card.game if has_secret_texts(state, audience, now) else card.title or card.game) or _("Bingo")


def mode_name(preset: str) -> str:
    """A mode's name; modes that are no preset stand as they are."""
    return _(MODE_NAMES.get(preset) or preset.replace("_", " ").capitalize())


def mode_sentence(settings: Settings) -> str:
    """The mode in a sentence: who holds, who sees, who wins."""
    parts = [_OWNERSHIP[settings.ownership], _SIGHT[settings.sight]]
    return "; ".join([*(_(part) for part in parts if part), _win_sentence(settings.win)]) + "."


def _win_sentence(win: Win) -> str:
    match win.kind:
        case WinKind.LINES:
            return plural("the first line wins", "the first to {n} lines wins", win.n)
        case WinKind.SQUARES:
            return plural("the first to {n} square wins", "the first to {n} squares wins", win.n)
        case WinKind.MAJORITY:
            return _("most squares win")
        case WinKind.LINE_OR_MAJORITY:
            return plural(
                "the first line wins, else most squares", "the first to {n} lines wins, else most squares", win.n
            )
        case WinKind.PATTERN:
            return _("the first to make {pattern} wins", pattern=_patterns(win))
        case WinKind.ALL:
            return _("the first to hold every square wins")
        case WinKind.POINTS if win.target:
            return plural("the first to {n} point wins", "the first to {n} points wins", win.target)
        case WinKind.POINTS:
            return _("most points win")


def condition_words(win: Win) -> str:
    """The condition in a few words, as a chip holds them."""
    match win.kind:
        case WinKind.LINES:
            return plural("first line wins", "first to {n} lines", win.n)
        case WinKind.SQUARES:
            return plural("first to {n} square", "first to {n} squares", win.n)
        case WinKind.MAJORITY:
            return _("most squares win")
        case WinKind.LINE_OR_MAJORITY:
            return plural("a line or most squares", "{n} lines or most squares", win.n)
        case WinKind.PATTERN:
            return _("first to make {pattern}", pattern=_patterns(win))
        case WinKind.ALL:
            return _("every square")
        case WinKind.POINTS if win.target:
            return plural("first to {n} point", "first to {n} points", win.target)
        case WinKind.POINTS:
            return _("most points")


def _patterns(win: Win) -> str:
    names = [
        _(PATTERN_WORDS[name]) if name in PATTERN_WORDS else _("squares {list}", list=name) for name in win.patterns
    ]
    if not names:
        return ""
    if win.need is PatternNeed.ALL:
        return reduce(lambda one, other: _("{one} and {other}", one=one, other=other), names)
    return reduce(lambda one, other: _("{one} or {other}", one=one, other=other), names)


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
    word = _("Time left") if is_counting_down else _("Elapsed") if at is Moment.RUNNING else _(MOMENT_WORDS[at])
    reading = ends_at - now if ends_at is not None else elapsed_ms(state, now)
    return {"word": word, "text": clock_text(reading)}


def squares_text(count: int) -> str:
    """`1 square`, `2 squares`."""
    return plural("{n} square", "{n} squares", count)


def lines_text(count: int) -> str:
    """`1 line`, `2 lines`."""
    return plural("{n} line", "{n} lines", count)
