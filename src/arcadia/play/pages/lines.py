"""One line of the feed in words, as parts: plain text, names and goals. The script says the same (words.js)."""

import re
from collections.abc import Callable
from typing import Final

from arcadia.platform.languages import _, marked, plural
from arcadia.play.domain.feed import Line
from arcadia.play.domain.state import State
from arcadia.play.service.feeds import MARK_TYPES

Part = dict[str, str]
Parts = list[Part]


def line_parts(line: Line, state: State) -> Parts:
    """Return a line as parts, each `{"kind": "text" | "who" | "goal", "text": …}`; empty for what needs no telling."""
    if line.type in _PLAIN:
        return [_text(_(_PLAIN[line.type]))]
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
        return {"kind": "who", "text": seat.name if seat else _("Somebody")}

    @property
    def new_name(self) -> Part:
        return {"kind": "who", "text": self.line.name or _("Somebody")}

    @property
    def old_name(self) -> Part:
        return {"kind": "who", "text": self.line.was} if self.line.was else self.who

    @property
    def goal(self) -> Part:
        if self.line.goal:
            return {"kind": "goal", "text": self.line.goal}
        return _text(_("square {n}", n=self.line.square) if self.line.square else _("a square"))

    @property
    def team(self) -> Part:
        team = self._state.teams.get(self.line.team or 0)
        return _text(team.name if team else _("A team"))


def _text(text: str) -> Part:
    return {"kind": "text", "text": text}


def _says(text: str, /, **values: Part) -> Parts:
    """A sentence as parts: its places become names, goals and other texts."""
    pieces = _PLACE.split(text)
    return [values[piece] if index % 2 else _text(piece) for index, piece in enumerate(pieces)]


def _because(told: _Told, parts: Parts) -> Parts:
    """What a judge did, and why, where a reason was given."""
    return [*parts, _text(f": {told.line.reason}")] if told.line.reason else parts


def _marked(told: _Told) -> Parts:
    """A mark, with a tag behind it where a program made it."""
    tag = [_text(f" · {_('by tracker')}")] if told.line.by_tracker else []
    return [*_marked_by_somebody(told), *tag]


def _marked_by_somebody(told: _Told) -> Parts:
    lines = told.line.lines
    if not lines:
        return _says(_("{who} marked {goal}"), who=told.who, goal=told.goal)
    words = plural(
        "{who} marked {goal} and completed a line",
        "{who} marked {goal} and completed {n} lines",
        lines,
        who="{who}",
        goal="{goal}",
    )
    return _says(words, who=told.who, goal=told.goal)


def _counted(told: _Told) -> Parts:
    places = {"who": told.who, "goal": told.goal, "count": _text(str(told.line.value))}
    if told.line.target is None:
        return _says(_("{who} counts {count} on {goal}"), **places)
    return _says(_("{who} counts {count} of {target} on {goal}"), **places, target=_text(str(told.line.target)))


def _said(told: _Told) -> Parts:
    words = _("{who} to the team: {text}") if told.line.to_team else "{who} {text}"
    return _says(words, who=told.who, text=_text(told.line.text or ""))


def _seat_taken(told: _Told) -> Parts:
    if told.line.flag:
        return _says(_("{named} asks to join"), named=told.new_name)
    words = _("{named} watches") if told.line.role == "spectator" else _("{named} joined")
    return _says(words, named=told.new_name)


def _either(yes: str, no: str) -> Callable[[_Told], Parts]:
    """One of two sentences, by the line's flag."""
    return lambda told: _says(_(yes if told.line.flag else no), who=told.who, by=told.by)


def _simply(text: str) -> Callable[[_Told], Parts]:
    return lambda told: _says(_(text), who=told.who, by=told.by, goal=told.goal, team=told.team)


def _judged(text: str) -> Callable[[_Told], Parts]:
    return lambda told: _because(told, _says(_(text), by=told.by, goal=told.goal, team=told.team))


