"""What a viewer may not see never leaves the server (rules 7; details, "Secrecy around the game").

Everything is walked that a player, a spectator and an outsider can get: frames, streams, answers, pages, headers, and
the log besides. What each may see is worked out here from the moves, not by the masks under test. A referee, who may
see all, shows that the words would be found.
"""

import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

import pytest

from support.onlookers import Onlooker
from support.players import settings
from support.server import ServerProcess

SIDE = 5
SQUARES = range(1, SIDE * SIDE + 1)
MOVES = 60
WALK_EVERY = 12
SEED = "736451902"
TITLE = "Zanzibar-title"
KINDS = ("text", "key", "type", "more", "icon")
SOURCE = re.compile(r"zanzibar-source")


def word(kind: str, number: int) -> str:
    """A word that stands nowhere but in one goal."""
    return f"zanzibar-{kind}-{number:03}"


def words_of(squares: set[int], place: dict[int, int]) -> set[str]:
    """All that tells of some squares; `place` says which goal lies where."""
    return {word(kind, place[square]) for square in squares for kind in KINDS}


GOALS = [
    {
        "text": word("text", number),
        "key": word("key", number),
        "types": [word("type", number)],
        "description": word("more", number),
        "icon": word("icon", number),
        "difficulty": number % 25 + 1,
        **({"target": 3} if number % 5 == 0 else {}),
    }
    for number in range(1, 41)
]


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    server = ServerProcess(tmp_path_factory.mktemp("secrecy"), {"ARCADIA_LOG_LEVEL": "debug"})
    server.start()
    yield server
    server.kill()
    assert server.faults() == []


@dataclass
class Cast:
    """Who is there. `secret_ids` name where the card came from."""

    host: Onlooker
    guest: Onlooker
    referee: Onlooker
    spectator: Onlooker
    watcher: Onlooker
    outsider: Onlooker
    secret_ids: set[str] = field(default_factory=set)
    place: dict[int, int] = field(default_factory=dict)

    def everybody(self) -> tuple[Onlooker, ...]:
        return (self.host, self.guest, self.referee, self.spectator, self.watcher, self.outsider)

    def public(self) -> tuple[Onlooker, ...]:
        return (self.spectator, self.watcher, self.outsider)

    @property
    def frame(self) -> set[str]:
        """The seed, and whatever names the card as a whole."""
        return {SEED, TITLE, *self.secret_ids}

    async def walk(self) -> None:
        for person in self.everybody():
            await person.walk()

    async def take_seats(self) -> None:
        """The host has made a session; the others come, and open sockets and streams."""
        code = self.host.code
        await self.guest.join(code, nickname="Guest")
        await self.spectator.join(code, nickname="Spectator", role="spectator")
        await self.referee.join(code, nickname="Referee", role="spectator")
        self.watcher.code = self.outsider.code = code
        await self.host.connect()
        made = await self.host.ask({"do": "role", "seat": 4, "role": "referee"})
        assert made["t"] == "event", made
        for person in (self.guest, self.referee, self.spectator, self.watcher):
            await person.connect()
        for person in self.everybody():
            await person.follow()
        self._look_at_the_card()

    def _look_at_the_card(self) -> None:
        """Which goal lies on which square, as the referee sees it."""
        for square in self.referee.view["squares"]:
            self.place[square["n"]] = int(square["text"].rpartition("-")[2])


@pytest.fixture
async def cast(node: ServerProcess) -> AsyncIterator[Cast]:
    names = ("host", "guest", "referee", "spectator", "watcher", "outsider")
    people = Cast(**{name: Onlooker(node.url, name) for name in names})
    yield people
    for person in people.everybody():
        await person.close()


async def private_list(host: Onlooker) -> str:
    """A goal list of the host's own; its id."""
    wanted = {"title": TITLE, "game": "Chess", "visibility": "private", "goals": GOALS}
    made = await host.http.post("/api/v1/goal-lists", json={"list": wanted})
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


async def private_board(host: Onlooker) -> str:
    """A board of the host's own; its id."""
    wanted = {
        "title": TITLE,
        "rows": SIDE,
        "columns": SIDE,
        "visibility": "private",
        "seed": SEED,
        "squares": GOALS[: SIDE * SIDE],
    }
    made = await host.http.post("/api/v1/boards", json={"board": wanted})
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


def neighbours(square: int) -> set[int]:
    """A square and the four beside it."""
    row, column = divmod(square - 1, SIDE)
    near = [(row, column), (row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)]
    return {r * SIDE + c + 1 for r, c in near if 0 <= r < SIDE and 0 <= c < SIDE}


