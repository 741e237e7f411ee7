"""Squares as pages draw them: classes, bands of their holders, and what a screen reader hears.

The script draws the same (static/session/square.js, words.js); a browser test holds the two together.
"""

from functools import lru_cache
from typing import Final, NamedTuple

from arcadia.platform.languages import _, marked
from arcadia.play.domain.clock import Moment
from arcadia.play.domain.geometry import bit
from arcadia.play.domain.settings import Ownership
from arcadia.play.domain.state import Team
from arcadia.play.domain.views import SquareView
from arcadia.play.pages.seen import Seen

MOST_BANDS: Final = 4
UNTOUCHED_KEPT: Final = 8_192
STATE_WORDS: Final = {"free": marked("free"), "dead": marked("out of play")}
COLOURS: Final = 12
"""How many teams have a colour of their own; later ones show their number beside the symbol (details, "Many teams")."""


class Drawn(NamedTuple):
    """One square as it is drawn. `bands` are colours of holders and whether they are the own team's; `pressed` is None
    for everybody who does not play; `press` names what a press asks for, where it may; `is_closed` says that it would be
    refused.
    """

    n: int
    state: str = "open"
    goal: str = ""
    classes: str = ""
    teams: str = ""
    bands: tuple[tuple[str, bool], ...] = ()
    more: int = 0
    number: int = 0
    counter: str = ""
    label: str = ""
    is_closed: bool = False
    pressed: bool | None = None
    press: str = ""


def drawn_squares(seen: Seen) -> list[Drawn]:
    """Return the squares of the card for the templates."""
    lines = _line_squares(seen)
    is_marking = seen.own is not None and seen.moment is Moment.RUNNING
    is_playing = seen.own is not None
    is_over = seen.moment in (Moment.FINISHED, Moment.CANCELLED)
    is_lockout = is_playing and not is_over and seen.state.settings.ownership is Ownership.LOCKOUT
    return [
        _untouched(view.n, view.text or "", is_playing=is_playing, is_marking=is_marking)
        if view.state == "open" and not view.held and view.target is None
        else _drawn(
            view,
            seen.state.teams,
            seen.own,
            is_line=bool(lines & bit(view.n)),
            is_marking=is_marking,
            is_closed=view.state != "open" or (is_lockout and bool(view.held) and seen.own not in view.held),
        )
        for view in seen.squares
    ]


@lru_cache(UNTOUCHED_KEPT)
def _untouched(number: int, text: str, *, is_playing: bool, is_marking: bool) -> Drawn:
    """Most squares, most of the time: nobody holds them."""
    pressed = False if is_playing else None
    return Drawn(n=number, goal=text, label=text, pressed=pressed, press="mark" if is_marking else "")


def _line_squares(seen: Seen) -> int:
    """The squares on completed lines as a mask: the viewer's own lines while the card is played, else anybody's."""
    free = sum(bit(view.n) for view in seen.squares if view.state == "free")
    held: dict[int, int] = {}
    for view in seen.squares:
        for team in view.held:
            held[team] = held.get(team, free) | bit(view.n)
    is_over = seen.moment is Moment.FINISHED
    shown = held.values() if seen.own is None or is_over else [held.get(seen.own, 0)]
    mask = 0
    for line in seen.state.the_card.grid.lines:
        if any(line & ~mine == 0 for mine in shown):
            mask |= line
    return mask


def _drawn(
    view: SquareView, teams: dict[int, Team], own: int | None, *, is_line: bool, is_marking: bool, is_closed: bool
) -> Drawn:
    held = sorted(view.held, key=lambda team: team != own)
    single = teams[held[0]] if len(held) == 1 else None
    goal = goal_text(view)
    classes = [
        view.state if view.state != "open" else "",
        f"held team-{single.colour}" if single else "",
        "line" if is_line else "",
    ]
    is_own = own is not None and own in held
    return Drawn(
        n=view.n,
        state=view.state,
        goal=goal,
        classes=" ".join(word for word in classes if word),
        teams=" ".join(map(str, held)),
        bands=tuple((teams[team].colour, team == own and len(held) > 1) for team in held[:MOST_BANDS]),
        more=max(0, len(held) - MOST_BANDS),
        number=single.number if single and single.number > COLOURS else 0,
        counter=count_text(view, own),
        label=square_label(view, teams, own, goal=goal, is_closed=is_closed),
        is_closed=is_closed,
        pressed=None if own is None else is_own,
        press=("unmark" if is_own else "mark") if is_marking and view.state == "open" else "",
    )


def goal_text(view: SquareView) -> str:
    """What stands in the square; a free one without a text says so."""
    if view.state in ("unseen", "covered"):
        return ""
    return view.text or (_("Free") if view.state == "free" else "")


def count_text(view: SquareView, own: int | None) -> str:
    """Progress of a counter: `3 / 10`, with a tick where the square was marked by hand below the target (rules 4)."""
    if not view.target or view.state != "open":
        return ""
    if own is None:
        return f"× {view.target}"
    value = view.counts.get(own, 0)
    return f"{value} / {view.target}{' ✓' if own in view.held and value < view.target else ''}"


def square_label(view: SquareView, teams: dict[int, Team], own: int | None, *, goal: str, is_closed: bool) -> str:
    """Goal first, then state (details, "The board for people who do not see it")."""
    if view.state in ("unseen", "covered"):
        return _("unseen square") if view.state == "unseen" else _("covered square")
    parts = [goal]
    if view.state == "taken":
        parts.append(_("taken: cannot be marked"))
    elif view.state in STATE_WORDS and goal.lower() != (word := _(STATE_WORDS[view.state])):
        parts.append(word)
    others = ", ".join(teams[team].name for team in view.held if team != own)
    if own is not None and own in view.held:
        parts.append(_("yours"))
    if view.state == "open" and is_closed:
        parts.append(_("taken, {teams}: cannot be marked", teams=others))
    elif others:
        parts.append(_("also {teams}", teams=others) if own in view.held else others)
    if view.target and own is not None:
        parts.append(_("{count} of {target}", count=view.counts.get(own, 0), target=view.target))
    return ", ".join(parts)
