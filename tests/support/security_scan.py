"""What a scanner of security headers looks for, in the words of the requirements S1 to S4 and S6."""

import re
from collections.abc import Iterable
from typing import Final

FIXED: Final = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    "strict-transport-security": "max-age=31536000; includeSubDomains",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "cross-origin-embedder-policy": "require-corp",
    "cross-origin-opener-policy": "same-origin",
}
CLOSED: Final = {**FIXED, "x-frame-options": "DENY", "cross-origin-resource-policy": "same-origin"}
EMBEDDABLE: Final = {**FIXED, "cross-origin-resource-policy": "cross-origin"}
BARE: Final = "default-src 'none'; frame-ancestors 'none'"
PAGES: Final = {
    "default-src": r"'self'",
    "script-src": r"'self' 'nonce-[\w-]{20,}'(?: 'sha256-[^' ]+'){3}",  # two import maps, of a language each; speculation rules
    "object-src": r"'none'",
    "base-uri": r"'self'",
    "form-action": r"'self'",
    "require-trusted-types-for": r"'script'",
    "trusted-types": r"arcadia-page",
    "report-uri": r"/api/csp-reports",
}


def faults_of(headers: Iterable[tuple[str, str]], *, is_embeddable: bool = False) -> list[str]:
    """Return what a scanner would say against an answer; nothing when all stands, each once and as S1 to S3 say."""
    found: dict[str, list[str]] = {}
    for name, value in headers:
        found.setdefault(name.lower(), []).append(value)
    wanted = EMBEDDABLE if is_embeddable else CLOSED
    faults = [f"{name}: {found.get(name)}" for name, value in wanted.items() if found.get(name) != [value]]
    if is_embeddable and "x-frame-options" in found:
        faults.append("x-frame-options forbids what the overlay is for")
    policies = found.get("content-security-policy", [])
    if len(policies) != 1:
        return [*faults, f"content-security-policy: {policies}"]
    return faults if policies == [BARE] else [*faults, *_policy_faults(policies[0], is_embeddable=is_embeddable)]


def _policy_faults(policy: str, *, is_embeddable: bool) -> list[str]:
    rules = dict(rule.strip().partition(" ")[::2] for rule in policy.split(";"))
    wanted = {**PAGES, "frame-ancestors": r"\*" if is_embeddable else "'none'"}
    faults = [f"{name}: {rules.get(name)}" for name, form in wanted.items() if not _fits(form, rules.get(name))]
    return [*faults, *(["unsafe"] if "unsafe-" in policy else [])]


def _fits(form: str, value: str | None) -> bool:
    return value is not None and re.fullmatch(form, value) is not None


def nonce_in(policy: str) -> str:
    """Return the nonce of a policy, empty where it has none."""
    found = re.search(r"'nonce-([^']+)'", policy)
    return found[1] if found else ""
