"""The state of a session: the fold of its events, frozen, and small enough to be kept per version.

Holdings are bit masks per team (square n is bit n - 1), so that lines, patterns and sight are a few machine words.
A snapshot is the JSON of a state (a 10 by 10 board's masks have 100 bits, more than msgpack's integers); whoever changes
a shape here raises `STATE_SCHEMA`.
"""

from enum import StrEnum
from typing import Final

import msgspec

from arcadia.play.domain.card import Card
from arcadia.play.domain.settings import Settings

STATE_SCHEMA: Final = 2
REOPEN_WITHIN_MS: Final = 600_000
ABANDONED_AFTER_MS: Final = 86_400_000


class Phase(StrEnum):
    """The stored phase. Countdown and running are both `started`: they differ by the time asked (see `clock`)."""

    WAITING = "waiting"
    STARTED = "started"
    PAUSED = "paused"
    FINISHED = "finished"
    CANCELLED = "cancelled"


class PauseReason(StrEnum):
    """Why the clock stands."""

    HOST = "host"
    REVIEW = "review"
    REOPENED = "reopened"


class Role(StrEnum):
    """What a seat may do. Host is not a role but a right that one seat holds (`State.host`)."""

    PLAYER = "player"
    SPECTATOR = "spectator"
    REFEREE = "referee"
    CASTER = "caster"


class Presence(StrEnum):
    """Whether a seat is taken. A left or kicked seat keeps its number and its marks."""

    WAITING = "waiting"
    IN = "in"
    LEFT = "left"
    KICKED = "kicked"


class Seat(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """One place in the session. `principal` is who sits there, `address` a mark of where from; neither leaves the server."""

    number: int
    principal: str
    name: str
    role: Role = Role.PLAYER
    team: int | None = None
    presence: Presence = Presence.IN
    is_ready: bool = False
    is_muted: bool = False
    address: str = ""

    @property
    def is_in(self) -> bool:
        """Whether somebody sits here now (connected or not)."""
        return self.presence is Presence.IN

    @property
    def is_player(self) -> bool:
        """Whether this seat plays for a team now."""
        return self.is_in and self.role is Role.PLAYER


class Team(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """A colour that owns marks. A team that is out holds its squares and marks no more."""

    number: int
    colour: str
    name: str
    is_out: bool = False


class Mark(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A standing mark: its version and time, the seat that made it, and the card's running time in ms then."""

    version: int
    at: int
    seat: int
    running_ms: int


class Clock(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """Running time of the card in ms: `elapsed` before the present stint, which began at `ticking_from` (None: stands).

    `running_from` is when marks are taken. It `has_begun` with the start, in a quick session with the first mark.
    """

    running_from: int | None = None
    ticking_from: int | None = None
    elapsed: int = 0
    has_begun: bool = False


class ResultReason(StrEnum):
    """Why a card ended."""

    LINES = "lines"
    SQUARES = "squares"
    MAJORITY = "majority"
    PATTERN = "pattern"
    ALL = "all"
    POINTS = "points"
    TIME = "time"
    BLOCKED = "blocked"
    HOST = "host"
    FORFEIT = "forfeit"
    PLACES = "places"
    ABANDONED = "abandoned"


class Standing(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """A team's place in a result. `value` is what the win condition counts; `decided_by` names the rule that put it
    ahead of the next; `last_mark_ms` is the running time in ms of its latest standing mark.
    """

    team: int
    place: int
    value: int
    lines: int
    squares: int
    decided_by: str = ""
    last_mark_ms: int | None = None


class Result(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """How a card ended. A draw and an abandoned card have no `winner`."""

    reason: ResultReason
    winner: int | None = None
    rule: str = ""
    elapsed_ms: int = 0
    standings: tuple[Standing, ...] = ()


class Review(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A win that waits for the referee: final at `until`, unless it is voided."""

    result: Result
    until: int


class Placed(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A team that fulfilled the condition under `places`, and when, in running time."""

    team: int
    elapsed_ms: int


class State(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """Everything the rules need to know. See the module's docstring for the form of holdings.

    - `marks`: by team * 128 + square, the standing marks
    - `counters`: by team * 128 + square, the progress of goals with a target
    - `seen`: by team, the squares it sees under fog (never shrinks on a card)
    - `taken`: by team, squares that this team was told are taken (hidden lockout)
    - `lines`: by team, the indexes of completed lines as a mask
    - `rate`: by seat, times of the marks of the last minute, oldest first
    """

    settings: Settings
    version: int = 0
    last_at: int = 0
    created_at: int = 0
    code: str = ""
    phase: Phase = Phase.WAITING
    pause_reason: PauseReason | None = None
    seats: dict[int, Seat] = {}
    teams: dict[int, Team] = {}
    owner: int = 0
    host: int = 0
    is_locked: bool = False
    banned: tuple[str, ...] = ()
    banned_addresses: tuple[str, ...] = ()
    is_revealed: bool = False
    card: Card | None = None
    card_version: int = 0
    clock: Clock = Clock()
    held: dict[int, int] = {}
    marks: dict[int, Mark] = {}
    counters: dict[int, int] = {}
    dead: int = 0
    seen: dict[int, int] = {}
    taken: dict[int, int] = {}
    lines: dict[int, int] = {}
    placed: tuple[Placed, ...] = ()
    review: Review | None = None
    result: Result | None = None
    finished_at: int | None = None
    is_final: bool = False
    is_unwinnable: bool = False
    rate: dict[int, tuple[int, ...]] = {}
    tally: dict[int, int] = {}

    @property
    def the_card(self) -> Card:
        """The card; a session has one from its first commit on."""
        assert self.card is not None, "a session without a card"  # noqa: S101 - an invariant, not an input check
        return self.card

    def seat_of(self, principal: str) -> Seat | None:
        """The seat of a principal, left and kicked ones included."""
        return next((seat for seat in self.seats.values() if seat.principal == principal), None)

    def players(self) -> list[Seat]:
        """Seats that play now."""
        return [seat for seat in self.seats.values() if seat.is_player]

    def holders(self, square_bit: int) -> list[int]:
        """Numbers of the teams that hold a square, given as its bit, in the order of marking."""
        return [team for team, mask in self.held.items() if mask & square_bit]


def slot(team: int, square: int) -> int:
    """The key of a team's square in `marks` and `counters`."""
    return team * 128 + square


def encode_state(state: State) -> bytes:
    """Return the snapshot form."""
    return _ENCODER.encode(state)


def decode_state(body: bytes) -> State:
    """Read a snapshot of the present `STATE_SCHEMA`."""
    return _DECODER.decode(body)


_ENCODER: Final = msgspec.json.Encoder()
_DECODER: Final = msgspec.json.Decoder(State)
