"""`docs/reference/refusals.md`: the closed list of words with which a live session says no (rules 2)."""

from typing import Final

from arcadia.play.domain.refusals import HTTP_STATUS, Refusal
from docs_reference.markdown import code, page, table
from docs_reference.refusal_data import find_data_keys

WHEN: Final[dict[Refusal, str]] = {
    Refusal.NO_SESSION: "No session has this code.",
    Refusal.WRONG_PASSWORD: "The session has a password, and it is not this one.",
    Refusal.BANNED: "The host keeps this guest out.",
    Refusal.LOCKED: "The host has closed the door; whoever has a seat already comes and goes.",
    Refusal.FULL: "As many play as the session lets.",
    Refusal.LATE: "It has started, and late joining is off for this kind of seat.",
    Refusal.NAME: "A nickname or a team's name has 1 to 24 visible characters; nothing visible is left of this one, or "
    "it is longer.",
    Refusal.NO_SEAT: "The sender has no seat here, or the seat that the command names is not there.",
    Refusal.SPECTATOR: "Spectators and casters never mark; or a spectator's seat was asked for where nobody may look on.",
    Refusal.ROLE: "Another role is needed.",
    Refusal.NEUTRAL: "A host who plays may not judge in a session that is rated or has a referee.",
    Refusal.MUTED: "This seat's chat is closed, or the session has no chat.",
    Refusal.SLOW_DOWN: "Beyond the session's mark rate, or too many frames on one connection. Nothing is remembered: "
    "send the same id again.",
    Refusal.OLD_CARD: "The command was meant for another card than the one on the table.",
    Refusal.PHASE: "Not now: the card is not in a phase in which this is done, or this team is out of it.",
    Refusal.PAUSED: "The clock stands. Pages do not send such a command again by themselves.",
    Refusal.NO_SQUARE: "The card has no square with this number, or the command names none.",
    Refusal.NO_GOAL: "No square that the sender sees has a goal with this key or text.",
    Refusal.AMBIGUOUS: "Several squares have it.",
    Refusal.UNSEEN: "Fog: this team has not seen the square. The same answer whatever is there.",
    Refusal.FREE: "The free square is everybody's and nobody's.",
    Refusal.DEAD: "The square is out of play.",
    Refusal.TAKEN: "Lockout: another team holds it.",
    Refusal.FOREIGN: "Only others hold it, so it cannot be unmarked.",
    Refusal.UNMARK_CLOSED: "The time in which a mark may be taken back is over, or there is none; a referee can void it.",
    Refusal.NOT_PICKED: "Draft: this square is not among the team's picks. Kept for drafts, which are not played yet.",
    Refusal.TURN: "Draft: it is another team's turn. Kept for drafts, which are not played yet.",
    Refusal.NO_COUNTER: "The goal has no target, so there is nothing to count.",
    Refusal.VALUE: "Out of range, or empty where something is needed.",
    Refusal.TEAM: "There is no such team, it is not the sender's, or its colour is taken.",
    Refusal.SETTINGS: "These settings cannot be played, or no card can be dealt.",
    Refusal.TOO_LONG: "The text is longer than allowed.",
    Refusal.UNAVAILABLE: "It could not be stored. Nothing happened and nothing is remembered: send the same id again.",
}

DATA: Final = {
    "slow_down.retry_ms": "when it is worth trying again, in ms",
    "role.needs": "`player`, `host`, `referee`, `owner`, or what the setting `who_deals` says",
    "late.late_join": "the setting",
    "old_card.card": "the number of the card on the table",
    "phase.phase": "the phase as people see it, or `out`, `placed`, `final`, `series_over`",
    "ambiguous.squares": "their numbers",
    "taken.team": "who holds it; not in a hidden session",
    "value.lowest": "the least possible",
    "value.highest": "the greatest possible",
    "value.field": "the field",
    "team.free": "the colours that are free, where a colour was asked for",
    "settings.field": "the setting",
    "settings.expected": "what would be possible",
    "too_long.most": "the longest possible",
    "too_long.field": "the field",
}

_INTRO: Final = """\
# Refusals

A live session says no with one word of this closed list, and tells only the sender. Refused commands change nothing
(under hidden lockout alone the team remembers that it was told `taken`).

On the [socket](socket.md#refused) a refusal is a frame `refused`; over HTTP it is `application/problem+json` with the
status below, the word as `code` and what it carries as `data`:

```json
{"type": "urn:arcadia:refusal:taken", "title": "Conflict", "status": 409, "detail": "refused: taken", "code": "taken", \
"data": {"team": 1}}
```

**The order.** Reasons are tested in this order, and the first that applies is given: seat, role, rate, card, phase,
square, sight, the square's state. So a team under fog learns nothing about a square that it has not seen."""


def make_page() -> str:
    """Return the page."""
    keys = find_data_keys()
    rows = ((code(word.value), str(HTTP_STATUS[word]), WHEN[word], _data(word.value, keys)) for word in Refusal)
    return page(
        _INTRO, table(("word", "status", "when", "carries"), rows), "Made by `bin/docs` from the code that refuses."
    )


def _data(word: str, keys: dict[str, frozenset[str]]) -> str:
    """What a word carries; a key that the code gives and `DATA` does not know is a KeyError."""
    found = keys.get(word, frozenset())
    known = [name.partition(".")[2] for name in DATA if name.startswith(f"{word}.")]
    return "; ".join(f"{code(key)}: {DATA[f'{word}.{key}']}" for key in (*known, *sorted(found - set(known))))
