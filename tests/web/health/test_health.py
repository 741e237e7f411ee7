"""Health over HTTP, on the whole application (H1, H2, H4, H5, H7, H9, H10), and jobs by name (J3)."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from arcadia import __version__
from support.site import Site, running_site

OPERATOR = "operator-0123456789-abcdefghijklmnop"
SCHEDULER = "scheduler-0123456789-abcdefghijklmnop"
SECRETS = {"ARCADIA_OPERATOR_TOKEN": OPERATOR, "CRON_SECRET": SCHEDULER}
DEPLOYMENT = {
    "ARCADIA_REGION": "eu-central",
    "ARCADIA_DEPLOYMENT_ID": "d-17",
    "ARCADIA_RELEASE": "abc1234",
    "ARCADIA_PUBLIC_URL": "http://arcadia.test",
}
AWAY = {"DATABASE_URL": "postgresql://arcadia@127.0.0.1:9/arcadia"}
ADDRESSES = ("/api/health", "/api/health/ready", "/api/health/live", "/api/health/detailed", "/api/health/cache")
PARTS = {"database", "schema", "clock", "bus", "cache", "limits", "flags", "storage", "log", "jobs"}


def bearing(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with running_site(tmp_path, {**SECRETS, **DEPLOYMENT}) as running:
        yield running


@pytest.fixture
async def http(site: Site) -> AsyncIterator[httpx.AsyncClient]:
    async with site.browser() as browser:
        yield browser


async def told(http: httpx.AsyncClient, path: str, token: str | None = None) -> dict[str, Any]:
    answer = await http.get(path, headers=bearing(token) if token else {})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def break_part(site: Site) -> None:
    """Stop a part of the node, which nothing stands in for."""
    site.app.node.tasks[0].cancel()


async def test_h1_the_report_names_the_deployment_and_every_part(http: httpx.AsyncClient) -> None:
    report = await told(http, "/api/health")
    assert report["status"] == "healthy"
    assert datetime.fromisoformat(report["timestamp"]).tzinfo is not None
    assert (report["version"], report["environment"], report["region"]) == (__version__, "test", "eu-central")
    assert report["uptime_s"] > 0
    assert report["checks"].keys() == PARTS
    assert all(one.keys() == {"status", "message", "latency_ms"} for one in report["checks"].values())
    assert report["checks"]["database"]["latency_ms"] > 0


async def test_h1_unhealthy_is_503(site: Site, http: httpx.AsyncClient) -> None:
    break_part(site)
    await asyncio.wait([site.app.node.tasks[0]])
    for path in ("/api/health", "/api/health/detailed"):
        answer = await http.get(path)
        assert (answer.status_code, answer.json()["status"]) == (503, "unhealthy")


async def test_h1_h8_redis_away_degrades_and_a_node_stays_ready(tmp_path: Path) -> None:
    """The log is the truth: without the bus viewers lag by two seconds, and nobody has to be sent elsewhere."""
    environment = {**SECRETS, "REDIS_URL": "redis://127.0.0.1:9/0"}
    async with running_site(tmp_path, environment) as site, site.browser() as browser:
        report = await told(browser, "/api/health")
        assert (report["status"], report["checks"]["bus"]["status"]) == ("degraded", "degraded")
        assert report["checks"]["cache"]["status"] == "degraded"
        assert "127.0.0.1" not in str(report)
        assert "127.0.0.1:9" in (await told(browser, "/api/health", OPERATOR))["checks"]["bus"]["detail"]
        assert (await browser.get("/health/ready")).status_code == 200


async def test_h2_pending_migrations_fail_ready_and_say_what_to_run(tmp_path: Path) -> None:
    async with running_site(tmp_path, {"ARCADIA_MIGRATE": "off"}) as site, site.browser() as browser:
        ready = await browser.get("/api/health/ready")
        assert (ready.status_code, ready.json()["status"]) == (503, "unready")
        assert "run: arcadia db upgrade" in ready.json()["faults"]["schema"]
        assert (await browser.get("/api/health/live")).status_code == 200


async def test_h2_draining_fails_ready_at_once_and_asks_no_dependency(tmp_path: Path) -> None:
    async with running_site(tmp_path, AWAY) as site, site.browser() as browser:
        assert "database" in (await browser.get("/api/health/ready")).json()["faults"]
        site.app.is_draining = True
        ready = await browser.get("/api/health/ready")
        assert (ready.status_code, ready.json()["faults"]) == (503, {"server": "about to stop"})


async def test_h2_a_process_that_starts_or_has_stopped_is_not_ready(tmp_path: Path) -> None:
    """Told by the probe port: the server's own takes no caller before the application has started."""
    async with running_site(tmp_path) as site:
        app = site.app
        assert app.find_probe_fault("ready") is None
    assert app.find_probe_fault("live") is None
    assert app.find_probe_fault("ready") == "not started yet, or stopped"