def check_log(node: ServerProcess, words: set[str]) -> None:
    """No line of the log tells any of it, and there is a log."""
    told = node.log.read_text()
    assert told
    assert not {secret for secret in words if secret in told}


async def provoke_errors(person: Onlooker) -> None:
    """Wrong input of many kinds: what is answered and logged of it must be as silent."""
    for body in (b"{", b'{"do":"mark","square":"x"}', b'{"do":"nothing"}', b'{"do":"mark","key":"zanzibar-key-001"}'):
        await person.http.post(f"/api/v1/sessions/{person.code}/commands", content=body)
    for command in ({"do": "void", "square": 1, "team": 1, "reason": "x"}, {"do": "start"}, {"do": "reveal"}):
        await person.http.post(f"/api/v1/sessions/{person.code}/commands", json=command)


async def test_under_fog_nobody_gets_what_their_team_has_not_seen(cast: Cast, node: ServerProcess) -> None:
    list_id = await private_list(cast.host)
    cast.secret_ids = {list_id}
    wanted = settings(sight="fog", fog_start="centre", win={"kind": "lines", "n": 12})
    await cast.host.make(settings=wanted, card={"list": list_id, "kind": "random", "seed": SEED})
    await cast.take_seats()
    seen = {cast.host.name: {13}, cast.guest.name: {13}}
    rng = Random(1)
    for move in range(MOVES):
        player = rng.choice((cast.host, cast.guest))
        await fog_move(cast, player, seen[player.name], rng)
        if move % WALK_EVERY == 0:
            await cast.walk()
            await provoke_errors(rng.choice(cast.everybody()))
    await cast.walk()
    everything = words_of(set(SQUARES), cast.place)
    allowed = {
        **{person.name: words_of(seen[person.name], cast.place) for person in (cast.host, cast.guest)},
        **{person.name: words_of(seen["host"] & seen["guest"], cast.place) for person in cast.public()},
    }
    for person in (cast.host, cast.guest, *cast.public()):
        assert not person.find((everything - allowed[person.name]) | cast.frame), person.name
        assert person.find(allowed[person.name]), f"{person.name} sees nothing at all: the test shows nothing"
    assert len({found for _, found in cast.referee.find(everything)}) == len(everything)
    check_log(node, everything | cast.frame)
    await check_that_the_end_shows_all(cast, everything)


async def fog_move(cast: Cast, player: Onlooker, seen: set[int], rng: Random) -> None:
    """A mark, an unmark, a count, a judgement or a word, on any square; accepted or not."""
    square = rng.choice(SQUARES)
    do = rng.choice(("mark", "mark", "mark", "unmark", "counter", "award", "kill", "say"))
    if do == "say":
        await player.ask({"do": "say", "text": "hello", "to_team": rng.random() < 0.5})
    elif do in ("award", "kill"):
        await judge(cast, {"do": do, "square": square}, {"host": 1, "guest": 2}[player.name], seen)
    else:
        answer = await player.ask({"do": do, "square": square, **({"step": 1} if do == "counter" else {})})
        await cast.referee.until(lambda: cast.referee.version >= answer.get("v", 0))
        if do != "unmark" and square in held_by(cast.referee, {"host": 1, "guest": 2}[player.name]):
            seen |= neighbours(square)


async def judge(cast: Cast, command: dict[str, Any], team: int, seen: set[int]) -> None:
    """The referee gives a square to a team, which then sees around it, or takes it out of play and back."""
    if command["do"] == "award":
        answer = await cast.referee.ask({**command, "team": team, "reason": "on video"})
        if answer["t"] == "event":
            seen |= neighbours(command["square"])
    else:
        await cast.referee.ask(command)
        await cast.referee.ask({**command, "do": "revive"})


def held_by(referee: Onlooker, team: int) -> set[int]:
    """The squares of a team, from the referee's frames."""
    held = {square["n"]: square.get("held", []) for square in referee.view["squares"]}
    for event in referee.events:
        held.update({square["n"]: square.get("held", []) for square in event.get("squares", [])})
    return {square for square, teams in held.items() if team in teams}


async def check_that_the_end_shows_all(cast: Cast, everything: set[str]) -> None:
    """After the end there are no secrets: all texts, and the seed (rules 7, `end`)."""
    ended = await cast.host.ask({"do": "finish"})
    assert ended["t"] == "event", ended
    await cast.outsider.walk()
    assert {found for _, found in cast.outsider.find(everything)} == everything
    assert cast.outsider.find({SEED})


