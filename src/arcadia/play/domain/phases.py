"""Start, call off, pause, resume, reveal, deal, settings, and the deadlines that come by themselves (rules 6, 10)."""

from msgspec.structs import replace

from arcadia.play.domain import commands as do
from arcadia.play.domain import events as ev
from arcadia.play.domain.checks import Asked
from arcadia.play.domain.clock import Moment, due_at, elapsed_ms, end_of_time, moment
from arcadia.play.domain.outcomes import Decision, Rejected, Unchanged
from arcadia.play.domain.presets import check_settings, cleaned
from arcadia.play.domain.ranking import make_result
from arcadia.play.domain.refusals import Refusal
from arcadia.play.domain.seating import arrange_teams
from arcadia.play.domain.settings import WhoDeals
from arcadia.play.domain.state import Phase, Result, ResultReason, Role, State
from arcadia.play.domain.unfolding import Unfolding


def start(asked: Asked, command: do.Start) -> Decision:
    """Begin the countdown; `started` carries the time at which marks are taken."""
    unfolding = Unfolding(asked.state, asked.now)
    unfolding.add(ev.Started(running_from=asked.now + asked.state.settings.countdown_s * 1000))
    return unfolding.accepted()


def call_off(asked: Asked, command: do.CallOff) -> Decision:
    """Stop the first countdown. The one after a pause cannot be called off."""
    if elapsed_ms(asked.state, asked.now) or asked.state.marks:
        return Rejected(Refusal.PHASE, {"phase": Moment.COUNTDOWN.value})
    unfolding = Unfolding(asked.state, asked.now)
    unfolding.add(ev.StartCalledOff(by=_number(asked)))
    return unfolding.accepted()


def set_ready(asked: Asked, command: do.SetReady) -> Decision:
    """Be ready or not. With `auto_start`, the last one to be ready begins the countdown."""
    seat = asked.seat
    if seat is None or seat.is_ready == command.ready:
        return Unchanged()
    unfolding = Unfolding(asked.state, asked.now)
    unfolding.add(ev.ReadySet(seat=seat.number, is_ready=command.ready))
    settings = asked.state.settings
    if settings.auto_start and all(player.is_ready for player in unfolding.state.players()):
        unfolding.add(ev.Started(running_from=asked.now + settings.countdown_s * 1000))
    return unfolding.accepted()


def pause(asked: Asked, command: do.Pause) -> Decision:
    """Stop the clock. What was committed before stands."""
    if asked.state.phase is Phase.PAUSED:
        return Unchanged()
    unfolding = Unfolding(asked.state, asked.now)
    unfolding.add(ev.Paused(by=_number(asked)))
    return unfolding.accepted()


def resume(asked: Asked, command: do.Resume) -> Decision:
    """Go on after the resume countdown."""
    if asked.state.phase is Phase.STARTED:
        return Unchanged()
    unfolding = Unfolding(asked.state, asked.now)
    running_from = asked.now + asked.state.settings.resume_s * 1000
    unfolding.add(ev.Resumed(running_from=running_from, by=_number(asked)))
    return unfolding.accepted()


def reveal(asked: Asked, command: do.Reveal) -> Decision:
    """Uncover the card for all before the start."""
    if asked.state.is_revealed or not asked.state.settings.covered:
        return Unchanged()
    unfolding = Unfolding(asked.state, asked.now)
    unfolding.add(ev.CardRevealed(by=_number(asked)))
    return unfolding.accepted()


