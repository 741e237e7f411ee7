"""What happened: the closed union of stored events.

A stored shape never changes. A new form gets a new `schema` number in `SCHEMAS` and a pure step in `UPCASTS` that
turns the older body into the newer one. Seats, teams and squares are numbers; times are ms since the epoch.
"""

from collections.abc import Callable
from typing import Final

import msgspec

from arcadia.play.domain.card import Card
from arcadia.play.domain.settings import Settings
from arcadia.play.domain.state import PauseReason, Result, Role


class _Event(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True, tag_field="type"):
    """Base of all events; `type` is the tag."""


class Created(_Event, frozen=True, kw_only=True, tag="created"):
    """A session began."""

    code: str
    settings: Settings


class CardDealt(_Event, frozen=True, kw_only=True, tag="card_dealt"):
    """A new card lies on the table; marks, counters, clock and result begin anew (rules 10)."""

    card: Card
    abandoned: Result | None = None
    running_from: int | None = None


class SeatTaken(_Event, frozen=True, kw_only=True, tag="seat_taken"):
    """Somebody sits down, for the first time or again."""

    seat: int
    principal: str
    name: str
    role: Role = Role.PLAYER
    team: int | None = None
    is_waiting: bool = False
    address: str = ""


class SeatAdmitted(_Event, frozen=True, kw_only=True, tag="seat_admitted"):
    """A joiner who waited for the host is in."""

    seat: int
    team: int | None = None


class SeatLeft(_Event, frozen=True, kw_only=True, tag="seat_left"):
    """Somebody left by their own wish."""

    seat: int


class SeatKicked(_Event, frozen=True, kw_only=True, tag="seat_kicked"):
    """Host or referee removed a seat; `banned` keeps the principal out."""

    seat: int
    by: int
    banned: bool = False


class BanLifted(_Event, frozen=True, kw_only=True, tag="ban_lifted"):
    """A banned principal may join again."""

    seat: int
    by: int


class SeatRenamed(_Event, frozen=True, kw_only=True, tag="seat_renamed"):
    """A seat has another name. `was` is the one before; empty in the first schema, which did not tell it."""

    seat: int
    name: str
    was: str = ""


class SeatsMerged(_Event, frozen=True, kw_only=True, tag="seats_merged"):
    """A guest who lost the cookie sits in the old seat again (details, "Starting and joining")."""

    seat: int
    into: int
    by: int


class SeatMuted(_Event, frozen=True, kw_only=True, tag="seat_muted"):
    """A seat's chat is closed, or open again."""

    seat: int
    by: int
    is_muted: bool = True


class RoleChanged(_Event, frozen=True, kw_only=True, tag="role_changed"):
    """A seat has another role. Out of `player` it leaves its team; marks stay."""

    seat: int
    role: Role
    by: int
    team: int | None = None


class HostChanged(_Event, frozen=True, kw_only=True, tag="host_changed"):
    """Another seat is host: handed over, or acting while the owner is away (rules 9)."""

    seat: int
    is_owner: bool = False


class ReadySet(_Event, frozen=True, kw_only=True, tag="ready_set"):
    """A seat is ready, or not any more."""

    seat: int
    is_ready: bool


class TeamMade(_Event, frozen=True, kw_only=True, tag="team_made"):
    """A team was opened."""

    team: int
    colour: str
    name: str


class TeamChanged(_Event, frozen=True, kw_only=True, tag="team_changed"):
    """A team has another colour or name; its marks follow (rules 1.6)."""

    team: int
    colour: str
    name: str


class TeamJoined(_Event, frozen=True, kw_only=True, tag="team_joined"):
    """A seat plays for another team."""

    seat: int
    team: int


class TeamForfeited(_Event, frozen=True, kw_only=True, tag="team_forfeited"):
    """A team is out; its squares stay held (rules 9)."""

    team: int
    seat: int


class SettingsChanged(_Event, frozen=True, kw_only=True, tag="settings_changed"):
    """The settings are now these."""

    settings: Settings


class DoorLocked(_Event, frozen=True, kw_only=True, tag="door_locked"):
    """No new seats, or new seats again."""

    is_locked: bool
    by: int


class CardRevealed(_Event, frozen=True, kw_only=True, tag="card_revealed"):
    """The host uncovered the card for all."""

    by: int


class Started(_Event, frozen=True, kw_only=True, tag="started"):
    """The card runs from this time on; before it there is a countdown."""

    running_from: int


class StartCalledOff(_Event, frozen=True, kw_only=True, tag="start_called_off"):
    """The countdown was stopped."""

    by: int


class Paused(_Event, frozen=True, kw_only=True, tag="paused"):
    """The clock stands."""

    by: int = 0
    reason: PauseReason = PauseReason.HOST


class Resumed(_Event, frozen=True, kw_only=True, tag="resumed"):
    """The card runs again from this time on."""

    running_from: int
    by: int = 0


