"""Single facts as text, for scene tools: stable addresses, plain UTF-8, ETag, within the view (details, "Streams")."""

from typing import Any

import httpx

from support.plain_browser import GOALS, Person

QUICK: dict[str, Any] = {"quick": True, "mark_rate": 0, "win": {"kind": "lines"}}


async def text(person: Person, name: str, query: str = "", **headers: str) -> httpx.Response:
    """Ask for a text, as a program without a cookie."""
    async with person.site.browser() as program:
        return await program.get(f"/play/{person.code}/text/{name}.txt{query}", headers=headers)


async def said(person: Person, name: str, query: str = "") -> str:
    """The text itself."""
    answer = await text(person, name, query)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    return answer.text


async def test_each_file_tells_one_fact_and_is_current(host: Person, guest: Person) -> None:
    await host.make(settings=QUICK, name="Größe × Mut")
    await guest.join(host.code, "Kofi")
    assert await said(host, "title") == "Größe × Mut"
    assert await said(host, "clock") == "00:00"
    assert (await said(host, "last"), await said(host, "winner")) == ("", "")
    assert [await said(host, f"name-{n}") for n in (1, 2, 3, 9999)] == ["Mira", "Kofi", "", ""]
    for count, square in enumerate((1, 2, 3, 4), 1):
        await host.mark(square)
        assert await said(host, "score-1") == str(count), "as soon as it is marked"
    assert "Goal number 4" in await said(host, "last")
    assert "Mira" in await said(host, "last")
    await guest.mark(9)
    assert "Goal number 9" in await said(host, "last")
    await host.mark(5)
    assert (await said(host, "lines-1"), await said(host, "lines-2")) == ("1", "0")
    assert await said(host, "winner") == "Mira won"


async def test_the_same_text_is_answered_by_304(host: Person) -> None:
    await host.make(settings=QUICK)
    first = await text(host, "score-1")
    again = await text(host, "score-1", **{"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.text) == (304, "")
    assert again.headers["etag"] == first.headers["etag"]
    assert "no-cache" in first.headers["cache-control"]
    await host.mark(1)
    after = await text(host, "score-1", **{"if-none-match": first.headers["etag"]})
    assert (after.status_code, after.text) == (200, "1")


async def test_other_names_are_not_there(host: Person) -> None:
    await host.make(settings=QUICK)
    for name in ("seed", "score", "score-0", "score-01", "score-99999", "name-x", "clock.html", "last.txt"):
        assert (await text(host, name)).status_code == 404, name
    async with host.site.browser() as program:
        assert (await program.get(f"/play/{host.code}/text/clock")).status_code == 404
        assert (await program.get("/play/AAAAAA/text/clock.txt")).status_code == 404


async def test_what_is_secret_is_a_dash_or_nothing(host: Person, guest: Person) -> None:
    await host.make(settings={**QUICK, "sight": "hidden", "win": {"kind": "all"}})
    await guest.join(host.code, "Kofi")
    await host.mark(1)
    await guest.mark(2)
    assert [await said(host, name) for name in ("score-1", "lines-2", "last")] == ["-", "-", ""]
    token = await made_token(host, "team:1")
    assert [await said(host, name, f"?token={token}") for name in ("score-1", "score-2")] == ["1", "-"]
    assert "Goal number 1" in await said(host, "last", f"?token={token}")
    assert await said(host, "score-1", f"?token={token}&view=public") == "-"


async def made_token(person: Person, view: str) -> str:
    """A token of somebody's own making."""
    made = await person.browser.post(f"/api/v1/sessions/{person.code}/view-tokens", json={"view": view})
    assert made.status_code == 201, made.text
    return str(made.json()["token"])


async def test_a_covered_board_s_title_is_no_text(host: Person) -> None:
    body = {"board": {"title": "A secret title", "rows": 5, "columns": 5, "visibility": "private", "squares": GOALS}}
    board = (await host.browser.post("/api/v1/boards", json=body)).json()["id"]
    await host.make(settings={**QUICK, "quick": False, "covered": True}, card={"board": board})
    assert await said(host, "title") == "Bingo"
    assert await host.act("reveal") == ""
    assert await said(host, "title") == "A secret title"


async def test_a_session_that_cannot_be_watched_shows_its_texts_by_token_alone(host: Person) -> None:
    await host.make(settings=QUICK, password="a password of some length")
    assert (await text(host, "title")).status_code == 403
    assert (await text(host, "title", "?token=wrong")).status_code == 403
    token = await made_token(host, "public")
    await host.mark(1)
    assert await said(host, "score-1", f"?token={token}") == "1"
    assert (await host.browser.get(f"/play/{host.code}/overlay?token={token}")).status_code == 200
    gone = await host.browser.delete(f"/api/v1/sessions/{host.code}/view-tokens/public")
    assert gone.json() == {"tokens": []}
    assert (await text(host, "title", f"?token={token}")).status_code == 403
