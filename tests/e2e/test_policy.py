"""S1, S8 in a real browser: no page has a script blocked, fresh, from the page cache or after a 304; what is not ours
does not run; and what was refused is reported.
"""

import asyncio
import time

from playwright.async_api import Browser, BrowserContext, Page

from support.browsers import Watched
from support.hostile import make_hostile_world
from support.server import ServerProcess

PAGES = (
    "/",
    "/boards",
    "/boards/new",
    "/boards/import",
    "/boards/generate",
    "/goal-lists",
    "/goal-lists/new",
    "/goals",
    "/play/new",
)
HAS_STARTED = "!document.querySelector('[data-theme-switch]').hidden"
"""The last module has run: it shows the switch that works by script alone."""
WAS_REVALIDATED = """() => { const [entry] = performance.getEntriesByType('navigation');
    return entry.transferSize > 0 && entry.transferSize < entry.encodedBodySize; }"""
REPORTED_WITHIN_S = 30.0


async def loaded(page: Page, path: str) -> None:
    await page.goto(path)
    await page.wait_for_function(HAS_STARTED)


async def test_s1_no_script_is_blocked_fresh_from_the_cache_or_after_a_304(chromium: Browser, site_url: str) -> None:
    complaints: dict[str, list[str]] = {}
    revalidated = 0
    for path in PAGES:
        for _ in ("fresh", "from the page cache"):
            # Through the worker of the site the browser does not tell what it had.
            context = await chromium.new_context(base_url=site_url, service_workers="block")
            watched = Watched(await context.new_page())
            watched.forgiven.append("Service Worker registration blocked")
            await loaded(watched.page, path)
            await loaded(watched.page, path)
            revalidated += bool(await watched.page.evaluate(WAS_REVALIDATED))
            complaints[path] = complaints.get(path, []) + watched.unforgiven()
            await context.close()
    assert {path: found for path, found in complaints.items() if found} == {}
    assert revalidated > 4, "some pages must have come from the browser's own cache after a 304"


async def test_s8_hostile_texts_run_on_no_page(chromium: Browser, site_url: str) -> None:
    world = await asyncio.to_thread(make_hostile_world, site_url)
    context = await chromium.new_context(base_url=site_url)
    await context.add_cookies(
        [{"name": name, "value": value, "url": site_url} for name, value in world.cookies.items()]
    )
    found = {}
    for path in world.pages:
        watched = Watched(await context.new_page())
        await watched.page.goto(path)
        await watched.page.wait_for_load_state("load")
        if watched.complaints or await watched.page.evaluate("'pwned' in window"):
            found[path] = watched.complaints
        await watched.page.close()
    await context.close()
    assert found == {}


async def test_s1_trusted_types_keep_strings_from_becoming_markup(visitor: BrowserContext) -> None:
    page = await visitor.new_page()
    await page.goto("/boards")
    for attempt in (
        "document.body.innerHTML = '<b>x</b>'",
        "document.body.insertAdjacentHTML('beforeend', '<b>x</b>')",
        "new DOMParser().parseFromString('<b>x</b>', 'text/html')",
        "document.createElement('script').src = '/static/x.js'",
        "trustedTypes.createPolicy('another', {createHTML: text => text})",
        "trustedTypes.createPolicy('arcadia-page', {createHTML: text => text})",
    ):
        outcome = await page.evaluate(
            f"() => {{ try {{ {attempt}; return 'done' }} catch (error) {{ return error.name }} }}"
        )
        assert outcome == "TypeError", attempt


async def test_s1_what_a_browser_blocks_reaches_the_server(visitor: BrowserContext, site: ServerProcess) -> None:
    page = await visitor.new_page()
    await page.goto("/robots.txt?secret=5ecre7")
    await page.goto("/boards?q=5ecre7")
    await page.evaluate("document.head.append(Object.assign(document.createElement('style'), {textContent: 'b {}'}))")
    deadline = time.monotonic() + REPORTED_WITHIN_S
    while "directive=style-src-elem" not in (log := site.log.read_text()):
        assert time.monotonic() < deadline, log[-2_000:]
        await asyncio.sleep(0.1)
    lines = [line for line in log.splitlines() if "policy_violation" in line]
    assert "5ecre7" not in "\n".join(lines)
