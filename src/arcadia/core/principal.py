"""Who is asking."""

from dataclasses import dataclass
from enum import StrEnum

from arcadia.core.ids import GuestId


class PrincipalKind(StrEnum):
    """What stands behind a request."""

    ANONYMOUS = "anonymous"
    GUEST = "guest"
    TRACKER = "tracker"


@dataclass(frozen=True, slots=True)
class Principal:
    """The identity of a request, as `web.Authenticate` found it. `id` is None for anonymous callers only.

    A tracker is a program that acts for a guest in one seat; `token_hash` is of the token that it showed.
    """

    kind: PrincipalKind
    id: GuestId | None = None
    token_hash: str = ""

    @property
    def is_known(self) -> bool:
        """Whether the caller carries an identity that can own things."""
        return self.id is not None


ANONYMOUS = Principal(PrincipalKind.ANONYMOUS)
