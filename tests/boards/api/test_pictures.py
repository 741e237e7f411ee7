"""S8, F6, L2: a board's picture over the JSON API, and its addresses."""

import asyncio
import json
from pathlib import Path

import httpx
import pytest
from PIL import features

from arcadia.platform.images import WIDTHS
from support.boards_api import make_board
from support.hostile_pictures import BOMBS, CLAIMS, file_of, opened, polyglots, telling_jpeg
from support.site import Site, running_site

pytestmark = pytest.mark.asyncio(loop_scope="module")

RAW = file_of("PNG", size=(900, 300))
BROWSER = "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8"


async def put(client: httpx.AsyncClient, board: str, raw: bytes, **query: str) -> httpx.Response:
    return await client.put(f"/api/v1/boards/{board}/picture", content=raw, params=query)


async def picture_of(client: httpx.AsyncClient, board: str) -> dict[str, object] | None:
    found: dict[str, object] | None = (await client.get(f"/api/v1/boards/{board}")).json()["picture"]
    return found


async def test_s8_a_picture_is_set_shown_and_taken_away(mira: httpx.AsyncClient, stranger: httpx.AsyncClient) -> None:
    board = (await make_board(mira))["id"]
    assert await picture_of(stranger, board) is None
    answer = await put(mira, board, RAW, alt="Three reds")
    assert answer.status_code == 200, answer.text
    made = answer.json()
    assert (made["width"], made["height"], made["alt"]) == (900, 300, "Three reds")
    assert made["widths"] == [16, 32, 48, 64, 96, 128, 256, 640, 828, 1200]
    assert await picture_of(stranger, board) == made
    listed = (await stranger.get("/api/v1/boards")).json()["boards"]
    assert {one["id"]: one["picture"] for one in listed}[board] == made
    for _ in range(2):
        assert (await mira.delete(f"/api/v1/boards/{board}/picture")).status_code == 204
    assert await picture_of(stranger, board) is None
    assert (await stranger.get(f"{made['path']}/96")).status_code == 404


async def test_a_clone_has_the_picture(mira: httpx.AsyncClient, kofi: httpx.AsyncClient) -> None:
    board = (await make_board(mira))["id"]
    made = (await put(mira, board, RAW)).json()
    clone = (await kofi.post(f"/api/v1/boards/{board}/clone")).json()
    assert clone["picture"] == made


async def test_only_the_owner_may(
    mira: httpx.AsyncClient, kofi: httpx.AsyncClient, stranger: httpx.AsyncClient
) -> None:
    board = (await make_board(mira))["id"]
    hidden = (await make_board(mira, visibility="private"))["id"]
    await make_board(kofi)
    for somebody in (kofi, stranger):
        assert (await put(somebody, board, RAW)).status_code == 403
        assert (await put(somebody, hidden, RAW)).status_code == 404
        assert (await somebody.delete(f"/api/v1/boards/{board}/picture")).status_code == 403
    assert (await put(mira, "nowhere", RAW)).status_code == 404


async def test_s8_what_is_wrong_is_named(mira: httpx.AsyncClient) -> None:
    board = (await make_board(mira))["id"]
    wrong = await put(mira, board, b"no picture at all")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "invalid")
    assert wrong.json()["problems"] == [{"where": "picture", "expected": "one of PNG, JPEG, WEBP, GIF, whole"}]
    long = await put(mira, board, RAW, alt="x" * 251)
    assert (long.status_code, "alt" in long.text) == (422, True)
    for size in (5 * 1024 * 1024 + 1, 20 * 1024 * 1024):
        heavy = await put(mira, board, RAW + bytes(size - len(RAW)))
        assert (heavy.status_code, heavy.json()["detail"]) == (413, "A picture has at most 5 MiB")
    wide = await put(mira, board, BOMBS["pixels"]())
    assert (wide.status_code, "24 million pixels" in wide.json()["detail"]) == (413, True)
    assert await picture_of(mira, board) is None


async def test_l2_pictures_are_uploads(tmp_path: Path) -> None:
    """By what the answers say is left, which does not depend on how long an upload takes here."""
    async with running_site(tmp_path, {"ARCADIA_LIMITS": "on"}) as site, site.browser() as browser:
        board = (await make_board(browser))["id"]
        form = await browser.post(f"/boards/{board}/picture", files={"picture": ("a.png", RAW, "image/png")})
        for answer, status in ((await put(browser, board, RAW), 200), (form, 303)):
            assert answer.status_code == status
            assert '"upload";q=10;w=30' in answer.headers["ratelimit-policy"]
        seen = await browser.get(f"/boards/{board}")
        assert "ratelimit-policy" not in seen.headers


# The address of a picture


