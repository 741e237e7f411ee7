"""The form of a session's settings: what was typed is kept, right or wrong, and each fault stands beside its field."""

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

import msgspec

from arcadia.platform.languages import _
from arcadia.platform.languages.errors import told
from arcadia.platform.languages.speaking import shown_number
from arcadia.play.domain.presets import PRESETS
from arcadia.play.domain.settings import Settings, SettingsProblem
from arcadia.play.pages.settings_fields import (
    CHOICES,
    FAULTS_OF,
    GROUPS,
    MODE_LABELS,
    MODES,
    NUMBERS,
    PATTERN_LABELS,
    SWITCHES,
    Choice,
    Number,
)
from arcadia.web.body import Form

LONGEST_NAME: Final = 100
LONGEST_LIMIT_S: Final = 604_800
SHORTEST_LIMIT_S: Final = 10
IN_WIN: Final = {"win_kind": "kind", "win_n": "n", "win_target": "target"}
OF_WIN: Final = ("need", "square_value", "line_bonus")

ALWAYS_SEEN: Final = frozenset({"preset", "name", "minutes", "board", "list", "kind"})
OUTSIDE_GROUPS: Final = (*ALWAYS_SEEN, "patterns")
"""Fields that templates name one by one."""

Faults = dict[str, str]


class Filled(NamedTuple):
    """The form as it stands: texts by field, and the boxes that are ticked."""

    texts: dict[str, str]
    ticked: frozenset[str]


def filled_from(settings: Settings) -> Filled:
    """Return the form filled with settings."""
    win = settings.win
    texts = {
        "preset": settings.preset,
        "name": settings.name,
        "minutes": "" if settings.time_limit_s is None else f"{settings.time_limit_s / 60:g}",
        "win_kind": win.kind.value,
        "win_n": str(win.n),
        "win_target": _shown(win.target),
        "need": win.need.value,
        "square_value": win.square_value.value,
        "line_bonus": str(win.line_bonus),
        "custom": " ".join(name for name in win.patterns if name not in PATTERN_LABELS),
    }
    for choice in CHOICES:
        texts.setdefault(choice.field.name, str(getattr(settings, choice.field.name, "")))
    for number in NUMBERS:
        texts.setdefault(number.field.name, _shown(getattr(settings, number.field.name, None)))
    if settings.mark_rate == PRESETS.get(settings.preset, settings).mark_rate:
        texts["mark_rate"] = ""
    on = {switch.name for switch in SWITCHES if getattr(settings, switch.name)}
    return Filled(texts, frozenset(on | {f"pattern_{name}" for name in win.patterns if name in PATTERN_LABELS}))


def _shown(value: int | None) -> str:
    return "" if value is None else str(value)


def filled_by(form: Form) -> Filled:
    """Return the form as it was sent. Details that belong to another mode than the picked one give way to its own."""
    preset = form.text("preset")
    usual = filled_from(PRESETS.get(preset, PRESETS["classic"]))
    kept = {name: form.text(name) for name in ("name", "minutes") if form.has(name)}
    if preset in PRESETS and preset != form.text("shown_preset"):
        return Filled({**usual.texts, **kept}, usual.ticked)
    sent = {name: form.text(name) for name in usual.texts if form.has(name)}
    boxes = [switch.name for switch in SWITCHES] + [f"pattern_{name}" for name in PATTERN_LABELS]
    return Filled({**usual.texts, **sent}, frozenset(name for name in boxes if form.is_checked(name)))


def read_settings(filled: Filled) -> tuple[Settings, Faults]:
    """Return the settings of a filled form, and what is wrong by field; what is wrong is as usual in the settings."""
    faults: Faults = {}
    preset = filled.texts["preset"]
    usual = PRESETS.get(preset)
    if usual is None:
        faults["preset"] = _("One of {list}", list=", ".join(map(_, MODE_LABELS.values())))
        usual = PRESETS["classic"]
    read: dict[str, Any] = {choice.field.name: _choice(choice, filled, faults) for choice in CHOICES}
    read |= {number.field.name: _number(number, filled, faults) for number in NUMBERS}
    win = {part: read.pop(name) for name, part in IN_WIN.items()} | {name: read.pop(name) for name in OF_WIN}
    known = {name: value for name, value in read.items() if value is not None or name == "best_of"}
    wanted = {
        **msgspec.to_builtins(usual),
        **known,
        **{switch.name: switch.name in filled.ticked for switch in SWITCHES},
        "win": {name: value for name, value in win.items() if value is not None} | {"patterns": _patterns(filled)},
        "name": filled.texts["name"][:LONGEST_NAME],
        "time_limit_s": _seconds(filled.texts["minutes"], faults),
    }
    return msgspec.convert(wanted, Settings), faults


