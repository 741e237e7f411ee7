"""How far a team is on its way to the win: a bar and a few words. The script says the same (static/session/progress.js)."""

from typing import Final, NamedTuple

from arcadia.platform.languages import _, plural
from arcadia.play.domain.geometry import bit
from arcadia.play.domain.presets import pattern_mask
from arcadia.play.domain.settings import PatternNeed, Win, WinKind
from arcadia.play.domain.views import SquareView, TeamView
from arcadia.play.pages.words import lines_text

_UNKNOWN: Final = ""


class Table(NamedTuple):
    """What is on the table for one audience: the condition, the size and the squares that it sees."""

    win: Win
    rows: int
    columns: int
    squares: tuple[SquareView, ...]

    @property
    def playable(self) -> int:
        """How many squares count, as far as is seen."""
        return sum(1 for square in self.squares if square.state not in ("free", "dead"))

    @property
    def free(self) -> int:
        """The free square as a mask."""
        return sum(bit(square.n) for square in self.squares if square.state == "free")

    def held(self, team: int) -> int:
        """The squares that a team is seen to hold, as a mask."""
        return sum(bit(square.n) for square in self.squares if team in square.held)


class Way(NamedTuple):
    """`value` of `most` done, and what is missing, in words."""

    value: int
    most: int
    words: str


def way_to_win(team: TeamView, table: Table, *, best_points: int) -> Way:
    """Return a team's progress; nothing where its score is secret."""
    if team.is_out or team.squares is None:
        return Way(0, 1, _("gave up") if team.is_out else _("hidden"))
    match table.win.kind:
        case WinKind.LINES:
            return _lines(team, table)
        case WinKind.LINE_OR_MAJORITY:
            lines, most = _lines(team, table), _squares(team.squares, table.playable // 2 + 1)
            return max(
                lines._replace(words=lines.words or most.words),
                most._replace(words=lines.words or most.words),
                key=_share,
            )
        case WinKind.SQUARES:
            return _squares(team.squares, table.win.n)
        case WinKind.MAJORITY:
            return _squares(team.squares, table.playable // 2 + 1)
        case WinKind.ALL:
            return _squares(team.squares, table.playable)
        case WinKind.POINTS:
            return _points(team.points or 0, table.win.target, best_points)
        case WinKind.PATTERN:
            return _patterns(team, table)


def _share(way: Way) -> float:
    return way.value / max(1, way.most)


def _lines(team: TeamView, table: Table) -> Way:
    """Each line counts as many steps as the longer side has squares."""
    side, wanted, lines = max(table.rows, table.columns), table.win.n, team.lines or 0
    short = None if lines >= wanted else team.short
    value = lines * side + (0 if short is None else max(0, side - short))
    if team.no_line_left and lines < wanted:
        words = _("no line left")
    elif lines and wanted > 1:
        words = plural("{done} of {n} line", "{done} of {n} lines", wanted, done=lines)
    elif lines:
        words = lines_text(lines)
    else:
        words = _UNKNOWN if short is None else _short(short)
    return Way(min(value, wanted * side), wanted * side, words)


def _squares(held: int, wanted: int) -> Way:
    missing = wanted - held
    return Way(min(held, wanted), max(1, wanted), _short(missing) if missing > 0 else _UNKNOWN)


def _points(points: int, target: int | None, best: int) -> Way:
    if target is None:
        return Way(points, max(1, best), _UNKNOWN)
    return Way(
        min(points, target),
        target,
        plural("{n} point short", "{n} points short", target - points) if points < target else _UNKNOWN,
    )


def _patterns(team: TeamView, table: Table) -> Way:
    """The nearest pattern, or all of them; unknown where not every square of the team is seen."""
    held = table.held(team.n)
    masks = [mask for name in table.win.patterns if (mask := pattern_mask(name, table.rows, table.columns))]
    if held.bit_count() != team.squares or not masks:
        return Way(0, 1, _UNKNOWN)
    if table.win.need is PatternNeed.ALL:
        masks = [_union(masks)]
    own = held | table.free
    missing, size = min(((mask & ~own).bit_count(), mask.bit_count()) for mask in masks)
    return Way(size - missing, size, _short(missing) if missing else _UNKNOWN)


def _short(squares: int) -> str:
    return plural("{n} square short", "{n} squares short", squares)


def _union(masks: list[int]) -> int:
    union = 0
    for mask in masks:
        union |= mask
    return union