async def test_f6_avif_and_webp_by_negotiation(mira: httpx.AsyncClient, stranger: httpx.AsyncClient) -> None:
    board = (await make_board(mira))["id"]
    path = (await put(mira, board, RAW)).json()["path"]
    best = "image/avif" if features.check("avif") else "image/webp"
    for accept, expected in (
        (BROWSER, best),
        ("image/webp,*/*", "image/webp"),
        ("image/avif;q=0, image/webp", "image/webp"),
        ("*/*", "image/webp"),
        ("image/*", "image/webp"),
        ("image/png", "image/webp"),
        ("", "image/webp"),
    ):
        answer = await stranger.get(f"{path}/640", headers={"accept": accept})
        assert (answer.status_code, answer.headers["content-type"]) == (200, expected), accept
        assert opened(answer.content).size == (640, 213)
        assert answer.headers["vary"] == "accept"
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert "default-src 'self'" in answer.headers["content-security-policy"]


async def test_f6_a_browser_that_has_it_gets_304_and_another_format_is_another_entity(
    mira: httpx.AsyncClient, stranger: httpx.AsyncClient
) -> None:
    board = (await make_board(mira))["id"]
    path = (await put(mira, board, RAW)).json()["path"] + "/640"
    first = await stranger.get(path, headers={"accept": "image/webp"})
    same = {"accept": "image/webp", "if-none-match": first.headers["etag"]}
    again = await stranger.get(path, headers=same)
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert again.headers["vary"] == "accept"
    if features.check("avif"):
        assert (await stranger.get(path, headers={**same, "accept": BROWSER})).status_code == 200
    head = await stranger.head(path, headers={"accept": "image/webp"})
    assert (head.status_code, head.headers["content-length"]) == (200, str(len(first.content)))


async def test_f6_every_listed_width_and_no_other(
    site: Site, mira: httpx.AsyncClient, stranger: httpx.AsyncClient
) -> None:
    board = (await make_board(mira))["id"]
    path = (await put(mira, board, RAW)).json()["path"]
    for width in WIDTHS:
        answer = await stranger.get(f"{path}/{width}", headers={"accept": BROWSER})
        assert opened(answer.content).width == min(width, 900)
    kept = len(list((site.app.settings.data_folder / "pictures").iterdir()))
    for wrong in ("0", "1", "641", "-640", "99999999999999999999", "640.0", "x", "640/..", ""):
        assert (await stranger.get(f"{path}/{wrong}")).status_code == 404, wrong
    for wrong in ("0" * 32, "..", "%2e%2e%2f%2e%2e", "x" * 5_000, "%00"):
        assert (await stranger.get(f"/pictures/{wrong}/640")).status_code in {404, 414}, wrong
    assert len(list((site.app.settings.data_folder / "pictures").iterdir())) == kept


async def test_f6_many_ask_at_once_for_what_is_not_made_yet(mira: httpx.AsyncClient) -> None:
    board = (await make_board(mira))["id"]
    path = (await put(mira, board, RAW)).json()["path"]
    answers = await asyncio.gather(*(mira.get(f"{path}/828", headers={"accept": BROWSER}) for _ in range(100)))
    assert {one.status_code for one in answers} == {200}
    assert len({one.content for one in answers}) == 1


# What means harm


async def test_s8_hostile_bytes_are_refused_or_made_anew(mira: httpx.AsyncClient, stranger: httpx.AsyncClient) -> None:
    board = (await make_board(mira))["id"]
    hostile = [*CLAIMS, *polyglots(), *(bomb() for bomb in BOMBS.values()), telling_jpeg("my street")]
    for raw in hostile:
        answer = await put(mira, board, raw)
        assert answer.status_code in {200, 413, 422}, answer.text
        if answer.status_code != 200:
            assert answer.headers["content-type"] == "application/problem+json"
            continue
        for accept in ("image/avif", "image/webp"):
            served = await stranger.get(f"{answer.json()['path']}/1920", headers={"accept": accept})
            assert served.headers["content-type"].startswith("image/")
            for trace in (b"script", b"street", b"GPS", b"index.html", b"Exif\0", b"profileprofile"):
                assert trace not in served.content
            shown = opened(served.content)
            assert not shown.getexif()
            assert "icc_profile" not in shown.info


async def test_s8_where_a_photograph_was_taken_is_not_told_and_it_stands_upright(
    mira: httpx.AsyncClient, stranger: httpx.AsyncClient
) -> None:
    board = (await make_board(mira))["id"]
    raw = telling_jpeg("my street")
    assert opened(raw).getexif().get_ifd(0x8825)
    made = (await put(mira, board, raw)).json()
    assert (made["width"], made["height"]) == (30, 40)
    whole = json.dumps(await picture_of(stranger, board)).encode()
    for width in made["widths"]:
        whole += (await stranger.get(f"{made['path']}/{width}")).content
    assert b"street" not in whole


async def test_the_document_of_the_api_describes_it(stranger: httpx.AsyncClient) -> None:
    document = (await stranger.get("/api/v1/openapi/openapi.json")).json()
    described = document["paths"]["/api/v1/boards/{board_id}/picture"]
    assert "image/*" in described["put"]["requestBody"]["content"]
    assert set(described["put"]["responses"]) >= {"200", "403", "404", "413", "422"}
    assert set(described["delete"]["responses"]) >= {"204", "403", "404"}
