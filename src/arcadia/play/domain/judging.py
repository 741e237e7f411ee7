"""What a referee, or a host who does not play, may do to a card (rules 9): void, award, kill, revive, end, reopen."""

from arcadia.core.text import BadText, clean_line
from arcadia.play.domain import commands as do
from arcadia.play.domain import events as ev
from arcadia.play.domain.checks import Asked
from arcadia.play.domain.clock import Moment, moment
from arcadia.play.domain.geometry import bit
from arcadia.play.domain.marking import new_lines
from arcadia.play.domain.outcomes import Decision, Rejected, Unchanged
from arcadia.play.domain.ranking import make_result
from arcadia.play.domain.refusals import Refusal
from arcadia.play.domain.state import REOPEN_WITHIN_MS, ResultReason
from arcadia.play.domain.targets import NamesSquare, find_square
from arcadia.play.domain.unfolding import Unfolding


def void(asked: Asked, command: do.Void) -> Decision:
    """Remove a team's mark, with a reason."""
    square, reason = _judged(asked, command, command.reason)
    if isinstance(square, Rejected):
        return square
    if command.team not in asked.state.teams:
        return Rejected(Refusal.TEAM)
    if not asked.state.held.get(command.team, 0) & bit(square):
        return Unchanged()
    event = ev.Voided(team=command.team, square=square, by=_number(asked), reason=reason, kills=command.kill)
    return _with_consequences(asked, event)


def award(asked: Asked, command: do.Award) -> Decision:
    """Give a square to a team; in lockout any other holder loses it in the same event."""
    square, reason = _judged(asked, command, command.reason)
    if isinstance(square, Rejected):
        return square
    state = asked.state
    if command.team not in state.teams or state.teams[command.team].is_out:
        return Rejected(Refusal.TEAM)
    if state.dead & bit(square):
        return Rejected(Refusal.DEAD)
    if state.held.get(command.team, 0) & bit(square):
        return Unchanged()
    lines = new_lines(state, command.team, square)
    event = ev.Awarded(team=command.team, square=square, by=_number(asked), reason=reason, lines=lines)
    return _with_consequences(asked, event)


def kill(asked: Asked, command: do.Kill) -> Decision:
    """Take a square out of play."""
    square, _ = _judged(asked, command, "-")
    if isinstance(square, Rejected):
        return square
    if asked.state.dead & bit(square):
        return Unchanged()
    return _with_consequences(asked, ev.SquareKilled(square=square, by=_number(asked)))


def revive(asked: Asked, command: do.Revive) -> Decision:
    """Put a dead square back into play."""
    square, _ = _judged(asked, command, "-")
    if isinstance(square, Rejected):
        return square
    if not asked.state.dead & bit(square):
        return Unchanged()
    return _with_consequences(asked, ev.SquareRevived(square=square, by=_number(asked)))


def confirm(asked: Asked, command: do.Confirm) -> Decision:
    """Make a win under review final, or a result that may still be reopened."""
    unfolding = Unfolding(asked.state, asked.now)
    if asked.state.review is not None:
        unfolding.add(ev.Finished(result=asked.state.review.result))
    if unfolding.state.result is None:
        return Rejected(Refusal.PHASE, {"phase": moment(asked.state, asked.now).value})
    if unfolding.state.is_final:
        return Unchanged()
    unfolding.add(ev.Finalised(by=_number(asked)))
    return unfolding.accepted()


def reopen(asked: Asked, command: do.Reopen) -> Decision:
    """Withdraw the result within 10 minutes of the end; the card is paused, its clock as at the end."""
    state = asked.state
    is_late = state.finished_at is None or asked.now - state.finished_at > REOPEN_WITHIN_MS
    if state.is_final or is_late:
        return Rejected(Refusal.PHASE, {"phase": "final"})
    reason = _reason(command.reason)
    if isinstance(reason, Rejected):
        return reason
    unfolding = Unfolding(state, asked.now)
    unfolding.add(ev.Reopened(by=_number(asked), reason=reason))
    return unfolding.accepted()


def finish_card(asked: Asked, command: do.FinishCard) -> Decision:
    """End the card now: teams are ranked (rules 5)."""
    unfolding = Unfolding(asked.state, asked.now)
    unfolding.add(ev.Finished(result=make_result(asked.state, ResultReason.HOST, now=asked.now)))
    return unfolding.accepted()


def forfeit(asked: Asked, command: do.Forfeit) -> Decision:
    """The sender's team is out: its squares stay held, it marks no more."""
    seat = asked.seat
    if seat is None or seat.team is None:
        return Rejected(Refusal.TEAM)
    if asked.state.teams[seat.team].is_out:
        return Unchanged()
    return _with_consequences(asked, ev.TeamForfeited(team=seat.team, seat=seat.number))


def _with_consequences(asked: Asked, event: ev.Event) -> Decision:
    unfolding = Unfolding(asked.state, asked.now)
    unfolding.add(event)
    unfolding.follow()
    return unfolding.accepted()


def _judged(asked: Asked, names: NamesSquare, reason: str) -> tuple[int | Rejected, str]:
    """The square of a judgement and its cleaned reason. Under fog a host who plays judges what its team has seen."""
    square = find_square(asked, names)
    if isinstance(square, Rejected):
        return square, ""
    if square == asked.state.the_card.free:
        return Rejected(Refusal.FREE), ""
    cleaned = _reason(reason)
    return (cleaned, "") if isinstance(cleaned, Rejected) else (square, cleaned)


def _reason(raw: str) -> str | Rejected:
    try:
        reason = clean_line(raw)
    except BadText:
        return Rejected(Refusal.VALUE, {"field": "reason"})
    if len(reason) > do.MOST_REASON:
        return Rejected(Refusal.TOO_LONG, {"field": "reason", "most": do.MOST_REASON})
    return reason or Rejected(Refusal.VALUE, {"field": "reason"})


def _number(asked: Asked) -> int:
    return asked.seat.number if asked.seat else 0


JUDGED_MOMENTS = (Moment.RUNNING, Moment.PAUSED, Moment.REVIEW)
"""When a card may be judged."""
