"""People with browsers without script in front of the whole application: forms are posted, pages read."""

from typing import Any, Final

import httpx

from arcadia.play.domain.state import State
from support.html import Element, parse_page
from support.site import Site

GOALS: Final = [{"text": f"Goal number {n}"} for n in range(1, 26)]


class Person:
    """Somebody with a browser of their own."""

    def __init__(self, site: Site, browser: httpx.AsyncClient) -> None:
        self.site = site
        self.browser = browser
        self.code = ""

    async def make(self, **body: Any) -> str:
        """Make a session through the API, as its host."""
        made = await self.browser.post("/api/v1/sessions", json={"nickname": "Mira", "card": {"goals": GOALS}, **body})
        assert made.status_code == 201, made.text
        self.code = made.json()["code"]
        return self.code

    async def join(self, code: str, name: str, **fields: str) -> httpx.Response:
        """Come in by the form of the join page."""
        self.code = code
        return await self.browser.post(f"/j/{code}", data={"nickname": name, "role": "player", **fields})

    async def act(self, do: str, **fields: object) -> str:
        """Post a tool's form; return the word of the refusal, empty where it was done."""
        data = {"do": do, **{name: str(value) for name, value in fields.items()}}
        answer = await self.browser.post(f"/play/{self.code}/act", data=data)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"].partition("said=")[2]

    async def mark(self, *squares: int) -> None:
        """Press squares of the board that stands in the page."""
        for square in squares:
            answer = await self.browser.post(f"/play/{self.code}/act", data={"mark": str(square)})
            assert answer.headers["location"] == f"/play/{self.code}", answer.headers["location"]

    async def see(self, path: str = "", *, follow: bool = False) -> Element:
        """Read a page of the session."""
        answer = await self.browser.get(f"/play/{self.code}{path}", follow_redirects=follow)
        assert answer.status_code == 200, (answer.status_code, answer.headers.get("location"), answer.text[:300])
        return parse_page(answer.text)

    async def state(self) -> State:
        """The session as the server holds it."""
        return (await self.site.app.node.play.open(self.code)).state
