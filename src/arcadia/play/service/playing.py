"""The façade of live sessions: what edges and other features may ask for."""

import hashlib
from typing import Final

import msgspec

from arcadia.core.clock import Clock
from arcadia.core.errors import ArcadiaError, Forbidden, Invalid, Unavailable
from arcadia.core.ids import SessionId
from arcadia.core.pagination import Page
from arcadia.platform.flags import Flags
from arcadia.platform.flags.catalogue import SESSIONS_CREATE
from arcadia.platform.ids import make_code, make_id
from arcadia.platform.security import Passwords
from arcadia.play.domain.audience import Audience, has_secret_texts
from arcadia.play.domain.card import Card
from arcadia.play.domain.commands import Command, Deal, Join
from arcadia.play.domain.decide import decide
from arcadia.play.domain.opening import EMPTY, open_session
from arcadia.play.domain.outcomes import Accepted, Rejected
from arcadia.play.domain.phases import settings_refusal
from arcadia.play.domain.refusals import Refusal
from arcadia.play.domain.settings import Settings
from arcadia.play.domain.state import Presence, Role, Seat, State
from arcadia.play.service.attempts import WrongTries
from arcadia.play.service.attendance import Attendance
from arcadia.play.service.change import Change, changes_of
from arcadia.play.service.dealing import Dealer
from arcadia.play.service.live import Live
from arcadia.play.service.mailbox import SYSTEM_SEAT
from arcadia.play.service.mirror import change_of
from arcadia.play.service.presence import NO_SEAT
from arcadia.play.service.registry import NoSession, Registry
from arcadia.play.service.replies import Reply, Verdict, unavailable
from arcadia.play.service.summary import row_of
from arcadia.play.service.tail import TailReader
from arcadia.play.store.entries import Committed, Entry, EventLog, Row, SessionRow
from arcadia.play.store.sessions import SessionFilter, SessionStore

CODE_TRIES: Final = 5
REPLAY_PAGE: Final = 250


class Joiner(msgspec.Struct, frozen=True, kw_only=True):
    """Who wants to sit down, and how."""

    principal: str
    name: str
    role: Role = Role.PLAYER
    team: int | None = None
    password: str | None = None
    address: str = ""
    command_id: str | None = None


