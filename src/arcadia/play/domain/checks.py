"""The reasons to refuse, in the order in which they are tested: seat → role → rate → card → phase (rules 1.5).

What comes after (square → sight → the square's state) is in `targets` and `marking`. Each check returns a refusal or
None; `first_refusal` gives the first that applies.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from arcadia.play.domain.clock import Moment, moment
from arcadia.play.domain.folds.squares import RATE_WINDOW_MS
from arcadia.play.domain.outcomes import Rejected
from arcadia.play.domain.refusals import Refusal
from arcadia.play.domain.state import Role, Seat, State


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, of which state, when. `seat` is None for strangers and for seats that were left."""

    state: State
    seat: Seat | None
    now: int
    card: int = 0
    tokens: int = 1

    @property
    def is_host(self) -> bool:
        """Whether the asker is host now."""
        return self.seat is not None and self.seat.number == self.state.host

    @property
    def is_referee(self) -> bool:
        """Whether the asker judges without playing."""
        return self.seat is not None and self.seat.role is Role.REFEREE


Check = Callable[[Asked], Rejected | None]


def first_refusal(asked: Asked, checks: Iterable[Check]) -> Rejected | None:
    """Run checks in order and return the first refusal."""
    for check in checks:
        refusal = check(asked)
        if refusal is not None:
            return refusal
    return None


def has_seat(asked: Asked) -> Rejected | None:
    """`no_seat` for strangers."""
    return Rejected(Refusal.NO_SEAT) if asked.seat is None else None


def plays_or_judges(asked: Asked) -> Rejected | None:
    """`spectator` for spectators and casters: they never mark."""
    if asked.seat is None or asked.seat.role in (Role.SPECTATOR, Role.CASTER):
        return Rejected(Refusal.SPECTATOR)
    return None


def plays(asked: Asked) -> Rejected | None:
    """`role` for everybody but players."""
    if asked.seat is None or asked.seat.role is not Role.PLAYER:
        return Rejected(Refusal.ROLE, {"needs": "player"})
    return None


def hosts(asked: Asked) -> Rejected | None:
    """`role` for everybody but the host."""
    return None if asked.is_host else Rejected(Refusal.ROLE, {"needs": "host"})


def hosts_or_judges(asked: Asked) -> Rejected | None:
    """`role` for everybody but host and referees."""
    return None if asked.is_host or asked.is_referee else Rejected(Refusal.ROLE, {"needs": "referee"})


def is_neutral(asked: Asked) -> Rejected | None:
    """`neutral` for a host who plays, where the session is rated or has a referee (rules 9)."""
    if asked.is_referee or asked.seat is None or asked.seat.role is not Role.PLAYER:
        return None
    has_referee = any(seat.is_in and seat.role is Role.REFEREE for seat in asked.state.seats.values())
    return Rejected(Refusal.NEUTRAL) if asked.state.settings.rated or has_referee else None


def within_rate(asked: Asked) -> Rejected | None:
    """`slow_down` beyond the session's mark rate: an exact sliding window of a minute over accepted marks."""
    rate = asked.state.settings.mark_rate
    if not rate or asked.seat is None:
        return None
    start = asked.now - RATE_WINDOW_MS
    recent = [time for time in asked.state.rate.get(asked.seat.number, ()) if time > start]
    too_many = len(recent) + asked.tokens - rate
    if too_many <= 0:
        return None
    freed_by = recent[min(too_many, len(recent)) - 1] if recent else asked.now
    return Rejected(Refusal.SLOW_DOWN, {"retry_ms": freed_by + RATE_WINDOW_MS - asked.now})


def on_this_card(asked: Asked) -> Rejected | None:
    """`old_card` for a command that was meant for another card. 0 means whichever card lies there."""
    number = asked.state.the_card.number
    return Rejected(Refusal.OLD_CARD, {"card": number}) if asked.card not in (0, number) else None


def in_moments(*allowed: Moment) -> Check:
    """Make a check: `paused` while the clock stands, `phase` elsewhere, unless the moment is allowed."""

    def check(asked: Asked) -> Rejected | None:
        now_is = moment(asked.state, asked.now)
        if now_is in allowed:
            return None
        if now_is in (Moment.PAUSED, Moment.REVIEW) and Moment.RUNNING in allowed:
            return Rejected(Refusal.PAUSED)
        return Rejected(Refusal.PHASE, {"phase": now_is.value})

    return check


is_running = in_moments(Moment.RUNNING)
