"""F5: a replay of many steps is sent in pieces, its card first; one of few steps whole, as before."""

import asyncio
from pathlib import Path

import pytest
import pytest_asyncio

from arcadia.play.domain.events import Marked, Unmarked
from arcadia.play.domain.session_file import FileEvent, SessionFile
from arcadia.play.pages.result import WHOLE_STEPS
from support.html import parse_page
from support.plain_browser import Person
from support.site import ADDRESS, PAGE, Site, running_site
from support.slow_reader import Reader

PAIRS = 450
STEPS = 2 * PAIRS + 3
"""With the deal before them, one mark that stays, and the end."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def long(site: Site, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The code of a session whose host could not make up their mind."""
    folder: Path = tmp_path_factory.mktemp("elsewhere")
    async with running_site(folder) as elsewhere, elsewhere.browser() as browser:
        host = Person(elsewhere, browser)
        code = await host.make(settings={"quick": True, "mark_rate": 0, "win": {"kind": "all"}})
        await host.mark(1)
        await host.act("finish")
        short = (await elsewhere.services.archive.read(code)).events
    marked = next(number for number, one in enumerate(short) if isinstance(one.event, Marked))
    at, seat, team = short[marked].at, short[marked].seat, short[marked].event.team
    turns = [
        kind(square=7, team=team, **more)
        for _ in range(PAIRS)
        for kind, more in ((Marked, {"seat": seat}), (Unmarked, {"seat": seat}))
    ]
    between = [FileEvent(v=0, at=at, seat=seat, event=one) for one in turns]
    events = (*short[: marked + 1], *between, *short[marked + 1 :])
    numbered = tuple(
        FileEvent(v=n, at=one.at, seat=one.seat, id=one.id, event=one.event) for n, one in enumerate(events, 1)
    )
    await site.services.archive.store(SessionFile(code=code, events=numbered))
    return code


async def test_f5_a_long_replay_has_all_its_steps_in_order(long: str, other: Person) -> None:
    answer = await other.browser.get(f"/play/{long}/replay?step=500")
    page = parse_page(answer.text)
    steps = list(page.one("ol", class_="steps").all("li"))
    assert len(steps) == STEPS > 4 * WHOLE_STEPS
    assert [step.one("a")["href"] for step in steps] == [f"?card=1&step={n}" for n in range(STEPS)]
    assert [n for n, step in enumerate(steps) if step.one("a").get("aria-current")] == [500]
    assert steps[1].text.endswith("Mira marked Goal number 1")
    assert page.one(id="replay")["data-last"] == str(STEPS - 1)
    assert answer.text.rstrip().endswith("</html>")
    assert answer.text.count("</html>") == 1
    assert answer.headers["cache-control"] == "private, no-cache"


async def test_f5_its_card_is_there_before_its_steps_are_made(long: str, site: Site) -> None:
    reader = Reader(site.app, f"{ADDRESS}/play/{long}/replay", {"accept": PAGE})
    reader.pieces_until_pause = 1
    reading = asyncio.create_task(reader.read())
    await reader.is_paused.wait()
    assert reader.first.count(b'class="square') == 25
    assert reader.first.endswith(b'<ol class="steps" role="list">')
    reader.may_go_on.set()
    await reading
    assert reader.is_whole
    assert len(reader.sizes) >= STEPS / WHOLE_STEPS + 2


async def test_f5_a_short_replay_is_sent_whole_and_revalidated(host: Person) -> None:
    await host.make(settings={"quick": True, "mark_rate": 0, "win": {"kind": "all"}})
    await host.mark(1, 2)
    await host.act("finish")
    path = f"/play/{host.code}/replay"
    whole = await host.browser.get(path)
    assert len(list(parse_page(whole.text).one("ol", class_="steps").all("li"))) == 4
    assert (await host.browser.get(path, headers={"if-none-match": whole.headers["etag"]})).status_code == 304
