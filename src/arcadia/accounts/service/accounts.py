"""Who is asking, and what they are called."""

from collections.abc import Collection, Mapping
from typing import Final

from arcadia.accounts.domain import Guest, clean_nickname
from arcadia.accounts.service.guest_cookie import MAX_AGE_S, NAME, SECURE_NAME, GuestCookie
from arcadia.accounts.store import GuestStore
from arcadia.core.clock import Clock
from arcadia.core.errors import Unauthenticated
from arcadia.core.ids import GuestId
from arcadia.core.principal import ANONYMOUS, Principal, PrincipalKind
from arcadia.platform.db import Database
from arcadia.platform.flags import Flags
from arcadia.platform.flags.catalogue import GUESTS_NEW
from arcadia.platform.ids import make_id
from arcadia.platform.security import KeyRing
from arcadia.web.credentials import Credentials, Identified, make_set_cookie

_MS_PER_S: Final = 1000
_IDS_AT_ONCE: Final = 500


class AccountsService:
    """Guests: implements `web.credentials.Authenticate`, and knows nicknames.

    Args:
        flags: without them, every flag has its default.
        is_https: whether people reach this instance over https even where the last hop to it is plain, behind a proxy.
    """

    def __init__(
        self, *, database: Database, keys: KeyRing, clock: Clock, is_https: bool, flags: Flags | None = None
    ) -> None:
        self._database = database
        self._store = GuestStore(database)
        self._cookie = GuestCookie(keys)
        self._clock = clock
        self._flags = flags or Flags()
        self._is_https = is_https

    # Who is asking

    def has_identity_cookie(self, cookies: Mapping[str, str]) -> bool:
        """See `Authenticate.has_identity_cookie`."""
        return NAME in cookies or SECURE_NAME in cookies

    async def identify(self, credentials: Credentials) -> Identified:
        """See `Authenticate.identify`. Asks no database: the signature is proof."""
        is_secure = self._is_secure(credentials)
        value = credentials.cookies.get(SECURE_NAME if is_secure else NAME)
        carried = self._cookie.decode(value, now_s=self._now_s()) if value else None
        if carried is None:
            return Identified(ANONYMOUS)
        principal = Principal(PrincipalKind.GUEST, carried.guest_id)
        return Identified(principal, self._set_cookie(carried.guest_id, is_secure) if carried.is_due else None)

    async def issue_guest(self, credentials: Credentials) -> Identified:
        """See `Authenticate.issue_guest`. Stores nothing: a row comes with the nickname.

        Raises:
            SwitchedOff: the flag `guests.new` is off.
        """
        self._flags.require(GUESTS_NEW)
        guest_id = GuestId(make_id())
        return Identified(
            Principal(PrincipalKind.GUEST, guest_id), self._set_cookie(guest_id, self._is_secure(credentials))
        )

    async def continue_guest(self, credentials: Credentials, guest_id: GuestId) -> Identified:
        """See `Authenticate.continue_guest`."""
        cookie = self._set_cookie(guest_id, self._is_secure(credentials))
        return Identified(Principal(PrincipalKind.GUEST, guest_id), cookie)

    # Nicknames

    async def set_nickname(self, principal: Principal, raw: str) -> str:
        """Store how the caller wants to be called; return it as it will be shown.

        Raises:
            Unauthenticated: the caller has no identity.
            Invalid: nothing visible, or more than 24 characters.
        """
        guest_id = _known(principal)
        nickname = clean_nickname(raw)
        async with self._database.write() as tx:
            await self._store.save_nickname(tx, guest_id, nickname, now=self._clock.now_ms())
        return nickname

    async def find_guest(self, principal: Principal) -> Guest | None:
        """Return the caller as a guest with a nickname; None for anonymous callers and guests without one."""
        if principal.id is None:
            return None
        async with self._database.read() as tx:
            return await self._store.find_guest(tx, principal.id)

    async def names(self, ids: Collection[str]) -> dict[str, str]:
        """Return nicknames by id; ids without one are left out. One query for every 500 ids."""
        wanted = sorted(set(ids))
        found: dict[str, str] = {}
        if not wanted:
            return found
        async with self._database.read() as tx:
            for start in range(0, len(wanted), _IDS_AT_ONCE):
                found |= await self._store.find_names(tx, wanted[start : start + _IDS_AT_ONCE])
        return found

    def _set_cookie(self, guest_id: GuestId, is_secure: bool) -> str:  # noqa: FBT001 - follows the request's scheme
        value = self._cookie.encode(guest_id, now_s=self._now_s())
        return make_set_cookie(SECURE_NAME if is_secure else NAME, value, max_age_s=MAX_AGE_S, is_secure=is_secure)

    def _is_secure(self, credentials: Credentials) -> bool:
        return credentials.is_secure or self._is_https

    def _now_s(self) -> int:
        return self._clock.now_ms() // _MS_PER_S


def _known(principal: Principal) -> GuestId:
    if principal.id is None:
        message = "this needs an identity; send the cookie that the first write set"
        raise Unauthenticated(message)
    return principal.id
