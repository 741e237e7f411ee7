"""Every word a live session can refuse with, in the order of the list in the rules (rules 2)."""

from enum import StrEnum


class Refusal(StrEnum):
    """A closed list. Adding a word changes the protocol."""

    NO_SESSION = "no_session"
    WRONG_PASSWORD = "wrong_password"  # noqa: S105 - a word, not a password
    BANNED = "banned"
    LOCKED = "locked"
    FULL = "full"
    LATE = "late"
    NAME = "name"
    NO_SEAT = "no_seat"
    SPECTATOR = "spectator"
    ROLE = "role"
    NEUTRAL = "neutral"
    MUTED = "muted"
    SLOW_DOWN = "slow_down"
    OLD_CARD = "old_card"
    PHASE = "phase"
    PAUSED = "paused"
    NO_SQUARE = "no_square"
    NO_GOAL = "no_goal"
    AMBIGUOUS = "ambiguous"
    UNSEEN = "unseen"
    FREE = "free"
    DEAD = "dead"
    TAKEN = "taken"
    FOREIGN = "foreign"
    UNMARK_CLOSED = "unmark_closed"
    NOT_PICKED = "not_picked"
    TURN = "turn"
    NO_COUNTER = "no_counter"
    VALUE = "value"
    TEAM = "team"
    SETTINGS = "settings"
    TOO_LONG = "too_long"
    UNAVAILABLE = "unavailable"


HTTP_STATUS: dict[Refusal, int] = {
    Refusal.NO_SESSION: 404,
    Refusal.WRONG_PASSWORD: 403,
    Refusal.BANNED: 403,
    Refusal.LOCKED: 403,
    Refusal.FULL: 409,
    Refusal.LATE: 409,
    Refusal.NAME: 422,
    Refusal.NO_SEAT: 401,
    Refusal.SPECTATOR: 403,
    Refusal.ROLE: 403,
    Refusal.NEUTRAL: 403,
    Refusal.MUTED: 403,
    Refusal.SLOW_DOWN: 429,
    Refusal.OLD_CARD: 409,
    Refusal.PHASE: 409,
    Refusal.PAUSED: 409,
    Refusal.NO_SQUARE: 404,
    Refusal.NO_GOAL: 404,
    Refusal.AMBIGUOUS: 409,
    Refusal.UNSEEN: 409,
    Refusal.FREE: 409,
    Refusal.DEAD: 409,
    Refusal.TAKEN: 409,
    Refusal.FOREIGN: 409,
    Refusal.UNMARK_CLOSED: 409,
    Refusal.NOT_PICKED: 409,
    Refusal.TURN: 409,
    Refusal.NO_COUNTER: 409,
    Refusal.VALUE: 422,
    Refusal.TEAM: 409,
    Refusal.SETTINGS: 422,
    Refusal.TOO_LONG: 422,
    Refusal.UNAVAILABLE: 503,
}
"""The HTTP status of each word, as the rules give it; edges use it, the domain does not."""