def _choice(choice: Choice, filled: Filled, faults: Faults) -> str | None:
    value = filled.texts[choice.field.name]
    if value in choice.words:
        return value
    faults[choice.field.name] = _("Pick one of these")
    return None


def _number(number: Number, filled: Filled, faults: Faults) -> int | None:
    raw = filled.texts[number.field.name].strip()
    if not raw and number.may_be_empty:
        return None
    if raw.isascii() and raw.isdigit() and len(raw) < 10 and number.low <= int(raw) <= number.high:  # noqa: PLR2004 - a billion is above every limit
        return int(raw)
    faults[number.field.name] = _("A whole number from {low} to {high}", low=number.low, high=shown_number(number.high))
    return None


def _patterns(filled: Filled) -> list[str]:
    """The ticked patterns, and own ones as the rules write them: square numbers joined by `-`."""
    named = [name for name in PATTERN_LABELS if f"pattern_{name}" in filled.ticked]
    own = [
        "-".join(part for part in word.replace(",", "-").split("-") if part) for word in filled.texts["custom"].split()
    ]
    return [*named, *[word[:400] for word in own if word]][:8]


def _seconds(raw: str, faults: Faults) -> int | None:
    """The time limit: minutes in the form, seconds in the settings."""
    if not raw.strip():
        return None
    try:
        seconds = float(raw.replace(",", ".")) * 60
    except ValueError:
        seconds = 0.0
    if SHORTEST_LIMIT_S <= seconds <= LONGEST_LIMIT_S:
        return round(seconds)
    faults["minutes"] = _("A number of minutes, like 30 or 2.5; a week at most")
    return None


def faults_of(problems: Iterable[SettingsProblem]) -> Faults:
    """Return what cannot be played, by the form's fields."""
    return {
        FAULTS_OF.get(problem.field, problem.field): _("Possible: {what}", what=told(problem.expected))
        for problem in problems
    }


def form_context(filled: Filled, faults: Faults) -> dict[str, Any]:
    """What the templates show: modes as cards, then every field in its group with its value and its fault."""
    return {
        "filled": filled.texts,
        "ticked": sorted(filled.ticked),
        "faults": {**dict.fromkeys(OUTSIDE_GROUPS, ""), **faults},
        "has_faults": bool(faults),
        "modes": [_mode(name, filled) for name in MODES],
        "picked_label": _(MODE_LABELS.get(filled.texts["preset"], filled.texts["preset"])),
        "groups": [{"title": _(group), "fields": _fields(group, filled, faults)} for group in GROUPS],
        "patterns": [
            {"name": f"pattern_{name}", "label": _(label), "on": f"pattern_{name}" in filled.ticked}
            for name, label in PATTERN_LABELS.items()
        ],
        "has_hidden_faults": bool(faults.keys() - ALWAYS_SEEN),
    }


def _mode(name: str, filled: Filled) -> dict[str, Any]:
    """A mode as a card, with the form that it brings along for the script."""
    brought = filled_from(PRESETS[name])
    values = {key: value for key, value in brought.texts.items() if key not in ("name", "minutes", "preset")}
    return {
        "name": name,
        "label": _(MODE_LABELS[name]),
        "sentence": _(MODES[name]),
        "is_picked": filled.texts["preset"] == name,
        "values": msgspec.json.encode({"texts": values, "ticked": sorted(brought.ticked)}).decode(),
    }


def _fields(group: str, filled: Filled, faults: Faults) -> list[dict[str, Any]]:
    """The fields of a group: choices and numbers in their order, then switches."""
    found: list[dict[str, Any]] = [
        {**choice.field._asdict(), "kind": "choice", "options": _options(choice)} for choice in CHOICES
    ]
    found += [{**number.field._asdict(), "kind": "number"} for number in NUMBERS]
    found += [{**switch._asdict(), "kind": "switch", "on": switch.name in filled.ticked} for switch in SWITCHES]
    return [
        {
            **one,
            "label": _(one["label"]),
            "hint": _(one["hint"]) if one["hint"] else "",
            "value": filled.texts.get(one["name"], ""),
            "fault": faults.get(one["name"], ""),
        }
        for one in found
        if one["group"] == group
    ]


def _options(choice: Choice) -> list[dict[str, str]]:
    return [{"value": str(value), "label": _(label)} for value, label in choice.words.items()]
