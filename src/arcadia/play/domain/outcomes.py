"""What `decide` answers: values, not exceptions."""

import msgspec

from arcadia.play.domain.events import Event
from arcadia.play.domain.refusals import Refusal
from arcadia.play.domain.state import State


class Accepted(msgspec.Struct, frozen=True, gc=False):
    """The command becomes these events, at one time; `states[i]` is the state after `events[i]`.

    The states come along because deciding had to fold them anyway. `data` goes to the sender (outcomes of a bulk
    command, a seat's number).
    """

    events: tuple[Event, ...]
    states: tuple[State, ...]
    at: int
    data: dict[str, object] = {}


class Unchanged(msgspec.Struct, frozen=True, gc=False):
    """What was wanted holds already."""

    data: dict[str, object] = {}


class Rejected(msgspec.Struct, frozen=True, gc=False):
    """Refused with a word of the closed list and the data that the word carries.

    `told` is set in one case: under hidden lockout the sender's team knows from now on that the square is taken, and
    that knowledge is an event (rules 7).
    """

    reason: Refusal
    data: dict[str, object] = {}
    told: Accepted | None = None


Decision = Accepted | Unchanged | Rejected
