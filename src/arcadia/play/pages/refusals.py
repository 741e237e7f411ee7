"""Every word that the server refuses with, as a sentence: what happened, what is kept, what to do.

The script has the same sentences (static/session/words.js); a test compares the two.
"""

from typing import Final

from arcadia.play.domain.refusals import Refusal

REFUSAL_WORDS: Final[dict[str, str]] = {
    Refusal.NO_SESSION: "There is no such session any more.",
    Refusal.WRONG_PASSWORD: "That is not the password.",
    Refusal.BANNED: "The host has closed this session to you.",
    Refusal.LOCKED: "The door is closed. Ask the host.",
    Refusal.FULL: "There is no place left.",
    Refusal.LATE: "The card is running; nobody may join now.",
    Refusal.NAME: "That name cannot be used. A name has 1 to 24 visible characters.",
    Refusal.NO_SEAT: "You have no seat here. Join to mark.",
    Refusal.SPECTATOR: "Spectators watch; they do not mark.",
    Refusal.ROLE: "Only the host or a referee may do that.",
    Refusal.NEUTRAL: "A host who plays does not judge here. Ask the referee.",
    Refusal.MUTED: "Your chat is closed here.",
    Refusal.SLOW_DOWN: "That was fast. Wait a moment and do it again.",
    Refusal.OLD_CARD: "That was meant for the last card. Nothing was done to this one.",
    Refusal.PHASE: "Not now: the card is not at that point.",
    Refusal.PAUSED: "The card is paused. Mark it again when it goes on.",
    Refusal.NO_SQUARE: "There is no such square.",
    Refusal.NO_GOAL: "No goal that you see matches.",
    Refusal.AMBIGUOUS: "Several goals match. Pick the square itself.",
    Refusal.UNSEEN: "You have not seen that square yet.",
    Refusal.FREE: "That square is free for all.",
    Refusal.DEAD: "That square is out of play.",
    Refusal.TAKEN: "Another team was first.",
    Refusal.FOREIGN: "That mark is another team's.",
    Refusal.UNMARK_CLOSED: "Too late to take it back. A referee can void it.",
    Refusal.NOT_PICKED: "Your team did not pick that square.",
    Refusal.TURN: "It is another team's turn.",
    Refusal.NO_COUNTER: "That goal has no counter.",
    Refusal.VALUE: "Something is missing, or does not fit there.",
    Refusal.TEAM: "That team cannot be used: it is taken, full or not there.",
    Refusal.SETTINGS: "These settings do not go together.",
    Refusal.TOO_LONG: "That is too long.",
    Refusal.UNAVAILABLE: "It could not be stored, and nothing happened. Do it again.",
}
UNKNOWN: Final = "unknown"
NAMED: Final = "named"
"""Somebody came in under another name than wanted, because that was taken."""
OWN_WORDS: Final = {
    UNKNOWN: "That form was not understood. Nothing was done.",
    "no_card": "No card could be dealt that way. The present one stays.",
}
"""What only pages say, beside the words of the rules."""


def said_words(word: str) -> str:
    """The sentence for `?said=word`, empty for a word that is none of ours."""
    return REFUSAL_WORDS.get(word) or OWN_WORDS.get(word, "")
