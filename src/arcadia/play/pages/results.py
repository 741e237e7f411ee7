"""What came of a card, in sentences that name the rule which decided (rules 5). The script says the same (banner.js)."""

from typing import Final

from arcadia.platform.languages import _, marked, plural
from arcadia.play.domain.settings import Settings, WinKind
from arcadia.play.domain.state import Result, ResultReason, State
from arcadia.play.pages.words import clock_text, condition_words, lines_text, squares_text

_REASONS: Final = {
    ResultReason.ALL: marked("It held every square."),
    ResultReason.MAJORITY: marked("Nobody could catch up with its squares any more."),
    ResultReason.TIME: marked("Time was up."),
    ResultReason.BLOCKED: marked("Nothing was left to mark."),
    ResultReason.HOST: marked("The card was ended before anybody had won."),
    ResultReason.FORFEIT: marked("The others gave up."),
    ResultReason.PLACES: marked("Every place is taken."),
    ResultReason.ABANDONED: marked("It counts for nothing."),
}


def headline(result: Result | None, names: dict[int, str]) -> str:
    """Who won, in three words; a card that was dealt over, or of a session that was ended, has no result."""
    if result is None:
        return _("No result")
    if result.winner is None:
        return _("Abandoned") if result.reason is ResultReason.ABANDONED else _("A draw")
    return _("{team} won", team=names.get(result.winner) or _("A team"))


def explanation(result: Result | None, settings: Settings, names: dict[int, str]) -> str:
    """Why, in a sentence or two: what ended the card, and the rule that put the winner ahead."""
    if result is None:
        return ""
    known = _REASONS.get(result.reason)
    why = _(known) if known else _("The condition was met: {condition}.", condition=condition_words(settings.win))
    sentences = [why, _deciding(result, settings, names)]
    return " ".join(sentence for sentence in sentences if sentence)


def _deciding(result: Result, settings: Settings, names: dict[int, str]) -> str:
    if result.rule == "draw":
        return _("All are level.")
    if not result.standings or result.winner is None or result.rule not in ("value", "lines", "squares", "first"):
        return ""
    best = result.standings[0]
    name = names.get(best.team) or _("The winner")
    value = _value_text(best.value, settings.win.kind)
    if result.rule == "value":
        return _("{name} was ahead with {count}.", name=name, count=value)
    if result.rule == "lines":
        return _(
            "Level on {value}; {name} was ahead with {count}.", value=value, name=name, count=lines_text(best.lines)
        )
    if result.rule == "squares":
        count = squares_text(best.squares)
        return _("Level on {value}; {name} was ahead with {count}.", value=value, name=name, count=count)
    count, time = squares_text(best.squares), clock_text(best.last_mark_ms or 0)
    return _("Level on {value}; {name} was there first, {time}.", value=count, name=name, time=time)


def _value_text(value: int, kind: WinKind) -> str:
    match kind:
        case WinKind.LINES | WinKind.LINE_OR_MAJORITY:
            return lines_text(value)
        case WinKind.POINTS:
            return plural("{n} point", "{n} points", value)
        case WinKind.PATTERN:
            return plural("{n} square of the pattern", "{n} squares of the pattern", value)
        case _other:
            return squares_text(value)


def team_names(state: State) -> dict[int, str]:
    """The names of a session's teams by number."""
    return {team.number: team.name for team in state.teams.values()}
