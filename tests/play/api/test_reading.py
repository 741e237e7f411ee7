"""What may be read of a session: the view, the squares, the feed; each within the caller's own view (rules 7)."""

from typing import Any

import pytest

from support.api_player import ApiPlayer, goals
from support.players import settings

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def begin(host: ApiPlayer, guest: ApiPlayer, **wanted: Any) -> None:
    made = await host.make({"goals": goals(25, g4={"target": 3})}, settings=settings(**wanted))
    await guest.seat(made["code"])


async def test_each_sees_their_own_view_at_the_same_version(
    host: ApiPlayer, guest: ApiPlayer, stranger: ApiPlayer
) -> None:
    await begin(host, guest, sight="hidden")
    await host.done("mark", square=7)
    await host.done("counter", square=4, value=2)
    stranger.code = host.code
    views = [await player.see() for player in (host, guest, stranger)]
    assert [view["audience"] for view in views] == ["team:1", "team:2", "public"]
    assert len({view["v"] for view in views}) == 1
    assert [view["squares"][6].get("held") for view in views] == [[1], None, None]
    assert [view["squares"][3].get("counts") for view in views] == [{"1": 2}, None, None]
    boards = [(await player.get("/board")).json() for player in (host, guest, stranger)]
    assert [board["squares"] for board in boards] == [view["squares"] for view in views]
    assert (boards[0]["v"], boards[0]["card"], boards[0]["phase"]) == (views[0]["v"], 1, "started")


@pytest.mark.parametrize("path", ["", "/board"])
async def test_an_unchanged_answer_is_304_for_its_reader_and_nobody_else(
    host: ApiPlayer, guest: ApiPlayer, path: str
) -> None:
    await begin(host, guest, sight="fog")
    first = await host.get(path)
    assert first.headers["cache-control"] == "private, no-cache"
    same = {"if-none-match": first.headers["etag"]}
    unchanged = await host.get(path, headers=same)
    assert (unchanged.status_code, unchanged.content, unchanged.headers["etag"]) == (304, b"", first.headers["etag"])
    await host.done("mark", square=13)
    assert (await host.get(path, headers=same)).status_code == 200
    own = {"if-none-match": (await host.get(path)).headers["etag"]}
    assert (await guest.get(path, headers=own)).status_code == 200, "another view"


async def test_a_finished_session_shows_its_result_to_everybody(host: ApiPlayer, stranger: ApiPlayer) -> None:
    await host.make(settings=settings(sight="hidden"))
    await host.done("mark", square=7)
    await host.done("finish")
    stranger.code = host.code
    seen = await stranger.see()
    assert seen["squares"][6]["held"] == [1]
    assert seen["result"]["reason"] == "host"


# The feed


async def test_the_feed_may_be_narrowed_to_chat_or_marks(host: ApiPlayer, guest: ApiPlayer) -> None:
    await begin(host, guest)
    await host.done("mark", square=7)
    await host.done("say", text="hello")
    await host.done("unmark", square=7)
    await host.done("counter", square=4, value=1)
    kinds = {}
    for kind in ("chat", "marks", None):
        answer = await guest.get("/feed", params={"kind": kind} if kind else {})
        kinds[kind] = [line["line"]["type"] for line in answer.json()["lines"]]
    assert kinds["chat"] == ["said"]
    assert kinds["marks"] == ["counter_set", "unmarked", "marked"]
    assert kinds[None][:4] == ["counter_set", "unmarked", "said", "marked"]
    assert "seat_taken" in kinds[None]


async def test_the_feed_is_masked_like_the_view(host: ApiPlayer, guest: ApiPlayer, stranger: ApiPlayer) -> None:
    await begin(host, guest, sight="fog")
    await host.done("mark", square=13)
    await host.done("mark", square=12)
    await host.done("say", text="between us", to_team=True)
    stranger.code = host.code
    own, others, public = [(await player.get("/feed")).json()["lines"] for player in (host, guest, stranger)]
    assert own[0]["line"]["text"] == "between us"
    assert own[1]["line"]["goal"] == "goal 12"
    for lines in (others, public):
        assert lines[0]["line"]["type"] == "marked"
        assert not {"goal", "square"} & set(lines[0]["line"])


async def test_pages_of_the_feed_reach_the_beginning(host: ApiPlayer, guest: ApiPlayer) -> None:
    await begin(host, guest)
    for number in range(10):
        await host.done("say", text=f"word {number}")
    versions: list[int] = []
    before: int | None = None
    while True:
        params = {"limit": 4, **({"before": before} if before else {})}
        page = (await guest.get("/feed", params=params)).json()
        versions += [line["v"] for line in page["lines"]]
        before = page["before"]
        if before is None:
            break
    assert versions == list(range(versions[0], 0, -1))
    assert versions[0] == (await host.see())["v"]


@pytest.mark.parametrize("query", ["kind=all", "kind=", "limit=0", "limit=201", "before=0", "before=x"])
async def test_a_page_that_means_nothing_is_refused(host: ApiPlayer, query: str) -> None:
    await host.make()
    answer = await host.http.get(f"/api/v1/sessions/{host.code}/feed?{query}")
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json"), answer.text
