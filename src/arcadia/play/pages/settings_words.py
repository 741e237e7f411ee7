"""The settings of a session in words, for everybody in it: what is usual is left out."""

from collections.abc import Iterator
from typing import Final

from arcadia.play.domain.settings import (
    Finish,
    FogStart,
    LateJoin,
    Settings,
    Sight,
    SquareValue,
    TeamsMode,
    UnmarkRule,
    WhoDeals,
    WinKind,
)
from arcadia.play.pages.words import mode_name, mode_sentence

TEAMS_WORDS: Final[dict[str, str]] = {
    TeamsMode.FREE_FOR_ALL: "Everybody alone",
    TeamsMode.FIXED: "Teams to join",
    TeamsMode.ONE: "One team for all",
}
LATE_WORDS: Final[dict[str, str]] = {
    LateJoin.PLAYERS: "As players",
    LateJoin.SPECTATORS: "To watch only",
    LateJoin.NOBODY: "Nobody",
}
DEALER_WORDS: Final[dict[str, str]] = {
    WhoDeals.HOST: "The host",
    WhoDeals.REFEREE: "Host and referee",
    WhoDeals.PLAYERS: "Any player",
}
FOG_WORDS: Final[dict[str, str]] = {
    FogStart.AUTO: "The centre",
    FogStart.CENTRE: "The centre",
    FogStart.MIDDLE: "Four squares in the middle",
    FogStart.CORNERS: "The corners",
    FogStart.RANDOM: "Random squares, the same for all",
}
VALUE_WORDS: Final[dict[str, str]] = {
    SquareValue.ONE: "One point each",
    SquareValue.DIFFICULTY: "Its difficulty",
    SquareValue.OWN: "The goal's own value",
}
SHORT_SECONDS: Final = 120

Row = dict[str, str]


def settings_rows(settings: Settings) -> list[Row]:
    """Return label and words of each setting that matters in this session."""
    return [{"label": label, "words": words} for label, words in _rows(settings)]


def _rows(settings: Settings) -> Iterator[tuple[str, str]]:
    yield "Mode", f"{mode_name(settings.preset)}. {mode_sentence(settings)}"
    yield "Teams", TEAMS_WORDS[settings.teams]
    yield "Time limit", duration(settings.time_limit_s) if settings.time_limit_s else "None"
    yield "Taking back", _unmark(settings)
    yield "Coming late", LATE_WORDS[settings.late_join]
    yield from _points(settings)
    yield from _sight(settings)
    yield from _start_and_end(settings)
    yield from _door(settings)


def duration(seconds: int) -> str:
    """Seconds as people say them: `45 s`, `10 min`, `1 h 30 min`."""
    if seconds < SHORT_SECONDS or seconds % 60:
        return f"{seconds} s" if seconds < SHORT_SECONDS else f"{seconds // 60} min {seconds % 60} s"
    hours, minutes = divmod(seconds // 60, 60)
    return " ".join(part for part in (f"{hours} h" if hours else "", f"{minutes} min" if minutes else "") if part)


def _unmark(settings: Settings) -> str:
    if settings.unmark is UnmarkRule.WITHIN:
        return f"Within {settings.unmark_within_s} s"
    return "At any time" if settings.unmark is UnmarkRule.ANYTIME else "Never"


def _points(settings: Settings) -> Iterator[tuple[str, str]]:
    if settings.win.kind is WinKind.POINTS:
        bonus = f", {settings.win.line_bonus} more for a line" if settings.win.line_bonus else ""
        yield "A square counts", f"{VALUE_WORDS[settings.win.square_value]}{bonus}"


def _sight(settings: Settings) -> Iterator[tuple[str, str]]:
    if settings.sight is Sight.FOG:
        count = f" ({settings.fog_start_count})" if settings.fog_start is FogStart.RANDOM else ""
        around = "all eight neighbours" if settings.fog_diagonals else "four neighbours"
        yield "Seen at first", f"{FOG_WORDS[settings.fog_start]}{count}, then {around} of what a team holds"
        yield "Scores of others", "Shown" if settings.scores else "Secret until the end"
    if settings.covered:
        yield "The card", "Covered until the start"
    if settings.delay_s:
        yield "Watchers see it", f"{duration(settings.delay_s)} later"


def _start_and_end(settings: Settings) -> Iterator[tuple[str, str]]:
    if not settings.quick:
        begins = "when all are ready, or by the host" if settings.auto_start else "by the host"
        yield "Start", f"{settings.countdown_s} s countdown, {begins}"
    if settings.review_s:
        yield "A win", f"Under review for {duration(settings.review_s)}"
    if settings.finish is Finish.PLACES:
        yield "The end", "When every place is taken"
    if settings.best_of:
        yield "Series", f"Best of {settings.best_of}"
    if settings.who_deals is not WhoDeals.HOST:
        yield "New cards", DEALER_WORDS[settings.who_deals]
    if settings.cover_while_paused:
        yield "While paused", "Pages cover the card, as a courtesy"


def _door(settings: Settings) -> Iterator[tuple[str, str]]:
    if settings.approval:
        yield "Joining", "The host lets people in"
    if not settings.spectators:
        yield "Watching", "Only with a seat"
    if not settings.chat:
        yield "Chat", "Off"
