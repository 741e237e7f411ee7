"""Pictures beside links (details, "Secrecy around the game"): a session's has the public view's colours and scores."""

from typing import Any

import msgspec
import pytest

from arcadia.play.domain.audience import PUBLIC
from arcadia.play.pages.played import Played
from arcadia.play.pages.previewing import result_preview, session_preview
from arcadia.play.pages.seen import see
from arcadia.web.previews.preview import Preview
from support.html import parse_page
from support.plain_browser import Person

QUICK: dict[str, Any] = {"quick": True, "mark_rate": 0, "win": {"kind": "all"}}


async def preview_now(person: Person) -> Preview:
    """What is on the session's picture."""
    play = person.site.app.node.play
    live = await play.open(person.code)
    seen = see(live.state_for(PUBLIC), PUBLIC, play.time_for(live, PUBLIC))
    return session_preview(seen, site="Arcadia", may_watch=live.may_be_watched)


async def picture(person: Person, path: str = "/preview.png", **headers: str) -> Any:
    """The answer, for a program without a cookie."""
    async with person.site.browser() as program:
        return await program.get(f"/play/{person.code}{path}", headers=headers)


async def test_a_session_s_link_shows_colours_scores_and_code(host: Person, guest: Person) -> None:
    await host.make(settings=QUICK, name="Friday night")
    await guest.join(host.code, "Kofi")
    await host.mark(1, 2)
    await guest.mark(2, 7)
    shown = await preview_now(host)
    assert (shown.title, shown.label, shown.code) == ("Friday night", "Running", host.code)
    assert [cell.colours for cell in shown.cells[:3]] == [("blue",), ("blue", "orange"), ()]
    assert shown.cells[6].colours == ("orange",)
    assert [(one.name, one.score) for one in shown.scores] == [("Mira", "2"), ("Kofi", "2")]
    assert not any(cell.text for cell in shown.cells), "no text of the card, whatever the settings"


async def test_it_is_a_picture_with_a_tag_and_another_after_a_mark(host: Person) -> None:
    await host.make(settings=QUICK)
    first = await picture(host)
    assert (first.status_code, first.headers["content-type"]) == (200, "image/png")
    assert first.headers["cache-control"] == "public, max-age=60"
    assert (await picture(host, **{"if-none-match": first.headers["etag"]})).status_code == 304
    await host.mark(1)
    assert (await picture(host)).headers["etag"] != first.headers["etag"]


@pytest.mark.parametrize("mode", [{"sight": "hidden"}, {"quick": False, "covered": True}, {"sight": "fog"}])
async def test_what_is_secret_makes_no_difference_to_the_picture(
    host: Person, guest: Person, mode: dict[str, Any]
) -> None:
    """Two sessions that differ in nothing but secrets have the same picture but for their code."""
    shown = []
    for word in ("Alpha", "Omega"):
        goals = [{"text": f"{word} {number}"} for number in range(1, 26)]
        await host.make(settings={**QUICK, **mode}, card={"goals": goals})
        await guest.join(host.code, "Kofi")
        if "quick" not in mode:
            # Under fog both have the same squares, whose texts differ; in a hidden session the squares differ.
            await host.mark(*((13, 14) if word == "Alpha" or mode["sight"] == "fog" else (24, 25, 1)))
        shown.append(await preview_now(host))
    one, other = (msgspec.structs.replace(each, code="") for each in shown)
    assert one == other
    assert (await picture(host)).status_code == 200


async def test_where_strangers_may_not_watch_the_picture_has_the_name_alone(host: Person) -> None:
    await host.make(settings=QUICK, password="a password of some length", name="Friday night")
    await host.mark(1)
    shown = await preview_now(host)
    assert shown.title == "Friday night"
    assert {cell.colours for cell in shown.cells} == {()}
    assert shown.scores == ()
    assert (await picture(host)).status_code == 200
    assert (await picture(host, "/result/preview.png")).status_code == 403


async def test_a_result_s_picture_has_everything_when_it_is_over_and_nothing_before(host: Person) -> None:
    await host.make(settings={**QUICK, "sight": "fog"})
    await host.mark(13)
    assert (await picture(host, "/result/preview.png")).status_code == 404
    await host.act("finish")
    answer = await picture(host, "/result/preview.png?card=1")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    assert (await picture(host, "/result/preview.png?card=7")).status_code == 404
    play = host.site.app.node.play
    live = await play.open(host.code)
    shown = result_preview(Played(await play.changes_of_card(live, 1)), site="Arcadia")
    assert shown.title == "Mira won"
    assert shown.cells[12].colours == ("blue",)
    assert shown.cells[0].text == "Goal number 1"


async def test_a_delayed_public_s_picture_is_late_too(host: Person) -> None:
    await host.make(settings={**QUICK, "delay_s": 900})
    await host.mark(1)
    shown = await preview_now(host)
    assert {cell.colours for cell in shown.cells} == {()}
    assert [one.score for one in shown.scores] == ["0"]


async def test_pages_name_their_picture_with_a_whole_address(host: Person, guest: Person) -> None:
    await host.make(settings=QUICK)
    async with host.site.browser() as program:
        join = parse_page((await program.get(f"/j/{host.code}")).text)
    watch = await host.see("/watch")
    for page in (join, watch):
        image = page.one("meta", property="og:image")["content"]
        assert image == f"http://arcadia.test/play/{host.code}/preview.png"
        assert page.one("meta", name="twitter:card")["content"] == "summary_large_image"
        assert page.one("meta", property="og:image:alt")["content"]
        assert page.one("meta", property="og:title")["content"]
        assert page.one("link", rel="canonical")["href"].startswith("http://arcadia.test/")
    await host.act("finish")
    result = await host.see("/result")
    address = result.one("meta", property="og:image")["content"]
    assert address == f"http://arcadia.test/play/{host.code}/result/preview.png?card=1"
    assert (await host.browser.get(address)).status_code == 200
    assert (await host.see("/replay")).one("meta", property="og:image")["content"] == address
