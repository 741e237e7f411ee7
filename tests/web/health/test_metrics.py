"""Metrics in Prometheus's form: what was provoked is what is told, to operators alone (O5, K6, K8, L6, S1)."""

import os
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from arcadia import __version__
from support.players import Player, settings
from support.site import Site, make_test_app, running_site
from support.socket_server import served

OPERATOR = "operator-0123456789-abcdefghijklmnop"
ON = {"ARCADIA_OPERATOR_TOKEN": OPERATOR, "ARCADIA_LIMITS": "steady"}
AWAY = {"REDIS_URL": "redis://127.0.0.1:9/0"}
BEARING = {"authorization": f"Bearer {OPERATOR}"}
REPORT = {"csp-report": {"effective-directive": "img-src", "document-uri": "https://a.test/secret-page"}}


class Scrape:
    """What one answer said."""

    def __init__(self, answer: httpx.Response) -> None:
        assert answer.status_code == 200
        self.text = answer.text
        self.families = {family.name: family for family in text_string_to_metric_families(answer.text)}
        self._samples = [sample for family in self.families.values() for sample in family.samples]

    def find(self, name: str, **labels: str) -> list[float]:
        return [
            sample.value
            for sample in self._samples
            if sample.name == f"arcadia_{name}" and labels.items() <= sample.labels.items()
        ]

    def get(self, name: str, **labels: str) -> float:
        (value,) = self.find(name, **labels)
        return value

    def labels(self, name: str, label: str) -> set[str]:
        return {sample.labels[label] for sample in self._samples if sample.name == f"arcadia_{name}"}


async def scrape(browser: httpx.AsyncClient) -> Scrape:
    return Scrape(await browser.get("/metrics", headers=BEARING))


def caller(site: Site, address: str) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(site.app, client=(address, 4711))
    return httpx.AsyncClient(transport=transport, base_url="http://arcadia.test")


async def test_o5_they_are_for_operators_and_kept_by_nobody(tmp_path: Path) -> None:
    async with running_site(tmp_path, ON) as site, site.browser() as browser:
        for wrong in ({}, {"authorization": "Bearer wrong"}, {"authorization": f"Basic {OPERATOR}"}):
            refused = await browser.get("/metrics", headers=wrong)
            assert refused.status_code == 401
            assert "arcadia_" not in refused.text
        for _ in range(2):
            told = await browser.get("/metrics", headers=BEARING)
            assert told.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
            assert told.headers["cache-control"] == "no-cache, no-store, must-revalidate"
            assert "etag" not in told.headers
    async with running_site(tmp_path / "without") as site, site.browser() as browser:
        for value in ("Bearer ", "Bearer None", f"Bearer {OPERATOR}"):
            assert (await browser.get("/metrics", headers={"authorization": value})).status_code == 401


async def test_l6_calls_are_counted_by_budget_and_route_and_the_most_refused_by_their_hash(tmp_path: Path) -> None:
    async with running_site(tmp_path, ON) as site, caller(site, "203.0.113.9") as client:
        for _ in range(103):
            await client.get("/api/v1/me")
        found = await scrape(client)
        calls = {"budget": "api", "route": "* /api/v1/*"}
        assert found.get("limit_calls_total", outcome="allowed", **calls) == 100
        assert found.get("limit_calls_total", outcome="refused", **calls) == 3
        assert found.get("limit_most_refused", budget="api") == 3
        assert found.get("limits_share") == 1
        assert found.get("limits_shared") == 0
        (identity,) = found.labels("limit_most_refused", "identity")
        assert identity == site.services.limits.report().top_refused[0][1]
        for hidden in ("203.0.113.9", OPERATOR, str(tmp_path)):
            assert hidden not in found.text


async def test_l6_however_many_are_refused_few_are_named(tmp_path: Path) -> None:
    async with running_site(tmp_path, ON) as site, site.browser() as browser:
        for number in range(200):
            site.services.limits.analytics.count("api", "* /api/v1/*", f"hash {number}", is_allowed=False)
        found = await scrape(browser)
        assert len(found.find("limit_most_refused")) == 10
        assert found.get("limit_calls_total", budget="api", outcome="refused") == 200


