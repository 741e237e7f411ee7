"""The language of an answer (issue 4): chosen here, then by the browser; kept pages never reach another language."""

import asyncio
import re
from collections.abc import AsyncIterator

import httpx
import pytest
from litestar import Litestar, Response, get

from arcadia.platform.languages import _
from arcadia.web.body import WireRequest
from arcadia.web.page_cache import cache_page
from arcadia.web.stack import Web

GERMAN = {"accept": "text/html", "accept-language": "de-CH, de;q=0.9"}
ENGLISH = {"accept": "text/html", "accept-language": "en-GB"}


class Movable:
    at: float


@get("/kept")
async def kept(request: WireRequest) -> Response[str]:
    cache_page(request.asgi_scope, "boards", ttl_s=60)
    await asyncio.sleep(0)
    return Response(f"<p>{_('Goal lists')}</p>" * 100, media_type="text/html")


@pytest.fixture
async def site(web: Web) -> AsyncIterator[httpx.AsyncClient]:
    app = Litestar(
        [*web.routes(), kept, picture],
        request_class=WireRequest,
        exception_handlers=web.errors.exception_handlers(),
        dependencies=web.dependencies(),
        openapi_config=None,
    )
    transport = httpx.ASGITransport(web.wrap(app))  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://arcadia.test") as client:
        yield client


def words_of(answer: httpx.Response) -> set[str]:
    return set(re.findall("Goal lists|Ziellisten", answer.text))


async def test_f4_two_people_at_once_never_get_each_others_language(site: httpx.AsyncClient, web: Web) -> None:
    """Many times over, while the kept pages are dropped again and again."""
    for turn in range(40):
        wanted = [GERMAN, ENGLISH] * 5 if turn % 2 else [ENGLISH, GERMAN] * 5
        answers = await asyncio.gather(*(site.get("/kept", headers=headers) for headers in wanted))
        for headers, answer in zip(wanted, answers, strict=True):
            assert words_of(answer) == {"Ziellisten" if headers is GERMAN else "Goal lists"}
            assert answer.headers["content-language"] == ("de" if headers is GERMAN else "en")
        if turn % 5 == 0:
            web.page_cache.purge("boards")
    assert web.page_cache.hits > 100


async def test_f4_a_page_that_is_rendered_anew_keeps_its_language(
    site: httpx.AsyncClient, web: Web, clock: Movable
) -> None:
    await site.get("/kept", headers=GERMAN)
    clock.at += 61
    assert words_of(await site.get("/kept", headers=GERMAN)) == {"Ziellisten"}
    async with asyncio.timeout(10):
        while any(task.get_name() == "page-refresh" for task in asyncio.all_tasks()):
            await asyncio.sleep(0)
    again = await site.get("/kept", headers=GERMAN)
    assert words_of(again) == {"Ziellisten"}
    assert web.page_cache.misses == 1


async def test_f7_the_tag_of_a_page_is_that_of_its_language(site: httpx.AsyncClient) -> None:
    german, english = await site.get("/kept", headers=GERMAN), await site.get("/kept", headers=ENGLISH)
    assert german.headers["etag"] != english.headers["etag"]
    assert "accept-language" in german.headers["vary"]
    assert "cookie" in german.headers["vary"]
    same = await site.get("/kept", headers={**GERMAN, "if-none-match": german.headers["etag"]})
    other = await site.get("/kept", headers={**GERMAN, "if-none-match": english.headers["etag"]})
    assert (same.status_code, other.status_code) == (304, 200)


async def test_what_browsers_send_does_not_fill_the_memory_of_pages(site: httpx.AsyncClient, web: Web) -> None:
    for number in range(50):
        await site.get("/kept", headers={"accept": "text/html", "accept-language": f"x{number}, de;q=0.{number}1"})
        await site.get("/kept", headers={"accept": "text/html", "cookie": f"language=x{number}"})
    assert web.page_cache.misses == 2


@get("/board.png")
async def picture() -> Response[str]:
    return Response(_("Goal lists"), media_type="image/png")


async def test_what_is_shown_to_many_is_in_nobodys_own_language(site: httpx.AsyncClient) -> None:
    answer = await site.get("/board.png", headers={**GERMAN, "cookie": "language=de"})
    assert (words_of(answer), "content-language" in answer.headers) == ({"Goal lists"}, False)


