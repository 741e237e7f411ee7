"""Budgets on the whole application (L2, L3, L4, L6), switched on as a deployed instance has them."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from arcadia.platform.config import Settings, read_settings
from arcadia.platform.ratelimit.budget import BUDGETS
from arcadia.platform.ratelimit.current import Change
from arcadia.web.credentials import Credentials
from arcadia.web.limits import LimitRule
from support.api_player import goals
from support.players import settings as session_settings
from support.raw_client import RawClient
from support.site import ADDRESS, Site, make_test_app, running_site
from support.socket_server import served

ON = {"ARCADIA_LIMITS": "steady"}
"""Exact numbers must not depend on how busy the machine of the test is."""

UNKNOWN = "ABCDEF"
COMMANDS = '"commands";q=40;w=2'


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with running_site(tmp_path, ON) as running:
        yield running


def caller(site: Site, address: str = "203.0.113.9", **headers: str) -> httpx.AsyncClient:
    """A program at an address, with a cookie jar of its own."""
    transport = httpx.ASGITransport(site.app, client=(address, 4711))
    return httpx.AsyncClient(transport=transport, base_url=ADDRESS, headers={"origin": ADDRESS, **headers})


async def make_session(client: httpx.AsyncClient) -> httpx.Response:
    return await client.post("/api/v1/sessions", json={"nickname": "Host", "settings": session_settings()})


async def code_of_a_session(site: Site) -> str:
    async with caller(site, "198.51.100.1") as host:
        return str((await make_session(host)).json()["code"])


def test_limits_are_on_everywhere_but_in_tests(tmp_path: Path) -> None:
    def read(**environ: str) -> Settings:
        return read_settings(environ, folder=tmp_path)

    assert read().limits == "on"
    assert read(ARCADIA_ENV="test").limits == "off"
    assert read(ARCADIA_LIMITS="off").limits == "off"
    assert read(ARCADIA_ENV="test", ARCADIA_LIMITS="steady").limits == "steady"


@pytest.mark.parametrize(
    ("name", "algorithm", "limit", "window_s"),
    [
        ("api", "sliding", 100, 60),
        ("commands", "bucket", 40, 2),
        ("authentication", "fixed", 5, 60),
        ("upload", "bucket", 10, 30),
        ("sessions", "sliding", 10, 60),
        ("unknown-codes", "sliding", 20, 60),
    ],
)
def test_l2_the_table_of_budgets(name: str, algorithm: str, limit: int, window_s: int) -> None:
    budget = BUDGETS[name]
    assert (budget.algorithm, budget.limit, budget.window_ms) == (algorithm, limit, window_s * 1000)


async def test_l4_every_limited_answer_says_what_is_left(site: Site) -> None:
    async with caller(site) as client:
        for path, status in (("/api/v1/sessions", 200), ("/api/v1/nothing", 404), ("/api/v1/boards/x", 404)):
            answer = await client.get(path)
            assert answer.status_code == status
            left = int(answer.headers["x-ratelimit-remaining"])
            assert answer.headers["x-ratelimit-limit"] == "100"
            resets_at = datetime.fromisoformat(answer.headers["x-ratelimit-reset"])
            assert timedelta(0) < resets_at - datetime.now(UTC) <= timedelta(seconds=61)
            assert answer.headers["ratelimit-policy"] == '"api";q=100;w=60'
            assert answer.headers["ratelimit"].startswith(f'"api";r={left};t=')
        assert "x-ratelimit-limit" not in (await client.get("/")).headers
        assert "x-ratelimit-limit" not in (await client.get("/health/live")).headers


async def test_l2_the_api_answers_a_hundred_calls_a_minute(site: Site) -> None:
    async with caller(site) as client:
        answers = await asyncio.gather(*(client.get("/api/v1/me") for _ in range(130)))
        assert sorted(answer.status_code for answer in answers) == [200] * 100 + [429] * 30
        refused = await client.get("/api/v1/me")
    assert refused.headers["content-type"] == "application/problem+json"
    body = refused.json()
    assert (body["status"], body["code"]) == (429, "slow_down")
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert int(refused.headers["retry-after"]) * 1000 >= body["retry_after_ms"]
    assert refused.headers["x-ratelimit-remaining"] == "0"
    assert "no-store" in refused.headers["cache-control"]


async def test_l2_ten_sessions_a_minute_by_page_and_api_together(site: Site) -> None:
    async with caller(site) as client:
        await client.patch("/api/v1/me", json={"nickname": "Maker"})
        made = await asyncio.gather(*(make_session(client) for _ in range(8)))
        assert {answer.status_code for answer in made} == {201}
        assert made[0].headers["ratelimit-policy"] == '"api";q=100;w=60, "sessions";q=10;w=60'
        pages = [await client.post("/play", data={"preset": "classic", "nickname": "Maker"}) for _ in range(3)]
        assert [answer.status_code == 429 for answer in pages] == [False, False, True]
        assert (await make_session(client)).status_code == 429
        page = await client.post("/play", data={}, headers={"accept": "text/html"})
        assert (page.status_code, page.headers["content-type"]) == (429, "text/html; charset=utf-8")
        assert (await client.get("/api/v1/me")).status_code == 200


async def test_l2_ten_files_at_once_then_one_every_three_seconds(site: Site) -> None:
    async with caller(site) as client:
        await client.patch("/api/v1/me", json={"nickname": "Sender"})
        sent = [await client.post("/api/v1/boards/import", content=b"goal\n") for _ in range(11)]
        assert [answer.status_code == 429 for answer in sent] == [False] * 10 + [True]
        assert int(sent[-1].headers["retry-after"]) <= 3
        assert (await client.post("/boards/import", data={"text": "goal"})).status_code == 429


async def test_l2_twenty_unknown_codes_a_minute_by_address_however_they_are_asked_for(site: Site) -> None:
    """At once, so that none of them may outrun the others; afterwards not even a good code is told."""
    code = await code_of_a_session(site)
    paths = ["/join?code=", "/j/", "/play/", "/api/v1/sessions/"]
    site.services.limits.budgets.change("test", {"api": Change(limit=1000)})
    async with caller(site) as client:
        asked = [client.get(f"{paths[number % 4]}{UNKNOWN}") for number in range(120)]
        answers = await asyncio.gather(*asked)
        statuses = [answer.status_code for answer in answers]
        assert statuses.count(429) == 100
        assert sum(status in {303, 404} for status in statuses) == 20
        assert (await client.get(f"/j/{code}")).status_code == 429
        assert (await client.get(f"/api/v1/sessions/{code}")).status_code == 429
    async with caller(site, "203.0.113.10") as neighbour:
        assert (await neighbour.get(f"/j/{code}")).status_code == 200


async def test_l2_good_codes_cost_nothing_however_many_come_at_once(site: Site) -> None:
    code = await code_of_a_session(site)
    async with caller(site) as client:
        answers = await asyncio.gather(*(client.get(f"/j/{code}") for _ in range(60)))
        assert {answer.status_code for answer in answers} == {200}
        wrong_square = [await client.get(f"/play/{code}/people/99") for _ in range(25)]
        assert {answer.status_code for answer in wrong_square} == {404}


async def guest_cookie(site: Site) -> str:
    found = await site.services.accounts.issue_guest(Credentials({}, {}, is_secure=False))
    return str(found.set_cookie).partition(";")[0]


async def test_l3_guests_have_a_budget_each_and_their_address_a_ceiling_of_twenty_times_as_much(site: Site) -> None:
    site.services.limits.budgets.change("test", {"api": Change(limit=2)})
    guests = [await guest_cookie(site) for _ in range(25)]
    async with caller(site) as client:

        async def ask(cookie: str) -> int:
            return (await client.get("/api/v1/me", headers={"cookie": cookie})).status_code

        assert [await ask(guests[0]) for _ in range(3)] == [200, 200, 429]
        statuses = [await ask(cookie) for cookie in guests[1:] for _ in range(2)]
        assert statuses == [200] * 38 + [429] * 10
    async with caller(site, "203.0.113.10") as client:
        assert await ask(guests[24]) == 200


async def test_l3_forged_headers_do_not_help(site: Site) -> None:
    async with caller(site) as client:
        forged = [
            {"x-forwarded-for": f"198.51.100.{number}", "forwarded": f"for=198.51.100.{number}", "x-real-ip": "1.1.1.1"}
            for number in range(110)
        ]
        answers = [await client.get("/api/v1/me", headers=headers) for headers in forged]
    assert [answer.status_code for answer in answers] == [200] * 100 + [429] * 10


async def test_l3_a_forged_cookie_is_nobody(site: Site) -> None:
    async with caller(site) as client:
        cookies = [{"cookie": f"arcadia_guest=v1.{number}.0.x"} for number in range(110)]
        answers = [await client.get("/api/v1/me", headers=headers) for headers in cookies]
    assert [answer.status_code for answer in answers].count(200) == 100


async def test_l3_callers_behind_a_trusted_proxy_have_budgets_of_their_own(tmp_path: Path) -> None:
    async with running_site(tmp_path, {**ON, "ARCADIA_TRUSTED_PROXIES": "10.0.0.0/8, fd00::/8"}) as site:
        site.services.limits.budgets.change("test", {"api": Change(limit=2)})
        async with caller(site, "10.0.0.5") as proxy:

            async def ask(address: str) -> int:
                return (await proxy.get("/api/v1/me", headers={"x-forwarded-for": address})).status_code

            assert [await ask("203.0.113.1") for _ in range(3)] == [200, 200, 429]
            assert await ask("203.0.113.2") == 200
            assert await ask("9.9.9.9, 203.0.113.1") == 429


async def seated(client: httpx.AsyncClient, **wanted: Any) -> str:
    """Make a session that runs, with a seat in it, and return the address of its marks."""
    body = {"nickname": "Bot", "settings": session_settings(**wanted), "card": {"goals": goals(25)}}
    made = await client.post("/api/v1/sessions", json=body)
    assert made.status_code == 201, made.text
    return f"/api/v1/sessions/{made.json()['code']}/marks"


async def mark_or_unmark(bot: httpx.AsyncClient, marks: str, turn: int) -> httpx.Response:
    """Change the one square, each turn the other way; wait where commands come faster than a socket would take them."""
    while True:
        answer = await (bot.delete(f"{marks}/1") if turn % 2 else bot.post(marks, json={"square": 1}))
        if answer.status_code != 429 or answer.headers["ratelimit-policy"] != COMMANDS:
            return answer
        await asyncio.sleep(0.05)


async def test_l2_a_bot_over_http_may_mark_at_its_sessions_rate_and_no_faster(site: Site) -> None:
    """120 a minute are more than the budget of the API; what is beyond is refused by the session, with L4's headers."""
    async with caller(site) as bot:
        marks = await seated(bot, mark_rate=120)
        before = int((await bot.get("/api/v1/me")).headers["x-ratelimit-remaining"])
        for turn in range(120):
            answer = await mark_or_unmark(bot, marks, turn)
            assert answer.status_code in {200, 201}, answer.text
            assert answer.headers["ratelimit-policy"] == COMMANDS
        refused = await mark_or_unmark(bot, marks, 120)
        assert (refused.status_code, refused.json()["code"]) == (429, "slow_down")
        assert refused.headers["ratelimit-policy"] == f'"marks";q=120;w=60, {COMMANDS}'
        assert refused.headers["ratelimit"].startswith('"marks";r=0;t=')
        assert (refused.headers["x-ratelimit-limit"], refused.headers["x-ratelimit-remaining"]) == ("120", "0")
        assert 1 <= int(refused.headers["retry-after"]) <= 60
        resets_at = datetime.fromisoformat(refused.headers["x-ratelimit-reset"])
        assert timedelta(0) < resets_at - datetime.now(UTC) <= timedelta(seconds=60)
        after = int((await bot.get("/api/v1/me")).headers["x-ratelimit-remaining"])
        assert after == before - 1, "marks cost nothing of the API's budget"


