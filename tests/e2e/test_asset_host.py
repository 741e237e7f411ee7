"""D11 in a real browser: all assets and pictures of another origin, and nothing is blocked, not even without the net."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, expect

from support.browsers import QUICK, make_person
from support.pulling_cdn import PullingCdn, serving_cdn
from support.server import ServerProcess

IS_KEPT = """async ([begin, url]) => { for (const name of await caches.keys())
    if (name.startsWith(begin) && await (await caches.open(name)).match(url)) return true }"""
IS_STYLED = "() => getComputedStyle(document.querySelector('.session')).display === 'grid'"


@pytest.fixture(scope="module")
def cdn() -> Iterator[PullingCdn]:
    with serving_cdn() as cdn:
        yield cdn


@pytest.fixture(scope="module")
def pulled_site(cdn: PullingCdn, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    hosts = {"ARCADIA_ASSET_HOST": cdn.url, "ARCADIA_IMAGE_HOST": cdn.url}
    server = ServerProcess(tmp_path_factory.mktemp("pulled"), hosts)
    cdn.site_url = server.url
    server.start()
    yield server
    server.stop()


async def test_d11_pages_work_with_a_cdn_and_take_no_asset_from_the_site(
    chromium: Browser, pulled_site: ServerProcess, cdn: PullingCdn
) -> None:
    person = await make_person(chromium, pulled_site.url)
    person.forgiven += [f"request to another origin: {cdn.url}"]
    asked: list[str] = []
    person.page.on("request", lambda request: asked.append(request.url))
    await person.page.goto("/")
    await expect(person.page.locator("html")).to_have_attribute("lang", "en")
    await person.page.wait_for_load_state("networkidle")
    code = await person.make(settings=QUICK)
    await person.mark(1, 7)
    assert person.unforgiven() == []
    assets = [urlsplit(one) for one in asked if "/static/" in one]
    assert {one.netloc for one in assets} == {urlsplit(cdn.url).netloc}
    assert {one.path.rpartition(".")[2] for one in assets} >= {"js", "css"}

    await person.page.wait_for_function(IS_KEPT, arg=["session", f"/play/{code}"])
    for style in {
        f"{one.scheme}://{one.netloc}{one.path}" for one in assets if one.path.startswith("/static/play/session.")
    }:
        await person.page.wait_for_function(IS_KEPT, arg=["shell", style])
    person.forgiven += ["ERR_INTERNET_DISCONNECTED", "Failed to load resource", "WebSocket connection"]
    await person.context.set_offline(True)
    await person.page.reload()
    await expect(person.page.get_by_text("You are offline and this is not live")).to_be_visible()
    assert await person.page.evaluate(IS_STYLED)
    assert person.unforgiven() == []
    await person.context.close()
