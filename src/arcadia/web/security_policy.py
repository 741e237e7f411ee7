"""What the security headers say (S1 to S3, S6), as one value. Nothing else in Arcadia spells out one of these headers.

No page uses inline scripts or styles. What stands inline and runs nothing, the import map and the speculation rules, is
constant and allowed by its hash, so that a page's bytes are equal for everyone. The nonce stands in the header alone.
Other origins are named only where the operator has a CDN: that of assets for what assets are, that of pictures for them.
Strings reach the sinks that make markup or code only through the one Trusted Types policy, which
`web/static/js/html.js` makes.
"""

from dataclasses import dataclass
from typing import Final

Header = tuple[bytes, bytes]

REPORT_PATH: Final = "/api/csp-reports"
NEVER_KEPT: Final = b"no-cache, no-store, must-revalidate"
"""What an answer of the API says of caching unless its route says otherwise (S6), and every error."""
TRUSTED_TYPES: Final = "arcadia-page"
_REPORT_GROUP: Final = "csp"
_CONTENT: Final[tuple[tuple[str, str], ...]] = (
    ("object-src", "'none'"),
    ("base-uri", "'self'"),
    ("form-action", "'self'"),
    ("manifest-src", "'self'"),
    ("worker-src", "'self'"),
    ("require-trusted-types-for", "'script'"),
    ("trusted-types", TRUSTED_TYPES),
)
_EVERYWHERE: Final[tuple[Header, ...]] = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    (b"strict-transport-security", b"max-age=31536000; includeSubDomains"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
    (b"cross-origin-embedder-policy", b"require-corp"),
    (b"cross-origin-opener-policy", b"same-origin"),
)
_CLOSED: Final[tuple[Header, ...]] = (
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
_EMBEDDABLE: Final[tuple[Header, ...]] = ((b"cross-origin-resource-policy", b"cross-origin"),)
_PULLED: Final[tuple[Header, ...]] = (
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-resource-policy", b"cross-origin"),
    (b"access-control-allow-origin", b"*"),
)
"""For what a CDN takes from here and pages load from there: modules and fonts ask for the last line, all else for the
second. Nobody's cookies are asked for, so that one copy does for all.
"""

STRICTEST: Final[tuple[Header, ...]] = (
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cache-control", NEVER_KEPT),
    *_EVERYWHERE,
    *_CLOSED,
)
"""For answers that no page stands behind: those of the server itself, and the one after a fault in the headers."""


@dataclass(frozen=True, slots=True)
class SecurityPolicy:
    """The policy of one site. `script_hashes` are the allowed inline scripts, as `sha256-…`; `is_https` says that
    people reach it over https, which is when requests are upgraded and when browsers take an endpoint for reports.
    `asset_host` and `image_host` are the origins of CDNs, empty where there are none.
    """

    script_hashes: tuple[str, ...] = ()
    is_https: bool = False
    asset_host: str = ""
    image_host: str = ""

    def headers(self, nonce: str, *, is_embeddable: bool) -> tuple[Header, ...]:
        """Return every header for one answer. What may be embedded may be framed and loaded by other sites (S1)."""
        content = (b"content-security-policy", self._content(nonce, "*" if is_embeddable else "'none'").encode())
        return (content, *self._reporting(), *_EVERYWHERE, *(_EMBEDDABLE if is_embeddable else _CLOSED))

    def pulled_headers(self, nonce: str) -> tuple[Header, ...]:
        """Return every header for a file that a CDN takes from here."""
        content = (b"content-security-policy", self._content(nonce, "'none'").encode())
        return (content, *self._reporting(), *_EVERYWHERE, *_PULLED)

    def _content(self, nonce: str, frame_ancestors: str) -> str:
        scripts = _sources("'self'", f"'nonce-{nonce}'", *(f"'{one}'" for one in self.script_hashes), self.asset_host)
        rules = [
            ("default-src", "'self'"),
            ("script-src", scripts),
            ("style-src", _sources("'self'", self.asset_host)),
            ("img-src", _sources("'self'", "data:", self.asset_host, self.image_host)),
            ("font-src", _sources("'self'", self.asset_host)),
            # The worker that keeps the shell asks for it as a program does.
            ("connect-src", _sources("'self'", self.asset_host)),
            *_CONTENT,
            ("frame-ancestors", frame_ancestors),
        ]
        rules.append(("report-uri", REPORT_PATH))
        if self.is_https:
            rules += [("report-to", _REPORT_GROUP), ("upgrade-insecure-requests", "")]
        return "; ".join(f"{name} {value}".rstrip() for name, value in rules)

    def _reporting(self) -> tuple[Header, ...]:
        # Over plain http browsers take no endpoint, and one that knows `report-to` would then report nowhere.
        if not self.is_https:
            return ()
        return ((b"reporting-endpoints", f'{_REPORT_GROUP}="{REPORT_PATH}"'.encode()),)


def _sources(*sources: str) -> str:
    return " ".join(dict.fromkeys(one for one in sources if one))
