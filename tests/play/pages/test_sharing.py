"""Code, link and QR code: with the address that the browser used (details, "One flat, one address")."""

import pytest

from support.html import parse_page
from support.plain_browser import Person
from support.site import ADDRESS


async def test_code_and_link_stand_on_the_page(host: Person) -> None:
    code = await host.make(name="Friday")
    page = await host.see("/share")
    assert page.one("input", id="join-link")["value"] == f"{ADDRESS}/j/{code}"
    assert code in page.text
    assert page.one("img")["src"] == f"/play/{code}/qr.svg"


async def test_the_qr_code_is_a_picture_of_the_link_that_the_browser_used(host: Person) -> None:
    code = await host.make()
    here = await host.browser.get(f"/play/{code.lower()}/qr.svg")
    elsewhere = await host.browser.get(f"/play/{code}/qr.svg", headers={"host": "192.168.1.7:8000"})
    assert here.headers["content-type"] == "image/svg+xml"
    assert list(parse_page(here.text).one("svg").all("path"))
    assert here.text != elsewhere.text
    assert "style" not in here.text


@pytest.mark.parametrize("code", ["AAAAA0", "ABC", "ÄÖÜ", "AAAAAAA"])
async def test_what_is_no_code_has_no_picture(host: Person, code: str) -> None:
    assert (await host.browser.get(f"/play/{code}/qr.svg")).status_code == 404


async def test_a_secret_title_is_not_shared(host: Person, guest: Person) -> None:
    guest.code = await host.make(preset="race")
    title = (await host.state()).the_card.title
    assert not title or title not in (await guest.see("/share")).text


async def test_every_page_of_play_belongs_to_play_in_the_top_bar(host: Person) -> None:
    code = await host.make()
    for address in ("/", "/play/new", f"/play/{code}", f"/play/{code}/share", f"/play/{code}/watch", "/join?code=x"):
        page = parse_page((await host.browser.get(address)).text)
        assert [link.text for link in page.all("a", **{"aria-current": "page"})] == ["Play"], address
    boards = parse_page((await host.browser.get("/boards")).text)
    assert "Play" not in [link.text for link in boards.all("a", **{"aria-current": "page"})]
