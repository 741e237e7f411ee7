"""Each team's squares over the running time of a card, as lines of a picture: SVG by attributes alone, no style."""

from typing import Any, Final

from arcadia.platform.languages import _
from arcadia.play.pages.played import Played, running_ms
from arcadia.play.pages.squares import COLOURS
from arcadia.play.pages.words import clock_text, squares_text

WIDTH: Final = 1000
HEIGHT: Final = 300


def chart_of(played: Played) -> dict[str, Any] | None:
    """Return paths, the labels of both axes and a text that says the same; None where nothing was marked."""
    end = max([running_ms(change) for change in played.changes] + [played.result.elapsed_ms if played.result else 0])
    teams = [team for team in played.last.teams if any(change.after.held.get(team) for change in played.changes)]
    if not teams or not end:
        return None
    most = max(change.after.held.get(team, 0).bit_count() for change in played.changes for team in teams)
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "lines": [_line(played, team, end=end, most=most) for team in teams],
        "rows": [{"value": value, "y": _y(value, most)} for value in _rows(most)],
        "times": [clock_text(0), clock_text(end // 2), clock_text(end)],
        "words": "; ".join(_summary(played, team) for team in teams),
    }


def _rows(most: int) -> list[int]:
    """The labelled heights, evenly spaced: the top, the middle where it is a whole number, the ground."""
    return [most, 0] if most % 2 else [most, most // 2, 0]


def _line(played: Played, team: int, *, end: int, most: int) -> dict[str, Any]:
    """A team's path: level until a mark, then straight up, to the end of the card."""
    path, value = [f"M0 {_y(0, most)}"], 0
    for change in played.changes:
        now_held = change.after.held.get(team, 0).bit_count()
        if now_held != value:
            value = now_held
            path.append(f"H{_x(running_ms(change), end)}V{_y(value, most)}")
    path.append(f"H{WIDTH}")
    look = played.last.teams[team]
    return {
        "path": "".join(path),
        "colour": look.colour,
        "name": look.name,
        "number": team if team > COLOURS else "",
        "squares": value,
    }


def _x(ms: int, end: int) -> int:
    return round(WIDTH * ms / end)


def _y(value: int, most: int) -> int:
    return round(HEIGHT * (1 - value / most))


def _summary(played: Played, team: int) -> str:
    held = [change.after.held.get(team, 0).bit_count() for change in played.changes]
    first = next(running_ms(change) for change, count in zip(played.changes, held, strict=True) if count)
    return _(
        "{team} began at {time} and ended with {count}",
        team=played.last.teams[team].name,
        time=clock_text(first),
        count=squares_text(held[-1]),
    )
