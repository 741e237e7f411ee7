"""Modes are presets of the three choices (rules 3), and a check of what cannot be played."""

from collections.abc import Iterator
from typing import Final

import msgspec

from arcadia.core.text import BadText, clean_line
from arcadia.play.domain.geometry import PATTERN_NAMES, geometry
from arcadia.play.domain.settings import (
    LateJoin,
    Ownership,
    Settings,
    SettingsProblem,
    Sight,
    TeamsMode,
    UnmarkRule,
    Win,
    WinKind,
)

PRESETS: Final[dict[str, Settings]] = {
    "quick": Settings(preset="quick", quick=True),
    "classic": Settings(preset="classic"),
    "lockout": Settings(preset="lockout", ownership=Ownership.LOCKOUT, win=Win(kind=WinKind.MAJORITY)),
    "blackout": Settings(preset="blackout", win=Win(kind=WinKind.ALL), mark_rate=120),
    "fog": Settings(preset="fog", sight=Sight.FOG),
    "hidden": Settings(preset="hidden", sight=Sight.HIDDEN),
    "race": Settings(
        preset="race",
        ownership=Ownership.LOCKOUT,
        win=Win(kind=WinKind.LINE_OR_MAJORITY),
        covered=True,
        unmark=UnmarkRule.WITHIN,
        unmark_within_s=10,
        review_s=60,
        late_join=LateJoin.SPECTATORS,
    ),
}


def default_mark_rate(settings: Settings, rows: int, columns: int) -> int:
    """120 marks a minute on boards over 5x5 or with win `all` (details, "Words"), else 30 (L2)."""
    is_big = rows * columns > 25  # noqa: PLR2004 - five by five
    return 120 if is_big or settings.win.kind is WinKind.ALL else 30


def cleaned(settings: Settings) -> Settings:
    """Return the settings with the session's name as one line in NFC; one that cannot be cleaned stays as it is."""
    try:
        return msgspec.structs.replace(settings, name=clean_line(settings.name))
    except BadText:
        return settings


def check_settings(settings: Settings, rows: int, columns: int, *, free: bool, teams: int) -> list[SettingsProblem]:
    """Return every impossible combination (rules 3). `teams` is how many will play, 2 where that is not known."""
    playable = rows * columns - (1 if free else 0)
    return [
        *_name_problems(settings),
        *_ownership_problems(settings, teams),
        *_count_problems(settings, len(geometry(rows, columns).lines), playable),
        *_pattern_problems(settings, rows, columns),
        *_points_problems(settings),
    ]


def _name_problems(settings: Settings) -> Iterator[SettingsProblem]:
    try:
        clean_line(settings.name)
    except BadText as error:
        yield SettingsProblem("name", f"text without control characters ({error})")


def _ownership_problems(settings: Settings, teams: int) -> Iterator[SettingsProblem]:
    is_alone = settings.teams is TeamsMode.ONE or teams == 1
    kind = settings.win.kind
    if settings.ownership is Ownership.DRAFT:
        yield SettingsProblem("ownership", "shared or lockout: drafts are not played yet")
    if settings.ownership is Ownership.LOCKOUT and kind is WinKind.ALL and not is_alone:
        yield SettingsProblem("win.kind", "another condition: in lockout two teams can never both hold all squares")
    if kind is WinKind.MAJORITY and settings.ownership is Ownership.SHARED and is_alone:
        yield SettingsProblem("win.kind", "another condition: one team alone always has the majority")


def _count_problems(settings: Settings, lines: int, playable: int) -> Iterator[SettingsProblem]:
    win = settings.win
    if win.kind in (WinKind.LINES, WinKind.LINE_OR_MAJORITY) and win.n > lines:
        yield SettingsProblem("win.n", f"at most {lines}, the number of lines on this board")
    if win.kind is WinKind.SQUARES and win.n > playable:
        yield SettingsProblem("win.n", f"at most {playable}, the number of squares in play")


def _pattern_problems(settings: Settings, rows: int, columns: int) -> Iterator[SettingsProblem]:
    if settings.win.kind is not WinKind.PATTERN:
        return
    if not settings.win.patterns:
        yield SettingsProblem(
            "win.patterns", f"at least one of {', '.join(PATTERN_NAMES)}, or square numbers like 1-7-13"
        )
    for name in settings.win.patterns:
        if pattern_mask(name, rows, columns) is None:
            yield SettingsProblem("win.patterns", f"a pattern that fits {rows} by {columns}; {name!r} does not")


def pattern_mask(name: str, rows: int, columns: int) -> int | None:
    """Return the mask of a named pattern, or of a custom one written as square numbers joined by `-`.

    None means that there is no such pattern, or that it does not fit the size.
    """
    grid = geometry(rows, columns)
    if name in grid.patterns:
        return grid.patterns[name]
    mask = 0
    for part in name.split("-"):
        if not (part.isascii() and part.isdigit() and len(part) <= 3) or not 1 <= int(part) <= rows * columns:  # noqa: PLR2004
            return None
        mask |= 1 << (int(part) - 1)
    return mask


def _points_problems(settings: Settings) -> Iterator[SettingsProblem]:
    if settings.win.kind is WinKind.POINTS and settings.win.target is None and settings.time_limit_s is None:
        yield SettingsProblem("win.target", "a target or a time limit, else points never end")
