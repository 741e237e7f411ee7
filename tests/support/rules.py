"""A game for tests of the rules: the state, the clock in the test's hand, and everything that was ever decided."""

from typing import Any

from msgspec.structs import replace

from arcadia.play.domain import commands as do
from arcadia.play.domain.card import Card, Square
from arcadia.play.domain.decide import decide
from arcadia.play.domain.events import Event
from arcadia.play.domain.geometry import bit, squares_of
from arcadia.play.domain.opening import EMPTY, open_session
from arcadia.play.domain.outcomes import Accepted, Decision, Rejected
from arcadia.play.domain.settings import Ownership, Settings, Sight, Win, WinKind
from arcadia.play.domain.state import Role, State

BEGIN = 1_700_000_000_000
SYSTEM = 0
LOCKOUT = {"ownership": Ownership.LOCKOUT, "win": Win(kind=WinKind.MAJORITY)}
FOG = {"sight": Sight.FOG}
HIDDEN = {"sight": Sight.HIDDEN}


def make_card(rows: int = 5, columns: int = 5, *, free: int | None = None, **squares: dict[str, Any]) -> Card:
    """A card of goals `goal 1` … with keys `g1` …; `s7={"target": 3}` gives square 7 more."""
    made = tuple(
        Square(text=f"goal {number}", key=f"g{number}", **squares.get(f"s{number}", {}))
        for number in range(1, rows * columns + 1)
    )
    return Card(number=1, rows=rows, columns=columns, squares=made, free=free, title="title", seed="seed")


class Game:
    """A session that is driven by commands. Seat 1 is its host and plays for team 1."""

    def __init__(self, card: Card | None = None, **settings: Any) -> None:
        self.now = BEGIN
        wanted = Settings(**{"quick": True, "mark_rate": 0, "win": Win(kind=WinKind.ALL), **settings})
        made = open_session(wanted, card or make_card(), code="TEST12", principal="p1", name="Host", now=self.now)
        assert isinstance(made, Accepted), made
        self.events: list[Event] = list(made.events)
        self.states: list[State] = [EMPTY, *made.states]
        self.times: list[int] = [made.at] * len(made.events)
        self.settled: list[State] = [self.states[-1]]

    @property
    def state(self) -> State:
        return self.states[-1]

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.now += round(seconds * 1000)

    def do(self, seat: int, command: do.Command) -> Decision:
        """Decide a command and let what was decided happen."""
        decision = decide(self.state, command, seat=seat, now=max(self.now, self.state.last_at))
        happened = decision.told if isinstance(decision, Rejected) else decision
        if isinstance(happened, Accepted):
            self.events += happened.events
            self.states += happened.states
            self.times += [happened.at] * len(happened.events)
            self.settled.append(self.state)
        return decision

    def join(self, *, role: Role = Role.PLAYER, team: int | None = None) -> int:
        """Let somebody new sit down; return the seat."""
        number = len(self.state.seats) + 1
        decision = self.do(SYSTEM, do.Join(principal=f"p{number}", name=f"Guest {number}", role=role, team=team))
        assert isinstance(decision, Accepted), decision
        return number

    def make_referee(self) -> int:
        """Let somebody new sit down and judge."""
        seat = self.join(role=Role.SPECTATOR)
        assert isinstance(self.do(1, do.SetRole(seat=seat, role=Role.REFEREE)), Accepted)
        return seat

    def mark(self, seat: int, *squares: int) -> Decision:
        """Mark squares, one command each; return the last decision."""
        decisions = [self.do(seat, do.Mark(square=square)) for square in squares]
        return decisions[-1]

    def unmark(self, seat: int, square: int) -> Decision:
        """Unmark a square."""
        return self.do(seat, do.Unmark(square=square))

    def start(self) -> None:
        """Start, and wait until marks are taken."""
        assert isinstance(self.do(1, do.Start()), Accepted)
        self.wait(self.state.settings.countdown_s)

    def held(self, team: int) -> list[int]:
        """The squares that a team holds."""
        return list(squares_of(self.state.held.get(team, 0)))

    def holders(self, square: int) -> list[int]:
        """The teams that hold a square."""
        return [team for team in self.state.held if self.state.held[team] & bit(square)]

    def change(self, **fields: Any) -> None:
        """Change settings under way, as no command may: to reach a state by a short way."""
        self.states[-1] = replace(self.state, settings=replace(self.state.settings, **fields))


def reason(decision: Decision) -> str | None:
    """The word of a refusal; None for everything else."""
    return decision.reason.value if isinstance(decision, Rejected) else None


def is_done(decision: Decision) -> bool:
    """Whether something happened."""
    return isinstance(decision, Accepted)


def is_unchanged(decision: Decision) -> bool:
    """Whether it was accepted, and there was nothing to do."""
    return not isinstance(decision, Accepted | Rejected)
