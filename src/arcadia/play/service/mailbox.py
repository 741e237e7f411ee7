"""One session's commands on this node: decided one after another, appended without waiting, answered at commit.

Commands are decided against the PENDING state: what is confirmed plus what this node has appended and the log has not
yet answered for. So a second mark need not wait for the first one's disk write, and both share one group commit.

The log arbitrates. When an entry does not go in (another node was quicker, the same command came before, the database
is away), everything decided after it stood on sand: the log withdraws the rest of that chain, the mailbox reads the
tail, and decides again what was withdrawn, at most five times.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import structlog
from msgspec.structs import replace

from arcadia.core.clock import Clock
from arcadia.core.errors import Unavailable
from arcadia.play.domain.commands import Command
from arcadia.play.domain.decide import decide
from arcadia.play.domain.outcomes import Accepted, Rejected, Unchanged
from arcadia.play.domain.refusals import Refusal
from arcadia.play.domain.state import State
from arcadia.play.service.change import Change, changes_of
from arcadia.play.service.mirror import Mirror
from arcadia.play.service.replies import Reply, Verdict, recall, remember, unavailable
from arcadia.play.service.summary import patch_between
from arcadia.play.store.entries import Answer, Committed, Duplicate, Entry, EventLog, Failed, Lost, Outcome

MOST_TRIES: Final = 5
SYSTEM_SEAT: Final = 0

OnReply = Callable[[Reply], None]
OnCommit = Callable[[tuple[Change, ...]], None]
log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Request:
    """A command on its way. `on_reply` is called once, after the commit or with a refusal.

    `foregone` is a refusal that was found before anything could be decided: it is stored and answered like any other.
    """

    seat: int
    command: Command
    on_reply: OnReply
    foregone: Rejected | None = None
    tries: int = 0

    @property
    def command_id(self) -> str | None:
        """The id that the client made."""
        return self.command.id

    @property
    def is_remembered(self) -> bool:
        """Whether an answer is stored that no event tells. The system's own commands need none."""
        return self.seat != SYSTEM_SEAT and self.command_id is not None


@dataclass(frozen=True, slots=True)
class _Flight:
    """A request that was appended and waits for the log's answer."""

    request: Request
    changes: tuple[Change, ...]
    reply: Reply


