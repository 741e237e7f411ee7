"""The form of a session's settings: read into `Settings`, shown with the values that were sent."""

from typing import Any, Final

import msgspec

from arcadia.core.errors import Invalid, Problem
from arcadia.play.domain.presets import PRESETS
from arcadia.play.domain.settings import LateJoin, Ownership, Settings, Sight, TeamsMode, UnmarkRule, WinKind
from arcadia.web.body import Form

LABELS: Final[dict[str, dict[str, str]]] = {
    "preset": {
        "quick": "Quick game: runs at once",
        "classic": "Classic: first line, with a lobby",
        "lockout": "Lockout: a square belongs to the first",
        "blackout": "Blackout: every square",
        "fog": "Fog: see only next to your squares",
        "hidden": "Hidden: nobody sees the others' marks",
        "race": "Race: covered card, countdown, a line or most squares",
    },
    "ownership": {Ownership.SHARED: "Any number of teams", Ownership.LOCKOUT: "One team"},
    "sight": {Sight.OPEN: "Open", Sight.FOG: "Fog", Sight.HIDDEN: "Hidden"},
    "win_kind": {
        WinKind.LINES: "Lines",
        WinKind.SQUARES: "Squares",
        WinKind.MAJORITY: "Most squares",
        WinKind.LINE_OR_MAJORITY: "Lines or most squares",
        WinKind.ALL: "Every square",
        WinKind.POINTS: "Points",
    },
    "teams": {
        TeamsMode.FREE_FOR_ALL: "Everybody alone",
        TeamsMode.FIXED: "Teams to join",
        TeamsMode.ONE: "One team for all",
    },
    "unmark": {UnmarkRule.ANYTIME: "Any time", UnmarkRule.WITHIN: "Within seconds", UnmarkRule.NEVER: "Never"},
    "late_join": {LateJoin.PLAYERS: "As players", LateJoin.SPECTATORS: "As spectators", LateJoin.NOBODY: "Nobody"},
}
SWITCHES: Final = {
    "covered": "Cover the card until the start",
    "spectators": "Let people watch",
    "approval": "Joiners wait for the host",
    "chat": "Chat",
    "auto_start": "Start when everybody is ready",
    "listed": "Show it in the list of open sessions",
}
NUMBERS: Final = {
    "countdown_s": "Countdown, seconds",
    "review_s": "Review of a win, seconds",
    "unmark_within_s": "Take back within, seconds",
    "mark_rate": "Marks a minute",
}


def form_context(settings: Settings) -> dict[str, Any]:
    """What the template shows: choices with their words, switches and numbers with their values."""
    values = {
        "preset": settings.preset,
        "win_kind": settings.win.kind.value,
        **{name: getattr(settings, name).value for name in ("ownership", "sight", "teams", "unmark", "late_join")},
    }
    return {
        "choices": {name: _options(words) for name, words in LABELS.items()},
        "values": values,
        "win_n": settings.win.n,
        "win_target": settings.win.target or "",
        "minutes": "" if settings.time_limit_s is None else f"{settings.time_limit_s / 60:g}",
        "name": settings.name,
        "switches": [{"name": name, "label": label, "on": getattr(settings, name)} for name, label in SWITCHES.items()],
        "numbers": [
            {"name": name, "label": label, "value": getattr(settings, name)} for name, label in NUMBERS.items()
        ],
    }


def _options(words: dict[str, str]) -> list[dict[str, str]]:
    return [{"value": str(value), "label": label} for value, label in words.items()]


def read_settings_form(form: Form) -> Settings:
    """Return the settings of a sent form.

    Raises:
        Invalid: names the field and what is possible there.
    """
    chosen = PRESETS.get(form.text("preset") or "classic")
    if chosen is None:
        raise Invalid("There is no such mode.", [Problem("preset", f"one of {', '.join(PRESETS)}")])
    if form.text("preset") != form.text("shown_preset"):
        # The details on the page are another mode's: the mode that was picked just now brings its own.
        return msgspec.structs.replace(chosen, name=form.text("name"), time_limit_s=_seconds(form))
    wanted: dict[str, Any] = {
        **msgspec.to_builtins(chosen),
        "name": form.text("name"),
        "win": {
            "kind": form.text("win_kind"),
            "n": number_of(form, "win_n") or 1,
            "target": number_of(form, "win_target"),
        },
        "time_limit_s": _seconds(form),
        "quick": form.text("preset") == "quick",
        **{name: form.text(name) for name in ("ownership", "sight", "teams", "unmark", "late_join")},
        **{name: form.is_checked(name) for name in SWITCHES},
        **{name: _kept(number_of(form, name), getattr(chosen, name)) for name in NUMBERS},
    }
    try:
        return msgspec.convert(wanted, Settings)
    except msgspec.ValidationError as error:
        what, _, path = str(error).partition(" - at `$.")
        field = path.rstrip("`") or "settings"
        raise Invalid(f"{field}: {what}", [Problem(field, what)]) from error


def number_of(form: Form, name: str) -> int | None:
    """Return the whole number in a field, None where it is empty.

    Raises:
        Invalid: something else stands there.
    """
    raw = form.text(name)
    if not raw:
        return None
    if not (raw.isascii() and raw.isdigit() and len(raw) < 10):  # noqa: PLR2004 - a billion is enough for anything here
        raise Invalid(f"{name}: expected a whole number", [Problem(name, "a whole number")])
    return int(raw)


def _kept(number: int | None, default: int) -> int:
    return default if number is None else number


def _seconds(form: Form) -> int | None:
    """The time limit: minutes in the form, seconds in the settings."""
    raw = form.text("minutes")
    if not raw:
        return None
    try:
        return round(float(raw) * 60)
    except (ValueError, OverflowError) as error:
        raise Invalid("minutes: expected a number", [Problem("minutes", "a number of minutes")]) from error
