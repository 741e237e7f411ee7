"""Chat: to all, or to the own team. The words of those who look on stay from players while cards are secret
(details, "Chat"): a spectator might say what another screen shows, and a caster sees everything.
"""

from arcadia.core.text import BadText, clean_text
from arcadia.play.domain import commands as do
from arcadia.play.domain import events as ev
from arcadia.play.domain.checks import Asked
from arcadia.play.domain.outcomes import Decision, Rejected
from arcadia.play.domain.refusals import Refusal
from arcadia.play.domain.state import Role
from arcadia.play.domain.unfolding import Unfolding


def say(asked: Asked, command: do.Say) -> Decision:
    """Say something of 1 to 500 characters."""
    seat = asked.seat
    if seat is None:
        return Rejected(Refusal.NO_SEAT)
    if seat.is_muted or not asked.state.settings.chat:
        return Rejected(Refusal.MUTED)
    try:
        text = clean_text(command.text)
    except BadText:
        return Rejected(Refusal.VALUE, {"field": "text"})
    if not text:
        return Rejected(Refusal.VALUE, {"field": "text"})
    if len(text) > do.MOST_CHAT:
        return Rejected(Refusal.TOO_LONG, {"most": do.MOST_CHAT})
    if command.to_team and seat.team is None:
        return Rejected(Refusal.TEAM)
    unfolding = Unfolding(asked.state, asked.now)
    team = seat.team if command.to_team else None
    unfolding.add(
        ev.Said(seat=seat.number, text=text, team=team, from_watcher=seat.role in (Role.SPECTATOR, Role.CASTER))
    )
    return unfolding.accepted()
