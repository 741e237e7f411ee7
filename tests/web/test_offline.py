"""The worker that lets a browser read the shell without the net, and the rules for what it opens ahead."""

import json
import re

import httpx

from arcadia.web.assets.build import script_hash
from arcadia.web.offline import make_worker
from arcadia.web.speculation import SPECULATION_RULES
from arcadia.web.stack import Web


async def test_everything_that_the_worker_keeps_from_its_first_day_is_there(client: httpx.AsyncClient) -> None:
    answer = await client.get("/sw.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "no-cache", "browsers must see a new one at once"
    shell = json.loads(re.findall(r"const SHELL = \s*\((\[.+?\])\);", answer.text)[0])
    assert shell[0] == "/offline"
    assert len(shell) == 5
    for url in shell:
        assert (await client.get(url)).status_code == 200, url


def test_a_change_of_what_is_kept_makes_another_worker(web: Web) -> None:
    one, same, other = (make_worker(web.assets, page) for page in (b"one", b"one", b"other"))
    assert one == same != other
    assert b'VERSION = ""' not in one


async def test_the_offline_page_holds_nothing_of_anybody(client: httpx.AsyncClient) -> None:
    answer = await client.get("/offline", headers={"accept": "text/html", "cookie": "guest=somebody"})
    assert "You are offline" in answer.text
    assert "somebody" not in answer.text
    assert "Disallow: /offline" in (await client.get("/robots.txt")).text


async def test_s1_the_speculation_rules_are_the_ones_that_the_policy_allows(client: httpx.AsyncClient) -> None:
    answer = await client.get("/offline", headers={"accept": "text/html"})
    assert f'<script type="speculationrules">{SPECULATION_RULES}</script>' in answer.text
    assert f"'{script_hash(SPECULATION_RULES)}'" in answer.headers["content-security-policy"]


async def test_the_icons_of_an_installed_arcadia_are_there_in_their_sizes(client: httpx.AsyncClient) -> None:
    described = (await client.get("/manifest.webmanifest")).json()
    pictures = [one for one in described["icons"] if one["type"] == "image/png"]
    assert {(one["sizes"], one["purpose"]) for one in pictures} == {
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
    }
    for one in pictures:
        png = (await client.get(one["src"])).content
        width, height = int.from_bytes(png[16:20]), int.from_bytes(png[20:24])
        assert f"{width}x{height}" == one["sizes"]
