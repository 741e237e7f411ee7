"""People in front of real browsers, and what those browsers complain of."""

from typing import Any, Final
from urllib.parse import urlsplit

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Request, expect

GOALS: Final = [f"Goal number {number}" for number in range(1, 26)]
QUICK: Final[dict[str, Any]] = {"quick": True, "mark_rate": 0, "win": {"kind": "all"}}
SCREEN: Final = {"width": 1280, "height": 800}
PHONE: Final = {"width": 360, "height": 740}
MAKE: Final = """async body => (await (await fetch('/api/v1/sessions', {method: 'POST',
    headers: {'content-type': 'application/json'}, body: JSON.stringify(body)})).json()).code"""


SHIFT: Final = "layout shift of"
TELL_SHIFTS: Final = """new PerformanceObserver(list => { for (const one of list.getEntries())
    if (!one.hadRecentInput && one.value > 0.02) console.error(`layout shift of ${one.value.toFixed(3)}: ` +
        one.sources.map(({node}) => node?.nodeType === 1 ? node.cloneNode().outerHTML : node?.textContent).join(', ')) })
    .observe({type: 'layout-shift', buffered: true})"""
"""What moves by itself by more than 0.02 (as browsers measure it) is told like an error."""


class Watched:
    """A page, and every complaint of the browser about it: console errors, exceptions, violated policy, requests to
    another origin; layout shifts where its context tells them. `forgiven` are words of complaints that a test causes.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        self.forgiven: list[str] = []
        page.on("console", self._on_console)
        page.on("request", self._on_request)
        page.on("pageerror", lambda error: self.complaints.append(f"exception: {error}"))

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{message.type}: {message.text}")

    def _on_request(self, request: Request) -> None:
        asked, page = urlsplit(request.url), urlsplit(request.frame.url)
        if asked.scheme in {"http", "https"} and not request.is_navigation_request() and asked.netloc != page.netloc:
            self.complaints.append(f"request to another origin: {request.url}")

    def unforgiven(self) -> list[str]:
        """The complaints that the test did not cause on purpose."""
        return [one for one in self.complaints if not any(word in one for word in self.forgiven)]


class Person(Watched):
    """Somebody with a browser of their own.

    In a session the line above the board comes and goes with what the others do, and moves the board: those shifts are
    forgiven here. What a page does when it is opened is not: `reopened` asks for that.
    """

    def __init__(self, context: BrowserContext, page: Page) -> None:
        super().__init__(page)
        self.forgiven.append(SHIFT)
        self.context = context
        self.code = ""

    async def make(
        self, *, goals: list[dict[str, Any]] | None = None, size: tuple[int, int] = (5, 5), **body: Any
    ) -> str:
        """Make a session through the API with this browser's cookie, and open its board."""
        await self.page.goto("/robots.txt")
        card = {"goals": goals or [{"text": text} for text in GOALS], "rows": size[0], "columns": size[1]}
        self.code = await self.page.evaluate(MAKE, {"nickname": "Mira", "card": card, **body})
        await self.open()
        return self.code

    async def open(self, path: str = "") -> None:
        """Open the session's page, or one below it; the board is waited for until it is live."""
        await self.page.goto(f"/play/{self.code}{path}")
        if path in ("", "/watch"):
            await self.is_live()

    async def join(self, code: str, nickname: str) -> None:
        """Come in by the code's page."""
        self.code = code
        await self.page.goto(f"/j/{code}")
        await self.page.get_by_label("Your nickname").fill(nickname)
        await self.page.get_by_role("button", name="Join", exact=True).click()

    async def watch_from_a_seat(self, code: str, nickname: str) -> None:
        """Take a spectator's seat."""
        self.code = code
        await self.page.goto(f"/j/{code}")
        await self.page.get_by_label("Your nickname").fill(nickname)
        await self.page.get_by_role("button", name="Take a spectator's seat").click()
        await self.is_live()

    async def is_live(self) -> None:
        """Wait until the page is connected and current."""
        await expect(self.page.locator("#session[data-connection='live']")).to_be_attached()

    async def reopened(self) -> list[str]:
        """Load the session's page as it is now, and return what the browser has against that."""
        before = len(self.complaints)
        await self.page.reload()
        await self.is_live()
        await self.page.wait_for_load_state("networkidle")
        return self.complaints[before:]

    def square(self, number: int) -> Locator:
        """A square of the board."""
        return self.page.locator(f"#session [data-square='{number}']")

    async def mark(self, *numbers: int) -> None:
        """Press squares, one after another, each until it is the own team's."""
        for number in numbers:
            await self.square(number).click()
            await expect(self.square(number)).to_have_attribute("aria-pressed", "true")

    @property
    def banner(self) -> Locator:
        """The line above the board."""
        return self.page.locator("#banner")

    @property
    def feed(self) -> Locator:
        """The list of what happened."""
        return self.page.locator("#feed")

    async def press(self, name: str) -> None:
        """Press a button of the page as soon as it is there."""
        await self.page.get_by_role("button", name=name, exact=True).click()


async def make_person(browser: Browser, site_url: str, **options: Any) -> Person:
    """Return somebody with a fresh browser context; `viewport`, `has_touch` and so on go to it."""
    context = await browser.new_context(base_url=site_url, **{"viewport": SCREEN, **options})
    await context.add_init_script(TELL_SHIFTS)
    return Person(context, await context.new_page())


def on_a_phone() -> dict[str, Any]:
    """The options of a phone's browser."""
    return {"viewport": PHONE, "has_touch": True}
