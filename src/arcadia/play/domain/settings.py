"""A session's settings: three independent choices (ownership, sight, win) and the conditions around them (rules 3).

Modes are presets of these; see `presets`. `check_settings` names every impossible combination by its field.
"""

from enum import StrEnum
from typing import Annotated, Final

import msgspec

MOST_PLAYERS: Final = 50
UNLIMITED: Final = 0


class Ownership(StrEnum):
    """How many teams may hold a square: any number, one, or the team that picked it."""

    SHARED = "shared"
    LOCKOUT = "lockout"
    DRAFT = "draft"


class Sight(StrEnum):
    """What a team sees of the card and of the others."""

    OPEN = "open"
    FOG = "fog"
    HIDDEN = "hidden"


class WinKind(StrEnum):
    """What ends a card."""

    LINES = "lines"
    SQUARES = "squares"
    MAJORITY = "majority"
    LINE_OR_MAJORITY = "line_or_majority"
    PATTERN = "pattern"
    ALL = "all"
    POINTS = "points"


class SquareValue(StrEnum):
    """What a square counts under `points`."""

    ONE = "one"
    DIFFICULTY = "difficulty"
    OWN = "own"


class PatternNeed(StrEnum):
    """Whether one of the named patterns is enough."""

    ANY = "any"
    ALL = "all"


class Win(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """The win condition. `n` counts lines or squares; `target` is points."""

    kind: WinKind = WinKind.LINES
    n: Annotated[int, msgspec.Meta(ge=1, le=100)] = 1
    patterns: Annotated[tuple[Annotated[str, msgspec.Meta(max_length=400)], ...], msgspec.Meta(max_length=8)] = ()
    need: PatternNeed = PatternNeed.ANY
    target: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)] | None = None
    square_value: SquareValue = SquareValue.ONE
    line_bonus: Annotated[int, msgspec.Meta(ge=0, le=10_000)] = 0


class UnmarkRule(StrEnum):
    """When a team may take back its own mark (rules 4)."""

    ANYTIME = "anytime"
    WITHIN = "within"
    NEVER = "never"


class FogStart(StrEnum):
    """Which squares every team sees from the beginning under fog (rules 7)."""

    AUTO = "auto"
    CENTRE = "centre"
    MIDDLE = "middle"
    CORNERS = "corners"
    RANDOM = "random"


class TeamsMode(StrEnum):
    """Who plays with whom: everybody alone, teams to join, or one team for all."""

    FREE_FOR_ALL = "free_for_all"
    FIXED = "fixed"
    ONE = "one"


class LateJoin(StrEnum):
    """Who may still come in after the start (rules 9)."""

    PLAYERS = "players"
    SPECTATORS = "spectators"
    NOBODY = "nobody"


class Finish(StrEnum):
    """Whether the first to fulfil the condition ends the card, or every team is placed (rules 5)."""

    FIRST = "first"
    PLACES = "places"


class WhoDeals(StrEnum):
    """Who may start a new card (rules 10)."""

    HOST = "host"
    REFEREE = "referee"
    PLAYERS = "players"


class Settings(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """All settings of a session. Times are in whole seconds; `mark_rate` is marks a minute per seat, 0 = unlimited."""

    name: Annotated[str, msgspec.Meta(max_length=100)] = ""
    preset: Annotated[str, msgspec.Meta(pattern="^[a-z_]{1,20}$")] = "classic"
    ownership: Ownership = Ownership.SHARED
    sight: Sight = Sight.OPEN
    win: Win = Win()
    unmark: UnmarkRule = UnmarkRule.ANYTIME
    unmark_within_s: Annotated[int, msgspec.Meta(ge=3, le=60)] = 10
    any_team: bool = False
    teams: TeamsMode = TeamsMode.FREE_FOR_ALL
    most_players: Annotated[int, msgspec.Meta(ge=1, le=MOST_PLAYERS)] = MOST_PLAYERS
    spectators: bool = True
    approval: bool = False
    covered: bool = False
    quick: bool = False
    auto_start: bool = False
    countdown_s: Annotated[int, msgspec.Meta(ge=3, le=60)] = 10
    resume_s: Annotated[int, msgspec.Meta(ge=0, le=10)] = 3
    time_limit_s: Annotated[int, msgspec.Meta(ge=10, le=604_800)] | None = None
    chat: bool = True
    mark_rate: Annotated[int, msgspec.Meta(ge=0, le=600)] = 30
    late_join: LateJoin = LateJoin.PLAYERS
    who_deals: WhoDeals = WhoDeals.HOST
    finish: Finish = Finish.FIRST
    review_s: Annotated[int, msgspec.Meta(ge=0, le=120)] = 0
    fog_start: FogStart = FogStart.AUTO
    fog_start_count: Annotated[int, msgspec.Meta(ge=1, le=5)] = 1
    fog_diagonals: bool = False
    scores: bool = True
    delay_s: Annotated[int, msgspec.Meta(ge=0, le=900)] = 0
    cover_while_paused: bool = False
    trackers: bool = True
    best_of: Annotated[int, msgspec.Meta(ge=1, le=99)] | None = None
    rated: bool = False
    listed: bool = True
    ban_addresses: bool = False


class SettingsProblem(msgspec.Struct, frozen=True, gc=False):
    """One impossible setting: its field and what would be possible."""

    field: str
    expected: str
