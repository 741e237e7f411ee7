"""A session with everything chosen, and the host's settings before the start, by plain forms."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from arcadia.boards.service import BoardFilter, ListFilter
from support.site import Site, running_site


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with running_site(tmp_path) as running:
        yield running


async def test_a_picked_mode_brings_its_own_details(site: Site) -> None:
    async with site.browser() as browser:
        page = await browser.get("/play/new")
        assert page.status_code == 200
        form = {"shown_preset": "classic", "preset": "race", "name": "Friday race", "ownership": "shared"}
        made = await browser.post("/play/new", data=form)
        assert made.status_code == 303
        code = made.headers["location"].rsplit("/", 1)[1]
        seen = (await browser.get(f"/api/v1/sessions/{code}")).json()
        assert seen["settings"]["ownership"] == "lockout"
        assert seen["settings"]["covered"] is True
        assert seen["settings"]["name"] == "Friday race"


async def test_impossible_settings_are_named_and_nothing_is_made(site: Site) -> None:
    async with site.browser() as browser:
        form = {
            "shown_preset": "classic",
            "preset": "classic",
            "ownership": "lockout",
            "sight": "open",
            "win_kind": "all",
        }
        rest = {"teams": "free_for_all", "unmark": "anytime", "late_join": "players", "listed": "yes"}
        answer = await browser.post("/play/new", data={**form, **rest})
        assert answer.status_code == 422
        assert "win.kind" in answer.text
        assert (await browser.get("/api/v1/sessions")).json()["sessions"] == []


@pytest.mark.parametrize(
    ("field", "value"), [("win_n", "many"), ("minutes", "soon"), ("sight", "x-ray"), ("countdown_s", "1")]
)
async def test_bad_fields_are_named(site: Site, field: str, value: str) -> None:
    async with site.browser() as browser:
        form = {
            "shown_preset": "classic",
            "preset": "classic",
            "ownership": "shared",
            "sight": "open",
            "win_kind": "lines",
        }
        rest = {"teams": "free_for_all", "unmark": "anytime", "late_join": "players"}
        answer = await browser.post("/play/new", data={**form, **rest, field: value})
        assert answer.status_code == 422
        assert field in answer.text


async def test_the_host_changes_settings_in_the_lobby_and_nobody_else_does(site: Site) -> None:
    async with site.browser() as host, site.browser() as other:
        made = await host.post("/play/new", data={"shown_preset": "quick", "preset": "classic"})
        code = made.headers["location"].rsplit("/", 1)[1]
        assert (await host.get(f"/play/{code}/settings")).status_code == 200
        assert (await other.get(f"/play/{code}/settings")).status_code == 403
        saved = await host.post(f"/play/{code}/settings", data={"shown_preset": "classic", "preset": "hidden"})
        assert saved.status_code == 303
        assert (await host.get(f"/api/v1/sessions/{code}")).json()["settings"]["sight"] == "hidden"
        refused: httpx.Response = await other.post(f"/play/{code}/settings", data={"preset": "classic"})
        assert refused.status_code == 409


async def test_fog_deals_a_fresh_card_and_refuses_a_known_board(site: Site) -> None:
    """Details, "Secrecy around the game"."""
    async with site.browser() as browser:
        boards = (await site.services.boards.list_boards(BoardFilter())).items
        answer = await browser.post("/play/new", data={"preset": "fog", "source": "board", "board": boards[0].id})
        assert answer.status_code == 422
        assert "board must not be known" in answer.text
        lists = (await site.services.boards.list_lists(ListFilter())).items
        made = await browser.post("/play/new", data={"preset": "fog", "source": "list", "list": lists[0].id})
        assert made.status_code == 303
