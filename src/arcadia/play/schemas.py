"""Wire shapes of the JSON API."""

from typing import Annotated, Any

import msgspec

from arcadia.play.domain.settings import Settings
from arcadia.play.domain.views import SquareView
from arcadia.play.service.dealing import CardSource
from arcadia.play.service.feeds import ReadLine
from arcadia.play.service.replies import Reply
from arcadia.play.store.entries import SessionRow
from arcadia.web.errors import Place

Nickname = Annotated[str, msgspec.Meta(max_length=200, description="1 to 24 visible characters")]


class MakeSession(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A session to make. `preset` gives the settings; `settings`, where given, stands instead of it."""

    nickname: Nickname
    preset: str = "quick"
    settings: Settings | None = None
    card: CardSource = CardSource()
    name: Annotated[str, msgspec.Meta(max_length=100)] = ""
    password: Annotated[str, msgspec.Meta(min_length=1, max_length=128)] | None = None


class SessionMade(msgspec.Struct, frozen=True, kw_only=True):
    """Where the session is. Paths are below the address that the request used."""

    code: str
    seat: int
    join_path: str
    play_path: str
    socket_path: str


class TakeSeat(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A seat to take."""

    nickname: Nickname
    role: Annotated[str, msgspec.Meta(pattern="^(player|spectator)$")] = "player"
    team: int | None = None
    password: Annotated[str, msgspec.Meta(max_length=128)] | None = None
    id: Annotated[str, msgspec.Meta(min_length=1, max_length=64, pattern=r"^[!-~]+$")] | None = None


class Answered(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A command that was done, or had nothing to do. `v` is the first version of its events."""

    ok: bool
    v: int
    changed: bool
    id: str | None = None
    data: dict[str, Any] = {}


class SessionProblem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An error as problem+json (RFC 9457). A refusal has its word of the closed list as `code`, and `data`, what the
    word carries; anything else names places and what was expected there.
    """

    type: str
    title: str
    status: int
    detail: str
    code: str
    data: dict[str, Any] | msgspec.UnsetType = msgspec.UNSET
    where: str | None = None
    problems: tuple[Place, ...] = ()
    retry_after_ms: int | None = None


class SessionEntry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A session in a list."""

    code: str
    name: str
    mode: str
    phase: str
    size: str
    players: int
    created_at: int
    last_event_at: int
    board: str | None = None


class SessionList(msgspec.Struct, frozen=True, kw_only=True):
    """A page of sessions; `next` is the cursor of the next page."""

    sessions: tuple[SessionEntry, ...]
    next: str | None


class BoardNow(msgspec.Struct, frozen=True, kw_only=True):
    """The squares as the caller sees them: what trackers poll."""

    code: str
    card: int
    rows: int
    columns: int
    v: int
    phase: str
    squares: tuple[SquareView, ...]


class FeedPage(msgspec.Struct, frozen=True, kw_only=True):
    """Lines, newest first; `before` asks for the older ones, None at the beginning."""

    lines: tuple[ReadLine, ...]
    before: int | None


def entry_of(row: SessionRow) -> SessionEntry:
    """Return a row of the table as lists show it."""
    return SessionEntry(
        code=row.code,
        name=row.name,
        mode=row.mode,
        phase=row.phase,
        size=row.size,
        players=row.players,
        created_at=row.created_at,
        last_event_at=row.last_event_at,
        board=row.board_title,
    )


def answered(reply: Reply) -> Answered:
    """Return a reply that is no refusal."""
    return Answered(ok=True, v=reply.version, changed=reply.verdict.value == "done", id=reply.id, data=reply.data)


class MakeViewToken(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The view that a token is for: `public`, `full`, or a team's, such as `team:2`."""

    view: Annotated[str, msgspec.Meta(pattern=r"^(public|full|team:[0-9]{1,4})$")] = "public"


class ViewTokenMade(msgspec.Struct, frozen=True, kw_only=True):
    """A new token, and where it is used. Paths are below the address that the request used."""

    view: str
    token: str
    overlay_path: str
    socket_path: str


class ViewTokenShown(msgspec.Struct, frozen=True, kw_only=True):
    """A view that has a token, the seat that made it, and when (ms since 1970)."""

    view: str
    seat: int
    made_at: int


class ViewTokenList(msgspec.Struct, frozen=True, kw_only=True):
    """The views that have a token, the oldest first."""

    tokens: tuple[ViewTokenShown, ...]


class MakeSeatToken(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a token is called in the list of its seat, such as the program's name."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=40)] = "Tracker"


class SeatTokenMade(msgspec.Struct, frozen=True, kw_only=True):
    """A new token, for `Authorization: Bearer`, and the path of the socket, below the address that the request used."""

    id: str
    name: str
    token: str
    socket_path: str


class SeatTokenShown(msgspec.Struct, frozen=True, kw_only=True):
    """A token of the caller's seat, and when it was made (ms since 1970)."""

    id: str
    name: str
    made_at: int


class SeatTokenList(msgspec.Struct, frozen=True, kw_only=True):
    """The tokens of the caller's seat, the oldest first."""

    tokens: tuple[SeatTokenShown, ...]