def change_settings(asked: Asked, command: do.ChangeSettings) -> Decision:
    """Before the start, or in a quick session while nothing is marked (details, "Starting and joining")."""
    state, wanted = asked.state, cleaned(command.settings)
    if wanted == state.settings:
        return Unchanged()
    is_untouched_quick = state.settings.quick and state.phase is Phase.STARTED and not state.marks
    if state.phase is not Phase.WAITING and not is_untouched_quick:
        return Rejected(Refusal.PHASE, {"phase": moment(state, asked.now).value})
    card = state.the_card
    teams = max(2, len(state.teams)) if wanted.most_players > 1 else 1
    problems = check_settings(wanted, card.rows, card.columns, free=card.free is not None, teams=teams)
    if problems:
        return settings_refusal(problems[0].field, problems[0].expected)
    unfolding = Unfolding(state, asked.now)
    unfolding.add(ev.SettingsChanged(settings=wanted))
    if wanted.teams is not state.settings.teams:
        arrange_teams(unfolding)
    if wanted.quick and state.phase is Phase.WAITING:
        unfolding.add(ev.Started(running_from=asked.now))
    return unfolding.accepted()


def settings_refusal(field: str, expected: str) -> Rejected:
    """`settings` with the field that is impossible and what would be possible."""
    return Rejected(Refusal.SETTINGS, {"field": field, "expected": expected})


def deal(asked: Asked, command: do.Deal) -> Decision:
    """A new card: an unfinished one ends as abandoned and counts for nothing (rules 10)."""
    state = asked.state
    refusal = _may_deal(asked)
    if refusal is not None:
        return refusal
    problems = check_settings(
        state.settings, command.dealt.rows, command.dealt.columns, free=command.dealt.free is not None, teams=2
    )
    if problems:
        return settings_refusal(problems[0].field, problems[0].expected)
    is_unfinished = state.phase is not Phase.FINISHED
    abandoned = Result(reason=ResultReason.ABANDONED, elapsed_ms=elapsed_ms(state, asked.now))
    card = replace(command.dealt, number=state.the_card.number + 1)
    unfolding = Unfolding(state, asked.now)
    unfolding.add(
        ev.CardDealt(
            card=card,
            abandoned=abandoned if is_unfinished else None,
            running_from=asked.now if state.settings.quick else None,
        )
    )
    return unfolding.accepted()


def _may_deal(asked: Asked) -> Rejected | None:
    seat, settings = asked.seat, asked.state.settings
    is_player = seat is not None and seat.role is Role.PLAYER
    may = (
        asked.is_host
        or (asked.is_referee and settings.who_deals is not WhoDeals.HOST)
        or (is_player and settings.who_deals is WhoDeals.PLAYERS)
    )
    if not may:
        return Rejected(Refusal.ROLE, {"needs": settings.who_deals.value})
    if is_series_over(asked.state):
        return Rejected(Refusal.PHASE, {"phase": "series_over"})
    return None


def is_series_over(state: State) -> bool:
    """Whether a team has won more than half of a series of `best of n`."""
    best_of = state.settings.best_of
    return best_of is not None and max(state.tally.values(), default=0) > best_of // 2


def cancel(asked: Asked, command: do.CancelSession) -> Decision:
    """End the session without a result."""
    if asked.state.phase is Phase.CANCELLED:
        return Unchanged()
    unfolding = Unfolding(asked.state, asked.now)
    unfolding.add(ev.Cancelled(by=_number(asked)))
    return unfolding.accepted()


def due(state: State, command: do.Due, *, now: int) -> Decision:
    """A deadline has come: its event happens at the deadline, not when it was noticed (architecture, "Time")."""
    if command.at != due_at(state) or command.at > now:
        return Unchanged()
    unfolding = Unfolding(state, max(command.at, state.last_at))
    if state.phase is Phase.FINISHED:
        unfolding.add(ev.Finalised())
    elif state.review is not None:
        unfolding.add(ev.Finished(result=state.review.result))
        unfolding.add(ev.Finalised())
    elif state.phase is Phase.STARTED and command.at == end_of_time(state):
        unfolding.add(ev.Finished(result=make_result(state, ResultReason.TIME, now=command.at)))
    else:
        unfolding.add(ev.Finished(result=Result(reason=ResultReason.ABANDONED, elapsed_ms=elapsed_ms(state, now))))
        unfolding.add(ev.Finalised())
    return unfolding.accepted()


def _number(asked: Asked) -> int:
    return asked.seat.number if asked.seat else 0
