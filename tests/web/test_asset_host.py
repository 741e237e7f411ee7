"""D11: with a CDN for assets or pictures pages lead there, the policy allows it and nothing else, and it may pull from here."""

import json
import re
from pathlib import Path

import httpx
import pytest

from arcadia.platform.config import SettingsError, read_settings
from arcadia.web.assets.build import script_hash
from arcadia.web.stack import Web, WebSettings
from support.hostile_pictures import file_of
from support.html import parse_page
from support.site import running_site

CDN = "https://cdn.example.org"
IMAGES = "https://images.example.org:8443"
STATIC = re.compile(r"""["']([^"'\s]*/static/[\w/.-]+\.[0-9a-f]{16}\.\w+)["']""")


@pytest.fixture(scope="session")
def web_settings(tmp_path_factory: pytest.TempPathFactory) -> WebSettings:
    return WebSettings(keep_assets_in=tmp_path_factory.mktemp("assets"), asset_host=CDN, image_host=IMAGES)


def rules_of(answer: httpx.Response) -> dict[str, list[str]]:
    parts = [rule.split() for rule in answer.headers["content-security-policy"].split(";")]
    return {name: sources for name, *sources in parts}


@pytest.mark.parametrize("path", ["/design", "/offline", "/nothing/here", "/manifest.webmanifest", "/sw.js"])
async def test_d11_every_address_of_an_asset_is_the_cdns(client: httpx.AsyncClient, path: str) -> None:
    text = (await client.get(path, headers={"accept": "text/html"})).text
    found = STATIC.findall(text)
    assert found
    for address in found:
        assert address.startswith(f"{CDN}/static/"), address
        assert (await client.get(address.removeprefix(CDN))).status_code == 200, address


async def test_d11_the_import_map_leads_there_and_is_allowed(client: httpx.AsyncClient, web: Web) -> None:
    answer = await client.get("/offline", headers={"accept": "text/html"})
    found = re.search(r'<script type="importmap">(.+?)</script>', answer.text)
    assert found is not None
    assert all(one.startswith(f"{CDN}/static/") for one in json.loads(found[1])["imports"].values())
    assert f"'{script_hash(found[1])}'" in rules_of(answer)["script-src"]
    assert all(one.startswith(f"{CDN}/static/") for one in web.assets.preloads("boards/editor.js"))


async def test_d11_the_policy_names_each_host_for_what_comes_from_it(client: httpx.AsyncClient) -> None:
    rules = rules_of(await client.get("/whoami"))
    assert {name for name, sources in rules.items() if CDN in sources} == {
        "script-src",
        "style-src",
        "img-src",
        "font-src",
        "connect-src",
    }
    assert {name for name, sources in rules.items() if IMAGES in sources} == {"img-src"}
    foreign = {one for sources in rules.values() for one in sources if "://" in one}
    assert foreign == {CDN, IMAGES}


async def test_d11_only_what_a_cdn_pulls_may_be_loaded_from_elsewhere(client: httpx.AsyncClient, web: Web) -> None:
    path = web.assets.url("web/arcadia.css").removeprefix(CDN)
    whole = await client.get(path)
    known = await client.get(path, headers={"if-none-match": whole.headers["etag"]})
    for answer in (whole, known, await client.head(path)):
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["x-frame-options"] == "DENY"
    assert (whole.status_code, known.status_code) == (200, 304)
    for own in ("/whoami", "/offline", "/static", "/nothing/static/"):
        answer = await client.get(own)
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert "access-control-allow-origin" not in answer.headers


async def test_d11_a_style_sheet_leads_to_where_it_came_from(client: httpx.AsyncClient, web: Web) -> None:
    for asset in web.assets.all():
        if asset.name.endswith(".css"):
            assert "://" not in asset.variants["identity"].decode().replace("http://www.w3.org", "")


@pytest.mark.parametrize(
    ("value", "origin"),
    [
        ("https://cdn.example.org", "https://cdn.example.org"),
        ("https://CDN.example.org:8443/", "https://cdn.example.org:8443"),
        ("http://localhost:9000", "http://localhost:9000"),
        ("http://cdn.example.org", None),
        ("http://localhost.example.org", None),
        ("https://cdn.example.org/path", None),
        ("https://user@cdn.example.org", None),
        ("https://cdn.example.org; script-src *", None),
        ('https://cdn.example.org"}', None),
        ("https://*.example.org", None),
        ("cdn.example.org", None),
        ("*", None),
    ],
)
def test_d11_a_host_is_an_https_origin_and_nothing_more(value: str, origin: str | None, tmp_path: Path) -> None:
    environ = {"ARCADIA_ASSET_HOST": value, "ARCADIA_IMAGE_HOST": value}
    if origin is None:
        with pytest.raises(SettingsError) as refused:
            read_settings(environ, folder=tmp_path)
        assert [one.variable for one in refused.value.problems] == list(environ)
        return
    settings = read_settings(environ, folder=tmp_path)
    assert settings.asset_host == settings.image_host == origin


async def test_d11_pictures_of_boards_come_from_their_cdn(tmp_path: Path) -> None:
    goals = {f"goal-{n}": f"Goal {n}" for n in range(1, 10)}
    form = {
        **goals,
        "title": "Pictured",
        "rows-before": "3",
        "columns-before": "3",
        "revision": "1",
        "visibility": "public",
    }
    async with running_site(tmp_path, {"ARCADIA_IMAGE_HOST": IMAGES}) as site, site.browser() as browser:
        made = await browser.post("/boards/new", data={**form, "action": "save"})
        path = made.headers["location"]
        await browser.post(
            f"{path}/picture", data=form, files={"picture": ("a.png", file_of("PNG", size=(900, 300)), "image/png")}
        )
        page = await browser.get(path)
        (image,) = parse_page(page.text).all("img")
        offered = [image["src"], *(one.split()[0] for one in image["srcset"].split(", "))]
        assert len(offered) > 2
        for address in offered:
            assert address.startswith(f"{IMAGES}/pictures/")
            picture = await browser.get(address.removeprefix(IMAGES))
            assert picture.headers["cross-origin-resource-policy"] == "cross-origin"
            assert "accept" in picture.headers["vary"]
        assert IMAGES in rules_of(page)["img-src"]
        style = await browser.get("/static/nothing.css")
        assert style.headers["cross-origin-resource-policy"] == "same-origin", "it is not for this CDN"
