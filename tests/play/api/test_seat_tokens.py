"""Seat tokens: a program plays in somebody's seat, no more and no longer (details, "Trackers and bots")."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio

from arcadia.play.service.seat_tokens import KEPT_AFTER_THE_END_MS, MOST_OF_A_SEAT, has_ended
from support.api_player import ApiPlayer, refusal
from support.players import settings
from support.site import Site

pytestmark = pytest.mark.asyncio(loop_scope="module")


class Tracker:
    """A program that shows a token, and no cookie."""

    def __init__(self, site: Site, code: str, token: str) -> None:
        self.http = site.browser()
        self.http.headers.clear()
        self.token = token
        self.address = f"/api/v1/sessions/{code}"

    async def send(self, method: str, path: str = "", **more: Any) -> httpx.Response:
        headers = {"authorization": f"Bearer {self.token}", **more.pop("headers", {})}
        return await self.http.request(method, self.address + path, headers=headers, **more)

    async def get(self, path: str = "", **more: Any) -> httpx.Response:
        return await self.send("GET", path, **more)

    async def post(self, path: str, **body: Any) -> httpx.Response:
        return await self.send("POST", path, json=body)


async def make(player: ApiPlayer, name: str = "Splits") -> dict[str, str]:
    """Make a token that must be made."""
    made = await player.post("/seat-tokens", name=name)
    assert made.status_code == 201, made.text
    assert made.headers["cache-control"] == "no-store"
    body: dict[str, str] = made.json()
    return body


async def listed(player: ApiPlayer) -> list[str]:
    """The names of the tokens of a player's seat."""
    answer = await player.get("/seat-tokens")
    assert all(set(one) == {"id", "name", "made_at"} for one in answer.json()["tokens"])
    return [one["name"] for one in answer.json()["tokens"]]


async def held_by(site: Site, player: ApiPlayer) -> list[int]:
    """The squares that a tracker of somebody's seat sees as held."""
    tracker = Tracker(site, player.code, (await make(player))["token"])
    return [one["n"] for one in (await tracker.get("/board")).json()["squares"] if one.get("held")]


@pytest_asyncio.fixture(loop_scope="module")
async def tracker(site: Site, host: ApiPlayer) -> AsyncIterator[Tracker]:
    """A tracker in the host's seat, in a running session."""
    await host.make(settings=settings())
    tracker = Tracker(site, host.code, (await make(host))["token"])
    yield tracker
    await tracker.http.aclose()


async def last_line(player: ApiPlayer) -> dict[str, Any]:
    line: dict[str, Any] = (await player.get("/feed")).json()["lines"][0]["line"]
    return line


async def test_a_tracker_plays_in_its_seat_and_the_feed_says_so(host: ApiPlayer, tracker: Tracker) -> None:
    await host.done("mark", square=1)
    assert "by_tracker" not in await last_line(host)
    for square, sent in ((2, ("/marks", {"square": 2})), (3, ("/commands", {"do": "mark", "square": 3}))):
        assert (await tracker.post(sent[0], **sent[1])).status_code == 201
        line = await last_line(host)
        assert (line["square"], line["seat"], line["by_tracker"]) == (square, 1, True)
    assert (await tracker.post("/marks", square=4, by_tracker=False)).status_code == 201
    assert (await last_line(host))["by_tracker"], "whatever it says itself"
    assert (await tracker.send("DELETE", "/marks/2")).status_code == 200
    assert (await tracker.post("/messages", text="from a program")).status_code == 201
    squares = (await tracker.get("/board")).json()["squares"]
    assert [one["n"] for one in squares if one.get("held")] == [1, 3, 4]
    assert (await tracker.post("/counters", square=5, value=1)).status_code != 401


async def test_a_tracker_sees_what_its_seat_sees(site: Site, host: ApiPlayer, guest: ApiPlayer) -> None:
    await host.make(settings=settings(sight="hidden"))
    await guest.seat(host.code)
    await guest.done("mark", square=7)
    own, others = [await held_by(site, player) for player in (guest, host)]
    assert (own, others) == ([7], [])


async def test_polling_is_answered_by_304_and_events_are_listed(host: ApiPlayer, tracker: Tracker) -> None:
    first = await tracker.get("/board")
    again = await tracker.get("/board", headers={"if-none-match": first.headers["etag"]})
    assert (first.status_code, again.status_code) == (200, 304)
    await host.done("mark", square=1)
    assert (await tracker.get("/board", headers={"if-none-match": first.headers["etag"]})).status_code == 200
    events = (await tracker.get("/events", params={"since": first.json()["v"]})).json()
    assert events[-1]["line"]["square"] == 1