async def test_h3_live_tells_of_the_process_and_asks_nobody(tmp_path: Path) -> None:
    async with running_site(tmp_path, AWAY) as site, site.browser() as browser:
        live = await told(browser, "/api/health/live")
    assert live.keys() == {"status", "pid", "uptime_s", "memory_bytes"}
    assert live["memory_bytes"] > 10_000_000


async def test_h4_anonymous_callers_see_the_status_only(http: httpx.AsyncClient) -> None:
    assert await told(http, "/api/health/detailed") == {"status": "healthy"}
    for wrong in ("x", OPERATOR[:-1], OPERATOR + "x", SCHEDULER, "", "é"):
        headers = [(b"authorization", f"Bearer {wrong}".encode())]
        assert (await http.get("/api/health/detailed", headers=headers)).json() == {"status": "healthy"}
    basic = await http.get("/api/health/detailed", headers={"authorization": f"Basic {OPERATOR}"})
    assert basic.json() == {"status": "healthy"}


async def test_h4_an_operator_sees_everything(http: httpx.AsyncClient) -> None:
    details = await told(http, "/api/health/detailed", OPERATOR)
    assert details["checks"].keys() == PARTS
    assert details["checks"]["bus"]["is_configured"] is False
    assert details["checks"]["database"]["within_s"] == 3
    assert details["summary"] == {"checks": len(PARTS), "healthy": len(PARTS), "degraded": 0, "unhealthy": 0}
    assert details["deployment"] == {
        "url": "http://arcadia.test",
        "region": "eu-central",
        "deployment_id": "d-17",
        "release": "abc1234",
    }
    assert details["process"].keys() == {"pid", "uptime_s", "memory_bytes", "cpu_s", "load", "cores"}
    assert details["event_loop"].keys() == {"lag_ms", "most_lag_ms"}
    assert details["traffic"].keys() == {"connections", "requests", "sockets", "streams", "rooms"}
    assert details["traffic"]["requests"] == 1, "this one"
    assert details["pools"]["readers"]["size"] == 4
    assert OPERATOR not in str(details)


async def test_h4_where_no_token_is_set_nobody_is_an_operator(tmp_path: Path) -> None:
    async with running_site(tmp_path) as site, site.browser() as browser:
        for value in ("Bearer ", "Bearer None", "Bearer undefined", "bearer"):
            answer = await browser.get("/api/health/detailed", headers={"authorization": value})
            assert answer.json() == {"status": "healthy"}


async def test_h5_the_cache_tells_its_figures_to_operators(http: httpx.AsyncClient) -> None:
    assert await told(http, "/api/health/cache") == {"status": "healthy"}
    before = await told(http, "/api/health/cache", OPERATOR)
    await http.get("/boards")
    await http.get("/boards")
    after = await told(http, "/api/health/cache", OPERATOR)
    assert after["pages"]["hits"] == before["pages"]["hits"] + 1
    assert after["total_operations"] >= before["total_operations"] + 2
    assert 0 < after["pages"]["hit_rate"] < 1
    assert after["breaker"] == "closed"
    assert after["values"]["total"]["operations"] > 0, "the first page of the boards is kept warm"
    assert {"hits", "misses", "errors", "hit_rate", "error_rate", "mean_ms", "p95_ms"} <= after["values"][
        "total"
    ].keys()


