"""S1: reports of violations are collected in both forms, counted by directive, bounded, and tell no secret."""

from typing import Protocol

import msgspec
import pytest
import structlog

from arcadia.core.clock import Clock
from arcadia.platform.observability import Counters
from arcadia.web.policy_reports import LINES_A_MINUTE, PolicyReports


class MovableClock(Clock, Protocol):
    at: float


SECRET_PAGE = "https://mira:pass@bingo.example/j/ABCDEF?ticket=5ecre7#5ecre7"


def old_form(directive: str, **more: object) -> bytes:
    return msgspec.json.encode({"csp-report": {"effective-directive": directive, **more}})


def new_form(*directives: str, **more: object) -> bytes:
    reports = [{"type": "csp-violation", "body": {"effectiveDirective": one, **more}} for one in directives]
    return msgspec.json.encode(reports)


@pytest.fixture
def reports(counters: Counters, clock: MovableClock) -> PolicyReports:
    return PolicyReports(counters, clock)


def test_s1_both_forms_are_counted_by_directive(reports: PolicyReports, counters: Counters) -> None:
    reports.take(old_form("script-src-elem"))
    reports.take(msgspec.json.encode({"csp-report": {"violated-directive": "img-src 'self' data:"}}))
    reports.take(new_form("script-src-elem", "require-trusted-types-for"))
    assert counters.snapshot() == {
        "policy_violations{directive=script-src-elem}": 2,
        "policy_violations{directive=img-src}": 1,
        "policy_violations{directive=require-trusted-types-for}": 1,
    }


def test_s1_a_sender_cannot_make_counters_of_its_own(reports: PolicyReports, counters: Counters) -> None:
    for number in range(200):
        reports.take(old_form(f"made-up-{number}"))
    reports.take(msgspec.json.encode({"csp-report": {"effective-directive": ["script-src"]}}))
    assert counters.snapshot() == {"policy_violations{directive=other}": 201}


def test_s1_no_secret_reaches_the_log(reports: PolicyReports) -> None:
    with structlog.testing.capture_logs() as lines:
        reports.take(
            old_form(
                "img-src",
                **{
                    "document-uri": SECRET_PAGE,
                    "blocked-uri": "data:text/html,5ecre7",
                    "source-file": "/app.js?key=5ecre7",
                    "script-sample": "let key = '5ecre7'",
                    "referrer": SECRET_PAGE,
                },
            )
        )
        reports.take(
            new_form("img-src", documentURL=SECRET_PAGE, blockedURL=SECRET_PAGE, sample="5ecre7", lineNumber=7)
        )
    assert "5ecre7" not in str(lines)
    assert "pass" not in str(lines)
    assert lines[0]["page"] == lines[1]["page"] == "https://bingo.example/j/ABCDEF"
    assert (lines[0]["blocked"], lines[0]["source"], lines[1]["line"]) == ("data", "/app.js", "7")


def test_s1_a_flood_of_reports_fills_no_log(reports: PolicyReports, counters: Counters, clock: MovableClock) -> None:
    with structlog.testing.capture_logs() as lines:
        for _ in range(1_000):
            reports.take(old_form("script-src"))
        assert len(lines) == LINES_A_MINUTE
        clock.at += 61
        reports.take(old_form("script-src", **{"document-uri": "x" * 9_000, "blocked-uri": "\x1b[31m\x00"}))
    assert len(lines) == LINES_A_MINUTE + 1
    assert len(lines[-1]["page"]) == 200
    assert "\x1b" not in lines[-1]["blocked"]
    assert counters.snapshot()["policy_violations{directive=script-src}"] == 1_001
