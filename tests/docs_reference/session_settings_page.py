"""`docs/reference/session-settings.md`: how a session is played, and the modes that are presets of it."""

from typing import Any, Final

import msgspec

from arcadia.play.domain.presets import PRESETS
from arcadia.play.domain.settings import Settings, Win
from docs_reference.markdown import block, code, page, table
from docs_reference.rules_links import told
from docs_reference.shapes import fields_table

_INTRO: Final = """\
# Session settings

How a session is played: three independent choices (`ownership`, `sight`, `win`) and the conditions around them. They are
given when a session is made (`settings` of `POST /api/v1/sessions`), changed before the start
([`settings`](socket.md#settings)), and part of every snapshot. Settings of the process are [elsewhere](settings.md).

What cannot be played is refused as [`settings`](refusals.md), with the field and what would be possible: lockout with
win `all` for two teams or more; more lines or squares than the card has; a majority of shared squares for one team alone;
a pattern that does not fit the size; points without a target and without a time limit."""

_MODES: Final = """\
## Modes

A mode is a preset and no more: it fills the settings in, and each of them may be changed. Below is what each sets
apart from the defaults. Landing page and API begin with `quick`, the form with every choice with `classic`."""


def make_page() -> str:
    """Return the page."""
    example = {"nickname": "Mira", "settings": {"ownership": "lockout", "win": {"kind": "squares", "n": 7}}}
    return page(
        _INTRO,
        block(msgspec.json.encode(example).decode(), "json"),
        "## Settings",
        told(Settings.__doc__),
        fields_table(Settings),
        "## Win",
        told(Win.__doc__),
        fields_table(Win),
        _MODES,
        table(("mode", "sets"), ((code(name), _differences(chosen)) for name, chosen in PRESETS.items())),
        "Made by `bin/docs` from `src/arcadia/play/domain/settings.py` and `presets.py` beside it.",
    )


def _differences(chosen: Settings) -> str:
    plain: dict[str, Any] = msgspec.to_builtins(chosen)
    set_apart = {name: value for name, value in plain.items() if name != "preset"}
    return ", ".join(f"{code(name)} {code(msgspec.json.encode(value).decode())}" for name, value in set_apart.items())
