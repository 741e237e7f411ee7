"""Teams with their people, and everybody's seat, as the session page lists them."""

from typing import Any, Final

from arcadia.platform.languages import _, marked
from arcadia.play.domain.settings import TeamsMode
from arcadia.play.domain.state import Phase, Presence, Role, Seat, State
from arcadia.play.domain.views import TeamView
from arcadia.play.pages.progress import Table, Way, way_to_win
from arcadia.play.pages.seen import Seen
from arcadia.play.pages.squares import COLOURS
from arcadia.play.pages.words import clock_text

MOST_WATCHERS: Final = 40
"""Spectators that are listed by name; the others are counted."""

ROLE_WORDS: Final = {
    Role.PLAYER: marked("player"),
    Role.REFEREE: marked("referee"),
    Role.CASTER: marked("caster"),
    Role.SPECTATOR: marked("spectator"),
}
_ORDER: Final = {Role.PLAYER: 0, Role.REFEREE: 1, Role.CASTER: 1, Role.SPECTATOR: 2}


def team_rows(seen: Seen, here: frozenset[int]) -> list[dict[str, Any]]:
    """Return the teams that play: own first, then by what wins, with their people and their way to the win."""
    state, card = seen.state, seen.state.the_card
    table = Table(state.settings.win, card.rows, card.columns, seen.squares)
    best = max((view.points or 0 for view in seen.teams), default=0)
    seated: dict[int | None, list[Seat]] = {}
    for seat in state.players():
        seated.setdefault(seat.team, []).append(seat)
    shown = [view for view in seen.teams if view.n in seated or view.squares or state.settings.teams is TeamsMode.FIXED]
    shown.sort(key=lambda view: (view.n != seen.own, *_rank(view), view.n))
    return [
        {
            **_team(view, seen.own),
            **_way(way_to_win(view, table, best_points=best), state, view),
            "who": [_player(seat, state, here) for seat in seated.get(view.n, ())],
        }
        for view in shown
    ]


def _team(view: TeamView, own: int | None) -> dict[str, Any]:
    return {
        "n": view.n,
        "colour": view.colour,
        "number": view.n if view.n > COLOURS else "",
        "name": view.name,
        "is_mine": view.n == own,
        "is_out": view.is_out,
        "score": "-" if view.squares is None else view.squares if view.points is None else view.points,
    }


def _rank(view: TeamView) -> tuple[int, int, int]:
    return -(view.points or 0), -(view.lines or 0), -(view.squares or 0)


def _player(seat: Seat, state: State, here: frozenset[int]) -> dict[str, Any]:
    is_ready = seat.is_ready and state.phase is Phase.WAITING
    return {"name": seat.name, "is_here": seat.number in here, "is_ready": is_ready}


def _way(way: Way, state: State, view: TeamView) -> dict[str, Any]:
    """The bar, and a note: cards won in a series, then the team's place or what it is short of."""
    won = state.tally.get(view.n, 0) if state.the_card.number > 1 or state.settings.best_of else 0
    note = " · ".join(
        words for words in (_("{n} won", n=won) if won else "", _place(state, view) or way.words) if words
    )
    return {"value": way.value, "most": way.most, "note": note}


def _place(state: State, view: TeamView) -> str:
    """A team's place and time under `places`, where its score may be seen."""
    if view.squares is None:
        return ""
    place = next((index for index, placed in enumerate(state.placed, 1) if placed.team == view.n), 0)
    return _("place {n}, {time}", n=place, time=clock_text(state.placed[place - 1].elapsed_ms)) if place else ""


def people_rows(state: State, *, here: frozenset[int], own_seat: int) -> list[dict[str, Any]]:
    """Return everybody who sits or asks to sit: those who ask first, then host, players, the others."""
    seats = [seat for seat in state.seats.values() if seat.presence in (Presence.IN, Presence.WAITING)]
    seats.sort(
        key=lambda seat: (seat.presence is Presence.IN, seat.number != state.host, _ORDER[seat.role], seat.number)
    )
    watchers = [seat for seat in seats if seat.role is Role.SPECTATOR]
    hidden = {seat.number for seat in watchers[MOST_WATCHERS:]} - {own_seat}
    return [person_row(seat, state, here, own_seat) for seat in seats if seat.number not in hidden]


def person_row(seat: Seat, state: State, here: frozenset[int], own_seat: int) -> dict[str, Any]:
    """One seat as lists show it."""
    team = state.teams.get(seat.team or 0)
    return {
        "n": seat.number,
        "name": seat.name,
        "colour": team.colour if team else "",
        "is_me": seat.number == own_seat,
        "is_waiting": seat.presence is Presence.WAITING,
        "is_here": seat.number in here,
        "is_muted": seat.is_muted,
        "role": seat.role.value,
        "words": presence_words(seat, state, is_here=seat.number in here),
    }


def presence_words(seat: Seat, state: State, *, is_here: bool) -> str:
    """What somebody is and whether they are here: `host, away, chat closed`."""
    if seat.presence is Presence.WAITING:
        return _("asks to join")
    words = [_("host") if seat.number == state.host else _(ROLE_WORDS[seat.role])]
    if seat.is_ready and state.phase is Phase.WAITING:
        words.append(_("ready"))
    if not is_here:
        words.append(_("away"))
    if seat.is_muted:
        words.append(_("chat closed"))
    return ", ".join(words)


def old_seats(state: State) -> list[dict[str, Any]]:
    """Seats that a guest who lost the cookie may have had."""
    return [
        {"n": seat.number, "name": seat.name}
        for seat in state.seats.values()
        if seat.role is Role.PLAYER and not seat.principal.startswith("merged:")
    ]


def removed_seats(state: State) -> list[dict[str, Any]]:
    """Seats whose holders were removed; some of them may not join again."""
    return [{"n": seat.number, "name": seat.name} for seat in state.seats.values() if seat.presence is Presence.KICKED]
