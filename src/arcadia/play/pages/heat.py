"""How hot each square of a card was: how often it was marked, by whichever team, and when first."""

from typing import Any, Final

from arcadia.platform.languages import _, plural
from arcadia.play.domain.events import Awarded, Marked
from arcadia.play.pages.played import Played, running_ms
from arcadia.play.pages.words import clock_text

LEVELS: Final = 4


def heat_of(played: Played) -> list[dict[str, Any]]:
    """Return a row for each square, with a level from 0 to 4 and the same in words; empty where nothing was marked.

    A mark that was taken back or voided counts: it was fought for.
    """
    marks: dict[int, list[int]] = {}
    for change in played.changes:
        if isinstance(change.event, Marked | Awarded):
            marks.setdefault(change.event.square, []).append(running_ms(change))
    most = max((len(times) for times in marks.values()), default=0)
    squares = enumerate(played.last.the_card.squares, 1)
    return [_row(number, square.text, marks.get(number, []), most) for number, square in squares] if most else []


def _row(number: int, text: str | None, times: list[int], most: int) -> dict[str, Any]:
    first = clock_text(times[0]) if times else ""
    goal = text or _("square {n}", n=number)
    words = _("{goal}: never marked", goal=goal)
    if times:
        words = plural(
            "{goal}: marked {n} time, first at {first}",
            "{goal}: marked {n} times, first at {first}",
            len(times),
            goal=goal,
            first=first,
        )
    return {
        "level": -(-LEVELS * len(times) // most),
        "count": len(times),
        "first": first,
        "words": words,
    }
