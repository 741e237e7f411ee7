"""Callers that show a secret word: operators, schedulers, and whoever has pages made anew."""

from collections.abc import Sequence

from arcadia.core.errors import Unauthenticated
from arcadia.platform.security.tokens import hash_token, is_same_token

_SCHEME = "bearer "


def read_bearer(authorization: str | None) -> str | None:
    """Return the token of an `Authorization` header; None without one, and where another kind stands there."""
    if authorization is None or not authorization.lower().startswith(_SCHEME):
        return None
    return authorization[len(_SCHEME) :].strip()


class BearerToken:
    """One configured token, as a list of what it may be while it is changed (C8). Where that is empty, everybody is refused."""

    def __init__(self, values: Sequence[str]) -> None:
        self._hashes = [hash_token(value) for value in values]

    def is_shown(self, authorization: str | None) -> bool:
        """Whether an `Authorization` header holds it. Takes equally long for every wrong one."""
        shown = read_bearer(authorization)
        if shown is None:
            return False
        # Each is compared, so that nobody learns by the time it takes which of them is the newest.
        matches = [is_same_token(shown, known) for known in self._hashes]
        return any(matches)

    def insist(self, authorization: str | None) -> None:
        """Let only those pass who show it.

        Raises:
            Unauthenticated: this one does not.
        """
        if not self.is_shown(authorization):
            message = "this needs the header Authorization: Bearer, with the token that the operator has set"
            raise Unauthenticated(message)
