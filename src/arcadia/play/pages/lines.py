"""One line of the feed in words, as parts: plain text, names and goals. The script says the same (words.js)."""

from collections.abc import Callable
from typing import Final

from arcadia.play.domain.feed import Line
from arcadia.play.domain.state import State
from arcadia.play.pages.words import counted
from arcadia.play.service.feeds import MARK_TYPES

Part = dict[str, str]
Parts = list[Part]


def line_parts(line: Line, state: State) -> Parts:
    """Return a line as parts, each `{"kind": "text" | "who" | "goal", "text": …}`; empty for what needs no telling."""
    if line.type in _PLAIN:
        return [_text(_PLAIN[line.type])]
    say = _WORDS.get(line.type)
    return [part for part in say(_Told(line, state)) if part["text"]] if say else []


def kind_of(line: Line) -> str:
    """By which filter a line is found: chat, mark or system."""
    if line.type == "said":
        return "chat"
    return "mark" if line.type in MARK_TYPES or line.type in ("square_revived", "finished") else "system"


def plain_words(line: Line, state: State) -> str:
    """A line as one text."""
    return "".join(part["text"] for part in line_parts(line, state))


class _Told:
    """A line and the names in it."""

    def __init__(self, line: Line, state: State) -> None:
        self.line = line
        self._state = state

    @property
    def who(self) -> Part:
        return self._name(self.line.seat)

    @property
    def by(self) -> Part:
        return self._name(self.line.by)

    def _name(self, number: int | None) -> Part:
        seat = self._state.seats.get(number or 0)
        return {"kind": "who", "text": seat.name if seat else "Somebody"}

    @property
    def new_name(self) -> Part:
        return {"kind": "who", "text": self.line.name or "Somebody"}

    @property
    def old_name(self) -> Part:
        return {"kind": "who", "text": self.line.was} if self.line.was else self.who

    @property
    def goal(self) -> Part:
        if self.line.goal:
            return {"kind": "goal", "text": self.line.goal}
        return _text(f"square {self.line.square}" if self.line.square else "a square")

    @property
    def team(self) -> str:
        team = self._state.teams.get(self.line.team or 0)
        return team.name if team else "a team"

    @property
    def reason(self) -> str:
        return f": {self.line.reason}" if self.line.reason else ""


def _text(text: str) -> Part:
    return {"kind": "text", "text": text}


def _says(*parts: Part | str) -> Parts:
    return [_text(part) if isinstance(part, str) else part for part in parts]


def _marked(told: _Told) -> Parts:
    lines = told.line.lines
    return _says(
        told.who,
        " marked ",
        told.goal,
        f" and completed {'a line' if lines == 1 else counted(lines, 'line')}" if lines else "",
    )


def _counted(told: _Told) -> Parts:
    target = "" if told.line.target is None else f" of {told.line.target}"
    return _says(told.who, f" {told.line.value}{target} on ", told.goal)


def _seat_taken(told: _Told) -> Parts:
    if told.line.flag:
        return _says(told.new_name, " asks to join")
    return _says(told.new_name, " watches" if told.line.role == "spectator" else " joined")


def _muted(told: _Told) -> Parts:
    return _says(told.by, " closed the chat for " if told.line.flag else " opened the chat for ", told.who)


def _win_reached(told: _Told) -> Parts:
    return _says(f"{told.team if told.line.team else 'A team'} fulfilled the condition; it is under review")


def _finished(told: _Told) -> Parts:
    ended = f"{told.team} won" if told.line.team else "The card has ended"
    return _says(ended, f" ({REASON_WORDS.get(told.line.reason or '', told.line.reason or '')})")


REASON_WORDS: Final = {
    "lines": "by lines",
    "squares": "by squares",
    "majority": "by the majority",
    "pattern": "by the pattern",
    "all": "with every square",
    "points": "by points",
    "time": "time is up",
    "blocked": "nothing is left to mark",
    "host": "ended by the host",
    "forfeit": "the others gave up",
    "places": "everybody is placed",
    "abandoned": "abandoned",
}
"""Why a card ended."""

_PLAIN: Final = {
    "taken_told": "That square is taken",
    "settings_changed": "The settings were changed",
    "card_dealt": "A new card was dealt",
    "card_revealed": "The card was uncovered",
    "started": "The countdown runs",
    "start_called_off": "The start was called off",
    "paused": "Paused",
    "resumed": "It goes on",
    "review_ended": "The review is over; the card goes on",
    "unwinnable": "No team can win any more. Host or referee may finish.",
    "finalised": "The result is final",
    "cancelled": "The session was ended",
}

_WORDS: Final[dict[str, Callable[[_Told], Parts]]] = {
    "marked": _marked,
    "unmarked": lambda told: _says(told.who, " took back ", told.goal),
    "counter_set": _counted,
    "voided": lambda told: _says(told.by, f" voided {told.team}'s mark on ", told.goal, told.reason),
    "awarded": lambda told: _says(told.by, " gave ", told.goal, f" to {told.team}{told.reason}"),
    "square_killed": lambda told: _says(told.by, " took ", told.goal, " out of play"),
    "square_revived": lambda told: _says(told.by, " put ", told.goal, " back into play"),
    "said": lambda told: _says(told.who, " to the team: " if told.line.to_team else " ", told.line.text or ""),
    "seat_taken": _seat_taken,
    "seat_left": lambda told: _says(told.who, " left"),
    "seat_admitted": lambda told: _says(told.who, " was let in"),
    "seats_merged": lambda told: _says(told.who, " is back in an old seat"),
    "seat_muted": _muted,
    "role_changed": lambda told: _says(told.by, " made ", told.who, f" {told.line.role}"),
    "ban_lifted": lambda told: _says(told.by, " lets ", told.who, " join again"),
    "door_locked": lambda told: _says(told.by, " closed the door" if told.line.flag else " opened the door"),
    "seat_kicked": lambda told: _says(told.who, " was banned" if told.line.flag else " was removed"),
    "seat_renamed": lambda told: _says(told.old_name, f" is now called {told.line.name}"),
    "host_changed": lambda told: _says(told.who, " is host"),
    "ready_set": lambda told: _says(told.who, " is ready" if told.line.flag else " is not ready"),
    "team_joined": lambda told: _says(told.who, f" plays for {told.team}"),
    "team_changed": lambda told: _says(f"{told.line.name or told.team} has another name or colour"),
    "team_forfeited": lambda told: _says(told.who, f" gave up for {told.team}"),
    "win_reached": _win_reached,
    "team_placed": lambda told: _says(f"{told.team} is placed"),
    "finished": _finished,
    "reopened": lambda told: _says("The result was withdrawn", told.reason),
}
