"""Seat tokens: a program that has one plays in somebody's seat (details, "Trackers and bots").

Whoever sits there makes them in the session page, a few at most, each shown once and known here by its hash alone. A token
opens one seat of one session, as long as the same person sits in it and the host allows trackers; it makes no further
tokens. It ends with the session, and when the seat is left or taken away: what is open by it closes at once on this
node, and on the others within seconds.
"""

import asyncio
from contextlib import suppress
from typing import Final, NamedTuple

import msgspec
import structlog

from arcadia.core.clock import Clock
from arcadia.core.errors import Conflict, Forbidden, Invalid, Problem, Unauthenticated, Unavailable
from arcadia.core.ids import GuestId, SessionId
from arcadia.core.principal import Principal, PrincipalKind
from arcadia.core.text import visible_name
from arcadia.platform.ids import make_id, make_token
from arcadia.platform.realtime.hub import Hub
from arcadia.platform.security.tokens import hash_token
from arcadia.play.domain import events as ev
from arcadia.play.domain.commands import Command, Mark
from arcadia.play.domain.state import Phase, Seat, State
from arcadia.play.service.change import Change
from arcadia.play.service.live import Live
from arcadia.play.store.seat_tokens import SeatTokenRow, SeatTokenStore

MOST_OF_A_SEAT: Final = 5
LONGEST_NAME: Final = 40
KEPT_AFTER_THE_END_MS: Final = 86_400_000
LOOK_EVERY_S: Final = 5.0
WITHDRAWN: Final = (4003, "this token opens no seat any more")
"""How a connection by a token ends: the code of the close frame and its reason."""

log = structlog.get_logger(__name__)


class MadeSeatToken(msgspec.Struct, frozen=True, kw_only=True):
    """A new token. Shown once: it cannot be read again."""

    id: str
    name: str
    token: str


class _Ended(NamedTuple):
    """Seats (None: all) of a session whose tokens up to a moment, in ms, are over."""

    session: SessionId
    seats: tuple[int, ...] | None
    until: int


