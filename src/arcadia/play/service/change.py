"""One committed event with the states around it: what deliverer, fan-out and replay work on."""

from dataclasses import dataclass

from arcadia.play.domain.events import Event
from arcadia.play.domain.state import State


@dataclass(frozen=True, slots=True)
class Change:
    """Event `version` of a session took it from `before` to `after`. `command_id` stands on the first of a command."""

    version: int
    at: int
    seat: int
    command_id: str | None
    event: Event
    before: State
    after: State
