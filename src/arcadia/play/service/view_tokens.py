"""View tokens: whoever has one sees one view of a session, and does nothing (details, "Streams and casters").

Host and referees make them, one a view. A token shows no more than its maker may see at that moment: who plays cannot
come to see all of the card by one (rules 7), and one for a team ends when its maker goes to another. Only its hash is
stored. It stands in addresses of scene tools, so it can be taken back at any time: what is open by it closes at once on
this node, and on the others within seconds.
"""

import asyncio
from typing import Final

import msgspec
import structlog

from arcadia.core.clock import Clock
from arcadia.core.errors import Forbidden, Invalid, Problem, Unavailable
from arcadia.platform.ids import make_token
from arcadia.platform.realtime.hub import Hub
from arcadia.platform.realtime.member import SocketMember
from arcadia.platform.realtime.message import Message
from arcadia.platform.realtime.socket import RawSocket
from arcadia.platform.security.tokens import hash_token
from arcadia.play.domain.audience import FULL, PUBLIC, Audience, audience_of, team_audience
from arcadia.play.domain.state import Role, Seat, State
from arcadia.play.service.live import Live
from arcadia.play.store.view_tokens import ViewTokenRow, ViewTokenStore

LOOK_EVERY_S: Final = 5.0
WITHDRAWN: Final = (4003, "this token shows nothing any more")
"""How a connection by a token ends: the code of the close frame and its reason."""

log = structlog.get_logger(__name__)


class MadeToken(msgspec.Struct, frozen=True, kw_only=True):
    """A new token and the view that it shows. Shown once: it cannot be read again."""

    view: Audience
    token: str


class ShownView(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody sees by a token: an audience, and the row and the state of affairs that allow it."""

    audience: Audience
    row: ViewTokenRow

    def is_allowed(self, state: State) -> bool:
        """Whether the token's maker may see as much, now."""
        return may_show(state, self.row.view, state.seats.get(self.row.maker))


class ViewMember(SocketMember):
    """A viewer by a token: of one audience for good, and outside of its team's talk."""

    __slots__ = ("shown",)

    def __init__(self, socket: RawSocket, shown: ShownView) -> None:
        super().__init__(socket, audience=shown.audience)
        self.shown = shown

    def send(self, message: Message) -> bool:
        """See `Member.send`."""
        return super().send(message.in_place or message)


class ViewTokens:
    """Makes view tokens, opens views by them, and takes them back."""

    def __init__(self, store: ViewTokenStore, hub: Hub, clock: Clock) -> None:
        self._store = store
        self._hub = hub
        self._clock = clock

    async def make(self, live: Live, seat: Seat | None, view: Audience) -> MadeToken:
        """Return a token for a view; the one that there was shows nothing any more.

        Raises:
            Forbidden: only host and referees make tokens, and none for more than they see.
            Invalid: there is no such view.
            Unavailable: the database is away.
        """
        maker = check_steward(live.state, seat)
        if view not in all_views(live.state):
            raise Invalid("view: there is no such view", [Problem("view", "public, full, or team: and its number")])
        if not may_show(live.state, view, maker):
            message = "a token shows no more than you see yourself; a referee can make this one"
            raise Forbidden(message)
        token, now = make_token(), self._clock.now_ms()
        row = ViewTokenRow(token_hash=hash_token(token), view=view, maker=maker.number, made_at=now)
        await self._store.put(live.id, row)
        await self.close_withdrawn()
        return MadeToken(view=view, token=token)

    async def list_made(self, live: Live, seat: Seat | None) -> tuple[ViewTokenRow, ...]:
        """Return the tokens that stand, for host and referees.

        Raises:
            Forbidden: the caller is neither.
        """
        check_steward(live.state, seat)
        return await self._store.list_of(live.id)

    async def take_back(self, live: Live, seat: Seat | None, view: Audience) -> bool:
        """Let the token of a view show nothing any more; return whether there was one.

        Raises:
            Forbidden: only host and referees may.
        """
        check_steward(live.state, seat)
        was_there = await self._store.remove(live.id, view)
        await self.close_withdrawn()
        return was_there

    async def open(self, live: Live, token: str, *, wanted: Audience = "") -> ShownView:
        """Return what a token shows; `wanted` may narrow a full view to a team's, and any to the public one.

        Raises:
            Forbidden: it is none of this session, was taken back, or its maker may not see as much any more.
            Unavailable: the database is away.
        """
        row = await self._store.find(live.id, hash_token(token))
        if row is not None:
            shown = ShownView(audience=narrowed(live.state, row.view, wanted), row=row)
            if shown.is_allowed(live.state):
                return shown
        message = "this token shows nothing here, or nothing any more; host or referee can make a new one"
        raise Forbidden(message)

    async def run(self) -> None:
        """Look every few seconds for tokens that were taken back on another node, until cancelled."""
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            try:
                await self.close_withdrawn()
            except Unavailable as error:
                log.warning("view_tokens_not_checked", error=error.detail)

    async def close_withdrawn(self) -> None:
        """Close what is open here by tokens that are not there any more.

        Raises:
            Unavailable: the database is away.
        """
        members = [member for member in self._hub.viewers() if isinstance(member, ViewMember)]
        if not members:
            return
        known = await self._store.find_known({member.shown.row.token_hash for member in members})
        for member in members:
            if member.shown.row.token_hash not in known:
                member.close(*WITHDRAWN)


def check_steward(state: State, seat: Seat | None) -> Seat:
    """Return the seat of a host or referee.

    Raises:
        Forbidden: it is neither, or nobody.
    """
    if seat is None or not is_steward(state, seat):
        message = "only the host and referees show the session by tokens"
        raise Forbidden(message)
    return seat


def is_steward(state: State, seat: Seat | None) -> bool:
    """Whether somebody shows the session to others: the host, and referees."""
    return seat is not None and (seat.number == state.host or seat.role is Role.REFEREE)


def all_views(state: State) -> tuple[Audience, ...]:
    """Return the views of a session that there can be a token for."""
    return PUBLIC, FULL, *(team_audience(team) for team in state.teams)


def may_show(state: State, view: Audience, maker: Seat | None) -> bool:
    """Whether a token of this maker may show a view: the public one always, others as far as they see them."""
    return view == PUBLIC or audience_of(maker) in (FULL, view)


def narrowed(state: State, view: Audience, wanted: Audience) -> Audience:
    """Return the view that is shown: what was wanted where that is no more than the token's own."""
    if wanted == PUBLIC or (view == FULL and wanted in all_views(state)):
        return wanted
    return view