class SeatTokens:
    """Makes seat tokens, says who acts by them, and takes them back."""

    def __init__(self, store: SeatTokenStore, hub: Hub, clock: Clock) -> None:
        self._store = store
        self._hub = hub
        self._clock = clock
        self._ended: dict[_Ended, None] = {}
        self._woken = asyncio.Event()

    async def make(self, live: Live, seat: Seat | None, name: str) -> MadeSeatToken:
        """Return a token for the caller's seat.

        Raises:
            Forbidden: the caller has no seat, or the host has forbidden trackers.
            Invalid: the name is empty or too long.
            Conflict: the seat has as many as it may have, or it was left meanwhile.
            Unavailable: the database is away.
        """
        seat, shown = check_seated(seat), _checked_name(name)
        check_welcome(live.state)
        token = make_token()
        row = SeatTokenRow(
            token_hash=hash_token(token),
            id=make_id(),
            seat=seat.number,
            principal=seat.principal,
            name=shown,
            made_at=self._clock.now_ms(),
        )
        if not await self._store.add(live.id, row, most=MOST_OF_A_SEAT):
            message = "this seat has five tokens; take one back first"
            raise Conflict(message)
        if not self._opens(live.state, row):
            await self._store.remove(live.id, seat=row.seat, token_id=row.id)
            message = "the seat was left or the session has ended meanwhile"
            raise Conflict(message)
        return MadeSeatToken(id=row.id, name=shown, token=token)

    async def list_made(self, live: Live, seat: Seat | None) -> tuple[SeatTokenRow, ...]:
        """Return the tokens of the caller's seat, the oldest first.

        Raises:
            Forbidden: the caller has no seat.
        """
        rows = await self._store.list_of(live.id, seat=check_seated(seat).number)
        return tuple(row for row in rows if self._opens(live.state, row))

    async def take_back(self, live: Live, seat: Seat | None, token_id: str) -> bool:
        """Let a token of the caller's seat open nothing any more; return whether there was one.

        Raises:
            Forbidden: the caller has no seat.
        """
        was_there = await self._store.remove(live.id, seat=check_seated(seat).number, token_id=token_id)
        await self.close_withdrawn()
        return was_there

    async def open(self, live: Live, token: str) -> Principal:
        """Return who acts by a token in this session. Its hash alone is looked for, so time tells nothing about it.

        Raises:
            Unauthenticated: it opens no seat here, or none any more.
            Forbidden: the host has forbidden trackers.
            Unavailable: the database is away.
        """
        row = await self._store.find(live.id, hash_token(token))
        if row is None or not self._opens(live.state, row):
            message = "this token opens no seat here, or none any more; make a new one in the session page"
            raise Unauthenticated(message)
        check_welcome(live.state)
        return Principal(PrincipalKind.TRACKER, GuestId(row.principal), row.token_hash)

    def _opens(self, state: State, row: SeatTokenRow) -> bool:
        """Whether the seat is still the same person's, in a session that has not ended."""
        seat = state.seats.get(row.seat)
        is_theirs = seat is not None and seat.is_in and seat.principal == row.principal
        return is_theirs and not has_ended(state, self._clock.now_ms())

    def on_change(self, live: Live, change: Change) -> None:
        """Have the tokens forgotten whose seat, or whose session, has just ended."""
        match change.event:
            case ev.SeatLeft(seat=number) | ev.SeatKicked(seat=number):
                self._end(live, (number,), change.at)
            case ev.SeatsMerged(seat=number, into=into):
                self._end(live, (number, into), change.at)
            case ev.Cancelled():
                self._end(live, None, change.at)
                for member in live.room.members():
                    if member.token_hash:
                        member.close(*WITHDRAWN)

    def _end(self, live: Live, seats: tuple[int, ...] | None, at: int) -> None:
        self._ended[_Ended(live.id, seats, at)] = None
        self._woken.set()

    async def run(self) -> None:
        """Forget what has ended, and look every few seconds for what another node took back, until cancelled."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_EVERY_S):
                    await self._woken.wait()
            self._woken.clear()
            try:
                await self.forget_ended()
                await self.close_withdrawn()
            except Unavailable as error:
                log.warning("seat_tokens_not_checked", error=error.detail)

    async def forget_ended(self) -> None:
        """Forget the tokens of what has ended here.

        Raises:
            Unavailable: the database is away; they are forgotten the next time, and open nothing meanwhile.
        """
        while self._ended:
            one = next(iter(self._ended))
            await self._store.remove_ended(one.session, seats=one.seats, until=one.until)
            self._ended.pop(one, None)

    async def close_withdrawn(self) -> None:
        """Close what is open here by tokens that are not there any more.

        Raises:
            Unavailable: the database is away.
        """
        members = [member for member in self._hub.viewers() if member.token_hash]
        if not members:
            return
        known = await self._store.find_known({member.token_hash for member in members})
        for member in members:
            if member.token_hash not in known:
                member.close(*WITHDRAWN)


def check_seated(seat: Seat | None) -> Seat:
    """Return the caller's seat.

    Raises:
        Forbidden: there is none.
    """
    if seat is None:
        message = "only who has a seat in this session connects a tracker to it"
        raise Forbidden(message)
    return seat


def check_welcome(state: State) -> None:
    """Go on where the host allows trackers.

    Raises:
        Forbidden: the host does not.
    """
    if not state.settings.trackers:
        message = "the host has forbidden trackers in this session"
        raise Forbidden(message)


def has_ended(state: State, now: int) -> bool:
    """Whether a session is over for tokens: it was ended, or for a day nobody has dealt another card."""
    if state.phase is Phase.CANCELLED:
        return True
    is_finished = state.phase is Phase.FINISHED and state.finished_at is not None
    return is_finished and now > (state.finished_at or 0) + KEPT_AFTER_THE_END_MS


def _checked_name(raw: str) -> str:
    name = visible_name(raw)
    if not 1 <= len(name) <= LONGEST_NAME:
        message = f"a tracker's name has 1 to {LONGEST_NAME} visible characters"
        raise Invalid(message, [Problem("name", f"1 to {LONGEST_NAME} visible characters")])
    return name


def as_sent_by(principal: Principal, command: Command) -> Command:
    """Return a command with what is to be told of its sender: a mark by a token is a tracker's, whatever it says."""
    if principal.token_hash and isinstance(command, Mark):
        return msgspec.structs.replace(command, by_tracker=True)
    return command