class Mailbox:
    """Takes the commands of one session on one node. Not thread-safe: it lives on the event loop."""

    def __init__(self, mirror: Mirror, *, log: EventLog, clock: Clock, on_commit: OnCommit) -> None:
        self._on_commit = on_commit
        self._mirror = mirror
        self._log = log
        self._clock = clock
        self._pending: State = mirror.state
        self._flights: deque[_Flight] = deque()
        self._withdrawn: list[Request] = []
        self._waiting: list[Request] = []
        self._chain = 0
        self._is_broken = False
        self._mending: asyncio.Task[None] | None = None
        self._looking_up: set[asyncio.Task[None]] = set()

    @property
    def is_idle(self) -> bool:
        """Whether nothing is under way."""
        return not self._flights and not self._is_broken

    def submit(self, request: Request) -> None:
        """Decide a command now, or as soon as a broken chain is mended."""
        if self._is_broken:
            self._waiting.append(request)
        else:
            self._rebase_when_idle()
            self._decide(request)

    async def ask(self, command: Command, *, seat: int, foregone: Rejected | None = None) -> Reply:
        """Submit a command and wait for its reply."""
        future: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()

        def resolve(reply: Reply) -> None:
            if not future.done():
                future.set_result(reply)

        self.submit(Request(seat, command, resolve, foregone))
        return await future

    def _rebase_when_idle(self) -> None:
        """Events of other nodes move the mirror; with nothing in flight the pending state is simply the mirror's."""
        if not self._flights:
            self._pending = self._mirror.state

    def _decide(self, request: Request) -> None:
        state = self._pending
        now = max(self._clock.now_ms(), state.last_at)
        decision = request.foregone or decide(state, request.command, seat=request.seat, now=now)
        match decision:
            case Accepted(data=data):
                reply = Reply(
                    id=request.command_id, verdict=Verdict.DONE, version=decision.states[0].version, data=data
                )
                self._append_events(request, decision, reply)
            case Unchanged(data=data):
                reply = Reply(id=request.command_id, verdict=Verdict.UNCHANGED, version=state.version, data=data)
                self._append_answer(request, reply, now=now)
            case Rejected(reason=reason, data=data, told=told):
                reply = Reply(
                    id=request.command_id, verdict=Verdict.REFUSED, version=state.version, reason=reason, data=data
                )
                if told is None:
                    self._append_answer(request, reply, now=now)
                else:
                    self._append_events(request, told, reply)

    def _append_events(self, request: Request, accepted: Accepted, reply: Reply) -> None:
        """Append all events of a command as one entry, and with them what a resend must be told beside them."""
        before = self._pending
        command_id = None if reply.is_refused else request.command_id
        changes = changes_of(before, accepted, seat=request.seat, command_id=command_id)
        self._pending = accepted.states[-1]
        says_more = reply.is_refused or bool(reply.data)
        entry = Entry(
            session_id=self._mirror.session_id,
            base_version=before.version,
            chain=self._chain,
            rows=tuple(change.row() for change in changes),
            answer=_answer(request, reply, accepted.at) if says_more and request.is_remembered else None,
            patch=patch_between(before, self._pending),
        )
        self._fly(_Flight(request, changes, reply), entry)

    def _append_answer(self, request: Request, reply: Reply, *, now: int) -> None:
        """Store a refusal or a 'nothing to do', so that a resend gets it again, on any node, after any crash."""
        if not request.is_remembered:
            request.on_reply(reply)
            return
        if reply.reason is Refusal.SLOW_DOWN:
            self._answer_unremembered(request, reply)
            return
        answer = _answer(request, reply, now)
        entry = Entry(
            session_id=self._mirror.session_id, base_version=self._pending.version, chain=self._chain, answer=answer
        )
        self._fly(_Flight(request, (), reply), entry)

    def _answer_unremembered(self, request: Request, reply: Reply) -> None:
        """`slow_down` is not stored; but a command that is sent again gets its first answer, however soon."""
        task = asyncio.get_running_loop().create_task(self._answer_as_before(request, reply))
        self._looking_up.add(task)
        task.add_done_callback(self._looking_up.discard)

    async def _answer_as_before(self, request: Request, reply: Reply) -> None:
        try:
            found = await self._log.find_command(self._mirror.session_id, request.seat, request.command_id or "")
        except Unavailable as error:
            log.warning("command_not_looked_up", session=self._mirror.session_id, error=error.detail)
            found = None
        request.on_reply(reply if found is None else _first_reply(request, found))

    def _fly(self, flight: _Flight, entry: Entry) -> None:
        self._flights.append(flight)
        self._log.append(entry).add_done_callback(self._land)

    def _land(self, outcome: asyncio.Future[Outcome]) -> None:
        """Take the log's answer for the oldest flight: the log answers one session's entries in order."""
        flight = self._flights.popleft()
        result: Outcome = outcome.result() if not outcome.cancelled() else Failed(error="the log is closing")
        match result:
            case Committed():
                self._mirror.commit(flight.changes)
                if flight.changes:
                    self._on_commit(flight.changes)
                flight.request.on_reply(flight.reply)
            case Duplicate():
                self._is_broken = True
                flight.request.on_reply(_first_reply(flight.request, result))
            case Failed(error=error):
                self._is_broken = True
                log.warning("command_not_stored", session=self._mirror.session_id, error=error)
                flight.request.on_reply(unavailable(flight.request.command_id, self._mirror.version))
            case Lost():
                self._is_broken = True
                self._withdrawn.append(flight.request)
        if self._is_broken and not self._flights and self._mending is None:
            self._mending = asyncio.get_running_loop().create_task(self._mend())

    async def _mend(self) -> None:
        """Read what won, decide again what was withdrawn, and then what came meanwhile: the order stays."""
        try:
            await self._mirror.catch_up()
            is_current = True
        except Unavailable as error:
            log.warning("tail_not_read", session=self._mirror.session_id, error=error.detail)
            is_current = False
        self._mending = None
        self._chain += 1
        self._is_broken = False
        self._pending = self._mirror.state
        for request in self._withdrawn:
            request.tries += 1
        requests = [*self._withdrawn, *self._waiting]
        self._withdrawn, self._waiting = [], []
        for request in requests:
            if is_current and request.tries <= MOST_TRIES:
                self._decide(request)
            else:
                request.on_reply(unavailable(request.command_id, self._mirror.version))


def _answer(request: Request, reply: Reply, at: int) -> Answer:
    return Answer(seat=request.seat, command_id=request.command_id or "", body=remember(reply), at=at)


def _first_reply(request: Request, found: Duplicate) -> Reply:
    """The answer that this command got the first time."""
    if found.answer is not None:
        return replace(recall(found.answer), is_repeat=True)
    return Reply(id=request.command_id, verdict=Verdict.DONE, version=found.version or 0, is_repeat=True)
