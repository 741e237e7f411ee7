"""An example of every message that a client sends, in the groups of the reference page.

Each is what a client would write; a test reads every one with the protocol's own decoder.
"""

from typing import Any, Final

Frame = dict[str, Any]

GROUPS: Final[dict[str, tuple[Frame, ...]]] = {
    "Connection": (
        {"do": "hello", "protocol": 1, "since": 41},
        {"do": "catch_up", "since": 44},
        {"do": "ping", "n": 7},
    ),
    "Marking": (
        {"do": "mark", "id": "c1", "card": 1, "square": 7},
        {"do": "unmark", "id": "c2", "card": 1, "goal": "Tame three cats"},
        {"do": "counter", "id": "c3", "card": 1, "key": "foods", "value": 4},
        {
            "do": "bulk",
            "id": "c4",
            "card": 1,
            "squares": [{"key": "axolotl"}, {"key": "foods", "value": 5}, {"square": 9, "mark": False}],
        },
        {"do": "undo", "id": "c5", "card": 1},
    ),
    "The course of a card": (
        {"do": "ready", "id": "c6", "card": 1},
        {"do": "start", "id": "c7", "card": 1},
        {"do": "call_off", "id": "c8", "card": 1},
        {"do": "reveal", "id": "c9", "card": 1},
        {"do": "pause", "id": "c10", "card": 1},
        {"do": "resume", "id": "c11", "card": 1},
        {"do": "forfeit", "id": "c12", "card": 1},
        {"do": "finish", "id": "c13", "card": 1},
        {"do": "new_card", "id": "c14", "seed": "7"},
    ),
    "Judging": (
        {"do": "void", "id": "c15", "card": 1, "square": 7, "team": 2, "reason": "two cats, not three", "kill": False},
        {"do": "award", "id": "c16", "card": 1, "square": 7, "team": 1, "reason": "clicked first on video"},
        {"do": "kill", "id": "c17", "card": 1, "square": 3},
        {"do": "revive", "id": "c18", "card": 1, "square": 3},
        {"do": "confirm", "id": "c19", "card": 1},
        {"do": "reopen", "id": "c20", "card": 1, "reason": "the last mark was a slip"},
    ),
    "Seats and teams": (
        {"do": "rename", "id": "c21", "name": "Mira"},
        {"do": "team", "id": "c22", "team": 2},
        {"do": "team_look", "id": "c23", "colour": "pink", "name": "The cats"},
        {"do": "leave", "id": "c24"},
        {"do": "admit", "id": "c25", "seat": 4},
        {"do": "role", "id": "c26", "seat": 3, "role": "referee"},
        {"do": "hand_over", "id": "c27", "seat": 2},
        {"do": "merge", "id": "c28", "seat": 5, "into": 2},
        {"do": "kick", "id": "c29", "seat": 4},
        {"do": "ban", "id": "c30", "seat": 4},
        {"do": "unban", "id": "c31", "seat": 4},
    ),
    "Talk": (
        {"do": "say", "id": "c32", "text": "good luck", "to_team": False},
        {"do": "mute", "id": "c33", "seat": 4},
    ),
    "The session": (
        {
            "do": "settings",
            "id": "c34",
            "settings": {"preset": "lockout", "ownership": "lockout", "win": {"kind": "majority"}},
        },
        {"do": "lock", "id": "c35"},
        {"do": "cancel", "id": "c36"},
    ),
}

NOTES: Final = {
    "counter": "Give `value` or `step`. Reaching the target marks the square in the same decision; going below it is an "
    "unmark and follows its rules.",
    "bulk": "Each wish names a square and marks it, unmarks it (`mark` false) or sets its counter (`value`). The answer's "
    "`outcomes` has `ok`, `unchanged` or a refusal's word for each.",
    "new_card": "Who may: the setting `who_deals`.",
    "settings": "The settings are replaced whole: what is left out gets its default.",
    "team": "After the start only with open sight and shared ownership; marks stay with the old team.",
    "role": "Nobody who plays a running card comes to see everything of it, nor the other way round.",
    "reopen": "Not once the result is final.",
    "kick": "The seat's sockets are closed with 4003.",
    "merge": "The sockets of both seats are closed with 4009 and may come back at once.",
}
"""What else there is to say of a command, beside its docstring."""


def all_frames() -> tuple[Frame, ...]:
    """Every example in the order of the page."""
    return tuple(frame for frames in GROUPS.values() for frame in frames)
