"""Every word that the server refuses with, as a sentence: what happened, what is kept, what to do.

The script has the same sentences (static/session/words.js); a test compares the two.
"""

from typing import Final

from arcadia.platform.languages import _, marked
from arcadia.play.domain.refusals import Refusal

REFUSAL_WORDS: Final[dict[str, str]] = {
    Refusal.NO_SESSION: marked("There is no such session any more. Ask the host for a new code."),
    Refusal.WRONG_PASSWORD: marked("That is not the password. Ask the host for it."),
    Refusal.BANNED: marked("The host has closed this session to you."),
    Refusal.LOCKED: marked("The door is closed. Ask the host."),
    Refusal.FULL: marked("There is no place left. Ask the host for one."),
    Refusal.LATE: marked("The card is running; nobody may join now."),
    Refusal.NAME: marked("That name cannot be used. A name has 1 to 24 visible characters."),
    Refusal.NO_SEAT: marked("You have no seat here. Join to mark."),
    Refusal.SPECTATOR: marked("Spectators watch; they do not mark."),
    Refusal.ROLE: marked("Only the host or a referee may do that."),
    Refusal.NEUTRAL: marked("A host who plays does not judge here. Ask the referee."),
    Refusal.MUTED: marked("Your chat is closed here. The host can open it."),
    Refusal.SLOW_DOWN: marked("That was fast. Wait a moment and do it again."),
    Refusal.OLD_CARD: marked("That was meant for the last card. Nothing was done to this one."),
    Refusal.PHASE: marked("Not now: the card is not at that point."),
    Refusal.PAUSED: marked("The card is paused. Mark it again when it goes on."),
    Refusal.NO_SQUARE: marked("There is no such square. Load the page again to see the board as it is."),
    Refusal.NO_GOAL: marked("No goal that you see matches."),
    Refusal.AMBIGUOUS: marked("Several goals match. Pick the square itself."),
    Refusal.UNSEEN: marked("You have not seen that square yet."),
    Refusal.FREE: marked("That square is free for all."),
    Refusal.DEAD: marked("That square is out of play."),
    Refusal.TAKEN: marked("Another team was first."),
    Refusal.FOREIGN: marked("That mark is another team's."),
    Refusal.UNMARK_CLOSED: marked("Too late to take it back. A referee can void it."),
    Refusal.NOT_PICKED: marked("Your team did not pick that square."),
    Refusal.TURN: marked("It is another team's turn."),
    Refusal.NO_COUNTER: marked("That goal has no counter. Mark it instead."),
    Refusal.VALUE: marked("Something is missing, or does not fit there. Look over what you chose, and send it again."),
    Refusal.TEAM: marked("That team cannot be used: it is taken, full or not there. Pick another."),
    Refusal.SETTINGS: marked("These settings do not go together. Nothing was changed."),
    Refusal.TOO_LONG: marked("That is too long. Make it shorter."),
    Refusal.UNAVAILABLE: marked("It could not be stored, and nothing happened. Do it again."),
}
UNKNOWN: Final = "unknown"
NAMED: Final = "named"
"""Somebody came in under another name than wanted, because that was taken."""
OWN_WORDS: Final = {
    UNKNOWN: marked("That form was not understood. Nothing was done: load the page again, then retry."),
    "no_card": marked("No card could be dealt that way. The present one stays: choose another list, kind or size."),
}
"""What only pages say, beside the words of the rules."""


def said_words(word: str) -> str:
    """The sentence for `?said=word`, empty for a word that is none of ours."""
    found = REFUSAL_WORDS.get(word) or OWN_WORDS.get(word)
    return _(found) if found else ""
