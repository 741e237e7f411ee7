"""What a page weighs on the first visit: every byte that the server sends, for whatever part of the browser asks."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from playwright.async_api import Browser, Request

from support.shown_pages import ShownPage
from support.tcp_proxy import TcpProxy

WEIGHT_KB: Final = {"landing": 45, "boards": 45, "board": 45, "editor": 90, "session": 70, "result": 45}
"""What issue 4 allows, in thousands of bytes; boards and result as a board."""
SCRIPT_KB: Final = 35
SCRIPTS: Final = 6
STYLES: Final = 2
HAS_WORKER: Final = "navigator.serviceWorker.ready.then(() => true)"


@dataclass(frozen=True, slots=True)
class Weight:
    """Thousands of bytes over the wire, heads included, and how many files of script and style they were."""

    total_kb: float
    script_kb: float
    scripts: int
    styles: int

    def excess(self, name: str) -> list[str]:
        """What is over the budget of a page."""
        measured = {
            "KB": (self.total_kb, WEIGHT_KB[name]), "KB of script": (self.script_kb, SCRIPT_KB),
            "scripts": (self.scripts, SCRIPTS), "style sheets": (self.styles, STYLES),
        }  # fmt: skip
        return [f"{value:g} {unit}, {most} are allowed" for unit, (value, most) in measured.items() if value > most]


async def weigh(browser: Browser, url: str, page: ShownPage) -> Weight:
    """Open a page in a browser that was never here, and wait until its worker has what it keeps."""
    at = urlsplit(url)
    proxy = TcpProxy(at.hostname or "", at.port or 80)
    await proxy.open()
    origin = f"http://127.0.0.1:{proxy.port}"
    context = await browser.new_context(base_url=origin)
    for name, _, value in (part.partition("=") for part in page.cookie.split("; ") if part):
        await context.add_cookies([{"name": name, "value": value, "url": origin}])
    tab = await context.new_page()
    asked: list[Request] = []
    tab.on("requestfinished", lambda request: asked.append(request))
    await tab.goto(page.path, wait_until="networkidle")
    await tab.evaluate(HAS_WORKER)
    await tab.wait_for_load_state("networkidle")
    scripts = [one for one in asked if one.resource_type == "script"]
    sizes = [await one.sizes() for one in scripts]
    styles = sum(one.resource_type == "stylesheet" for one in asked)
    said = proxy.said  # a session's page that is hidden or closed is kept anew: that is no part of the visit
    await context.close()
    await proxy.shut()
    script = sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes)
    return Weight(said / 1000, script / 1000, len(scripts), styles)
