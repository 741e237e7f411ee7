"""S8: a board's picture by the forms of its editor, without script; shown on its page, in lists, on the landing page."""

import re
from typing import Any

import httpx
import pytest

from support.hostile_pictures import MARKUP, file_of, png
from support.html import Element, parse_page
from support.site import Site

pytestmark = pytest.mark.asyncio(loop_scope="module")

RAW = file_of("PNG", size=(900, 300))
GOALS = {f"goal-{n}": f"Goal {n}" for n in range(1, 10)}
FORM = {**GOALS, "title": "A pictured board", "rows-before": "3", "columns-before": "3", "revision": "1"}
FORM |= {"visibility": "public"}


async def make(browser: httpx.AsyncClient, **changes: str) -> str:
    answer = await browser.post("/boards/new", data={**FORM, "action": "save", **changes})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


async def send(browser: httpx.AsyncClient, path: str, raw: bytes = RAW, name: str = "a.png", **fields: str) -> Any:
    return await browser.post(f"{path}/picture", data={**FORM, **fields}, files={"picture": (name, raw, "image/png")})


async def images(browser: httpx.AsyncClient, path: str) -> list[Element]:
    return list(parse_page((await browser.get(path)).text).all("img"))


async def test_a_new_board_says_when_it_can_have_a_picture(mira: httpx.AsyncClient) -> None:
    page = (await mira.get("/boards/new")).text
    assert "Save the board first" in page
    assert 'type="file"' not in page


async def test_s8_a_picture_is_added_described_replaced_and_removed(mira: httpx.AsyncClient) -> None:
    path = await make(mira)
    added = await send(mira, path, alt="Nine reds")
    assert (added.status_code, added.headers["location"]) == (303, f"{path}/edit#picture")
    (first,) = await images(mira, path)
    assert (first["alt"], first["width"], first["height"]) == ("Nine reds", "720", "240")
    (edited,) = await images(mira, f"{path}/edit")
    assert (edited["width"], edited["height"]) == ("320", "107")
    assert (await mira.post(f"{path}/picture", data={**FORM, "alt": "Nine better reds"})).status_code == 303
    assert (await images(mira, path))[0]["alt"] == "Nine better reds"
    assert (await send(mira, path, file_of("PNG", size=(30, 90)), alt="")).status_code == 303
    (second,) = await images(mira, path)
    assert (second["alt"], second["width"], second["height"]) == ("Picture for this board", "30", "90")
    assert second["src"] != first["src"]
    removed = await mira.post(f"{path}/picture/remove", data=FORM)
    assert (removed.status_code, removed.headers["location"]) == (303, f"{path}/edit#picture")
    assert await images(mira, path) == []
    assert (await mira.get(second["src"])).status_code == 404


async def test_the_words_are_saved_with_the_board_too(mira: httpx.AsyncClient) -> None:
    path = await make(mira)
    await send(mira, path, alt="Before")
    saved = await mira.post(f"{path}/edit", data={**FORM, "action": "save", "alt": "After"})
    assert saved.status_code == 303, saved.text
    assert (await images(mira, path))[0]["alt"] == "After"
    by_itself = {**FORM, "action": "autosave", "alt": "Later", "revision": "2"}
    assert (await mira.post(f"{path}/edit", data=by_itself)).status_code == 201
    assert (await images(mira, path))[0]["alt"] == "Later"


@pytest.mark.parametrize(
    ("raw", "status", "words"),
    [
        (b"no picture", 422, "This is no picture that can be read; send one of PNG, JPEG, WEBP, GIF"),
        (MARKUP, 422, "This is no picture that can be read"),
        (RAW[:200], 422, "This is no picture that can be read"),
        (RAW + bytes(5 * 1024 * 1024), 413, "A picture has at most 5 MiB"),
        (RAW + bytes(16 * 1024 * 1024), 413, "A picture has at most 5 MiB"),
        (png(20_000, 20_000, packed=b""), 413, "at most 24 million pixels"),
        (b"", 422, "Choose a file first."),
    ],
)
async def test_s8_what_is_wrong_stands_at_the_field(
    mira: httpx.AsyncClient, raw: bytes, status: int, words: str
) -> None:
    path = await make(mira)
    answer = await send(mira, path, raw)
    page = parse_page(answer.text)
    assert answer.status_code == status
    (field,) = [one for one in page.all("input") if one.get("name") == "picture"]
    assert field["aria-invalid"] == "true"
    assert re.search(rf'<p class="fault" id="{field["aria-describedby"]}">[^<]*{re.escape(words)}', answer.text)
    assert "The picture is not stored." in answer.text
    assert "data-changed" not in answer.text, "nothing else was typed: there is nothing to save"
    assert await images(mira, path) == []