async def test_whatever_cookie_comes_along_the_token_acts(site: Site, host: ApiPlayer, guest: ApiPlayer) -> None:
    await host.make(settings=settings())
    await guest.seat(host.code)
    token = (await make(host))["token"]
    await guest.http.post(
        f"/api/v1/sessions/{host.code}/marks", json={"square": 9}, headers={"authorization": f"bearer {token}"}
    )
    assert (await last_line(host))["seat"] == 1
    basic = await guest.http.get(f"/api/v1/sessions/{host.code}/board", headers={"authorization": "Basic YTpi"})
    assert basic.status_code == 200, "what a proxy asks for is none of ours"


async def test_a_wrong_token_is_refused_and_never_taken_for_a_stranger(
    site: Site, host: ApiPlayer, guest: ApiPlayer, tracker: Tracker
) -> None:
    await guest.make(settings=settings())
    hostile = ("", " ", "x" * 5000, "0" * 43, "'; --", tracker.token[:-1], tracker.token + "A", "a b", "\xff\xfe")
    for token in hostile:
        wrong = Tracker(site, host.code, token)
        for answer in (
            await wrong.get(headers={"authorization": f"Bearer {token}".encode("latin-1")}),
            await wrong.send("POST", "/marks", json={"square": 1}, headers={"authorization": f"Bearer {token}".encode("latin-1")}),
        ):  # fmt: skip
            assert refusal(answer)[:2] == (401, "unauthenticated"), token
    assert (await Tracker(site, guest.code, tracker.token).get()).status_code == 401, "of another session"
    assert (await Tracker(site, "AAAAAA", tracker.token).get()).status_code == 404


async def test_a_token_makes_lists_and_takes_back_no_tokens(host: ApiPlayer, tracker: Tracker) -> None:
    for method, path in (
        ("POST", "/seat-tokens"),
        ("GET", "/seat-tokens"),
        ("POST", "/view-tokens"),
        ("GET", "/view-tokens"),
    ):
        more = {"json": {}} if method == "POST" else {}
        assert (await tracker.send(method, path, **more)).status_code == 403, path
    assert (await tracker.send("DELETE", "/seat-tokens/x")).status_code == 403
    assert (await tracker.send("POST", "/tickets")).status_code == 401
    assert await listed(host) == ["Splits"]


async def test_only_whoever_has_a_seat_makes_tokens_and_each_sees_their_own(
    host: ApiPlayer, guest: ApiPlayer, stranger: ApiPlayer
) -> None:
    await host.make(settings=settings())
    await guest.seat(host.code)
    stranger.code = host.code
    assert (await stranger.post("/seat-tokens")).status_code == 403
    assert (await stranger.get("/seat-tokens")).status_code == 403
    made = await make(host, "  Mira’s \u202e  splits ")
    assert made["name"] == "Mira’s splits"
    assert (await listed(host), await listed(guest)) == (["Mira’s splits"], [])
    taken = await guest.http.delete(f"/api/v1/sessions/{host.code}/seat-tokens/{made['id']}")
    assert (taken.status_code, await listed(host)) == (200, ["Mira’s splits"]), "nobody takes back another's"
    for name in ("", "\u202e", " ", "x" * 41):
        assert (await host.post("/seat-tokens", name=name)).status_code in (400, 422), name


async def test_a_token_that_is_taken_back_opens_nothing(host: ApiPlayer, tracker: Tracker) -> None:
    kept = await make(host, "Kept")
    token_id = (await host.get("/seat-tokens")).json()["tokens"][0]["id"]
    for _ in range(2):
        answer = await host.http.delete(f"/api/v1/sessions/{host.code}/seat-tokens/{token_id}")
        assert [one["id"] for one in answer.json()["tokens"]] == [kept["id"]]
    assert (await tracker.get()).status_code == 401
    tracker.token = kept["token"]
    assert (await tracker.get()).status_code == 200


async def test_a_seat_has_five_also_when_twenty_are_asked_for_at_once(site: Site, host: ApiPlayer) -> None:
    for _ in range(3):
        await host.make(settings=settings())
        asked = await asyncio.gather(*(host.post("/seat-tokens", name=f"n{number}") for number in range(20)))
        assert sorted(answer.status_code for answer in asked) == [201] * MOST_OF_A_SEAT + [409] * 15
        tokens = [answer.json() for answer in asked if answer.status_code == 201]
        removed = await asyncio.gather(
            *(host.http.delete(f"/api/v1/sessions/{host.code}/seat-tokens/{one['id']}") for one in tokens),
            *(host.post("/seat-tokens") for _ in range(5)),
        )
        again = [answer.json()["token"] for answer in removed[5:] if answer.status_code == 201]
        assert len(await listed(host)) == len(again)
        for one in tokens:
            assert (await Tracker(site, host.code, one["token"]).get()).status_code == 401
        for token in again:
            assert (await Tracker(site, host.code, token).get()).status_code == 200


