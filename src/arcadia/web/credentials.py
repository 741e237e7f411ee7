"""What `web` and `accounts` say to each other about who is asking.

It knows no framework, so that
a service may import it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Protocol

from arcadia.core.ids import GuestId
from arcadia.core.principal import Principal


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a request carries to prove who it is. Header names are lower case."""

    cookies: Mapping[str, str]
    headers: Mapping[str, str]
    is_secure: bool


@dataclass(frozen=True, slots=True)
class Identified:
    """The answer to "who": a principal and, where one must be sent, the whole value of a `Set-Cookie` header."""

    principal: Principal
    set_cookie: str | None = None


class Authenticate(Protocol):
    """Finds the principal behind credentials and issues new guests. Implemented by `accounts.service`."""

    def has_identity_cookie(self, cookies: Mapping[str, str]) -> bool:
        """Whether a cookie of ours is there, valid or not: such a request bypasses the page cache."""
        ...

    async def identify(self, credentials: Credentials) -> Identified:
        """Return who is asking; anonymous when nothing valid is carried. Never raises for bad credentials."""
        ...

    async def issue_guest(self, credentials: Credentials) -> Identified:
        """Return a new guest with the cookie that carries it.

        Raises:
            SwitchedOff: nobody new is taken at the moment.
        """
        ...

    async def continue_guest(self, credentials: Credentials, guest_id: GuestId) -> Identified:
        """Return a guest that another device has already, with the cookie that carries it here too."""
        ...


def make_set_cookie(name: str, value: str, *, max_age_s: int, is_secure: bool) -> str:
    """Return a `Set-Cookie` value: HttpOnly, SameSite=Lax, whole site, Secure on https.

    Raises:
        ValueError: the name or value cannot stand in a cookie.
    """
    jar: SimpleCookie = SimpleCookie()
    try:
        jar[name] = value
    except CookieError as error:
        message = f"cookie {name!r} cannot be written"
        raise ValueError(message) from error
    morsel = jar[name]
    morsel["path"] = "/"
    morsel["max-age"] = max_age_s
    morsel["httponly"] = True
    morsel["samesite"] = "Lax"
    if is_secure:
        morsel["secure"] = True
    return morsel.OutputString()
