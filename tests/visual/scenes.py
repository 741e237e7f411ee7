"""The pages and states of which pictures are taken, each brought about by somebody with a browser."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from support import session_states as states
from support.browsers import Person
from support.shown_pages import make_shown_pages

Scene = Callable[[Person], Awaitable[None]]


def page(path: str) -> Scene:
    """A page that everybody sees."""

    async def open_it(person: Person) -> None:
        await person.page.goto(path)

    return open_it


def own_page(name: str) -> Scene:
    """A page of somebody who has made a board and played two sessions."""

    async def open_it(person: Person) -> None:
        origin = person.page.url.removesuffix("/robots.txt")
        shown = {one.name: one for one in await asyncio.to_thread(make_shown_pages, origin)}
        for cookie, _, value in (part.partition("=") for part in shown["editor"].cookie.split("; ")):
            await person.context.add_cookies([{"name": cookie, "value": value, "url": origin}])
        await person.page.goto(shown[name].path)

    return open_it


SCENES: Final[Mapping[str, Scene]] = {
    "design": page("/design"),
    "landing": page("/"),
    "boards": page("/boards"),
    "new-session": page("/play/new"),
    "not-found": page("/boards/nothing"),
    "offline": page("/offline"),
    "board": own_page("board"),
    "editor": own_page("editor"),
    "result": own_page("result"),
    "lobby": states.lobby,
    "running": states.running,
    "fog": states.fog,
    "counters": states.counters_and_judges,
    "paused": states.paused,
    "finished": states.finished,
    "many-teams": states.many_teams,
    "ten-by-ten": states.ten_by_ten,
}