async def test_l2_commands_over_http_are_taken_as_fast_as_a_socket_takes_them(site: Site) -> None:
    async with caller(site) as bot:
        marks = await seated(bot, mark_rate=0)
        began = asyncio.get_running_loop().time()
        answers = await asyncio.gather(*(bot.post(marks, json={"square": turn % 25 + 1}) for turn in range(80)))
        took = asyncio.get_running_loop().time() - began
    refused = [answer for answer in answers if answer.status_code == 429]
    assert 40 <= len(answers) - len(refused) <= 40 + 20 * took + 1
    for answer in refused:
        assert answer.headers["ratelimit-policy"] == COMMANDS
        assert int(answer.headers["retry-after"]) == 1


async def test_l3_commands_of_many_guests_at_one_address_have_its_ceiling(site: Site) -> None:
    """Cookies cost nothing: twenty times one guest's budget is all that an address gets, seated or not."""
    async with caller(site) as host:
        marks = await seated(host)
    site.services.limits.budgets.change("test", {"commands": Change(limit=1, window_ms=3_600_000)})
    statuses = []
    for _ in range(25):
        async with caller(site, "198.51.100.7") as guest:
            await guest.patch("/api/v1/me", json={"nickname": "Somebody"})
            statuses.append((await guest.post(marks, json={"square": 1})).status_code)
    assert statuses == [401] * 20 + [429] * 5


