"""How smooth pages stay while others play: mark to paint, the heap of a long session, the frames of an overlay."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import httpx
from playwright.async_api import Page, async_playwright

from load.driver.plan import Plan, Target
from load.figures import Figure, make_figure, percentile, say
from load.machine import Node, beside, serving
from load.players import one_session
from support.tools import find_chromium

LONG_S: Final = 600.0
"""Longer than any of these measurements lasts."""

INP_REACH_MS: Final = 50.0
CLICKS: Final = 100
CLICK_EVERY_S: Final = 0.12
OTHERS: Final = 8
MARKS_A_SECOND: Final = 100
LEAST_SHARE: Final = 0.95
"""Of the marks a second that are meant: with fewer something else was measured."""

HEAP_REACH_MB: Final = 5.0
WARM_EVENTS: Final = 1_000
EVENTS: Final = 10_000
EVENTS_A_SECOND: Final = 150

FRAMES_REACH: Final = 57.0
"""Of 60: what is over 95 % is seen as steady."""
FRAMES_FOR_S: Final = 10
OVERLAY_MARKS_A_SECOND: Final = 50
OVERLAY: Final = "/overlay?parts=board,scores,timer,feed,names"

TELL_PAINTS: Final = """() => { window.paints = []; let last = null;
    const seen = new MutationObserver(() => { if (!last?.isConnected || !last.classList.contains('waiting')) return;
        const from = last.pressed; last = null;
        requestAnimationFrame(() => { const after = new MessageChannel();
            after.port1.onmessage = () => window.paints.push(performance.now() - from); after.port2.postMessage(0) }) });
    seen.observe(document.querySelector('live-board'), {subtree: true, attributes: true, attributeFilter: ['class']});
    document.addEventListener('click', event => { last = event.target.closest('[data-square]');
        if (last) last.pressed = event.timeStamp }, true) }"""
"""From the finger's or mouse's going up, as the browser's own clock has it, to the end of the frame that shows the mark
as one that waits for its answer: the task after a frame's callbacks is the first after its painting."""
CENTRES: Final = """() => [...document.querySelectorAll('live-board .square')].map(one => one.getBoundingClientRect())
    .map(box => [box.x + box.width / 2, box.y + box.height / 2])"""
VERSION: Final = "() => Number(document.querySelector('#feed > li:last-child')?.dataset.v ?? 0)"
COUNT_FRAMES: Final = """seconds => new Promise(done => { let frames = 0, from = 0; const step = now => {
    from ||= now; if (now - from >= seconds * 1000) done(frames / (now - from) * 1000); else { frames += 1; requestAnimationFrame(step) } };
    requestAnimationFrame(step) })"""


def measure_smoothness(folder: Path, names: Sequence[str]) -> Iterator[Figure]:
    """`page.{inp,heap,overlay}`: what somebody feels of a page while others play."""
    for name, measure in {"inp": _inp, "heap": _heap, "overlay": _overlay}.items():
        if "page" in names or f"page.{name}" in names:
            with serving(folder / name) as node:
                yield measure(node)


@asynccontextmanager
async def _browser(node: Node) -> AsyncIterator[Page]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        context = await browser.new_context(base_url=node.url, viewport={"width": 1280, "height": 800})
        yield await context.new_page()
        await browser.close()


@asynccontextmanager
async def _player(node: Node) -> AsyncIterator[tuple[Page, Target]]:
    """The page of somebody who plays, current, and the others of the session."""
    code, own, others = one_session(node, players=OTHERS)
    async with _browser(node) as page:
        name, _, value = own.partition("=")
        await page.context.add_cookies([{"name": name, "value": value, "url": node.url}])
        await page.goto(f"/play/{code}")
        await page.wait_for_selector("#session[data-connection='live']")
        yield page, others


@asynccontextmanager
async def _marking(others: Target, rate: int) -> AsyncIterator[None]:
    """Let the others mark for the time of the block, and see to it that they did so at the rate."""
    feed = f"http://127.0.0.1:{others.port}{others.seats[0].path.removesuffix('socket')}feed?limit=1"
    with beside(Plan(job="marks", targets=(others,), seconds=LONG_S, rate=rate, is_patient=True)):
        first = await _version(feed)
        while (before := await _version(feed)) < first + rate:
            await asyncio.sleep(0.05)
        began = time.perf_counter()
        yield
        found = (await _version(feed) - before) / (time.perf_counter() - began)
    if found < rate * LEAST_SHARE:
        raise RuntimeError(f"{found:.0f} marks a second came instead of {rate}")


