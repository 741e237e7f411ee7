"""What can be asked of a session: the closed union of commands.

The acting seat is given beside a command, never inside it. Commands name the wanted result, never a toggle (rules
1.3). What is random or needs another feature (a dealt card, a principal) is put in by the service.
"""

from typing import Annotated, Final

import msgspec

from arcadia.play.domain.card import Card
from arcadia.play.domain.settings import Settings
from arcadia.play.domain.state import Role

MOST_BULK: Final = 100
MOST_CHAT: Final = 500
MOST_REASON: Final = 200

Number = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]


CommandId = Annotated[str, msgspec.Meta(min_length=1, max_length=64, pattern=r"^[!-~]+$")]


class _Command(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag_field="do"
):
    """Base of all commands; `do` is the tag. `id` is made by the client: the same id gets the first answer again."""

    id: CommandId | None = None


class _OnCard(_Command, frozen=True, kw_only=True, omit_defaults=True):
    """A command that is meant for one card. Another number than the present card's is `old_card`."""

    card: Number = 0


class _OnSquare(_OnCard, frozen=True, kw_only=True, omit_defaults=True):
    """A command for one square, named by number, by goal key, or by goal text."""

    square: int | None = None
    key: Annotated[str, msgspec.Meta(max_length=64)] | None = None
    goal: Annotated[str, msgspec.Meta(max_length=255)] | None = None


class Mark(_OnSquare, frozen=True, kw_only=True, tag="mark"):
    """Hold a square. `team` is for referees, and for sessions where any player marks for any team."""

    team: Number | None = None
    by_tracker: bool = False


class Unmark(_OnSquare, frozen=True, kw_only=True, tag="unmark"):
    """Hold a square no more."""

    team: Number | None = None


class SetCounter(_OnSquare, frozen=True, kw_only=True, tag="counter"):
    """Set a counter to `value`, or move it by `step`."""

    value: int | None = None
    step: int | None = None
    team: Number | None = None