async def test_l6_counts_by_budget_and_route_and_the_most_refused(site: Site) -> None:
    async with caller(site) as client:
        for _ in range(103):
            await client.get("/api/v1/me")
    report = site.services.limits.report()
    assert report.by_route["api", "* /api/v1/*"] == (100, 3)
    ((budget, identity, count),) = report.top_refused
    assert (budget, count) == ("api", 3)
    assert "203.0.113.9" not in identity
    figures = site.app._figures()["limits"]
    assert figures["routes"] == [{"budget": "api", "route": "* /api/v1/*", "allowed": 100, "refused": 3}]
    assert figures["top_refused"] == [{"budget": "api", "identity": identity, "refused": 3}]


async def test_l2_handshakes_of_sockets_are_counted(tmp_path: Path) -> None:
    """As calls of the API, and unknown codes as such; real sockets on a real server."""
    app = make_test_app(tmp_path, ON)
    async with served(app) as (url, _):
        app.services.limits.budgets.change("test", {"api": Change(limit=25)})

        def shake_hands() -> str:
            client = RawClient(url)
            try:
                return client.shake_hands(f"/api/v1/sessions/{UNKNOWN}/socket", {}).lower()
            finally:
                client.close()

        heads = [await asyncio.to_thread(shake_hands) for _ in range(27)]
    assert [int(head.split(" ")[1]) for head in heads] == [404] * 20 + [429] * 7
    assert re.findall(r"x-ratelimit-remaining: (\d+)", heads[0]) == ["19"], "of the tighter one, once"
    assert '"api";r=24;' in heads[0]
    assert "retry-after:" in heads[-1]
    assert '"api"' in heads[-1]
    assert '"unknown-codes"' in heads[20]


@pytest.mark.parametrize(
    ("route", "method", "path", "covers"),
    [
        ("* /api/v1/*", "GET", "/api/v1/me", True),
        ("* /api/v1/*", "GET", "/api/v10/me", False),
        ("POST /play", "POST", "/play", True),
        ("POST /play", "POST", "/play/new", False),
        ("POST /play", "GET", "/play", False),
        ("* /j/{}", "GET", "/j/ABC", True),
        ("* /j/{}", "GET", "/j/ABC/more", False),
        ("* /play/{}/*", "GET", "/play/ABC/people/3", True),
    ],
)
def test_a_rule_covers_what_it_says(route: str, method: str, path: str, covers: bool) -> None:
    scope: dict[str, Any] = {"type": "http", "method": method, "path": path}
    assert LimitRule("api", route).covers(scope) is covers
