"""What templates get of a session: everything through the masks of one audience."""

from collections.abc import Callable
from typing import Any

from arcadia.platform.languages import _
from arcadia.play.domain.audience import Audience
from arcadia.play.domain.state import Seat, State
from arcadia.play.pages.banner import banner_of
from arcadia.play.pages.people import people_rows, removed_seats, team_rows
from arcadia.play.pages.rights import make_shown
from arcadia.play.pages.seen import Seen, see
from arcadia.play.pages.settings_words import settings_rows
from arcadia.play.pages.square_html import live_square, still_square
from arcadia.play.pages.squares import Drawn, drawn_squares
from arcadia.play.pages.words import (
    MOMENT_WORDS,
    clock_now,
    condition_words,
    mode_name,
    mode_sentence,
    title_of,
)
from arcadia.play.service.presence import Here


def card_context(state: State, audience: Audience, *, now: int) -> dict[str, Any]:
    """The card as squares for the template, and what stands around it."""
    return _card(see(state, audience, now), frozenset(), still_square)


def session_context(state: State, audience: Audience, seat: Seat | None, *, now: int, here: Here) -> dict[str, Any]:
    """Everything that the session page shows beside its feed: board, teams, people, clock, banner, tools."""
    seen, present = see(state, audience, now), frozenset(here.seats)
    return {
        **_card(seen, present, live_square),
        "v": state.version,
        "moment": seen.moment.value,
        "shown": make_shown(seen, seat),
        "seat": seat.number if seat else 0,
        "is_muted": (seat is not None and seat.is_muted) or not state.settings.chat,
        "own": seen.own,
        "all_teams": [{"n": one.number, "name": one.name} for one in state.teams.values()],
        "clock": clock_now(state, now),
        "banner": banner_of(seen),
        "watching": here.watching,
        "people": people_rows(state, here=present, own_seat=seat.number if seat else 0),
        "removed": removed_seats(state),
        "settings": settings_rows(state.settings),
        "rendered_at": now,
        "judged": [(one.n, one.text or "") for one in seen.squares],
    }


def _card(seen: Seen, here: frozenset[int], draw: Callable[[Drawn], str]) -> dict[str, Any]:
    state, card = seen.state, seen.state.the_card
    squares = drawn_squares(seen)
    return {
        "code": state.code,
        "card_number": card.number,
        "title": title_of(state, seen.audience, now=seen.now),
        "sentence": mode_sentence(state.settings),
        "mode": mode_name(state.settings.preset),
        "condition": condition_words(state.settings.win),
        "phase": _(MOMENT_WORDS[seen.moment]),
        "rows": card.rows,
        "columns": card.columns,
        "cells": [draw(square) for square in squares],
        "teams": team_rows(seen, here),
    }