class Marked(_Event, frozen=True, kw_only=True, tag="marked"):
    """A team holds a square. `lines` are the indexes of lines completed by it; `cost` are rate tokens."""

    team: int
    square: int
    seat: int
    lines: tuple[int, ...] = ()
    cost: int = 1
    by_tracker: bool = False


class Unmarked(_Event, frozen=True, kw_only=True, tag="unmarked"):
    """A team took its mark back."""

    team: int
    square: int
    seat: int
    cost: int = 1


class CounterSet(_Event, frozen=True, kw_only=True, tag="counter_set"):
    """A team's counter stands at a value. Reaching the target marks by an event of its own."""

    team: int
    square: int
    seat: int
    value: int
    cost: int = 1


class Voided(_Event, frozen=True, kw_only=True, tag="voided"):
    """A referee removed a team's mark; the square may be dead from now on."""

    team: int
    square: int
    by: int
    reason: str
    kills: bool = False


class Awarded(_Event, frozen=True, kw_only=True, tag="awarded"):
    """A referee gave a square to a team; in lockout any other holder loses it in the same event."""

    team: int
    square: int
    by: int
    reason: str
    lines: tuple[int, ...] = ()


class SquareKilled(_Event, frozen=True, kw_only=True, tag="square_killed"):
    """Nobody can hold this square."""

    square: int
    by: int


class SquareRevived(_Event, frozen=True, kw_only=True, tag="square_revived"):
    """The square is in play again."""

    square: int
    by: int


class TakenTold(_Event, frozen=True, kw_only=True, tag="taken_told"):
    """Hidden lockout: this team tried a square and was told that it is taken; it shows so to that team alone."""

    team: int
    square: int


class WinReached(_Event, frozen=True, kw_only=True, tag="win_reached"):
    """A win that is under review until a time; the clock stands."""

    result: Result
    until: int


class ReviewEnded(_Event, frozen=True, kw_only=True, tag="review_ended"):
    """The win under review was voided; the card goes on."""

    running_from: int


class TeamPlaced(_Event, frozen=True, kw_only=True, tag="team_placed"):
    """Under `places` a team fulfilled the condition."""

    team: int
    elapsed_ms: int


class Unwinnable(_Event, frozen=True, kw_only=True, tag="unwinnable"):
    """No team can win any more, but squares remain; it never ends by itself on a mark that might be a slip."""


class Finished(_Event, frozen=True, kw_only=True, tag="finished"):
    """The card has ended."""

    result: Result


class Finalised(_Event, frozen=True, kw_only=True, tag="finalised"):
    """The result stands for good."""

    by: int = 0


class Reopened(_Event, frozen=True, kw_only=True, tag="reopened"):
    """The result is withdrawn, the card is paused (rules 5)."""

    by: int
    reason: str


class Cancelled(_Event, frozen=True, kw_only=True, tag="cancelled"):
    """The session ended without a result."""

    by: int = 0


class Said(_Event, frozen=True, kw_only=True, tag="said"):
    """A chat message, to all or to one team. `from_watcher` keeps it from players while cards are secret."""

    seat: int
    text: str
    team: int | None = None
    from_watcher: bool = False


Event = (
    Created | CardDealt | SeatTaken | SeatAdmitted | SeatLeft | SeatKicked | BanLifted | SeatRenamed | SeatsMerged
    | SeatMuted | RoleChanged | HostChanged | ReadySet | TeamMade | TeamChanged | TeamJoined | TeamForfeited
    | SettingsChanged | DoorLocked | CardRevealed | Started | StartCalledOff | Paused | Resumed | Marked | Unmarked
    | CounterSet | Voided | Awarded | SquareKilled | SquareRevived | TakenTold | WinReached | ReviewEnded | TeamPlaced
    | Unwinnable | Finished | Finalised | Reopened | Cancelled | Said
)  # fmt: skip

SCHEMAS: Final[dict[str, int]] = {"seat_renamed": 2}
"""The present schema number of each type; 1 where none is named."""

Upcast = Callable[[dict[str, object]], dict[str, object]]
UPCASTS: Final[dict[tuple[str, int], Upcast]] = {("seat_renamed", 1): lambda fields: {**fields, "was": ""}}
"""By type and schema: the step from that schema to the next."""


def encode(event: Event) -> tuple[str, int, bytes]:
    """Return type, schema number and JSON body of an event."""
    kind = str(event.__struct_config__.tag)
    return kind, SCHEMAS.get(kind, 1), _ENCODER.encode(event)


def upcast(kind: str, schema: int, body: bytes) -> Event:
    """Read a stored event of any schema that was ever written."""
    if (kind, schema) not in UPCASTS:
        return _DECODER.decode(body)
    fields: dict[str, object] = msgspec.json.decode(body)
    while (step := UPCASTS.get((kind, schema))) is not None:
        fields, schema = step(fields), schema + 1
    event: Event = msgspec.convert(fields, Event)
    return event


_ENCODER: Final = msgspec.json.Encoder()
_DECODER: Final[msgspec.json.Decoder[Event]] = msgspec.json.Decoder(Event)
