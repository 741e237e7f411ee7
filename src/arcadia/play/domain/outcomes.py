"""What `decide` answers: values, not exceptions."""

import msgspec

from arcadia.play.domain.events import Event
from arcadia.play.domain.refusals import Refusal


class Accepted(msgspec.Struct, frozen=True):
    """The command becomes these events. `data` goes to the sender (outcomes of a bulk command, a seat's number)."""

    events: tuple[Event, ...]
    data: dict[str, object] = {}


class Unchanged(msgspec.Struct, frozen=True):
    """What was wanted holds already."""

    data: dict[str, object] = {}


class Rejected(msgspec.Struct, frozen=True):
    """Refused with a word of the closed list and the data that the word carries."""

    reason: Refusal
    data: dict[str, object] = {}


Decision = Accepted | Unchanged | Rejected
