"""One committed event with the states around it: what deliverer, fan-out and replay work on."""

from dataclasses import dataclass

from arcadia.play.domain.events import Event, encode
from arcadia.play.domain.outcomes import Accepted
from arcadia.play.domain.state import State
from arcadia.play.store.entries import Row


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

    def row(self) -> Row:
        """The stored form."""
        kind, schema, body = encode(self.event)
        return Row(
            version=self.version,
            command_id=self.command_id,
            seat=self.seat,
            type=kind,
            schema=schema,
            at=self.at,
            body=body,
        )


def changes_of(before: State, accepted: Accepted, *, seat: int, command_id: str | None) -> tuple[Change, ...]:
    """Return what a command that was accepted changes, event for event."""
    changes: list[Change] = []
    for event, after in zip(accepted.events, accepted.states, strict=True):
        changes.append(Change(after.version, accepted.at, seat, None if changes else command_id, event, before, after))
        before = after
    return tuple(changes)
