"""`decide(state, command)`: what a command comes to. Pure: the same state, command, seat and time give the same answer.

`RULES` is the whole order of reasons (rules 1.5) in one table: for each command the checks of seat, role, rate, card
and phase, in that order, then the function that looks at the square and its state.
"""

import math
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from arcadia.play.domain import chatting, hosting, judging, marking, phases, seating
from arcadia.play.domain import commands as do
from arcadia.play.domain.checks import (
    Asked,
    Check,
    first_refusal,
    has_seat,
    hosts,
    hosts_or_judges,
    in_moments,
    is_neutral,
    is_running,
    on_this_card,
    plays,
    plays_or_judges,
    within_rate,
)
from arcadia.play.domain.clock import Moment
from arcadia.play.domain.judging import JUDGED_MOMENTS
from arcadia.play.domain.outcomes import Decision
from arcadia.play.domain.state import Presence, Seat, State


class Rule(NamedTuple):
    """The checks of a command in their order, and what it does once all of them pass. `is_for_waiting` opens it to
    those, too, whom the host has not let in yet.
    """

    checks: tuple[Check, ...]
    act: Callable[[Asked, Any], Decision]
    is_for_waiting: bool = False


def decide(state: State, command: do.Command, *, seat: int, now: int) -> Decision:
    """Decide a command of a seat (0: nobody's, the system's) at a time not before the state's last event."""
    system = _SYSTEM.get(type(command))
    if system is not None:
        return system(state, command, now=now)
    rule = RULES[type(command)]
    asked = Asked(
        state,
        _sitting(state, seat, rule),
        now,
        getattr(command, "card", 0),
        math.ceil(len(command.squares) / 10) if isinstance(command, do.Bulk) else 1,
    )
    return first_refusal(asked, rule.checks) or rule.act(asked, command)


def _sitting(state: State, number: int, rule: Rule) -> Seat | None:
    """The seat that a command is from, where its holder may send it at all."""
    seat = state.seats.get(number)
    if seat is None or seat.is_in:
        return seat
    return seat if rule.is_for_waiting and seat.presence is Presence.WAITING else None


_BEFORE = in_moments(Moment.WAITING)
_MARKING: tuple[Check, ...] = (has_seat, plays_or_judges, within_rate, on_this_card, is_running)
_JUDGING: tuple[Check, ...] = (has_seat, hosts_or_judges, is_neutral, on_this_card, in_moments(*JUDGED_MOMENTS))
_STOPPING = in_moments(Moment.RUNNING, Moment.PAUSED, Moment.REVIEW)
_GOING_ON = in_moments(Moment.PAUSED, Moment.RUNNING, Moment.COUNTDOWN)
_ENDING = in_moments(Moment.COUNTDOWN, Moment.RUNNING, Moment.PAUSED, Moment.OVER)
_ENDED = in_moments(Moment.REVIEW, Moment.FINISHED)
_ALIVE = in_moments(*(value for value in Moment if value is not Moment.CANCELLED))

RULES: Final[dict[type, Rule]] = {
    do.Mark: Rule(_MARKING, marking.mark),
    do.Unmark: Rule(_MARKING, marking.unmark),
    do.SetCounter: Rule(_MARKING, marking.set_counter),
    do.Bulk: Rule(_MARKING, marking.bulk),
    do.Undo: Rule(_MARKING, marking.undo),
    do.Void: Rule(_JUDGING, judging.void),
    do.Award: Rule(_JUDGING, judging.award),
    do.Kill: Rule(_JUDGING, judging.kill),
    do.Revive: Rule(_JUDGING, judging.revive),
    do.Confirm: Rule((has_seat, hosts_or_judges, is_neutral, on_this_card, _ENDED), judging.confirm),
    do.Reopen: Rule((has_seat, hosts_or_judges, is_neutral, on_this_card, in_moments(Moment.FINISHED)), judging.reopen),
    do.FinishCard: Rule((has_seat, hosts_or_judges, on_this_card, _ENDING), judging.finish_card),
    do.Forfeit: Rule((has_seat, plays, on_this_card, _STOPPING), judging.forfeit),
    do.SetReady: Rule((has_seat, plays, on_this_card, _BEFORE), phases.set_ready),
    do.Start: Rule((has_seat, hosts, on_this_card, _BEFORE), phases.start),
    do.CallOff: Rule((has_seat, hosts, on_this_card, in_moments(Moment.COUNTDOWN)), phases.call_off),
    do.Pause: Rule((has_seat, hosts_or_judges, on_this_card, _STOPPING), phases.pause),
    do.Resume: Rule((has_seat, hosts_or_judges, on_this_card, _GOING_ON), phases.resume),
    do.Reveal: Rule((has_seat, hosts, on_this_card, _BEFORE), phases.reveal),
    do.Deal: Rule((has_seat, _ALIVE), phases.deal),
    do.ChangeSettings: Rule((has_seat, hosts), phases.change_settings),
    do.CancelSession: Rule((has_seat, hosts), phases.cancel),
    do.Admit: Rule((has_seat, hosts, _ALIVE), seating.admit),
    do.Leave: Rule((has_seat,), seating.leave, is_for_waiting=True),
    do.Rename: Rule((has_seat, _ALIVE), seating.rename),
    do.ChooseTeam: Rule((has_seat, plays, _ALIVE), seating.choose_team),
    do.ChangeTeam: Rule((has_seat, plays, _ALIVE), seating.change_team),
    do.Kick: Rule((has_seat, hosts_or_judges), hosting.kick),
    do.Ban: Rule((has_seat, hosts), hosting.ban),
    do.Unban: Rule((has_seat, hosts), hosting.unban),
    do.Mute: Rule((has_seat, hosts_or_judges), hosting.mute),
    do.Lock: Rule((has_seat, hosts), hosting.lock),
    do.SetRole: Rule((has_seat, hosts, _ALIVE), hosting.set_role),
    do.HandOver: Rule((has_seat, hosts), hosting.hand_over),
    do.Merge: Rule((has_seat, hosts_or_judges), hosting.merge),
    do.Say: Rule((has_seat,), chatting.say),
}

_SYSTEM: Final[dict[type, Callable[..., Decision]]] = {
    do.Join: seating.join,
    do.Due: phases.due,
    do.HostAway: seating.host_away,
    do.HostBack: seating.host_back,
}
"""Commands that no seat sends: joiners have none yet, and deadlines and absences are noticed by the service."""
