"""Callers that show a secret word: operators and schedulers."""

from arcadia.core.errors import Unauthenticated
from arcadia.platform.security.tokens import hash_token, is_same_token

_SCHEME = "bearer "


class BearerToken:
    """One configured token. None: nobody has it, and everybody is refused."""

    def __init__(self, token: str | None) -> None:
        self._hash = hash_token(token) if token else None

    def is_shown(self, authorization: str | None) -> bool:
        """Whether an `Authorization` header holds it. Takes equally long for every wrong one."""
        if self._hash is None or authorization is None or not authorization.lower().startswith(_SCHEME):
            return False
        return is_same_token(authorization[len(_SCHEME) :].strip(), self._hash)

    def insist(self, authorization: str | None) -> None:
        """Let only those pass who show it.

        Raises:
            Unauthenticated: this one does not.
        """
        if not self.is_shown(authorization):
            message = "this needs the header Authorization: Bearer, with the token that the operator has set"
            raise Unauthenticated(message)
