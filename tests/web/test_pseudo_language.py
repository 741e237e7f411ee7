"""Issue 4: rendered pages in a language of wide letters have no Latin word but names, goals, codes and the like."""

import shutil
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
import pytest_asyncio

from arcadia.platform.languages import catalogue
from support.html import parse_page
from support.plain_browser import Person
from support.site import Site, running_site
from words.pseudo import TAG, widened, write_pseudo
from words.unmarked import unmarked_in

IN_ONE_LOOP = pytest.mark.asyncio(loop_scope="module")

PATHS = (
    "/", "/join?code=ABC", "/boards", "/boards?q=nothing+there", "/boards/mine", "/boards/new", "/boards/import",
    "/boards/generate", "/goal-lists", "/goal-lists?q=nothing+there", "/goal-lists/new", "/goals", "/goals?q=nothing+there",
    "/play/new", "/play/new?preset=fog", "/nothing-here",
)  # fmt: skip
BELOW = (
    "",
    "/watch",
    "/result",
    "/replay",
    "/replay?step=2",
    "/share",
    "/stream",
    "/people/1",
    "/people/2",
    "/new-card",
    "/settings",
)


@pytest.fixture(scope="module", autouse=True)
def pseudo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Put the language among ours, for the sites of this file."""
    folder, real = tmp_path_factory.mktemp("locales"), catalogue.FOLDER
    shutil.copytree(real, folder, dirs_exist_ok=True)
    write_pseudo(folder)
    catalogue.FOLDER = folder  # type: ignore[misc]
    catalogue.read_catalogue.cache_clear()
    yield
    catalogue.FOLDER = real  # type: ignore[misc]
    catalogue.read_catalogue.cache_clear()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def site(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    async with running_site(tmp_path_factory.mktemp("site"), {"ARCADIA_LANGUAGE": TAG}) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def browser(site: Site) -> AsyncIterator[httpx.AsyncClient]:
    async with site.browser() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="module")
async def host(browser: httpx.AsyncClient, site: Site) -> Person:
    return Person(site, browser)


@pytest_asyncio.fixture(loop_scope="module")
async def guest(site: Site) -> AsyncIterator[Person]:
    async with site.browser() as browser:
        yield Person(site, browser)


def test_the_check_finds_what_is_unmarked() -> None:
    page = f'<p>{widened("Goal lists")} <b title="Spoken">Plain</b> <i aria-label="{widened("Said")}">Ana</i></p>'
    assert unmarked_in(page) == ["Spoken", "Plain"]


@IN_ONE_LOOP
async def test_no_page_says_anything_unmarked(browser: httpx.AsyncClient) -> None:
    found = {path: unmarked_in((await browser.get(path, follow_redirects=True)).text) for path in PATHS}
    assert {path: texts for path, texts in found.items() if texts} == {}


@IN_ONE_LOOP
async def test_boards_and_lists_say_nothing_unmarked(host: Person) -> None:
    goals = "\n".join(f"Goal number {n}" for n in range(1, 26))
    wrong = {"title": "", "rows": "5", "columns": "5", "action": "save", "tags": ",".join("abcdefghijklmnop")}
    shown = [await host.browser.post("/boards/new", data={**wrong, "goal-1": "x" * 255, "difficulty": "9"})]
    shown.append(await host.browser.post("/boards/import", data={"text": "{", "format": "arcadia"}))
    shown.append(await host.browser.post("/boards/import", data={"text": "Goal number 1", "size": "5x5"}))
    shown.append(
        await host.browser.post("/goal-lists/new", data={"title": "Goal number 1", "lines": "Goal number 1 | 99"})
    )
    made = await host.browser.post("/boards/import", data={"text": goals, "title": "Goal number 1"})
    board = made.headers["location"].removesuffix("/edit")
    shown += [await host.browser.get(f"{board}{below}") for below in ("", "/edit", "/print")]
    stale = {
        "title": "Goal number 2",
        "rows": "5",
        "columns": "5",
        "action": "save",
        "revision": "0",
        "goal-1": "Goal number 3",
    }
    shown.append(await host.browser.post(f"{board}/edit", data=stale))
    lists = parse_page((await host.browser.get("/boards/generate")).text).one(id="f-list")
    chosen = next(one["value"] for one in lists.all("option") if one["value"])
    shown.append(
        await host.browser.get(
            "/boards/generate", params={"list": chosen, "kind": "isaac", "rows": "4", "columns": "4"}
        )
    )
    shown.append(
        await host.browser.get(
            "/boards/generate", params={"list": chosen, "kind": "balanced", "rows": "5", "columns": "5"}
        )
    )
    shown.append(await host.browser.get(f"/goal-lists/{chosen}"))
    assert all(one.status_code in (200, 409, 422) for one in shown)
    assert [texts for one in shown if (texts := unmarked_in(one.text))] == []


@IN_ONE_LOOP
async def test_sessions_say_nothing_unmarked(host: Person, guest: Person) -> None:
    win = {"kind": "pattern", "patterns": ["corners", "x"], "need": "any"}
    settings = {
        "preset": "classic",
        "auto_start": False,
        "win": win,
        "review_s": 30,
        "best_of": 3,
        "delay_s": 5,
        "approval": True,
    }
    await host.make(settings=settings)
    found: dict[str, list[str]] = {}

    async def look(state: str, person: Person = host) -> None:
        for below in BELOW:
            answer = await person.browser.get(f"/play/{person.code}{below}", follow_redirects=True)
            if texts := unmarked_in(answer.text):
                found[f"{state} {below}"] = texts

    await look("lobby")
    await guest.join(host.code, "Kofi")
    await look("waiting", guest)
    await host.act("admit", seat=2)
    for refusal in ("start", "pause", "void", "nonsense"):
        said = await guest.act(refusal, square=1, team=1, reason="on video")
        if texts := unmarked_in((await guest.browser.get(f"/play/{guest.code}?said={said}")).text):
            found[f"said {said}"] = texts
    await host.act("role_referee", seat=2)
    await host.act("start")
    await look("countdown")
    assert found == {}


@IN_ONE_LOOP
async def test_played_sessions_say_nothing_unmarked(host: Person, guest: Person) -> None:
    goals = [{"text": f"Goal number {n}", **({"target": 3} if n % 2 else {})} for n in range(1, 26)]
    win = {"kind": "squares", "n": 4}
    await host.make(
        settings={"quick": True, "mark_rate": 0, "win": win, "sight": "open"}, card={"goals": goals, "free": True}
    )
    await guest.join(host.code, "Kofi")
    await host.mark(1, 2, 4)
    await guest.mark(2, 7)
    await host.act("unmark", square=4, card=1)
    await host.act("role_referee", seat=2)
    for do, fields in (
        ("void", {"square": 2, "team": 1}),
        ("award", {"square": 3, "team": 1}),
        ("kill", {"square": 9}),
        ("revive", {"square": 9}),
    ):
        await guest.act(do, reason="on video", **fields)
    for do in ("lock", "unlock", "pause", "resume"):
        await host.act(do)
    await host.act("say", text="Goal number 1")
    await host.act("mute", seat=2)
    found = {}
    for state in ("running", "paused", "finished"):
        if state == "paused":
            await host.act("pause")
        elif state == "finished":
            await host.act("finish")
        for below in BELOW:
            answer = await host.browser.get(f"/play/{host.code}{below}", follow_redirects=True)
            if texts := unmarked_in(answer.text):
                found[f"{state} {below}"] = texts
    assert found == {}