async def test_k8_the_cache_tells_by_kind_what_it_did(tmp_path: Path) -> None:
    async with running_site(tmp_path, ON) as site, site.browser() as browser:
        for _ in range(3):
            await browser.get("/boards")
        found, report = await scrape(browser), site.services.cache.report()
        assert report.total.operations > 0
        for name, kind in report.kinds.items():
            assert found.get("cache_hits_total", kind=name) == kind.hits
            assert found.get("cache_misses_total", kind=name) == kind.misses
            assert found.get("cache_errors_total", kind=name) == 0
            assert found.get("cache_hit_rate", kind=name) == pytest.approx(kind.hit_rate)
            assert found.get("cache_mean_seconds", kind=name) == pytest.approx(kind.mean_ms / 1000)
        assert found.get("page_cache_hits_total") == 2
        assert found.get("breaker_state", dependency="cache", state="closed") == 1


async def test_k6_an_open_breaker_is_told(tmp_path: Path) -> None:
    async with running_site(tmp_path, {**ON, **AWAY}) as site, site.browser() as browser:
        while site.services.cache.report().breaker == "closed":
            await browser.get("/api/health")
        await browser.get("/api/health")
        found = await scrape(browser)
        states = {state: found.get("breaker_state", dependency="cache", state=state) for state in ("closed", "open")}
        assert states == {"closed": 0, "open": 1}
        assert found.get("breaker_openings_total", dependency="cache") == 1
        assert found.get("dependency_calls_not_made_total", dependency="cache") >= 1
        assert found.labels("breaker_state", "dependency") == {"cache", "redis_limits"}


async def test_s1_violations_of_the_content_policy_are_told_by_directive(tmp_path: Path) -> None:
    async with running_site(tmp_path, ON) as site, site.browser() as browser:
        for directive in ("img-src", "img-src", "made-up-by-somebody"):
            report = {"csp-report": {**REPORT["csp-report"], "effective-directive": directive}}
            assert (await browser.post("/api/csp-reports", json=report)).status_code == 204
        found = await scrape(browser)
        assert found.get("policy_violations_total", directive="img-src") == 2
        assert found.get("policy_violations_total", directive="other") == 1
        assert "secret-page" not in found.text
        assert "made-up" not in found.text


async def test_o5_who_is_connected_and_what_the_process_has(tmp_path: Path) -> None:
    async with served(make_test_app(tmp_path, ON)) as (url, server), httpx.AsyncClient(base_url=url) as http:
        server.config.app.count_connections = lambda: len(server.server_state.connections)
        host = Player(url)
        await host.make(settings=settings(), nickname="Nobody knows me")
        await host.connect()
        found = await scrape(http)
        assert (found.get("sockets"), found.get("rooms"), found.get("streams")) == (1, 1, 0)
        assert found.get("requests") == 1, "this one"
        assert found.get("connections") >= 2
        assert found.get("build_info", version=__version__, environment="test") == 1
        assert found.get("pool_connections_most", pool="readers") == 4
        assert 0 <= found.get("event_loop_lag_seconds") <= found.get("event_loop_most_lag_seconds")
        assert found.get("memory_bytes") > 10_000_000
        assert host.code not in found.text
        assert "Nobody knows me" not in found.text
        await host.close()


async def test_o5_every_figure_says_what_it_is_and_whose(tmp_path: Path) -> None:
    """Several processes may answer on one port: their figures are told apart by the label `worker`."""
    async with running_site(tmp_path, {**ON, **AWAY}) as site, site.browser() as browser:
        await browser.get("/boards")
        found = await scrape(browser)
        for family in found.families.values():
            assert family.name.startswith("arcadia_")
            assert family.documentation[0].isupper()
            assert family.type in {"counter", "gauge"}
            assert {sample.labels["worker"] for sample in family.samples} == {str(os.getpid())}
