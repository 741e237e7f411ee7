"""Issue 4: in a browser, scripts and all, no page says anything unmarked, and longer words break no layout on a phone.

The server speaks a language of other letters (tests/words/pseudo.py); spaced, its texts are a third longer than the English.
"""

import shutil
from collections.abc import Iterator

import pytest
from playwright.async_api import Browser, Page, expect

from arcadia.platform.languages.catalogue import FOLDER
from support.browsers import make_person, on_a_phone
from support.server import ServerProcess
from support.tools import ROOT
from words.pseudo import TAG, widened, write_pseudo
from words.unmarked import unmarked_in

PATHS = ("/", "/boards", "/boards/import", "/boards/generate", "/goal-lists", "/goals", "/play/new")
PATIENT = 20_000
SPEAKS_FROM = """
from pathlib import Path
from arcadia.platform.languages import catalogue
catalogue.FOLDER = Path({folder!r})
"""
LONGER = """const longer = new CSSStyleSheet();
    longer.replaceSync(':not(.board *, code, .code, time, input) { letter-spacing: 0.18em }');
    document.adoptedStyleSheets = [longer];"""
SPILLED = """() => [document.documentElement, ...document.querySelectorAll('button, .button, label, summary, .chip, h1, h2')]
    .filter(one => one.checkVisibility() && one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== 'inline'
        && !one.closest('.unseen-text, .board') && !one.querySelector('.cut, .unseen-text') && getComputedStyle(one).textOverflow !== 'ellipsis')
    .map(one => `${one.tagName}.${one.className} ${one.textContent.trim().slice(0, 40)}: ${one.scrollWidth} > ${one.clientWidth}`)"""


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A server that has the language, as a start-up hook of its Python puts its catalogues in."""
    folder = tmp_path_factory.mktemp("foreign")
    shutil.copytree(FOLDER, folder / "locales")
    write_pseudo(folder / "locales")
    (folder / "sitecustomize.py").write_text(SPEAKS_FROM.format(folder=str(folder / "locales")))
    data = folder / "data"
    data.mkdir()
    server = ServerProcess(data, {"PYTHONPATH": f"{folder}:{ROOT / 'src'}"})
    server.start()
    yield server
    server.stop()


async def faults_of(page: Page) -> list[str]:
    """What a page says unmarked, or spills, as it stands."""
    return [*unmarked_in(await page.content()), *await page.evaluate(SPILLED)]


async def test_pages_with_their_scripts_say_nothing_unmarked_and_fit_a_phone(
    chromium: Browser, foreign: ServerProcess
) -> None:
    person = await make_person(chromium, foreign.url, locale=TAG, **on_a_phone())
    person.forgiven.append("status of 422")  # what cannot be dealt
    await person.context.add_init_script(LONGER)
    page, found = person.page, {}
    for path in PATHS:
        await page.goto(path, wait_until="networkidle")
        found[path] = await faults_of(page)
    await check_that_it_can_fail(page)
    await page.goto("/boards/new")
    for panel in ("board", "goals", "generate", "balance"):
        await page.locator(f"#tab-panel-{panel}").click()
        await expect(page.locator("[data-skeleton]:visible")).to_have_count(0, timeout=PATIENT)
        found[f"editor, {panel}"] = await faults_of(page)
    found["a refusal of the API"] = await refused(page)
    await person.make()
    await person.mark(1, 2)
    found["session"] = await faults_of(page)
    await page.locator("#sheet").check(force=True)
    found["feed"] = await faults_of(page)
    await person.open("/result")
    found["result"] = await faults_of(page)
    await person.context.close()
    assert {state: faults for state, faults in found.items() if faults} == {}
    assert person.unforgiven() == []


async def check_that_it_can_fail(page: Page) -> None:
    """A heading that is neither marked nor broken is found for both; and texts are spaced."""
    head = page.locator("h1")
    assert await head.evaluate("head => parseFloat(getComputedStyle(head).letterSpacing)") > 1
    await head.evaluate("head => { head.textContent = 'Unmarked' + 'w'.repeat(60) }")
    assert len(await faults_of(page)) >= 2


async def refused(page: Page) -> list[str]:
    """Ask for what cannot be dealt; what the panel then says is the API's own sentence."""
    await page.locator("#tab-panel-generate").click()
    await page.locator("#generator-seed").fill("no number")
    await page.locator("#generator-kind").select_option("srl-v5")
    told = page.locator("#panel-generate [data-told]")
    await expect(told).to_contain_text(widened("digits"), timeout=PATIENT)
    return await faults_of(page)
