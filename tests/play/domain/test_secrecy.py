"""What a view may not see is in none of its bytes (rules 7), whatever is played.

What may be seen is worked out here from the rules and the events alone, not by the masks under test.
"""

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from arcadia.play.domain import events as ev
from arcadia.play.domain.card import Card, Square
from arcadia.play.domain.deltas import make_delta
from arcadia.play.domain.feed import line_of
from arcadia.play.domain.settings import FogStart, Sight
from arcadia.play.domain.state import Phase, State
from arcadia.play.domain.views import view
from support.random_games import play
from support.rules import Game

ROWS, COLUMNS = 4, 4
SQUARES = range(1, ROWS * COLUMNS + 1)
CARD = Card(
    number=1,
    rows=ROWS,
    columns=COLUMNS,
    squares=tuple(
        Square(text=f"text<{n}>", key=f"key<{n}>", types=(f"type<{n}>",), description=f"more<{n}>", icon=f"icon<{n}>")
        for n in SQUARES
    ),
    title="TITLE<>",
    seed="SEED<>",
    board_id="BOARD<>",
    list_id="LIST<>",
    generator="GENERATOR<>",
)
START = {6, 7, 10, 11}
FRAME = ("TITLE<>", "SEED<>", "BOARD<>", "LIST<>", "GENERATOR<>")
QUICKLY = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
seeds = st.integers(0, 2**32)


def sent(game: Game, number: int, audience: str) -> str:
    """All that leaves for an audience with event `number`: the frame, a snapshot, the line of the feed."""
    before, after, event = game.states[number - 1], game.states[number], game.events[number - 1]
    delta = make_delta(before, event, after, audience, seat=1, command_id="c")
    line = line_of(event, after, audience, now=after.last_at)
    snapshot = view(after, audience, after.last_at)
    return b"".join(msgspec.json.encode(part) for part in (delta, line, snapshot)).decode()


def words_of(number: int) -> tuple[str, ...]:
    """Everything that tells of one square."""
    return tuple(f"{name}<{number}>" for name in ("text", "key", "type", "more", "icon"))


def is_on_first_card(state: State) -> bool:
    return state.card is not None and state.the_card.number == 1


def is_over(state: State) -> bool:
    return state.phase in (Phase.FINISHED, Phase.CANCELLED)


def around(square: int) -> set[int]:
    """A square and its four neighbours."""
    row, column = divmod(square - 1, COLUMNS)
    near = [(row, column), (row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)]
    return {r * COLUMNS + c + 1 for r, c in near if 0 <= r < ROWS and 0 <= c < COLUMNS}


def sights(game: Game) -> list[dict[int, set[int]]]:
    """What each team has seen after each event: the middle squares, and what it ever held with its neighbours."""
    seen: dict[int, set[int]] = {}
    found = []
    for event in game.events:
        if isinstance(event, ev.TeamMade):
            seen = {**seen, event.team: START}
        elif isinstance(event, ev.Marked | ev.Awarded):
            seen = {**seen, event.team: seen[event.team] | around(event.square)}
        found.append(seen)
    return found


@QUICKLY
@given(seeds)
def test_fog_hides_what_a_team_has_never_come_near(seed: int) -> None:
    for game in play(seed, of=CARD, sight=Sight.FOG, fog_start=FogStart.AUTO, fog_diagonals=False, covered=False):
        for number, seen in enumerate(sights(game), 1):
            state = game.states[number]
            if not is_on_first_card(state) or is_over(state):
                continue
            everybody = set.intersection(*seen.values()) if seen else START
            for audience, may_see in {
                "public": everybody,
                **{f"team:{team}": own for team, own in seen.items()},
            }.items():
                bytes_sent = sent(game, number, audience)
                secret = [word for square in SQUARES if square not in may_see for word in words_of(square)]
                leaked = [word for word in (*secret, *FRAME) if word in bytes_sent]
                assert not leaked, (audience, game.events[number - 1])


@QUICKLY
@given(seeds)
def test_a_covered_card_shows_nothing_before_its_start(seed: int) -> None:
    for game in play(seed, of=CARD, sight=Sight.OPEN, covered=True, quick=False):
        for number, state in enumerate(game.states[1:], 1):
            is_before = state.phase is Phase.WAITING and not state.is_revealed
            if not is_on_first_card(state) or not is_before:
                continue
            for audience in ("public", "team:1", "team:2"):
                bytes_sent = sent(game, number, audience)
                secret = [word for square in SQUARES for word in words_of(square)]
                leaked = [word for word in (*secret, *FRAME) if word in bytes_sent]
                assert not leaked, (audience, game.events[number - 1])


@QUICKLY
@given(seeds)
def test_a_hidden_session_tells_nobody_of_others_marks(seed: int) -> None:
    """Others' marks and counters arrive as bare versions; their scores and holdings are in no snapshot."""
    for game in play(seed, of=CARD, sight=Sight.HIDDEN, covered=False):
        for number in range(1, len(game.states)):
            before, after, event = game.states[number - 1], game.states[number], game.events[number - 1]
            if not is_on_first_card(after) or is_over(after) or is_over(before):
                continue
            for team in (0, 1, 2):
                audience = f"team:{team}" if team else "public"
                seen = view(after, audience, after.last_at)
                assert all(set(square.held) | set(square.counts) <= {team} for square in seen.squares)
                assert all(one.n == team or (one.squares, one.lines, one.points) == (None,) * 3 for one in seen.teams)
                if isinstance(event, ev.Marked | ev.Unmarked | ev.CounterSet | ev.TakenTold) and event.team != team:
                    delta = make_delta(before, event, after, audience, seat=1, command_id="c")
                    # The first mark of a quick session starts the clock that all of them see.
                    told = set() if delta is None else msgspec.json.decode(msgspec.json.encode(delta)).keys()
                    assert told <= {"v", "at", "clock"}, (audience, event)