class Wanted(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One square's wish within a bulk command."""

    square: int | None = None
    key: Annotated[str, msgspec.Meta(max_length=64)] | None = None
    goal: Annotated[str, msgspec.Meta(max_length=255)] | None = None
    mark: bool | None = None
    value: int | None = None


class Bulk(_OnCard, frozen=True, kw_only=True, tag="bulk"):
    """Up to 100 squares, applied in order, one outcome each, one rate token per 10."""

    squares: Annotated[tuple[Wanted, ...], msgspec.Meta(min_length=1, max_length=MOST_BULK)]


class Undo(_OnCard, frozen=True, kw_only=True, tag="undo"):
    """Unmark the sender's latest mark on this card that still stands."""


class Void(_OnSquare, frozen=True, kw_only=True, tag="void"):
    """Remove a team's mark, with a reason; `kill` leaves the square dead."""

    team: Number
    reason: str
    kill: bool = False


class Award(_OnSquare, frozen=True, kw_only=True, tag="award"):
    """Give a square to a team, with a reason."""

    team: Number
    reason: str


class Kill(_OnSquare, frozen=True, kw_only=True, tag="kill"):
    """Take a square out of play."""


class Revive(_OnSquare, frozen=True, kw_only=True, tag="revive"):
    """Put a dead square back into play."""


class Confirm(_OnCard, frozen=True, kw_only=True, tag="confirm"):
    """Make a win under review, or a result, final."""


class Reopen(_OnCard, frozen=True, kw_only=True, tag="reopen"):
    """Withdraw the result within 10 minutes of the end, with a reason."""

    reason: str


class FinishCard(_OnCard, frozen=True, kw_only=True, tag="finish"):
    """End the card now; teams are ranked."""


class Forfeit(_OnCard, frozen=True, kw_only=True, tag="forfeit"):
    """The sender's team gives up."""


class SetReady(_OnCard, frozen=True, kw_only=True, tag="ready"):
    """Be ready for the start, or not."""

    ready: bool = True


class Start(_OnCard, frozen=True, kw_only=True, tag="start"):
    """Begin the countdown."""


class CallOff(_OnCard, frozen=True, kw_only=True, tag="call_off"):
    """Stop the countdown."""


class Pause(_OnCard, frozen=True, kw_only=True, tag="pause"):
    """Stop the clock."""


class Resume(_OnCard, frozen=True, kw_only=True, tag="resume"):
    """Go on, after the resume countdown."""


class Reveal(_OnCard, frozen=True, kw_only=True, tag="reveal"):
    """Uncover the card for all before the start."""


class Deal(_Command, frozen=True, kw_only=True, tag="deal"):
    """Start a new card. The service deals it; its number is given by the state."""

    dealt: Card


class ChangeSettings(_Command, frozen=True, kw_only=True, tag="settings"):
    """Change the settings before the start."""

    settings: Settings


class Join(_Command, frozen=True, kw_only=True, tag="join"):
    """Take a seat. The service has checked the password; `address` is a mark of where the joiner came from, only in
    sessions that ban by it.
    """

    principal: str
    name: str
    address: str = ""
    role: Role = Role.PLAYER
    team: Number | None = None


class Admit(_Command, frozen=True, kw_only=True, tag="admit"):
    """Let a waiting joiner in."""

    seat: Number


class Leave(_Command, frozen=True, kw_only=True, tag="leave"):
    """Leave the session; the marks stay."""


class Rename(_Command, frozen=True, kw_only=True, tag="rename"):
    """Have another name."""

    name: Annotated[str, msgspec.Meta(max_length=200)]


class ChooseTeam(_Command, frozen=True, kw_only=True, tag="team"):
    """Play for another team; 0 opens a new one."""

    team: Number


class ChangeTeam(_Command, frozen=True, kw_only=True, tag="team_look"):
    """Give the sender's team another colour or name."""

    colour: Annotated[str, msgspec.Meta(max_length=20)] | None = None
    name: Annotated[str, msgspec.Meta(max_length=100)] | None = None


class Kick(_Command, frozen=True, kw_only=True, tag="kick"):
    """Remove a seat; it may join again."""

    seat: Number


class Ban(_Command, frozen=True, kw_only=True, tag="ban"):
    """Remove a seat and keep its holder out."""

    seat: Number


class Unban(_Command, frozen=True, kw_only=True, tag="unban"):
    """Let a banned holder join again."""

    seat: Number


class Mute(_Command, frozen=True, kw_only=True, tag="mute"):
    """Close a seat's chat, or open it again."""

    seat: Number
    muted: bool = True


class Lock(_Command, frozen=True, kw_only=True, tag="lock"):
    """Close the door for new seats, or open it again."""

    locked: bool = True


class SetRole(_Command, frozen=True, kw_only=True, tag="role"):
    """Give a seat another role."""

    seat: Number
    role: Role


class HandOver(_Command, frozen=True, kw_only=True, tag="hand_over"):
    """Make another seat the host and owner."""

    seat: Number


class Merge(_Command, frozen=True, kw_only=True, tag="merge"):
    """Put the holder of one seat into another, whose holder lost the cookie."""

    seat: Number
    into: Number


class Say(_Command, frozen=True, kw_only=True, tag="say"):
    """Chat to all, or to the own team."""

    text: Annotated[str, msgspec.Meta(max_length=20_000)]
    to_team: bool = False


class CancelSession(_Command, frozen=True, kw_only=True, tag="cancel"):
    """End the session without a result."""


class Due(_Command, frozen=True, kw_only=True, tag="due"):
    """The system's: a deadline has come. `at` is the deadline, not the time it was noticed."""

    at: int


class HostAway(_Command, frozen=True, kw_only=True, tag="host_away"):
    """The system's: the host is away for two minutes. `connected` are the seats that are here."""

    connected: tuple[int, ...]


class HostBack(_Command, frozen=True, kw_only=True, tag="host_back"):
    """The system's: the owner is here again."""


Command = (
    Mark | Unmark | SetCounter | Bulk | Undo | Void | Award | Kill | Revive | Confirm | Reopen | FinishCard | Forfeit
    | SetReady | Start | CallOff | Pause | Resume | Reveal | Deal | ChangeSettings | Join | Admit | Leave | Rename
    | ChooseTeam | ChangeTeam | Kick | Ban | Unban | Mute | Lock | SetRole | HandOver | Merge | Say | CancelSession
    | Due | HostAway | HostBack
)  # fmt: skip