class PlayService:
    """Use cases of live sessions."""

    def __init__(
        self,
        *,
        log: EventLog,
        sessions: SessionStore,
        registry: Registry,
        attendance: Attendance,
        dealer: Dealer,
        clock: Clock,
        flags: Flags,
        passwords: Passwords,
    ) -> None:
        self._log = log
        self._sessions = sessions
        self._registry = registry
        self._passwords = passwords
        self._flags = flags
        self._tries = WrongTries(clock)
        self.attendance = attendance
        self.dealer = dealer
        self.clock = clock
        self.tails = TailReader(log)
        self.is_accepting = True

    # Making and finding

    def may_make(self, principal: str | None) -> bool:
        """Whether the flag `sessions.create` is on for whoever asks."""
        return self._flags.get(SESSIONS_CREATE, principal)

    def check_making(self, principal: str | None) -> None:
        """Go on where somebody may make a session.

        Raises:
            SwitchedOff: the flag `sessions.create` is off.
        """
        self._flags.require(SESSIONS_CREATE, principal)

    async def make(
        self, settings: Settings, card: Card, *, principal: str, name: str, password: str | None = None
    ) -> Live | Rejected:
        """Make a session with its first card. The maker is host, in seat 1.

        Raises:
            SwitchedOff: the flag `sessions.create` is off.
            Unavailable: it could not be stored; nothing was made.
        """
        self._check_accepting()
        self.check_making(principal)
        hashed = await self._passwords.hash(password) if password else None
        for _ in range(CODE_TRIES):
            code = make_code()
            decision = open_session(settings, card, code=code, principal=principal, name=name, now=self.clock.now_ms())
            if isinstance(decision, Rejected):
                return decision
            if isinstance(decision, Accepted) and (live := await self._store(decision, hashed)):
                return live
        message = "the session could not be stored; try again"
        raise Unavailable(message)

    def _check_accepting(self) -> None:
        if not self.is_accepting:
            message = "the server is about to restart; try again in a few seconds"
            raise Unavailable(message)

    async def _store(self, accepted: Accepted, hashed: str | None) -> Live | None:
        """Store row and first events in one transaction. None: the code was taken, or the database is away."""
        session_id = SessionId(make_id())
        changes = changes_of(EMPTY, accepted, seat=1, command_id=None)
        rows = tuple(change.row() for change in changes)
        row = row_of(accepted.states[-1], session_id, password_hash=hashed)
        outcome = await self._log.append(Entry(session_id=session_id, base_version=0, rows=rows, create=row))
        if not isinstance(outcome, Committed):
            return None
        live = self._registry.adopt(session_id, changes)
        live.password_hash = hashed
        return live

    async def open(self, code: str) -> Live:
        """Return the session with this code, live on this node.

        Raises:
            NoSession: no session has this code.
            Unavailable: the database is away.
        """
        live = self._registry.find_by_code(normal_code(code))
        if live is None or live.password_hash is msgspec.UNSET:
            row = await self.get_row(code)
            live = await self._registry.open(row.id)
            live.password_hash = row.password_hash
        return live

    async def get_row(self, code: str) -> SessionRow:
        """Return the table's row of a session.

        Raises:
            NoSession: no session has this code.
        """
        row = await self._sessions.find_by_code(normal_code(code))
        if row is None:
            raise NoSession
        return row

    async def list_open(self, wanted: SessionFilter, *, limit: int, cursor: str | None = None) -> Page[SessionRow]:
        """Listed sessions that are not over."""
        return await self._sessions.list_open(wanted, limit=limit, cursor=cursor)

    async def list_of_host(self, principal: str, *, limit: int = 20) -> tuple[SessionRow, ...]:
        """The latest sessions that somebody made."""
        return await self._sessions.list_of_host(principal, limit=limit)

    # Joining

    async def join(self, code: str, joiner: Joiner) -> Reply:
        """Take a seat. Somebody who sits there already needs no password again.

        Raises:
            NoSession: no session has this code.
            TooMany: ten wrong passwords a minute from one address.
        """
        self._check_accepting()
        live = await self.open(code)
        before = live.state.seat_of(joiner.principal)
        sits = before is not None and before.presence in (Presence.IN, Presence.WAITING)
        if live.password_hash and not sits and not await self._knows_password(live, joiner, live.password_hash):
            return Reply(id=joiner.command_id, verdict=Verdict.REFUSED, version=0, reason=Refusal.WRONG_PASSWORD)
        # Without the client's id: nobody has a seat yet, and ids are unique within a seat only. Joining again is
        # harmless anyway, and answered with the seat.
        command = Join(
            principal=joiner.principal,
            name=joiner.name,
            role=joiner.role,
            team=joiner.team,
            address=_marked_address(live, joiner.address),
        )
        reply = await live.mailbox.ask(command, seat=SYSTEM_SEAT)
        return msgspec.structs.replace(reply, id=joiner.command_id)

    async def _knows_password(self, live: Live, joiner: Joiner, password_hash: str) -> bool:
        """Whether the joiner's password is right. Whoever sends none has not tried one."""
        password = joiner.password
        if not password:
            return False
        return await self._tries.verify(
            live.id, joiner.address, lambda: self._passwords.verify(password, password_hash)
        )

    # Playing

    async def command(self, live: Live, principal: str, command: Command) -> Reply:
        """Decide a command that came without a socket, and wait until it is stored."""
        seat = live.state.seat_of(principal)
        number = seat.number if seat is not None else NO_SEAT
        return self.refuse_at_once(live, number, command.id) or await live.mailbox.ask(command, seat=number)

    def refuse_at_once(self, live: Live, seat: int, command_id: str | None) -> Reply | None:
        """Refuse what needs no deciding: any command during a restart, and those of people without a seat."""
        if not self.is_accepting:
            return unavailable(command_id, live.mirror.version)
        if seat == NO_SEAT:
            return Reply(id=command_id, verdict=Verdict.REFUSED, version=live.mirror.version, reason=Refusal.NO_SEAT)
        return None

    async def new_card(
        self, live: Live, principal: str, *, board: str | None, seed: str | None, command_id: str
    ) -> Reply:
        """Deal a new card: of another board, or of the same source with the next seed (rules 10).

        Who may not deal is told so before a card is looked for: it tells nobody which boards there are.
        """
        seat = live.state.seat_of(principal)
        number = seat.number if seat is not None else NO_SEAT
        probe = Deal(id=command_id, dealt=live.state.the_card)
        if (refusal := self.refuse_at_once(live, number, command_id)) is not None:
            return refusal
        decision = decide(live.state, probe, seat=number, now=max(self.clock.now_ms(), live.state.last_at))
        if isinstance(decision, Rejected):
            return await live.mailbox.ask(probe, seat=number, foregone=decision)
        try:
            card = await self.dealer.next_card(live.state, board=board, seed=seed, viewer=principal)
        except Unavailable:
            return unavailable(command_id, live.mirror.version)
        except ArcadiaError as error:
            return await live.mailbox.ask(probe, seat=number, foregone=_undealt(error))
        return await live.mailbox.ask(Deal(id=command_id, dealt=card), seat=number)

    def seat_of(self, live: Live, principal: str | None) -> Seat | None:
        """The seat that somebody has in a session, if they are in."""
        seat = live.state.seat_of(principal) if principal else None
        return seat if seat is not None and seat.is_in else None

    def time_for(self, live: Live, audience: Audience) -> int:
        """Now, as an audience has it: a delayed public is behind (`Live.time_for`)."""
        return live.time_for(audience, self.clock.now_ms())

    def check_watching(self, live: Live, seat: Seat | None) -> None:
        """Let strangers watch only where spectators are allowed and no password stands before the session.

        Raises:
            Forbidden: they may not.
        """
        if seat is None and not live.may_be_watched:
            message = "this session cannot be watched without a seat"
            raise Forbidden(message)

    async def feed(self, live: Live, *, before: int | None, limit: int, types: frozenset[str] | None) -> list[Row]:
        """A page of the log, newest first, of memory where it reaches so far; `before` may be any number that somebody
        typed.
        """
        newest = live.state.version + 1
        below = newest if before is None else max(0, min(before, newest))
        recent = live.mirror.latest(before=below, limit=limit) if types is None else None
        if recent is not None:
            return [change.row() for change in recent]
        return await self._log.page(live.id, before=below, limit=limit, types=types)

    async def state_at(self, live: Live, audience: Audience, at: int) -> State:
        """What an audience knew at an earlier time, in ms; how the session was made is known from the first.

        While the present card is a secret, an earlier one is none to be shown (details, "Secrecy around the game").

        Raises:
            Unavailable: the log could not be read.
        """
        present, earlier = live.state_for(audience), EMPTY
        while rows := await self._log.read(live.id, after=earlier.version, limit=REPLAY_PAGE):
            made_at = earlier.created_at if earlier.version else rows[0].at
            known = [row for row in rows if row.at <= max(at, made_at) and row.version <= present.version]
            for row in known:
                earlier = change_of(row, earlier).after
            if len(known) < REPLAY_PAGE:
                break
        is_other_card = earlier.the_card.number != present.the_card.number
        is_secret = is_other_card and has_secret_texts(present, audience, self.time_for(live, audience))
        return present if is_secret else earlier

    async def changes_of_card(self, live: Live, number: int) -> tuple[Change, ...]:
        """What happened to one card: the deal, each event that moved its marks, dead squares or result, in order.

        Empty where there was no such card.

        Raises:
            Unavailable: the log could not be read.
        """
        found: list[Change] = []
        state, head = EMPTY, live.state.version
        while state.version < head and (state.card is None or state.card.number <= number):
            rows = await self._log.read(live.id, after=state.version, limit=REPLAY_PAGE)
            for row in rows:
                change = change_of(row, state)
                state = change.after
                if state.card is not None and state.card.number == number and _moves_card(change):
                    found.append(change)
            if not rows:
                break
        return tuple(found)


def _moves_card(change: Change) -> bool:
    return any(
        getattr(change.before, name) is not getattr(change.after, name) for name in ("card", "held", "dead", "result")
    )


def _undealt(error: ArcadiaError) -> Rejected:
    """The refusal where no card can be dealt: the field that is impossible, and what would be possible."""
    problems = error.problems if isinstance(error, Invalid) else ()
    field, expected = (problems[0].where, problems[0].expected) if problems else ("board", error.detail)
    return settings_refusal(field, expected)


def normal_code(raw: str) -> str:
    """The code as stored: any case, spaces and hyphens are ignored (details, "Starting and joining")."""
    return raw.strip().upper().replace("-", "").replace(" ", "")[:12]


def _marked_address(live: Live, address: str) -> str:
    """A mark by which a session knows an address again without knowing it; empty where it does not ban by address."""
    if not address or not live.state.settings.ban_addresses:
        return ""
    return hashlib.blake2b(address.encode(), key=live.id.encode(), digest_size=12).hexdigest()
