"""What browsers report of the content policy (S1): counted by directive, a few of them logged, nothing kept.

Two forms arrive: `report-uri` posts one object, the Reporting API a list of several. Anybody can post anything here:
only known fields are read, directives outside of the closed list count as `other`, and at most a few lines a minute
reach the log. Addresses lose their query, fragment and user, where tickets and tokens stand; samples are not read.
"""

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec
import structlog

from arcadia.core.clock import Clock
from arcadia.core.errors import Malformed
from arcadia.core.text import BadText, clean_text
from arcadia.core.wire import decode
from arcadia.platform.observability import Counters

LARGEST_REPORT: Final = 16 * 1024
MOST_AT_ONCE: Final = 50
LINES_A_MINUTE: Final = 20
_MINUTE_S: Final = 60.0
_LONGEST: Final = 200
_REPORT: Final = msgspec.json.Decoder(dict[str, Any] | list[dict[str, Any]])
_DIRECTIVES: Final = frozenset(
    (
        *("base-uri", "connect-src", "default-src", "font-src", "form-action", "frame-ancestors", "frame-src"),
        *("img-src", "manifest-src", "media-src", "object-src", "require-trusted-types-for", "script-src"),
        *("script-src-attr", "script-src-elem", "style-src", "style-src-attr", "style-src-elem", "trusted-types"),
        "worker-src",
    )
)
OTHER: Final = "other"

_log = structlog.get_logger("arcadia.web")


class PolicyReports:
    """Takes the reports of one process."""

    def __init__(self, counters: Counters, clock: Clock) -> None:
        self._counters = counters
        self._clock = clock
        self._minute_ends = 0.0
        self._lines = 0

    def take(self, raw: bytes) -> None:
        """Count what a browser posted, and log it while there is room in this minute.

        Raises:
            Malformed: neither form, or more reports at once than any browser sends.
        """
        for violation in violations_in(raw):
            directive = _directive_of(violation)
            self._counters.counter(
                "policy_violations", "Violations of the content policy that browsers report", directive=directive
            ).add()
            if self._may_log():
                _log.warning("policy_violation", directive=directive, **_places(violation))

    def _may_log(self) -> bool:
        now = self._clock.monotonic()
        if now >= self._minute_ends:
            self._minute_ends, self._lines = now + _MINUTE_S, 0
        self._lines += 1
        return self._lines <= LINES_A_MINUTE


def violations_in(raw: bytes) -> Iterator[dict[str, Any]]:
    """Return the violations of a posted report, as the fields of the browser."""
    sent = decode(raw, _REPORT)
    if isinstance(sent, dict):
        yield _fields(sent.get("csp-report"), "$.csp-report")
        return
    if len(sent) > MOST_AT_ONCE:
        message = f"more than {MOST_AT_ONCE} reports at once"
        raise Malformed(message)
    for position, report in enumerate(sent):
        if report.get("type") == "csp-violation":
            yield _fields(report.get("body"), f"$[{position}].body")


def _fields(found: object, where: str) -> dict[str, Any]:
    if not isinstance(found, dict):
        message = "a report of the content policy was expected"
        raise Malformed(message, where)
    return found


def _directive_of(violation: dict[str, Any]) -> str:
    for name in ("effective-directive", "effectiveDirective", "violated-directive"):
        words = str(violation.get(name, "")).split(maxsplit=1)
        if words:
            return words[0] if words[0] in _DIRECTIVES else OTHER
    return OTHER


def _places(violation: dict[str, Any]) -> dict[str, str]:
    names = {
        "page": ("document-uri", "documentURL"),
        "blocked": ("blocked-uri", "blockedURL"),
        "source": ("source-file", "sourceFile"),
        "line": ("line-number", "lineNumber"),
    }
    return {
        place: _shown(next((violation[name] for name in spellings if name in violation), ""))
        for place, spellings in names.items()
    }


def _shown(value: object) -> str:
    """Return an address without what may be secret in it, or a word such as `inline`, cut short."""
    if not isinstance(value, str | int):
        return ""
    text = str(value)
    try:
        parts = urlsplit(text)
        shown = f"{parts.scheme}://{parts.hostname or ''}{parts.path}" if parts.netloc else _without_data(text)
        return clean_text(shown[:_LONGEST])
    except (ValueError, BadText):
        return "unreadable"


def _without_data(text: str) -> str:
    scheme, colon, _ = text.partition(":")
    return scheme if colon else text.partition("?")[0].partition("#")[0]
