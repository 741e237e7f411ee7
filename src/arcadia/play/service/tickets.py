"""One-use tickets: for a stream whose client cannot send its cookie (architecture, "Pages, CSP"), and for a seat on
another device (details, "Starting and joining").

A ticket stands in an address, which logs and histories keep: so it opens one thing only, soon, in one session, and
only its hash is stored. What it is for goes into the hash: a ticket for a stream opens no seat.
"""

from typing import Final

import msgspec

from arcadia.core.clock import Clock
from arcadia.core.errors import Forbidden
from arcadia.platform.ids import make_token
from arcadia.platform.security.tokens import hash_token
from arcadia.play.service.live import Live
from arcadia.play.store.tickets import TicketStore

LIFE_MS: Final = 60_000
SEAT_LIFE_MS: Final = 300_000
_SEAT: Final = "seat:"


class Ticket(msgspec.Struct, frozen=True, kw_only=True):
    """A new ticket; good until `expires_at`, in milliseconds since 1970."""

    ticket: str
    expires_at: int


class Tickets:
    """Issues tickets and takes them back."""

    def __init__(self, store: TicketStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def issue(self, live: Live, principal: str) -> Ticket:
        """Return a ticket with which somebody can open one stream of a session.

        Raises:
            Unavailable: the database is away.
        """
        token, now = make_token(), self._clock.now_ms()
        await self._store.add(hash_token(token), live.id, principal, expires_at=now + LIFE_MS, now=now)
        return Ticket(ticket=token, expires_at=now + LIFE_MS)

    async def issue_for_seat(self, live: Live, principal: str) -> Ticket:
        """Return a ticket with which somebody can sit in their seat on another device too.

        Raises:
            Unavailable: the database is away.
        """
        token, now = make_token(), self._clock.now_ms()
        good_until = now + SEAT_LIFE_MS
        await self._store.add(hash_token(_SEAT + token), live.id, principal, expires_at=good_until, now=now)
        return Ticket(ticket=token, expires_at=good_until)

    async def holder_of_seat(self, token: str, live: Live) -> str | None:
        """Whose seat a ticket opens, without using it up; None where it opens none.

        Raises:
            Unavailable: the database is away.
        """
        return await self._store.find(hash_token(_SEAT + token), live.id, now=self._clock.now_ms())

    async def redeem_for_seat(self, token: str, live: Live) -> str:
        """Use up a ticket and return whose seat it opens.

        Raises:
            Forbidden: it is used, older than five minutes, for another session, or none of ours.
            Unavailable: the database is away.
        """
        return await self.redeem(_SEAT + token, live)

    async def redeem(self, token: str, live: Live) -> str:
        """Use up a ticket and return whose it is.

        Raises:
            Forbidden: it is used, older than a minute, for another session, or none of ours.
            Unavailable: the database is away.
        """
        principal = await self._store.take(hash_token(token), live.id, now=self._clock.now_ms())
        if principal is None:
            message = "this ticket is used up, too old, or not for this session; ask for a new one"
            raise Forbidden(message)
        return principal

    async def forget_expired(self) -> int:
        """Forget the tickets that nobody used in time; return how many.

        Raises:
            Unavailable: the database is away.
        """
        return await self._store.forget_expired(now=self._clock.now_ms())
