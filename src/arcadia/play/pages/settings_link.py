"""A session's settings in an address: `/play/new?preset=lockout&win_n=2&chat=0` shows the form with them filled in.

A preset of one's own is such an address, kept under a name on the device or sent to friends. Only what differs from the
mode stands in it, never a password or a seed. What comes in is worth no more than what is typed: it fills fields, wrong
values with their fault beside them, and nothing is made before somebody presses the button.
"""

from collections.abc import Iterator
from typing import Final
from urllib.parse import parse_qs, urlencode

from arcadia.play.domain.presets import PRESETS
from arcadia.play.pages.card_source import SHARED_FIELDS, Source, usual_source
from arcadia.play.pages.settings_fields import PATTERN_LABELS, SWITCHES
from arcadia.play.pages.settings_form import Filled, filled_from
from arcadia.web.asgi import Scope
from arcadia.web.body import Form

PATH: Final = "/play/new"
LONGEST_VALUE: Final = 800
MOST_FIELDS: Final = 200
BOXES: Final = (*(switch.name for switch in SWITCHES), *(f"pattern_{name}" for name in PATTERN_LABELS))
_ON, _OFF = "1", "0"


def link_to(filled: Filled, source: Source) -> str:
    """Return the path at which the form is filled like this."""
    query = {"preset": filled.texts["preset"], **dict(_differences(filled))}
    return f"{PATH}?{urlencode(query | dict(_card(source)))}"


def _card(source: Source) -> Iterator[tuple[str, str]]:
    """The picked board, or the list and how a card is dealt from it."""
    usual = usual_source("", is_secret=False)
    for name in SHARED_FIELDS if source["source"] == "list" else ("board",):
        if source[name] != usual[name]:
            yield name, source[name] or _OFF


def _differences(filled: Filled) -> Iterator[tuple[str, str]]:
    usual = filled_from(PRESETS.get(filled.texts["preset"], PRESETS["classic"]))
    for name, text in filled.texts.items():
        if name != "preset" and text != usual.texts[name]:
            yield name, text
    for name in BOXES:
        if (name in filled.ticked) != (name in usual.ticked):
            yield name, _ON if name in filled.ticked else _OFF


def read_query(scope: Scope) -> Form:
    """Return the query of an address as if it had been sent by a form; of what is too much nothing is read."""
    raw = scope["query_string"].decode("latin-1")
    try:
        fields = parse_qs(raw, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        fields = {}
    return Form({name: values for name, values in fields.items() if len(values[-1]) <= LONGEST_VALUE}, {})


def filled_by_link(query: Form) -> Filled:
    """Return the form as the mode has it, with what the address says otherwise."""
    preset = query.text("preset")
    usual = filled_from(PRESETS.get(preset, PRESETS["classic"]))
    texts = {name: query.text(name) for name in usual.texts if name != "preset" and query.has(name)}
    said = {name: query.text(name) for name in BOXES if query.has(name)}
    on = {name for name, value in said.items() if value == _ON}
    off = {name for name, value in said.items() if value == _OFF}
    return Filled({**usual.texts, **texts}, (usual.ticked | on) - off)


def source_of_link(query: Form, *, is_secret: bool) -> Source:
    """Return where the card comes from, as far as the address says it."""
    source = usual_source(query.text("board"), is_secret=is_secret)
    said = {name: query.text(name) for name in SHARED_FIELDS if query.has(name)}
    if said.get("source") not in (None, "board", "list"):
        del said["source"]
    if said.get("free") == _OFF:
        said["free"] = ""
    return {**source, **said}
