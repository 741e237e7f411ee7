"""An evening of bingo in its twenty-fifth minute, for the pictures: four people, marks, counters, chat, a line.

It is played by the rules, with times that end at a given moment, and becomes a file that `arcadia session import` reads.
"""

from typing import Final

from msgspec.structs import replace

from arcadia.play.domain import commands as do
from arcadia.play.domain.card import Card, Square
from arcadia.play.domain.decide import decide
from arcadia.play.domain.opening import EMPTY, open_session
from arcadia.play.domain.outcomes import Accepted
from arcadia.play.domain.session_file import FileEvent, SessionFile, write_session
from arcadia.play.domain.settings import Settings, Win

CODE: Final = "K7QM3X"
PEOPLE: Final = {
    "Mira": "01a0a000-0000-7000-8000-000000000001",
    "Jonas": "01a0a000-0000-7000-8000-000000000002",
    "Ana": "01a0a000-0000-7000-8000-000000000003",
    "Kim": "01a0a000-0000-7000-8000-000000000004",
}
"""Who plays, by the guest's id, in the order of their seats."""

MIRA, JONAS, ANA, KIM = range(1, 5)
CORAL, FOODS = 12, 16
GOALS: Final = """
Find a diamond before nightfall
Ride a pig off a cliff
Brew a potion of leaping
Trade for an ender pearl
Enter a woodland mansion
Wear four armour types
Name a sheep jeb_
Breed a blue axolotl
Kill a phantom with a bow
Fill a chiseled bookshelf
Light a nether portal you did not build
Collect every coral block
Free
Tame three cats
Cure a zombie villager
Eat 15 different foods
Sleep in every biome colour
Hatch a turtle egg
Map the ocean monument
Throw a trident in thunder
Build a bell tower of ten
Find a pink sheep
Survive a raid
Dance with a parrot
Obtain a wither rose
""".strip().splitlines()
TARGETS: Final = {CORAL: 5, FOODS: 15}

Deed = tuple[float, int, do.Command]
"""In which minute, which seat, what."""

DEEDS: Final[tuple[Deed, ...]] = (
    (0.2, MIRA, do.Say(text="same rules as last week, three lines win")),
    (0.4, KIM, do.Say(text="good luck, you will need it")),
    (1.1, JONAS, do.Mark(square=22)),
    (1.8, MIRA, do.Mark(square=2)),
    (2.6, ANA, do.Mark(square=14)),
    (3.3, KIM, do.Mark(square=7)),
    (4.2, MIRA, do.Mark(square=1)),
    (5.0, JONAS, do.Mark(square=7)),
    (5.9, ANA, do.SetCounter(square=FOODS, value=6)),
    (6.4, KIM, do.Mark(square=24)),
    (7.5, MIRA, do.Mark(square=4)),
    (8.8, JONAS, do.SetCounter(square=CORAL, value=3)),
    (9.6, ANA, do.Mark(square=15)),
    (10.3, MIRA, do.Mark(square=3)),
    (11.4, KIM, do.Mark(square=18)),
    (12.2, JONAS, do.Mark(square=17)),
    (13.0, ANA, do.Mark(square=8)),
    (14.1, JONAS, do.Mark(square=2)),
    (15.3, MIRA, do.SetCounter(square=FOODS, value=11)),
    (16.7, KIM, do.Mark(square=9)),
    (18.2, ANA, do.Mark(square=18)),
    (19.4, MIRA, do.Mark(square=5)),
    (19.6, JONAS, do.Say(text="a woodland mansion already?!")),
    (19.9, MIRA, do.Say(text="spawned next to one :)")),
    (20.8, KIM, do.Mark(square=11)),
    (21.7, ANA, do.SetCounter(square=FOODS, value=13)),
    (22.5, MIRA, do.Mark(square=19)),
    (23.1, JONAS, do.Mark(square=12)),
    (23.8, ANA, do.Mark(square=20)),
)
LAST_MINUTE: Final = 24.3


def make_file(*, now: int) -> bytes:
    """Return the session's file; the twenty-fifth minute of the game is `now`, in ms since the epoch."""
    return write_session(SessionFile(code=CODE, events=tuple(_Table(now - round(LAST_MINUTE * 60_000)).play())))


def _make_card() -> Card:
    squares = tuple(Square(text=goal, target=TARGETS.get(number)) for number, goal in enumerate(GOALS, 1))
    return Card(
        number=1, rows=5, columns=5, squares=squares, free=13, title="Overworld evening", game="Minecraft", seed="7"
    )


class _Table:
    """Plays the evening from its first minute on, which is `began`."""

    def __init__(self, began: int) -> None:
        self._began = began
        self._state = EMPTY
        self._events: list[FileEvent] = []

    def play(self) -> list[FileEvent]:
        """Return everything that happened."""
        (host, principal), *others = PEOPLE.items()
        settings = Settings(name="Thursday bingo", preset="quick", quick=True, win=Win(n=3), mark_rate=0)
        made = open_session(settings, _make_card(), code=CODE, principal=principal, name=host, now=self._began)
        self._keep(made, seat=MIRA)
        for name, guest in others:
            self._do(0.1, 0, do.Join(principal=guest, name=name))
        for minute, seat, command in DEEDS:
            self._do(minute, seat, command)
        return self._events

    def _do(self, minute: float, seat: int, command: do.Command) -> None:
        now = max(self._began + round(minute * 60_000), self._state.last_at)
        named = replace(command, id=f"evening-{len(self._events)}")
        self._keep(decide(self._state, named, seat=seat, now=now), seat=seat, command_id=named.id)

    def _keep(self, decision: object, *, seat: int, command_id: str | None = None) -> None:
        assert isinstance(decision, Accepted), decision
        first = self._state.version + 1
        for version, event in enumerate(decision.events, first):
            own_id = command_id if version == first else None
            self._events.append(FileEvent(v=version, at=decision.at, seat=seat, id=own_id, event=event))
        self._state = decision.states[-1]