@pytest.mark.parametrize("path", [*ADDRESSES, "/healthcheck"])
async def test_h7_no_answer_is_kept_anywhere(http: httpx.AsyncClient, path: str) -> None:
    answer = await http.get(path)
    assert answer.headers["cache-control"] == "no-cache, no-store, must-revalidate"
    assert "etag" not in answer.headers


async def test_h9_aliases_answer_as_the_addresses_do(http: httpx.AsyncClient) -> None:
    for path in ("", "/ready", "/live", "/cache"):
        assert (await told(http, f"/health{path}")).keys() == (await told(http, f"/api/health{path}")).keys()
    old = await http.get("/healthcheck")
    assert (old.status_code, old.headers["location"]) == (308, "/health")
    assert (await http.head("/health")).status_code == 200


async def test_h10_a_scheduled_check_is_recorded_and_counted(site: Site, http: httpx.AsyncClient) -> None:
    first = await told(http, "/api/health/scheduled", SCHEDULER)
    assert first["is_recorded"] is True
    assert first["process"]["pid"]
    break_part(site)
    await asyncio.wait([site.app.node.tasks[0]])
    down = await http.get("/api/health/scheduled", headers=bearing(SCHEDULER))
    assert (down.status_code, down.json()["is_recorded"]) == (503, True)


async def test_h10_where_nothing_can_be_recorded_the_answer_is_given_all_the_same(tmp_path: Path) -> None:
    async with running_site(tmp_path, {**SECRETS, **AWAY}) as site, site.browser() as browser:
        answer = await browser.get("/api/health/scheduled", headers=bearing(SCHEDULER))
        assert (answer.status_code, answer.json()["is_recorded"]) == (503, False)
        assert answer.json()["checks"]["database"]["status"] == "unhealthy"


@pytest.mark.parametrize("token", [None, "", "undefined", "null", OPERATOR, SCHEDULER[:-1]])
async def test_h10_j3_strangers_run_nothing_and_learn_nothing(http: httpx.AsyncClient, token: str | None) -> None:
    headers = {} if token is None else bearing(token)
    assert (await http.get("/api/health/scheduled", headers=headers)).status_code == 401
    for name in ("health", "clean-up", "no-such-job"):
        assert (await http.post(f"/api/cron/{name}", headers=headers)).status_code == 401


async def test_j3_without_a_secret_everybody_is_refused(tmp_path: Path) -> None:
    async with running_site(tmp_path) as site, site.browser() as browser:
        for token in ("", "undefined", "null", "None", SCHEDULER):
            answer = await browser.post("/api/cron/clean-up", headers=bearing(token))
            assert answer.status_code == 401


async def test_j3_jobs_are_run_by_name(http: httpx.AsyncClient) -> None:
    health = await http.post("/api/cron/health", headers=bearing(SCHEDULER))
    assert (health.status_code, health.json()["result"]["is_recorded"]) == (200, True)
    assert (await http.post("/api/cron/warm-up", headers=bearing(SCHEDULER))).status_code == 200
    clean = await http.post("/api/cron/clean-up", headers=bearing(SCHEDULER))
    assert clean.json()["result"] == {"tickets": 0, "health_runs": 0, "pictures": 0}
    assert (await http.post("/api/cron/no-such-job", headers=bearing(SCHEDULER))).status_code == 404
    assert (await http.get("/api/cron/health", headers=bearing(SCHEDULER))).status_code == 405


async def test_j3_clean_up_forgets_tickets_that_nobody_used(
    http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("arcadia.play.service.tickets.LIFE_MS", -1)
    card = {"goals": [{"text": f"goal {number}"} for number in range(25)]}
    made = await http.post("/api/v1/sessions", json={"nickname": "Host", "card": card})
    ticket = await http.post(f"/api/v1/sessions/{made.json()['code']}/tickets")
    assert ticket.status_code == 201
    async with httpx.AsyncClient(transport=http._transport, base_url=http.base_url) as scheduler:
        clean = await scheduler.post("/api/cron/clean-up", headers=bearing(SCHEDULER))
    assert clean.json()["result"]["tickets"] == 1