def _renamed(told: _Told) -> Parts:
    return _says(_("{old} is now called {name}"), old=told.old_name, name=_text(told.line.name or ""))


def _team_changed(told: _Told) -> Parts:
    team = _text(told.line.name) if told.line.name else told.team
    return _says(_("{team} has another name or colour"), team=team)


def _role_changed(told: _Told) -> Parts:
    return _says(_(_ROLES.get(told.line.role or "", _ROLES["player"])), by=told.by, who=told.who)


def _finished(told: _Told) -> Parts:
    word = told.line.reason or ""
    reason = _text(_(REASON_WORDS[word]) if word in REASON_WORDS else word)
    if told.line.team:
        return _says(_("{team} won ({reason})"), team=told.team, reason=reason)
    return _says(_("The card has ended ({reason})"), reason=reason)


_PLACE: Final = re.compile(r"\{(\w+)\}")
_ROLES: Final = {
    "player": marked("{by} made {who} a player"),
    "referee": marked("{by} made {who} referee"),
    "caster": marked("{by} made {who} caster"),
    "spectator": marked("{by} made {who} a spectator"),
}

REASON_WORDS: Final = {
    "lines": marked("by lines"),
    "squares": marked("by squares"),
    "majority": marked("by the majority"),
    "pattern": marked("by the pattern"),
    "all": marked("with every square"),
    "points": marked("by points"),
    "time": marked("time is up"),
    "blocked": marked("nothing is left to mark"),
    "host": marked("ended by the host"),
    "forfeit": marked("the others gave up"),
    "places": marked("everybody is placed"),
    "abandoned": marked("abandoned"),
}
"""Why a card ended."""

_PLAIN: Final = {
    "taken_told": marked("That square is taken"),
    "settings_changed": marked("The settings were changed"),
    "card_dealt": marked("A new card was dealt"),
    "card_revealed": marked("The card was uncovered"),
    "started": marked("The countdown runs"),
    "start_called_off": marked("The start was called off"),
    "paused": marked("Paused"),
    "resumed": marked("It goes on"),
    "review_ended": marked("The review is over; the card goes on"),
    "unwinnable": marked("No team can win any more. Host or referee may finish."),
    "finalised": marked("The result is final"),
    "cancelled": marked("The session was ended"),
}

_WORDS: Final[dict[str, Callable[[_Told], Parts]]] = {
    "marked": _marked,
    "unmarked": _simply(marked("{who} took back {goal}")),
    "counter_set": _counted,
    "voided": _judged(marked("{by} voided the mark of {team} on {goal}")),
    "awarded": _judged(marked("{by} gave {goal} to {team}")),
    "square_killed": _simply(marked("{by} took {goal} out of play")),
    "square_revived": _simply(marked("{by} put {goal} back into play")),
    "said": _said,
    "seat_taken": _seat_taken,
    "seat_left": _simply(marked("{who} left")),
    "seat_admitted": _simply(marked("{who} was let in")),
    "seats_merged": _simply(marked("{who} is back in an old seat")),
    "seat_muted": _either(marked("{by} closed the chat for {who}"), marked("{by} opened the chat for {who}")),
    "role_changed": _role_changed,
    "ban_lifted": _simply(marked("{by} lets {who} join again")),
    "door_locked": _either(marked("{by} closed the door"), marked("{by} opened the door")),
    "seat_kicked": _either(marked("{who} was banned"), marked("{who} was removed")),
    "seat_renamed": _renamed,
    "host_changed": _simply(marked("{who} is host")),
    "ready_set": _either(marked("{who} is ready"), marked("{who} is not ready")),
    "team_joined": _simply(marked("{who} plays for {team}")),
    "team_changed": _team_changed,
    "team_forfeited": _simply(marked("{who} gave up for {team}")),
    "win_reached": _simply(marked("{team} fulfilled the condition; it is under review")),
    "team_placed": _simply(marked("{team} is placed")),
    "finished": _finished,
    "reopened": lambda told: _because(told, [_text(_("The result was withdrawn"))]),
}
