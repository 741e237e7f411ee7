"""Sessions brought into a state, for tests that look at the page in all of them.

Each function is given somebody with a browser, makes a session with them as host, and leaves their page live in it.
"""

from typing import Any, Final

from playwright.async_api import expect

from support.browsers import QUICK, Person
from support.players import Player

LINES: Final = {"quick": True, "mark_rate": 0, "win": {"kind": "lines", "n": 2}}
COUNTED: Final = [{"text": f"Goal number {n}", **({"target": 3} if n % 2 else {})} for n in range(1, 26)]


async def ana(person: Person, *commands: dict[str, Any], name: str = "Ana", role: str = "player") -> Player:
    """Another player in the same session, who does something."""
    url = person.page.url.split("/play/")[0]
    player = Player(url)
    await player.join(person.code, nickname=name, role=role)
    for command in commands:
        await do(player, command)
    return player


async def do(player: Player, command: dict[str, Any]) -> None:
    """Send a command over HTTP; a refusal is fine."""
    answer = await player.http.post(
        f"/api/v1/sessions/{player.code}/commands", json={"id": player.next_id(), **command}
    )
    assert answer.status_code in (201, 409), answer.text


def marks(*squares: int) -> list[dict[str, Any]]:
    """Commands that mark squares."""
    return [{"do": "mark", "square": square} for square in squares]


async def lobby(host: Person) -> None:
    """A race in its lobby, covered, one of two ready."""
    await host.make(preset="race", settings={"preset": "race", "covered": True, "auto_start": True}, name="A race")
    await (await ana(host, {"do": "ready"}, {"do": "say", "text": "hi"})).close()


async def running(host: Person) -> None:
    """Three lines of marks, one square shared, one mark taken back."""
    await host.make(settings=LINES)
    await host.mark(1, 2, 3, 4, 5, 8)
    await (await ana(host, *marks(2, 7, 12), {"do": "unmark", "square": 12})).close()


async def as_a_list(host: Person) -> None:
    """The squares as a list, with counters, a dead square and holders."""
    await counters_and_judges(host)
    await host.press("List")
    await expect(host.page.locator(".square-rows > li")).to_have_count(25, timeout=20_000)


async def lockout(host: Person) -> None:
    """Squares of one team each, and marks that stay."""
    await host.make(settings={**QUICK, "ownership": "lockout", "win": {"kind": "line_or_majority"}, "unmark": "never"})
    await host.mark(1, 2, 3)
    await (await ana(host, *marks(6, 11, 16))).close()


async def counters_and_judges(host: Person) -> None:
    """Counters, a dead square, a void and an award by a referee."""
    await host.make(goals=COUNTED, settings={**QUICK, "win": {"kind": "points", "target": 90, "line_bonus": 3}})
    await host.mark(1, 9)
    await (
        await ana(host, {"do": "counter", "square": 3, "value": 2}, {"do": "counter", "square": 5, "value": 3})
    ).close()
    kim = await ana(host, name="Kim", role="spectator")
    seat = {"do": "role", "seat": 3, "role": "referee"}
    await host.page.evaluate(
        "async ([code, seat]) => fetch(`/api/v1/sessions/${code}/commands`, {method: 'POST', body: JSON.stringify({id: 'r', ...seat})})",
        [host.code, seat],
    )
    await do(kim, {"do": "kill", "square": 20})
    await do(kim, {"do": "void", "square": 9, "team": 1, "reason": "on video"})
    await do(kim, {"do": "award", "square": 10, "team": 2, "reason": "first"})
    await kim.close()


async def fog(host: Person) -> None:
    """Two teams that see a part of the card."""
    await host.make(settings={**LINES, "sight": "fog"})
    await host.mark(13, 8)
    await (await ana(host, *marks(13, 14, 15))).close()


async def hidden_lockout(host: Person) -> None:
    """A square that is known to be taken."""
    await host.make(settings={**QUICK, "sight": "hidden", "ownership": "lockout", "win": {"kind": "majority"}})
    await (await ana(host, *marks(6, 7))).close()
    await host.square(7).click()
    await expect(host.square(7)).to_have_attribute("data-state", "taken")


async def patterns(host: Person) -> None:
    """Named and own patterns, fixed teams."""
    win = {"kind": "pattern", "patterns": ["corners", "t", "1-7-13"], "need": "any"}
    await host.make(settings={**QUICK, "win": win, "teams": "fixed"})
    await host.mark(1, 5)
    await (await ana(host, *marks(1, 7))).close()


async def places(host: Person) -> None:
    """The first team is placed, the others play on."""
    await host.make(settings={**QUICK, "win": {"kind": "lines"}, "finish": "places", "best_of": 3})
    for name in ("Ana", "Kofi"):
        await (await ana(host, *marks(1 + 5 * (name == "Kofi")), name=name)).close()
    await host.mark(21, 22, 23, 24)
    await host.square(25).click()
    await expect(host.page.locator("#teams")).to_contain_text("place 1")


async def paused(host: Person) -> None:
    """A pause."""
    await running(host)
    await host.press("Pause")
    await expect(host.banner).to_contain_text("Paused")


async def finished(host: Person) -> None:
    """A win by squares."""
    await host.make(settings={"quick": True, "mark_rate": 0, "win": {"kind": "squares", "n": 3}})
    await (await ana(host, *marks(2, 7))).close()
    for number in (1, 2, 3):
        await host.square(number).click()
    await expect(host.banner).to_contain_text("Mira won")


async def many_teams(host: Person) -> None:
    """Fourteen teams, all of them on one square."""
    await host.make(settings=QUICK)
    await host.mark(1)
    for number in range(2, 15):
        player = await ana(host, *marks(1, number), name=f"Player {number}")
        await player.close()


async def countdown(host: Person) -> None:
    """A covered card whose countdown runs."""
    await host.make(settings={"covered": True, "countdown_s": 60})
    await host.press("Start the countdown")
    await expect(host.page.locator("#countdown")).to_be_visible()


async def review(host: Person) -> None:
    """A win that is under review."""
    await host.make(settings={"quick": True, "mark_rate": 0, "review_s": 120})
    await (await ana(host, *marks(7))).close()
    for number in range(1, 6):
        await host.square(number).click()
    await expect(host.banner).to_contain_text("under review")


def guardians(count: int) -> list[dict[str, Any]]:
    """Goals that are longer than any square."""
    goal = "Defeat the incomprehensibly overpowered guardian number {} without healing"
    return [{"text": goal.format(number)} for number in range(1, count + 1)]


async def ten_by_ten(host: Person) -> None:
    """The largest card, with long goals."""
    await host.make(goals=guardians(100), size=(10, 10), settings=QUICK)
    await host.mark(1, 12, 23)
    await (await ana(host, *marks(1, 2, 3))).close()


async def ten_by_three(host: Person) -> None:
    """A tall card."""
    await host.make(goals=guardians(30), size=(10, 3), settings=QUICK)
    await host.mark(1, 2, 3)


async def three_by_ten(host: Person) -> None:
    """A wide card."""
    await host.make(goals=guardians(30), size=(3, 10), settings=QUICK)
    await host.mark(1, 2, 3)
