"""What came of a card, in sentences that name the rule which decided (rules 5). The script says the same (banner.js)."""

from typing import Final

from arcadia.play.domain.settings import Settings, WinKind
from arcadia.play.domain.state import Result, ResultReason, State
from arcadia.play.pages.words import clock_text, condition_words, counted

_REASONS: Final = {
    ResultReason.ALL: "It held every square.",
    ResultReason.MAJORITY: "Nobody could catch up with its squares any more.",
    ResultReason.TIME: "Time was up.",
    ResultReason.BLOCKED: "Nothing was left to mark.",
    ResultReason.HOST: "The card was ended before anybody had won.",
    ResultReason.FORFEIT: "The others gave up.",
    ResultReason.PLACES: "Every place is taken.",
    ResultReason.ABANDONED: "It counts for nothing.",
}
_UNITS: Final = {
    WinKind.LINES: "line",
    WinKind.LINE_OR_MAJORITY: "line",
    WinKind.POINTS: "point",
    WinKind.PATTERN: "square of the pattern",
}


def headline(result: Result | None, names: dict[int, str]) -> str:
    """Who won, in three words; a card that was dealt over, or of a session that was ended, has no result."""
    if result is None:
        return "No result"
    if result.winner is None:
        return "Abandoned" if result.reason is ResultReason.ABANDONED else "A draw"
    return f"{names.get(result.winner, 'A team')} won"


def explanation(result: Result | None, settings: Settings, names: dict[int, str]) -> str:
    """Why, in a sentence or two: what ended the card, and the rule that put the winner ahead."""
    if result is None:
        return ""
    met = f"The condition was met: {condition_words(settings.win)}."
    sentences = [_REASONS.get(result.reason, met), _deciding(result, settings, names)]
    return " ".join(sentence for sentence in sentences if sentence)


def _deciding(result: Result, settings: Settings, names: dict[int, str]) -> str:
    if result.rule == "draw":
        return "All are level."
    if not result.standings or result.winner is None or result.rule not in ("value", "lines", "squares", "first"):
        return ""
    best = result.standings[0]
    name = names.get(best.team, "The winner")
    unit = _UNITS.get(settings.win.kind, "square")
    if result.rule == "value":
        return f"{name} was ahead with {counted(best.value, unit)}."
    if result.rule == "lines":
        return f"Level on {counted(best.value, unit)}; {name} was ahead with {counted(best.lines, 'line')}."
    if result.rule == "squares":
        return f"Level on {counted(best.value, unit)}; {name} was ahead with {counted(best.squares, 'square')}."
    return f"Level on {counted(best.squares, 'square')}; {name} was there first, {clock_text(best.last_mark_ms or 0)}."


def team_names(state: State) -> dict[int, str]:
    """The names of a session's teams by number."""
    return {team.number: team.name for team in state.teams.values()}