async def test_before_the_start_nobody_gets_anything_of_a_covered_card(cast: Cast, node: ServerProcess) -> None:
    board_id = await private_board(cast.host)
    cast.secret_ids = {board_id}
    wanted = settings(quick=False, covered=True, countdown_s=60, win={"kind": "lines", "n": 12})
    await cast.host.make(settings=wanted, card={"board": board_id})
    await cast.take_seats()
    everything = words_of(set(SQUARES), cast.place)
    await cast.host.ask({"do": "say", "text": "ready?"})
    await cast.guest.ask({"do": "ready"})
    await cast.walk()
    for person in cast.everybody():
        await provoke_errors(person)
    await cast.host.ask({"do": "start"})
    await cast.walk()
    await cast.host.ask({"do": "call_off"})
    for person in (cast.host, cast.guest, *cast.public()):
        assert not person.find(everything | cast.frame), person.name
    assert {found for _, found in cast.referee.find(everything)} == everything
    check_log(node, everything | cast.frame)
    await check_that_the_start_shows_all(cast, wanted, everything)


async def check_that_the_start_shows_all(cast: Cast, wanted: dict[str, Any], everything: set[str]) -> None:
    """At the end of a shorter countdown everybody gets the card, without any event."""
    changed = await cast.host.ask({"do": "settings", "settings": {**wanted, "countdown_s": 3}})
    assert changed["t"] == "event", changed
    await cast.host.ask({"do": "start"})
    for person in (cast.host, cast.guest, cast.spectator, cast.watcher):
        await person.until(lambda person=person: {word for _, word in person.find(everything)} == everything)
    await cast.outsider.walk()
    assert {found for _, found in cast.outsider.find(everything)} == everything


async def test_in_a_hidden_session_nobody_gets_the_others_marks(cast: Cast, node: ServerProcess) -> None:
    """Rules 7, "Hidden": until the end a team sees its own marks, counters and score only; the public sees none."""
    wanted = settings(sight="hidden", ownership="lockout", win={"kind": "lines", "n": 12})
    await cast.host.make(settings=wanted, card={"goals": GOALS[: SIDE * SIDE]})
    await cast.take_seats()
    rng = Random(2)
    for move in range(MOVES):
        player, square = rng.choice((cast.host, cast.guest)), rng.choice(SQUARES)
        do = rng.choice(("mark", "mark", "unmark", "counter", "bulk"))
        command: dict[str, Any] = {"do": do, "square": square, **({"step": 1} if do == "counter" else {})}
        if do == "bulk":
            command = {"do": do, "squares": [{"square": n} for n in rng.sample(SQUARES, 3)]}
        answer = await player.ask(command)
        assert "team" not in answer.get("data", {}), "the holder is not named"
        if move % WALK_EVERY == 0:
            await cast.walk()
    await cast.walk()
    everybody = [(cast.host, {1}), (cast.guest, {2}), *((person, set()) for person in cast.public())]
    for person, may_see in everybody:
        assert teams_in_frames(person) <= may_see, person.name
        assert teams_on_pages(person) <= may_see, person.name
    assert {text for person, _ in everybody for text in person.texts("score-1", "score-2", "last")} <= {"-", ""}
    assert teams_in_frames(cast.referee) == {1, 2}
    assert teams_on_pages(cast.referee) == {1, 2}
    assert teams_in_frames(cast.host) == {1}


COLOURS = {"blue": 1, "orange": 2}
"""The first two of the palette, as the teams got them."""


def teams_in_frames(person: Onlooker) -> set[int]:
    """Teams of whose marks, counters or scores a frame or a JSON answer tells."""
    texts = [text for source, texts in person.gathered.items() if "html" not in source for text in texts]
    found = {
        int(team)
        for text in texts
        for teams in re.findall(r'"held": ?\[([\d, ]+)\]', text)
        for team in teams.split(",")
    }
    found |= {int(team) for text in texts for team in re.findall(r'"counts": ?\{"(\d+)"', text)}
    scored = r'"n": ?(\d+), ?"colour": ?"\w+", ?"name": ?"[^"]*", ?"squares"'
    found |= {int(team) for text in texts for team in re.findall(scored, text)}
    marked = r'"type": ?"(?:marked|unmarked|counter_set)", ?"seat": ?\d+, ?"team": ?(\d+)'
    return found | {int(team) for text in texts for team in re.findall(marked, text)}


def teams_on_pages(person: Onlooker) -> set[int]:
    """Teams that a page shows on squares."""
    texts = [
        text for source, texts in person.gathered.items() if "html" in source and "/play/" in source for text in texts
    ]
    shown = r'class="[^"]*\bsquare\b[^"]*\bteam-(\w+)'
    return {COLOURS[colour] for text in texts for colour in re.findall(shown, text)}