async def test_a_choice_is_remembered_and_outweighs_the_browser(site: httpx.AsyncClient) -> None:
    came = {"origin": "http://arcadia.test", "referer": "http://arcadia.test/kept?q=a%20b"}
    answer = await site.post("/language", data={"language": "de"}, headers={**ENGLISH, **came})
    assert (answer.status_code, answer.headers["location"]) == (303, "/kept?q=a%20b")
    assert re.search(r"^language=de; .*HttpOnly; .*Max-Age=31536000; .*SameSite=Lax", answer.headers["set-cookie"])
    assert words_of(await site.get("/kept", headers=ENGLISH)) == {"Ziellisten"}
    await site.post("/language", data={"language": "en"}, headers={**GERMAN, **came})
    assert words_of(await site.get("/kept", headers=GERMAN)) == {"Goal lists"}


@pytest.mark.parametrize(
    "referer", ["", "https://evil.example/kept", "http://arcadia.test//evil.example/", "javascript:alert(1)", "//evil"]
)
async def test_a_choice_leads_to_pages_of_this_site_alone(site: httpx.AsyncClient, referer: str) -> None:
    headers = {"origin": "http://arcadia.test", "referer": referer}
    answer = await site.post("/language", data={"language": "de"}, headers=headers)
    assert answer.headers["location"] == "/"


@pytest.mark.parametrize("wanted", ["fr", "", "../de", "de; Secure"])
async def test_a_language_that_is_not_ours_is_refused(site: httpx.AsyncClient, wanted: str) -> None:
    answer = await site.post("/language", data={"language": wanted}, headers={"origin": "http://arcadia.test"})
    assert answer.status_code == 422
    assert "set-cookie" not in answer.headers


async def test_another_site_cannot_change_the_language(site: httpx.AsyncClient) -> None:
    headers = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    assert (await site.post("/language", data={"language": "de"}, headers=headers)).status_code == 403


async def test_pages_of_errors_speak_the_language_and_programs_get_english(site: httpx.AsyncClient) -> None:
    page = await site.get("/nothing", headers=GERMAN)
    assert '<html lang="de">' in page.text
    assert "Unter dieser Adresse ist nichts." in page.text
    for path, accept in (("/nothing", "application/json"), ("/api/nothing", "text/html")):
        answer = await site.get(path, headers={**GERMAN, "accept": accept})
        assert (answer.json()["code"], "content-language" in answer.headers) == ("not_found", False)
    assert (await site.get("/api/nothing", headers=GERMAN)).json()["detail"] == "There is nothing at this address."


async def test_a_page_that_shows_what_the_api_says_is_told_in_its_own_language(site: httpx.AsyncClient) -> None:
    """Whatever the browser likes best: the page's language is named, and ours; a program's answer stays English."""
    asked = {"accept-language": "en", "arcadia-language": "de"}
    answer = await site.get("/api/nothing", headers=asked)
    assert answer.json()["detail"] == "Unter dieser Adresse ist nichts."
    assert (answer.json()["code"], answer.headers["content-language"]) == ("not_found", "de")
    strange = await site.get("/api/nothing", headers={**asked, "arcadia-language": "xx\u00e9".encode("latin-1")})
    assert strange.json()["detail"] == "There is nothing at this address."


async def test_s1_the_policy_allows_the_import_map_of_each_language(site: httpx.AsyncClient, web: Web) -> None:
    policy = (await site.get("/kept")).headers["content-security-policy"]
    assert len(set(web.assets.import_maps.values())) == len(web.assets.import_map_hashes) == 2
    assert all(f"'{one}'" in policy for one in web.assets.import_map_hashes)


def test_scripts_speak_the_language_and_cost_nothing(web: Web) -> None:
    english = web.assets.find(web.assets.url("play/session.js"))
    german = web.assets.find(web.assets.url("play/session.js", language="de"))
    assert english is not None
    assert german is not None
    assert '_("{who} marked {goal}")' in english.variants["identity"].decode()
    assert '_("{who} hat {goal} markiert")' in german.variants["identity"].decode()
    assert len(german.variants["br"]) < 1.15 * len(english.variants["br"])
    assert web.assets.url("web/arcadia.css", language="de") == web.assets.url("web/arcadia.css")
    assert web.assets.url("play/session.js", language="de") in web.assets.import_maps["de"] + german.url