async def test_a_token_ends_when_its_seat_is_left_or_taken_away_and_stays_so(
    site: Site, host: ApiPlayer, guest: ApiPlayer, stranger: ApiPlayer
) -> None:
    await host.make(settings=settings())
    for player, end in ((guest, {"do": "leave"}), (stranger, {"do": "kick", "seat": 3})):
        await player.seat(host.code, nickname="Left")
        tracker = Tracker(site, host.code, (await make(player))["token"])
        assert (await tracker.get()).status_code == 200
        ender = player if end["do"] == "leave" else host
        await ender.done(**{"word" if key == "do" else key: value for key, value in end.items()})
        assert (await tracker.get()).status_code == 401, end
        await site.app.node.seat_tokens.forget_ended()
        await player.seat(host.code, nickname="Back")
        assert (await tracker.get()).status_code == 401, "whoever comes back makes a new one"
        assert await listed(player) == []


async def test_a_token_ends_with_the_session_and_outlives_a_rematch(
    site: Site, host: ApiPlayer, tracker: Tracker
) -> None:
    await host.done("finish")
    assert (await tracker.get()).status_code == 200, "there may be another card"
    state = (await site.app.node.play.open(host.code)).state
    assert state.finished_at is not None
    assert not has_ended(state, state.finished_at + KEPT_AFTER_THE_END_MS)
    assert has_ended(state, state.finished_at + KEPT_AFTER_THE_END_MS + 1), "a day later there is none"
    await host.done("cancel")
    assert (await tracker.get()).status_code == 401
    assert (await host.post("/seat-tokens")).status_code == 409


async def test_a_host_who_forbids_trackers_has_none(site: Site, host: ApiPlayer) -> None:
    await host.make(settings=settings(trackers=False))
    refused = await host.post("/seat-tokens")
    assert (refused.status_code, "forbidden trackers" in refused.json()["detail"]) == (403, True)
    await host.make(settings={"quick": False})
    tracker = Tracker(site, host.code, (await make(host))["token"])
    assert (await tracker.get()).status_code == 200
    await host.done("settings", settings={"trackers": False})
    assert (await tracker.get()).status_code == 403
    assert (await tracker.post("/messages", text="x")).status_code == 403


@pytest.mark.parametrize("origin", ["https://tracker.example", "null"])
async def test_any_page_may_call_with_a_token_and_read_the_answer(
    host: ApiPlayer, tracker: Tracker, origin: str
) -> None:
    elsewhere = {"origin": origin, "sec-fetch-site": "cross-site"}
    asked = await tracker.http.options(
        f"{tracker.address}/marks",
        headers={
            **elsewhere,
            "access-control-request-method": "POST",
            "access-control-request-headers": "Authorization, content-type",
        },
    )
    assert (asked.status_code, asked.headers["access-control-allow-origin"]) == (204, "*")
    assert "authorization" in asked.headers["access-control-allow-headers"]
    marked = await tracker.send("POST", "/marks", json={"square": 1}, headers=elsewhere)
    assert (marked.status_code, marked.headers["access-control-allow-origin"]) == (201, "*")
    read = await tracker.get("/board", headers=elsewhere)
    assert "etag" in read.headers["access-control-expose-headers"]
    tracker.token = "wrong"
    refused = await tracker.get(headers=elsewhere)
    assert (refused.status_code, refused.headers["access-control-allow-origin"]) == (401, "*")
    for answer in (asked, marked, read, refused):
        assert "access-control-allow-credentials" not in answer.headers


async def test_what_a_cookie_or_nobody_asks_for_no_other_page_reads(host: ApiPlayer, tracker: Tracker) -> None:
    elsewhere = {"origin": "https://tracker.example", "sec-fetch-site": "cross-site"}
    own = await host.get(headers=elsewhere)
    nobodys = await tracker.http.get(tracker.address, headers=elsewhere)
    lists = await tracker.http.get(
        "/api/v1/sessions", headers={**elsewhere, "authorization": f"Bearer {tracker.token}"}
    )
    made = await tracker.send("POST", "/seat-tokens", json={}, headers=elsewhere)
    asked = await tracker.http.options(
        tracker.address, headers={**elsewhere, "access-control-request-method": "GET", "access-control-request-headers": "x-authorization"}
    )  # fmt: skip
    for answer in (own, nobodys, lists, made, asked):
        assert not [name for name in answer.headers if name.startswith("access-control")], answer.url
    forged = await host.http.post(f"{tracker.address}/marks", json={"square": 2}, headers=elsewhere | {"authorization": f"Bearer {tracker.token}"})  # fmt: skip
    assert forged.status_code == 403, "a cookie from elsewhere is refused, whatever comes with it"
