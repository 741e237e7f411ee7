"""The fields of the settings form: every setting that can be played, in groups, with words for newcomers.

`rated` is not among them: ratings come with accounts. `quick` goes with the mode.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from arcadia.platform.languages import marked
from arcadia.play.domain.settings import (
    MOST_PLAYERS,
    Finish,
    Ownership,
    PatternNeed,
    Sight,
    UnmarkRule,
    WinKind,
)
from arcadia.play.pages.settings_words import DEALER_WORDS, FOG_WORDS, LATE_WORDS, TEAMS_WORDS, VALUE_WORDS
from arcadia.play.pages.words import MODE_NAMES

MODES: Final[Mapping[str, str]] = {
    "quick": marked("Runs at once, everybody may come in late. The clock starts with the first mark."),
    "classic": marked("A lobby, then the first to complete a line wins. Several teams may hold a square."),
    "lockout": marked("A square belongs to whoever is first. Most squares win."),
    "race": marked("The card is covered until one countdown for all. A line wins, or most squares."),
    "blackout": marked("Every square has to be marked, each team on its own."),
    "fog": marked("You see only what lies next to your squares. The first line wins."),
    "hidden": marked("Nobody sees the others' marks until the end. The first line wins."),
}
MODE_LABELS: Final = {name: MODE_NAMES[name] for name in MODES}
PATTERN_LABELS: Final = {
    "corners": marked("Four corners"),
    "full": marked("Full board"),
    "t": "T",
    "x": "X",
    "frame": marked("Frame"),
}


class Field(NamedTuple):
    """One field. `group` says where it stands, `only` when it matters (an option's value elsewhere in the form)."""

    name: str
    label: str
    group: str
    only: str = ""
    hint: str = ""


class Choice(NamedTuple):
    """A field with a closed list of values."""

    field: Field
    words: Mapping[str, str]


class Number(NamedTuple):
    """A field with a whole number. Where `may_be_empty`, nothing means none."""

    field: Field
    low: int
    high: int
    may_be_empty: bool = False


HOLDING: Final = marked("Who holds and who sees")
WINNING: Final = marked("How it is won")
PEOPLE: Final = marked("Teams and people")
MARKING: Final = marked("Marks")
CLOCK: Final = marked("Start, pause and end")
GROUPS: Final = (HOLDING, WINNING, PEOPLE, MARKING, CLOCK)

CHOICES: Final = (
    Choice(
        Field("ownership", marked("Who can hold a square"), HOLDING),
        {Ownership.SHARED: marked("Any number of teams"), Ownership.LOCKOUT: marked("One team, the first")},
    ),
    Choice(
        Field("sight", marked("What teams see"), HOLDING),
        {
            Sight.OPEN: marked("Everything"),
            Sight.FOG: marked("Fog: only next to their squares"),
            Sight.HIDDEN: marked("Hidden: only their own marks"),
        },
    ),
    Choice(Field("fog_start", marked("Seen from the beginning"), HOLDING, only="fog"), FOG_WORDS),
    Choice(
        Field("win_kind", marked("What wins"), WINNING),
        {
            WinKind.LINES: marked("Lines"),
            WinKind.SQUARES: marked("A number of squares"),
            WinKind.MAJORITY: marked("Most squares"),
            WinKind.LINE_OR_MAJORITY: marked("Lines, else most squares"),
            WinKind.PATTERN: marked("Patterns"),
            WinKind.ALL: marked("Every square"),
            WinKind.POINTS: marked("Points"),
        },
    ),
    Choice(
        Field("need", marked("With several patterns"), WINNING, only="pattern"),
        {PatternNeed.ANY: marked("One of them is enough"), PatternNeed.ALL: marked("All are needed")},
    ),
    Choice(Field("square_value", marked("A square counts"), WINNING, only="points"), VALUE_WORDS),
    Choice(
        Field("finish", marked("The card ends"), WINNING),
        {Finish.FIRST: marked("With the first winner"), Finish.PLACES: marked("When every team is placed")},
    ),
    Choice(Field("teams", marked("Teams"), PEOPLE), TEAMS_WORDS),
    Choice(Field("late_join", marked("Coming after the start"), PEOPLE), LATE_WORDS),
    Choice(
        Field("unmark", marked("Taking a mark back"), MARKING),
        {
            UnmarkRule.ANYTIME: marked("At any time"),
            UnmarkRule.WITHIN: marked("Within some seconds"),
            UnmarkRule.NEVER: marked("Never: a referee voids"),
        },
    ),
    Choice(Field("who_deals", marked("Who deals new cards"), CLOCK), DEALER_WORDS),
)
NUMBERS: Final = (
    Number(Field("fog_start_count", marked("How many random squares"), HOLDING, only="random"), 1, 5),
    Number(Field("win_n", marked("How many lines or squares"), WINNING, only="count"), 1, 100),
    Number(
        Field(
            "win_target",
            marked("Points to reach"),
            WINNING,
            only="points",
            hint=marked("Empty: most points when time is up"),
        ),
        1,
        1_000_000,
        may_be_empty=True,
    ),
    Number(Field("line_bonus", marked("More points for a line"), WINNING, only="points"), 0, 10_000),
    Number(
        Field("review_s", marked("Review of a win, seconds"), WINNING, hint=marked("0: a win stands at once")), 0, 120
    ),
    Number(
        Field("best_of", marked("Best of how many cards"), WINNING, hint=marked("Empty: no series")),
        1,
        99,
        may_be_empty=True,
    ),
    Number(Field("most_players", marked("Most players"), PEOPLE), 1, MOST_PLAYERS),
    Number(Field("delay_s", marked("Watchers see it later, seconds"), PEOPLE), 0, 900),
    Number(Field("unmark_within_s", marked("Seconds to take back"), MARKING, only="within"), 3, 60),
    Number(
        Field(
            "mark_rate",
            marked("Marks a minute for each player"),
            MARKING,
            hint=marked("Empty: as the board needs; 0: no limit"),
        ),
        0,
        600,
        may_be_empty=True,
    ),
    Number(Field("countdown_s", marked("Countdown, seconds"), CLOCK), 3, 60),
    Number(Field("resume_s", marked("Countdown after a pause, seconds"), CLOCK), 0, 10),
)
SWITCHES: Final = (
    Field("covered", marked("Cover the card until the start"), HOLDING),
    Field("fog_diagonals", marked("Diagonal neighbours are seen too"), HOLDING, only="fog"),
    Field("scores", marked("Show the scores of others"), HOLDING, only="fog"),
    Field("approval", marked("Joiners wait for the host"), PEOPLE),
    Field("ban_addresses", marked("A ban keeps out the address too"), PEOPLE),
    Field("spectators", marked("Let people watch"), PEOPLE),
    Field("listed", marked("Show it among the open sessions"), PEOPLE),
    Field("chat", marked("Chat"), PEOPLE),
    Field("any_team", marked("Any player marks for any team"), MARKING),
    Field("trackers", marked("Trackers may mark for players"), MARKING),
    Field("auto_start", marked("Start when everybody is ready"), CLOCK),
    Field("cover_while_paused", marked("Cover the card while it is paused (a courtesy of the page)"), CLOCK),
)
FAULTS_OF: Final = {
    "win.kind": "win_kind",
    "win.n": "win_n",
    "win.patterns": "patterns",
    "win.target": "win_target",
}
"""Where the rules' words for a wrong setting stand in the form, where that differs."""
