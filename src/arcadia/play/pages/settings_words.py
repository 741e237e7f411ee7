"""The settings of a session in words, for everybody in it: what is usual is left out."""

from collections.abc import Iterator
from typing import Final

from arcadia.platform.languages import _, marked
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
    TeamsMode.FREE_FOR_ALL: marked("Everybody alone"),
    TeamsMode.FIXED: marked("Teams to join"),
    TeamsMode.ONE: marked("One team for all"),
}
LATE_WORDS: Final[dict[str, str]] = {
    LateJoin.PLAYERS: marked("As players"),
    LateJoin.SPECTATORS: marked("To watch only"),
    LateJoin.NOBODY: marked("Nobody"),
}
DEALER_WORDS: Final[dict[str, str]] = {
    WhoDeals.HOST: marked("The host"),
    WhoDeals.REFEREE: marked("Host and referee"),
    WhoDeals.PLAYERS: marked("Any player"),
}
FOG_WORDS: Final[dict[str, str]] = {
    FogStart.AUTO: marked("The centre"),
    FogStart.CENTRE: marked("The centre"),
    FogStart.MIDDLE: marked("Four squares in the middle"),
    FogStart.CORNERS: marked("The corners"),
    FogStart.RANDOM: marked("Random squares, the same for all"),
}
VALUE_WORDS: Final[dict[str, str]] = {
    SquareValue.ONE: marked("One point each"),
    SquareValue.DIFFICULTY: marked("Its difficulty"),
    SquareValue.OWN: marked("The goal's own value"),
}
SHORT_SECONDS: Final = 120

Row = dict[str, str]


def settings_rows(settings: Settings) -> list[Row]:
    """Return label and words of each setting that matters in this session."""
    return [{"label": label, "words": words} for label, words in _rows(settings)]


def _rows(settings: Settings) -> Iterator[tuple[str, str]]:
    yield _("Mode"), f"{mode_name(settings.preset)}. {mode_sentence(settings)}"
    yield _("Teams"), _(TEAMS_WORDS[settings.teams])
    yield _("Time limit"), duration(settings.time_limit_s) if settings.time_limit_s else _("None")
    yield _("Taking back"), _unmark(settings)
    yield _("Coming late"), _(LATE_WORDS[settings.late_join])
    yield from _points(settings)
    yield from _sight(settings)
    yield from _start_and_end(settings)
    yield from _door(settings)


def duration(seconds: int) -> str:
    """Seconds as people say them: `45 s`, `10 min`, `1 h 30 min`."""
    if seconds < SHORT_SECONDS:
        return _("{n} s", n=seconds)
    if seconds % 60:
        return _("{minutes} min {seconds} s", minutes=seconds // 60, seconds=seconds % 60)
    hours, minutes = divmod(seconds // 60, 60)
    if not hours:
        return _("{n} min", n=minutes)
    return _("{hours} h {minutes} min", hours=hours, minutes=minutes) if minutes else _("{n} h", n=hours)


def _unmark(settings: Settings) -> str:
    if settings.unmark is UnmarkRule.WITHIN:
        return _("Within {n} s", n=settings.unmark_within_s)
    return _("At any time") if settings.unmark is UnmarkRule.ANYTIME else _("Never")


def _points(settings: Settings) -> Iterator[tuple[str, str]]:
    if settings.win.kind is WinKind.POINTS:
        value, bonus = _(VALUE_WORDS[settings.win.square_value]), settings.win.line_bonus
        yield _("A square counts"), _("{value}, {n} more for a line", value=value, n=bonus) if bonus else value


def _sight(settings: Settings) -> Iterator[tuple[str, str]]:
    if settings.sight is Sight.FOG:
        yield _("Seen at first"), _fog(settings)
        yield _("Scores of others"), _("Shown") if settings.scores else _("Secret until the end")
    if settings.covered:
        yield _("The card"), _("Covered until the start")
    if settings.delay_s:
        yield _("Watchers see it"), _("{time} later", time=duration(settings.delay_s))


def _fog(settings: Settings) -> str:
    start = _(FOG_WORDS[settings.fog_start])
    if settings.fog_start is FogStart.RANDOM:
        start = _("{squares} ({n})", squares=start, n=settings.fog_start_count)
    if settings.fog_diagonals:
        return _("{start}, then all eight neighbours of what a team holds", start=start)
    return _("{start}, then four neighbours of what a team holds", start=start)


def _start_and_end(settings: Settings) -> Iterator[tuple[str, str]]:
    if not settings.quick:
        yield _("Start"), _start(settings)
    if settings.review_s:
        yield _("A win"), _("Under review for {time}", time=duration(settings.review_s))
    if settings.finish is Finish.PLACES:
        yield _("The end"), _("When every place is taken")
    if settings.best_of:
        yield _("Series"), _("Best of {n}", n=settings.best_of)
    if settings.who_deals is not WhoDeals.HOST:
        yield _("New cards"), _(DEALER_WORDS[settings.who_deals])
    if settings.cover_while_paused:
        yield _("While paused"), _("Pages cover the card, as a courtesy")


def _start(settings: Settings) -> str:
    if settings.auto_start:
        return _("{n} s countdown, when all are ready, or by the host", n=settings.countdown_s)
    return _("{n} s countdown, by the host", n=settings.countdown_s)


def _door(settings: Settings) -> Iterator[tuple[str, str]]:
    if settings.approval:
        yield _("Joining"), _("The host lets people in")
    if not settings.spectators:
        yield _("Watching"), _("Only with a seat")
    if not settings.chat:
        yield _("Chat"), _("Off")
    if not settings.trackers:
        yield _("Trackers"), _("Not allowed")
