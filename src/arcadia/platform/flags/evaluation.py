"""What comes of asking about a flag."""

from dataclasses import dataclass
from typing import Final, Generic

from arcadia.platform.flags.catalogue import Value

DEFAULT: Final = "DEFAULT"
DISABLED: Final = "DISABLED"
ERROR: Final = "ERROR"
STATIC: Final = "STATIC"
"""Reasons, as OpenFeature calls them; providers have more (`TARGETING_MATCH`, `SPLIT`, …)."""


@dataclass(frozen=True, slots=True)
class Evaluation(Generic[Value]):
    """A value and why it is this one: the provider's variant and reason, which source said it, what was wrong.

    Without a source nobody knows the flag, and the value is its default.
    """

    value: Value
    reason: str
    variant: str | None = None
    source: str | None = None
    fault: str | None = None

    @property
    def is_for_all(self) -> bool:
        """Whether everybody gets this value, so that nobody need be asked about one user."""
        return self.source is None or self.reason in {STATIC, DISABLED}
