"""What the sender of a command is told, and how it is remembered."""

from enum import StrEnum
from typing import Final

import msgspec

from arcadia.core import wire
from arcadia.play.domain.refusals import Refusal


class Verdict(StrEnum):
    """The three ways a command can end."""

    DONE = "done"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class Reply(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """The answer to one command. `version` is the first version of its events, or the head it was decided on.

    `data` holds what the refusal word asks for (`team`, `card`, `retry_ms`, …) or the outcomes of a bulk command.
    `is_repeat` says that the command was answered before and this is the first answer again.
    """

    id: str | None = None
    verdict: Verdict
    version: int
    reason: Refusal | None = None
    data: dict[str, object] = {}
    is_repeat: bool = False

    @property
    def is_refused(self) -> bool:
        """Whether nothing was done because of a rule."""
        return self.verdict is Verdict.REFUSED


def remember(reply: Reply) -> bytes:
    """Return the stored form of a reply (rules 1.2: a resend gets the first answer again)."""
    return wire.encode(reply)


def recall(body: bytes) -> Reply:
    """Return the reply that `remember` stored."""
    return wire.decode(body, _DECODER)


def unavailable(command_id: str | None, version: int) -> Reply:
    """The one answer that promises nothing: it could not be stored, the same id may be sent again."""
    return Reply(id=command_id, verdict=Verdict.REFUSED, version=version, reason=Refusal.UNAVAILABLE)


_DECODER: Final = msgspec.json.Decoder(Reply)