async def _version(feed: str) -> int:
    async with httpx.AsyncClient() as client:
        return int((await client.get(feed)).json()["lines"][-1]["v"])


def _inp(node: Node) -> Figure:
    """From the click to the picture that shows the mark, alone and among others who mark 100 squares a second."""
    say(f"  {CLICKS} marks by hand, alone and while {MARKS_A_SECOND} a second come from others")
    alone, among_others = asyncio.run(_mark_by_hand(node))
    return make_figure("page.inp", among_others, "ms", reach=INP_REACH_MS, baseline=alone)


async def _mark_by_hand(node: Node) -> tuple[float, float]:
    async with _player(node) as (page, others):
        await page.evaluate(TELL_PAINTS)
        alone = await _click_squares(page)
        async with _marking(others, MARKS_A_SECOND):
            return alone, await _click_squares(page)


async def _click_squares(page: Page) -> float:
    """Mark and take back, square by square; the time to paint that 98 of 100 stay under, in ms."""
    await page.evaluate("window.paints.length = 0")
    for number in range(CLICKS):
        spots = (await page.evaluate(CENTRES))[:-1]  # whoever had the last square too would have won
        await page.mouse.click(*spots[number % len(spots)])
        await asyncio.sleep(CLICK_EVERY_S)
    paints = sorted(await page.evaluate("window.paints"))
    if len(paints) < CLICKS * LEAST_SHARE:
        raise RuntimeError(f"only {len(paints)} of {CLICKS} marks were seen")
    say(f"    median {percentile(paints, 0.5):.1f} ms")
    return percentile(paints, 0.98)


def _heap(node: Node) -> Figure:
    """What a session's page has grown by after 10,000 events, rubbish taken away before each look."""
    say(f"  {EVENTS} events to a page")
    return make_figure("page.heap", asyncio.run(_hear_many(node)), "MB", reach=HEAP_REACH_MB)


async def _hear_many(node: Node) -> float:
    async with _player(node) as (page, others):
        await _play(page, others, WARM_EVENTS)
        before = await _heap_mb(page)
        await _play(page, others, EVENTS)
        return await _heap_mb(page) - before


async def _play(page: Page, others: Target, events: int) -> None:
    """Let the others mark until the page has told of as many events."""
    wanted = await page.evaluate(VERSION) + events
    async with _marking(others, EVENTS_A_SECOND), asyncio.timeout(LONG_S):
        while await page.evaluate(VERSION) < wanted:
            await asyncio.sleep(0.1)


async def _heap_mb(page: Page) -> float:
    session = await page.context.new_cdp_session(page)
    await session.send("HeapProfiler.enable")
    await session.send("HeapProfiler.collectGarbage")
    used: float = (await session.send("Runtime.getHeapUsage"))["usedSize"]
    await session.detach()
    return used / 1e6


def _overlay(node: Node) -> Figure:
    """Frames a second of an overlay while 50 marks a second come, beside those of a page that only counts them."""
    say(f"  frames of an overlay at {OVERLAY_MARKS_A_SECOND} marks a second")
    shown, bare = asyncio.run(_count_frames(node))
    return make_figure("page.overlay", shown, "frames/s", reach=FRAMES_REACH, baseline=bare)


async def _count_frames(node: Node) -> tuple[float, float]:
    """Both under the same load, one after the other: the machine has as much else to do."""
    code, _, others = one_session(node, players=OTHERS)
    found = []
    async with _browser(node) as page:
        for path in ("/robots.txt", f"/play/{code}{OVERLAY}"):
            await page.goto(path)
            async with _marking(others, OVERLAY_MARKS_A_SECOND):
                found.append(await page.evaluate(COUNT_FRAMES, FRAMES_FOR_S))
            told = await page.locator("#feed > li", has_text="took back").count()
            if bool(told) != path.startswith("/play"):
                raise RuntimeError(f"{path} tells of {told} marks")
    return found[1], found[0]
