"""What comes of a session that is made, a card that is dealt, settings that change."""

from typing import Final

from msgspec.structs import replace

from arcadia.play.domain import events as ev
from arcadia.play.domain.fog import start_squares
from arcadia.play.domain.folds.fold import Changes, Folds
from arcadia.play.domain.state import Clock, Phase, State


def _created(state: State, event: ev.Created, version: int, at: int) -> Changes:
    return {"code": event.code, "settings": event.settings, "created_at": at}


def _card_dealt(state: State, event: ev.CardDealt, version: int, at: int) -> Changes:
    is_running = event.running_from is not None
    seats = {number: replace(seat, is_ready=False) for number, seat in state.seats.items()}
    teams = {number: replace(team, is_out=False) for number, team in state.teams.items()}
    return {
        **_empty_card(),
        "card": event.card,
        "card_version": version,
        "phase": Phase.STARTED if is_running else Phase.WAITING,
        "clock": Clock(running_from=event.running_from),
        "seats": seats,
        "teams": teams,
        "seen": dict.fromkeys(state.teams, start_squares(event.card, state.settings)) if state.teams else {},
    }


def _empty_card() -> Changes:
    """Everything that belongs to one card (rules 10)."""
    return {
        "pause_reason": None, "is_revealed": False, "held": {}, "marks": {}, "counters": {}, "dead": 0, "seen": {},
        "taken": {}, "lines": {}, "placed": (), "review": None, "result": None, "finished_at": None, "is_final": False,
        "is_unwinnable": False, "rate": {},
    }  # fmt: skip


def _settings_changed(state: State, event: ev.SettingsChanged, version: int, at: int) -> Changes:
    changes: Changes = {"settings": event.settings}
    if state.settings.quick and not event.settings.quick and state.phase is Phase.STARTED:
        changes |= {"phase": Phase.WAITING, "clock": Clock()}
    if state.card is not None:
        start = start_squares(state.card, event.settings)
        changes["seen"] = dict.fromkeys(state.teams, start)
    return changes


def _card_revealed(state: State, event: ev.CardRevealed, version: int, at: int) -> Changes:
    return {"is_revealed": True}


FOLDS: Final[Folds] = {
    ev.Created: _created,
    ev.CardDealt: _card_dealt,
    ev.SettingsChanged: _settings_changed,
    ev.CardRevealed: _card_revealed,
}