async def test_too_many_words_stand_at_their_field(mira: httpx.AsyncClient) -> None:
    path = await make(mira)
    answer = await send(mira, path, alt="x" * 251)
    assert (answer.status_code, answer.text.count('id="h-alt"')) == (422, 1)
    assert await images(mira, path) == []


async def test_what_was_typed_meanwhile_comes_back_beside_the_picture(mira: httpx.AsyncClient) -> None:
    path = await make(mira)
    answer = await send(mira, path, alt="Reds", **{"title": "Typed, not saved", "goal-4": "A rare <goal>"})
    assert answer.status_code == 200
    assert "Typed, not saved" in answer.text
    assert "A rare &lt;goal&gt;" in answer.text
    assert [one["alt"] for one in parse_page(answer.text).all("img")] == ["Reds"]
    assert "data-changed" in answer.text
    assert "A pictured board" in (await mira.get(path)).text
    wrong = await send(mira, path, b"no picture", title="Typed, not saved")
    assert (wrong.status_code, "Typed, not saved" in wrong.text) == (422, True)
    removed = await mira.post(f"{path}/picture/remove", data={**FORM, "title": "Typed, not saved"})
    assert (removed.status_code, "Typed, not saved" in removed.text) == (200, True)
    assert await images(mira, path) == []


async def test_only_the_owner_and_only_from_our_pages(mira: httpx.AsyncClient, kofi: httpx.AsyncClient) -> None:
    path = await make(mira)
    await make(kofi)
    assert (await send(kofi, path)).status_code == 403
    assert (await kofi.post(f"{path}/picture/remove", data=FORM)).status_code == 403
    elsewhere = {"origin": "https://elsewhere.example", "sec-fetch-site": "cross-site"}
    forged = await mira.post(f"{path}/picture", files={"picture": ("a.png", RAW, "image/png")}, headers=elsewhere)
    assert forged.status_code == 403
    assert await images(mira, path) == []


async def test_s8_the_words_are_text(mira: httpx.AsyncClient) -> None:
    path = await make(mira)
    words = '"><script>alert(1)</script> & onerror="x'
    await send(mira, path, alt=words)
    for shown in (path, f"{path}/edit", "/boards?sort=newest"):
        page = (await mira.get(shown)).text
        assert "<script>alert" not in page
        assert words in [one["alt"] for one in parse_page(page).all("img")]


async def test_f6_every_address_that_a_page_offers_answers(mira: httpx.AsyncClient) -> None:
    path = await make(mira)
    await send(mira, path)
    for shown, lazy in (
        (path, None),
        (f"{path}/edit", None),
        ("/boards?sort=newest", "lazy"),
        ("/boards/mine", "lazy"),
    ):
        image = (await images(mira, shown))[0]
        assert image.get("loading") == lazy
        assert image["width"].isdigit()
        assert image["height"].isdigit()
        assert image["sizes"]
        offered = [one.split() for one in image["srcset"].split(", ")]
        assert len(offered) >= 3
        for address, _ in [*offered, (image["src"], "")]:
            assert (await mira.get(address)).status_code == 200


async def test_f4_a_stranger_sees_a_change_of_the_picture_on_kept_pages_at_once(
    site: Site, mira: httpx.AsyncClient, public_board: str
) -> None:
    """Lists and landing page are kept for strangers: each change of the picture drops them."""
    path = await make(mira, title="Kept for strangers")
    await site.services.boards.count_play(path.split("/")[2])

    async def seen() -> list[set[str]]:
        async with site.browser() as stranger:
            pages = [await stranger.get(address) for address in ("/", "/boards", "/boards")]
        assert pages[2].headers["etag"] == pages[1].headers["etag"]
        return [{image["src"].split("/")[2] for image in parse_page(one.text).all("img")} for one in pages]

    for side in (50, 51, 52):
        raw = file_of("GIF", size=(side, side))
        before = await seen()
        await send(mira, path, raw)
        (mine,) = await images(mira, path)
        picture = mine["src"].split("/")[2]
        assert [picture in one for one in before] == [False] * 3
        assert [picture in one for one in await seen()] == [True] * 3
    await mira.post(f"{path}/picture/remove", data=FORM)
    assert [picture in one for one in await seen()] == [False] * 3


async def test_a_clone_keeps_the_picture(mira: httpx.AsyncClient, kofi: httpx.AsyncClient) -> None:
    path = await make(mira)
    await send(mira, path, alt="Reds")
    clone = (await kofi.post(f"{path}/clone")).headers["location"].removesuffix("/edit")
    await mira.post(f"{path}/picture/remove", data=FORM)
    (image,) = await images(kofi, clone)
    assert image["alt"] == "Reds"
    assert (await kofi.get(image["src"])).status_code == 200
