"""One square as HTML. Not a template, and kept: a board has up to a hundred of them, most are as they were at the last
page, and everybody of a team sees the same. The script writes the same elements (static/session/square.js, `fill`).
"""

from functools import lru_cache
from html import escape
from typing import Final

from arcadia.play.pages.squares import Drawn
from arcadia.web.filters import length_word

KEPT: Final = 16_384


@lru_cache(KEPT)
def live_square(square: Drawn) -> str:
    """A square that is pressed: a button inside its cell, which also works as a plain form's."""
    press = f'name="{square.press}" value="{square.n}"' if square.press else 'type="button"'
    pressed = "" if square.pressed is None else f' aria-pressed="{str(square.pressed).lower()}"'
    disabled = ' aria-disabled="true"' if square.is_closed else ""
    return (
        f'<div role="gridcell"><button class="{_classes(square)}" {_data(square)} aria-label="{escape(square.label)}"'
        f"{pressed}{disabled} {press}>{inside(square)}</button></div>"
    )


@lru_cache(KEPT)
def still_square(square: Drawn) -> str:
    """A square to look at."""
    label = f'<span class="unseen-text">{escape(square.label)}</span>'
    return f'<div role="gridcell" class="{_classes(square)}" {_data(square)}>{label}{inside(square)}</div>'


def _classes(square: Drawn) -> str:
    return f"square {square.classes}".strip()


def _data(square: Drawn) -> str:
    length = length_word(square.goal)
    return f'data-square="{square.n}" data-state="{square.state}" data-team="{square.teams}" data-length="{length}"'


def inside(square: Drawn) -> str:
    """What stands in a square: bands of its holders, symbol, goal, counter; hidden from who hears the label."""
    parts = []
    if square.bands:
        bands = "".join(f'<i class="team-{colour}{" own" if own else ""}"></i>' for colour, own in square.bands)
        more = f'<b class="more">+{square.more}</b>' if square.more else ""
        parts.append(f'<span class="bands" data-bands="{len(square.bands)}" aria-hidden="true">{bands}{more}</span>')
    if len(square.bands) == 1:
        parts.append('<i class="symbol" aria-hidden="true"></i>')
    if square.number:
        parts.append(f'<span class="team-number" aria-hidden="true">{square.number}</span>')
    parts.append(f'<span class="goal" dir="auto" aria-hidden="true">{escape(square.goal)}</span>')
    if square.counter:
        parts.append(f'<span class="count" aria-hidden="true">{square.counter}</span>')
    return "".join(parts)
