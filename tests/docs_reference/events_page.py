"""`docs/reference/events.md`: what the event log stores."""

from typing import Final, get_args

import msgspec

from arcadia.play.domain.card import Card, Square
from arcadia.play.domain.events import SCHEMAS, Event
from arcadia.play.domain.state import Result, Standing
from docs_reference.markdown import code, page, table
from docs_reference.rules_links import told
from docs_reference.shapes import fields_table

SHAPES: Final = (Card, Square, Result, Standing)

_INTRO: Final = """\
# Events

The log of a session is the truth about it: its state is the fold of its events, and nothing else is stored of a game but
snapshots, which only save time. These are the facts that it holds. People never get them as they stand: what leaves the
server is a view of them, by audience (see [the socket](socket.md#event) and [secrecy](../explanation/architecture.md#secrecy)).

Each row of the table `session_events` is

| column | what it holds |
| --- | --- |
| `session_id`, `version` | which session, and the event's number in it: from 1, without a gap, unique |
| `command_id` | the id of the command, on the first event of a command; unique with session and seat |
| `seat` | who sent the command; 0 is the system |
| `type`, `schema` | one of the types below, and which form of it the body has |
| `at` | when it was decided, ms since the epoch; never before the event in front of it |
| `body` | the fields below as JSON, without those at their default |

A stored form never changes. A new one gets the next schema number and a step that turns the older body into the newer
one (`SCHEMAS` and `UPCASTS` in `src/arcadia/play/domain/events.py`)."""


def make_page() -> str:
    """Return the page."""
    structs = get_args(Event)
    rows = ((f"[`{tag_of(one)}`](#{tag_of(one)})", told(one.__doc__)) for one in structs)
    return page(
        _INTRO,
        "## Types",
        table(("type", "what happened"), rows),
        *map(_event, structs),
        "## What events hold",
        "`Settings` has [a page of its own](session-settings.md).",
        *(page(f"### {one.__name__}", told(one.__doc__), fields_table(one)) for one in SHAPES),
        "Made by `bin/docs` from `src/arcadia/play/domain/events.py`.",
    )


def tag_of(struct: type[msgspec.Struct]) -> str:
    """The word under which an event is stored."""
    return str(struct.__struct_config__.tag)


def _event(struct: type[msgspec.Struct]) -> str:
    tag = tag_of(struct)
    about = f"{told(struct.__doc__)} Schema {SCHEMAS.get(tag, 1)}."
    return page(f"### {tag}", about, fields_table(struct) or f"No fields beside {code('type')}.")
