"""The landing page: a running session in two clicks, joining by code (details, "Starting and joining")."""

from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from arcadia.accounts.domain import NICKNAME_LENGTH, propose_nickname
from arcadia.play.pages.landing import code_fault
from support.site import Site


@pytest_asyncio.fixture(loop_scope="module")
async def browser(site: Site) -> AsyncIterator[httpx.AsyncClient]:
    async with site.browser() as browser:
        yield browser


async def start(browser: httpx.AsyncClient, **fields: str) -> str:
    answer = await browser.post("/play", data=fields)
    assert answer.status_code == 303, answer.text
    assert answer.headers["location"].startswith("/play/")
    return answer.headers["location"].removeprefix("/play/")


async def test_one_press_makes_a_quick_session(site: Site, browser: httpx.AsyncClient) -> None:
    code = await start(browser)
    row = await site.app.node.play.get_row(code)
    assert row.mode == "quick"
    assert "arcadia_guest" in browser.cookies


async def test_a_board_can_be_chosen(site: Site, browser: httpx.AsyncClient) -> None:
    page = (await browser.get("/")).text
    chosen = page.split('name="board" value="')[1].split('"')[0]
    code = await start(browser, board=chosen)
    live = await site.app.node.play.open(code)
    assert (live.state.settings.preset, live.state.the_card.board_id) == ("quick", chosen)


async def test_a_race_on_a_surprise_starts_at_once_and_one_on_a_known_board_is_warned_about(
    browser: httpx.AsyncClient, site: Site
) -> None:
    """Details, "Secrecy around the game"."""
    live = await site.app.node.play.open(await start(browser, preset="race"))
    assert live.state.settings.covered
    chosen = (await browser.get("/")).text.split('name="board" value="')[1].split('"')[0]
    answer = await browser.post("/play", data={"preset": "race", "board": chosen})
    assert answer.headers["location"] == f"/play/new?preset=race&board={chosen}"
    assert "Others can open this board" in (await browser.get(answer.headers["location"])).text


async def test_an_open_session_stands_on_the_page(browser: httpx.AsyncClient, site: Site) -> None:
    code = await start(browser)
    async with site.browser() as other:
        page = (await other.get("/play/open")).text
        assert code in page
        assert f'href="/play/{code}/watch"' in page


async def test_marks_of_open_sessions_show_as_colours_of_the_public_view(
    browser: httpx.AsyncClient, site: Site
) -> None:
    code = await start(browser)
    await browser.post(f"/play/{code}/act", data={"mark": "3"})
    hidden = await browser.post(
        "/api/v1/sessions", json={"nickname": "Mira", "settings": {"quick": True, "sight": "hidden", "mark_rate": 0}}
    )
    secret = hidden.json()["code"]
    await browser.post(f"/play/{secret}/act", data={"mark": "3"})
    async with site.browser() as other:
        page = (await other.get("/play/open")).text
    cards = {code: page.split(f'href="/j/{code}"')[0].rsplit('class="thumb"', 1)[1] for code in (code, secret)}
    assert ["team-blue" in cards[one] for one in (code, secret)] == [True, False]


async def test_a_code_leads_to_its_session(browser: httpx.AsyncClient) -> None:
    code = await start(browser)
    answer = await browser.get("/join", params={"code": f" {code[:3].lower()}-{code[3:]} "})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/j/{code}")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("AAAAA0", "no O, I, L, 0 or 1"),
        ("ABC", "6 characters"),
        ("AAAAAA", "No session has this code"),
        ("", "6 characters"),
    ],
)
async def test_a_wrong_code_is_explained(browser: httpx.AsyncClient, code: str, words: str) -> None:
    answer = await browser.get("/join", params={"code": code})
    assert (answer.status_code, words in answer.text) == (404, True)


def test_strange_letters_are_no_code() -> None:
    assert code_fault("ÄÖÜ%&$") == "Codes have letters and digits only."


@pytest.mark.parametrize(("fields", "status"), [({"preset": "nonsense"}, 422), ({"board": "nothing"}, 404)])
async def test_what_cannot_be_started_is_said(browser: httpx.AsyncClient, fields: dict[str, str], status: int) -> None:
    assert (await browser.post("/play", data=fields)).status_code == status


async def test_another_sites_page_starts_nothing(browser: httpx.AsyncClient) -> None:
    answer = await browser.post("/play", headers={"origin": "https://evil.example"})
    assert answer.status_code == 403


async def test_the_page_is_the_same_for_every_stranger(site: Site) -> None:
    pages = []
    for _ in range(2):
        async with site.browser() as browser:
            answer = await browser.get("/")
            assert "set-cookie" not in answer.headers
            pages.append((answer.content, answer.headers["etag"]))
    assert pages[0] == pages[1]


def test_every_proposed_nickname_may_be_used() -> None:
    names = {propose_nickname(str(number)) for number in range(2000)}
    assert len(names) > 300
    assert max(map(len, names)) <= NICKNAME_LENGTH
